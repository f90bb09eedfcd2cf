/* SPDX-License-Identifier: ISC */
/* mapping/dn_line.h - where an entry stands: the value of a `dn` line.
 *
 *	dn = uid=rc-{id},ou=people,{base} when site.id = main-site else …
 *
 * Read once as an RFC 4514 name with holes inside values; escaping is
 * libldap's, on structures, so no value can break out of its place.
 */
#ifndef DIRWIRE_MAPPING_DN_LINE_H
#define DIRWIRE_MAPPING_DN_LINE_H

#include "mapping/expand.h"
#include "mapping/key.h"
#include "schema/dn.h"

struct dn_value {
	const struct attribute_type *type; /* NULL: the schema lacks it */
	const char *name;
	struct template template;
};

struct dn_level {
	struct dn_value *values; /* one, or more with + */
	size_t count;
	bool is_base; /* stands for the RDNs of base */
};

struct dn_choice {
	struct dn_level *levels; /* leaf first */
	size_t count;
	const struct condition *when; /* or NULL */
	struct place place;
};

struct dn_line {
	struct dn_choice *choices; /* with `else` between them */
	size_t count;
	bool is_seed; /* dn ?=: only new entries are placed */
	struct expression expression;
	struct value text; /* as it is written */
	struct place place;
};

/* Parse and check: the RDN holds the key and can't be empty.  Returns 0, or -1
 * with the errors in `diagnostics`. */
int dn_line_parse(const struct setting *setting, const struct key *key,
    const struct schema *schema, const struct document *document,
    struct diagnostics *diagnostics, struct dn_line *line_r);

/* The name of the contact's entry, below `base`.  Returns 0 with *dn_r in the
 * scope's arena, or -1 with ERROR_MAPPING: a hole is empty, a value is refused,
 * no choice holds. */
int dn_line_expand(const struct dn_line *line, const struct dn *base,
    struct scope *scope, struct dn *dn_r, struct error *err);

/* The name that stands above every entry the choice names, when it is the same
 * for all contacts.  Returns 0 with *parent_r in `arena`, or -1. */
int dn_choice_parent(const struct dn_choice *choice, const struct dn *base,
    struct arena *arena, struct dn *parent_r);

#endif
