/* SPDX-License-Identifier: ISC */
#include "schema/entry.h"

#include <string.h>
#include <strings.h>

#include "schema/match.h"

struct entry_attribute *
entry_find(const struct entry *entry, const struct attribute_type *type)
{
	for (size_t i = 0; i < entry->count; i++)
		if (entry->attributes[i].type == type)
			return &entry->attributes[i];
	return NULL;
}

struct entry_attribute *
entry_find_name(const struct entry *entry, const char *name)
{
	for (size_t i = 0; i < entry->count; i++)
		if (strcasecmp(entry->attributes[i].name, name) == 0)
			return &entry->attributes[i];
	return NULL;
}

void
entry_add(struct entry *entry, const struct schema *schema, struct arena *arena,
    const char *name, struct value value)
{
	const struct attribute_type *type = schema_attribute(schema, name);
	struct entry_attribute *attribute = type != NULL
	    ? entry_find(entry, type)
	    : entry_find_name(entry, name);

	if (attribute == NULL) {
		entry->attributes = arena_grow(arena, entry->attributes,
		    entry->count, &entry->capacity, sizeof(*attribute));
		attribute = &entry->attributes[entry->count++];
		memset(attribute, 0, sizeof(*attribute));
		attribute->name = name;
		attribute->type = type;
	}
	values_add(&attribute->values, arena, value);
}

bool
entry_has_value(const struct entry *entry, const struct attribute_type *type,
    struct value value, struct arena *arena)
{
	const struct entry_attribute *attribute = entry_find(entry, type);

	return attribute != NULL &&
	    match_find(type, &attribute->values, value, arena) >= 0;
}
