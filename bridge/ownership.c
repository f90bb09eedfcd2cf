/* SPDX-License-Identifier: ISC */
#include "bridge/ownership.h"

#include "schema/match.h"
#include "schema/rename.h"

size_t
ownership_keys(
    const struct map *map, const struct current *current, struct arena *arena)
{
	const struct entry_attribute *found =
	    entry_find(&current->entry, map->key.type);
	size_t count = 0;

	for (size_t i = 0; found != NULL && i < found->values.count; i++)
		count += key_matches(&map->key, found->values.items[i], arena);
	return count;
}

bool
ownership_is_made(const struct map *map, const struct current *current,
    struct value key, struct arena *arena)
{
	struct dn dn;

	return dn_parse(value_of(current->entry.dn), arena, &dn, NULL) == 0 &&
	    dn.count > 0 &&
	    rdn_has_value(map->schema, &dn.rdns[0], map->key.type, key, arena);
}

static bool
is_class_of_map(const struct map *map, const char *name)
{
	const struct object_class *oc = schema_class(map->schema, name);

	for (size_t i = 0; oc != NULL && i < map->count; i++)
		for (size_t j = 0; j < map->sections[i].classes.count; j++) {
			const struct object_class *ours =
			    schema_class(map->schema,
				map->sections[i].classes.items[j].data);

			if (ours != NULL &&
			    schema_class_is(map->schema, ours, oc))
				return true;
		}
	return false;
}

const char *
ownership_hold(
    const struct map *map, const struct current *current, struct arena *arena)
{
	const struct entry_attribute *classes = entry_find(
	    &current->entry, schema_attribute(map->schema, "objectClass"));

	if (entry_find_name(&current->entry, "userPassword") != NULL)
		return "holds a userPassword";
	if (classes == NULL)
		return "does not show its object classes";
	for (size_t i = 0; i < classes->values.count; i++)
		if (!is_class_of_map(map, classes->values.items[i].data))
			return arena_printf(arena,
			    "is also of the object class %s",
			    classes->values.items[i].data);
	return NULL;
}

bool
ownership_names(const struct map *map, const struct attribute_type *type)
{
	if (type == NULL)
		return false;
	if (type == map->key.type ||
	    type == schema_attribute(map->schema, "objectClass"))
		return true;
	for (size_t i = 0; i < map_section_count(map); i++)
		if (map_section_names(map_section_at(map, i), type))
			return true;
	return false;
}
