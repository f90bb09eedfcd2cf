/* SPDX-License-Identifier: ISC */
/* mapping/document.h - configuration and map as sections of settings.
 *
 * What parse.h reads and map.c, bridge/config and the functions look things up
 * in.
 */
#ifndef DIRWIRE_MAPPING_DOCUMENT_H
#define DIRWIRE_MAPPING_DOCUMENT_H

#include "mapping/diagnostic.h"

enum section_kind {
	SECTION_CONFIG, /* [ldap], [map] …: its name is the word */
	SECTION_ENTRY,
	SECTION_DISABLED,
	SECTION_TABLE,
	SECTION_DIALPLAN
};

enum setting_op { SETTING_SET, SETTING_SEED, SETTING_SHARE };

struct setting {
	const char *name;
	enum setting_op op;       /* =, ?=, += */
	struct reader_text value; /* without comment and outer blanks */
	struct place place;       /* of the name */
};

struct section {
	enum section_kind kind;
	const char *name;
	struct reader_text condition; /* behind `when`; empty without */
	bool has_condition;
	bool is_leave;      /* holds the line `leave` */
	bool is_incomplete; /* a line could not be read, which was told */
	struct place place;
	struct setting *settings;
	size_t count;
	size_t capacity;
};

struct document {
	struct arena *arena; /* borrowed; owns everything below */
	struct section *sections;
	size_t count;
	size_t capacity;
	bool is_incomplete; /* so is a heading or a file: what is missing may
			       stand there */
};

void document_init(struct document *document, struct arena *arena);

/* The first section of that kind and name (case does not count), or NULL. */
const struct section *document_find(
    const struct document *document, enum section_kind kind, const char *name);

/* May the setting stand in what could not be read? */
bool document_may_have(
    const struct document *document, const struct section *section);

/* The setting of that name (case does not count), or NULL. */
const struct setting *
section_find(const struct section *section, const char *name);

/* The row of a table with exactly that key, or NULL. */
const struct setting *
section_row(const struct section *section, const char *key);

/* The text of a plain setting; a text that is quoted as a whole is unquoted. */
const char *setting_text(const struct setting *setting, struct arena *arena);

#endif
