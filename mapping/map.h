/* SPDX-License-Identifier: ISC */
/* mapping/map.h - the table that an administrator writes, compiled.
 *
 * Made once from a document, checked against a schema, then asked for each
 * contact:
 *
 *	map = map_create(&document, schema, &diagnostics);
 *	…
 *	if (map_make(map, contact, arena, &desired, &err) < 0)
 *		reject(contact, &err);
 *
 * The map is immutable; it borrows document and schema, which must outlive it.
 */
#ifndef DIRWIRE_MAPPING_MAP_H
#define DIRWIRE_MAPPING_MAP_H

#include "mapping/dn_line.h"
#include "mapping/expand.h"
#include "mapping/key.h"

enum line_kind {
	LINE_OWN,  /* = */
	LINE_SEED, /* ?= */
	LINE_SHARE /* += */
};

struct line {
	enum line_kind kind;
	bool is_bad; /* an error in it was told; it makes nothing */
	const struct attribute_type *type;
	struct expression expression; /* no groups: `title =` empties */
	const char *name;             /* as it is written … */
	struct value text;            /* … as is what stands behind = */
	struct place place;
};

struct map_section {
	const char *name;
	const struct condition *when; /* NULL: takes all */
	bool has_condition;           /* … also when it could not be read */
	struct value condition;       /* as it is written */
	bool is_leave;
	bool is_incomplete; /* a line could not be read, which was told */
	struct dn_line dn;
	const struct object_class *structural;
	struct values classes;      /* as the map names them */
	bool has_bad_classes;       /* an error in them was told */
	struct place *class_places; /* of each of them */
	struct place classes_place; /* of the line */
	struct line *lines;
	size_t count;
	size_t capacity;
	struct place place;
};

struct map {
	struct arena *arena; /* borrowed */
	const struct schema *schema;
	const char *base_text;
	struct dn base;
	struct key key;
	struct map_section *sections;
	size_t count;
	struct map_section *disabled; /* [disabled]; or NULL */
	bool is_disabling;            /* on-delete = disable */
	const struct attribute_type *
	    *managed; /* by some = or += line, or an RDN; once */
	size_t managed_count;
	char hash[65]; /* SHA-256 of its meaning, in hex */
};

/* Compile the map in `document`.  NULL when `diagnostics` holds an error.  What
 * it made outside the document's arena is given back by map_destroy(). */
struct map *map_create(const struct document *document,
    const struct schema *schema, struct diagnostics *diagnostics);
void map_destroy(struct map **map);

/* The sections that have lines: all [entry], then [disabled] if it is there. */
size_t map_section_count(const struct map *map);
const struct map_section *map_section_at(const struct map *map, size_t n);

/* Is the attribute owned in every entry of the map? */
bool map_owns(const struct map *map, const struct attribute_type *type);

/* Does a dn line name entries by the attribute, in their RDN? */
bool map_names_by(const struct map *map, const struct attribute_type *type);

/* Can an entry of ours stand below another, by a name that holds the key's
 * attribute above its first part? */
bool map_stands_below_ours(const struct map *map);

/* Could a += line of the map have made this value of `type`? */
bool map_shares(const struct map *map, const struct attribute_type *type,
    struct value value, struct arena *arena);

enum desired_kind {
	DESIRED_ENTRY,
	DESIRED_NONE, /* no section takes the contact: on-delete decides; with
			 [disabled] its form is there */
	DESIRED_LEAVE /* its entry stays as it is */
};

/* What the lines of one attribute make of the contact. */
struct desired_attribute {
	const struct attribute_type *type;
	struct values own;   /* = */
	struct values seed;  /* ?= */
	struct values share; /* += */
	struct values left;  /* what [disabled] gives such an entry */
	bool is_owned;       /* the map has a = line for it, in any section */
	bool is_kept;        /* leave as it is in an entry that exists */
	struct place place;  /* of the line, for reports; line 0: of no line */
};

struct desired {
	enum desired_kind kind;
	const struct map_section *section; /* NULL with DESIRED_NONE */
	struct value key;                  /* its value for this contact */
	const char *dn_text;               /* NULL: it stays where it is */
	struct dn dn;
	struct dn left_dn; /* where [disabled] puts it; count 0: nowhere */
	struct values classes;
	struct desired_attribute *attributes;
	size_t count;
	size_t capacity;
	const struct drop *drops;
	size_t drop_count;
};

/* What the map makes of `contact`; all of it in `arena`.  Returns 0, or -1 with
 * ERROR_MAPPING: the contact is rejected, with reason and map line.  MUST
 * attributes are not checked here: an entry that exists may keep them. */
int map_make(const struct map *map, const struct contact *contact,
    struct arena *arena, struct desired *desired_r, struct error *err);

/* Has the section a line of the attribute? */
bool map_section_names(
    const struct map_section *section, const struct attribute_type *type);

/* Note the hash of what the map means, and the tables of `document`. */
void map_hash(struct map *map, const struct document *document);

/* The same, and how it went in *trace, which may be NULL. */
int map_make_traced(const struct map *map, const struct contact *contact,
    struct arena *arena, struct trace *trace, struct desired *desired_r,
    struct error *err);

/* The place of the lines of `type` in the section, or of the section. */
struct place map_section_place(
    const struct map_section *section, const struct attribute_type *type);

#endif
