/* SPDX-License-Identifier: ISC */
/* mapping/parse.h - the one reader for configuration and map.
 *
 * Files become sections of settings with places; what the settings mean is for
 * map.c and for bridge/config to say.  Syntax: dirwire.map(5).  Pure: the bytes
 * of included files come through a function.
 */
#ifndef DIRWIRE_MAPPING_PARSE_H
#define DIRWIRE_MAPPING_PARSE_H

#include "mapping/diagnostic.h"

enum { PARSE_LINE_MAX = 64 * 1024, PARSE_INCLUDE_MAX = 8 };

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
	bool is_leave; /* holds the line `leave` */
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
};

/* Loads the file that `name` means when it stands in the file `from` (NULL: the
 * first file): its bytes, and its path for messages.  Returns 0 or -1 with
 * `err`. */
typedef int (*parse_load_fn)(void *context, const char *from, const char *name,
    struct arena *arena, struct value *bytes_r, const char **path_r,
    struct error *err);

void document_init(struct document *document, struct arena *arena);

/* Read the file `name` and all it includes into `document`, behind what is
 * there. What is wrong goes to `diagnostics`; the rest is read all the same. */
void document_read(struct document *document, const char *name,
    parse_load_fn load, void *context, struct diagnostics *diagnostics);

/* The first section of that kind and name (case does not count), or NULL. */
const struct section *document_find(
    const struct document *document, enum section_kind kind, const char *name);

/* The setting of that name (case does not count), or NULL. */
const struct setting *
section_find(const struct section *section, const char *name);

/* The text of a plain setting; a text that is quoted as a whole is unquoted. */
const char *setting_text(const struct setting *setting, struct arena *arena);

#endif
