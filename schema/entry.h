/* SPDX-License-Identifier: ISC */
/* schema/entry.h - what the directory holds, or should hold, under one DN.
 *
 * Attributes keep the order in which they came.  An entry lives in the arena it
 * was made in and borrows the values put into it.
 */
#ifndef DIRWIRE_SCHEMA_ENTRY_H
#define DIRWIRE_SCHEMA_ENTRY_H

#include "schema/schema.h"

struct entry_attribute {
	const char *name;                  /* as written, with its options */
	const struct attribute_type *type; /* NULL: unknown, or an option */
	struct values values;
};

struct entry {
	const char *dn;
	struct entry_attribute *attributes;
	size_t count;
	size_t capacity;
};

/* The attribute of that type (not NULL), or NULL.  Valid until the next change.
 */
struct entry_attribute *
entry_find(const struct entry *entry, const struct attribute_type *type);

/* By the name as written (options count, case does not), or NULL. */
struct entry_attribute *
entry_find_name(const struct entry *entry, const char *name);

/* Append a value to the attribute `name`, which is made when it is not there.
 * Does not look for doubles. */
void entry_add(struct entry *entry, const struct schema *schema,
    struct arena *arena, const char *name, struct value value);

/* Is `value` among the values of `type`, by its matching rule? */
bool entry_has_value(const struct entry *entry,
    const struct attribute_type *type, struct value value, struct arena *arena);

#endif
