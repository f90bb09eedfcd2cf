/* SPDX-License-Identifier: ISC */
#include "bridge/plan.h"

#include <string.h>
#include <strings.h>

#include "schema/match.h"

/* How many values of the key's attribute mark the entry as ours. */
static size_t
count_keys(
    const struct map *map, const struct current *current, struct arena *arena)
{
	const struct entry_attribute *found =
	    entry_find(&current->entry, map->key.type);
	size_t count = 0;

	for (size_t i = 0; found != NULL && i < found->values.count; i++)
		count += key_matches(&map->key, found->values.items[i], arena);
	return count;
}

/* Made by us: the key stands in its RDN.  Otherwise it was adopted. */
static bool
is_made(const struct map *map, const struct current *current, struct value key,
    struct arena *arena)
{
	struct error err;
	struct dn dn;

	if (dn_parse(value_of(current->entry.dn), arena, &dn, &err) < 0 ||
	    dn.count == 0)
		return false;
	for (size_t i = 0; i < dn.rdns[0].count; i++) {
		const struct dn_ava *ava = &dn.rdns[0].avas[i];

		if (schema_attribute(map->schema, ava->type) == map->key.type &&
		    match_is_equal(map->key.type, ava->value, key, arena))
			return true;
	}
	return false;
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

/* What forbids deleting the entry whole: a login, or a class of others; or
 * NULL. */
static const char *
foreign_hold(
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

static bool
is_named_by_map(const struct map *map, const struct attribute_type *type)
{
	if (type == NULL)
		return false;
	if (type == map->key.type ||
	    type == schema_attribute(map->schema, "objectClass"))
		return true;
	for (size_t i = 0; i < map->count; i++)
		for (size_t j = 0; j < map->sections[i].count; j++)
			if (map->sections[i].lines[j].type == type)
				return true;
	return false;
}

static void
plan_removal(const struct plan_rules *rules, const struct desired *desired,
    const struct current *current, struct arena *arena, struct change *change)
{
	struct place none = { .line = 0 };
	const char *hold = foreign_hold(rules->map, current, arena);

	change->dn = current->entry.dn;
	change->csn = current->csn;
	if (rules->on_delete == ON_DELETE_KEEP) {
		change->reason = "on-delete = keep";
		return;
	}
	if (!is_made(rules->map, current, desired->key, arena)) {
		change_reject(change, none,
		    "its entry was not made by dirwire (the key is not in its RDN), so it is not deleted; taking our values out of it is not in this version yet");
		return;
	}
	if (current->has_children) {
		change_reject(change, none,
		    "other entries stand below its entry, so it is not deleted; move or delete them first");
		return;
	}
	if (hold != NULL && !rules->is_delete_foreign) {
		change_reject(change, none,
		    arena_printf(arena,
			"its entry %s, so it is not deleted; delete it by hand, or set delete-foreign = yes",
			hold));
		return;
	}
	change->op = CHANGE_DELETE;
	for (size_t i = 0; i < current->entry.count; i++) {
		const struct entry_attribute *attribute =
		    &current->entry.attributes[i];

		if (!is_named_by_map(rules->map, attribute->type))
			values_add(
			    &change->foreign, arena, value_of(attribute->name));
	}
}

/* Why the entries found may not be written: several, or one that does not bear
 * exactly the contact's own key.  A server finds (uid=x) also in uid;lang-de. */
static const char *
ambiguity(const struct map *map, const struct found *found, struct value key,
    struct arena *arena)
{
	const struct current *current = found->entries;

	if (found->count > 1)
		return arena_printf(arena,
		    "ambiguous: %zu entries bear its key, %s and %s; take the key out of all but one",
		    found->count, current[0].entry.dn, current[1].entry.dn);
	if (count_keys(map, current, arena) > 1)
		return arena_printf(arena,
		    "ambiguous: %s bears the keys of several contacts; take all but one out",
		    current->entry.dn);
	if (!entry_has_value(&current->entry, map->key.type, key, arena))
		return arena_printf(arena,
		    "%s was found by %s=%s and does not show that value; it may not be readable, or have an option like ;lang-de",
		    current->entry.dn, map->key.type->name, key.data);
	return NULL;
}

void
plan_contact(const struct plan_rules *rules, const struct contact *contact,
    const struct desired *desired, const struct found *found,
    struct arena *arena, struct change *change_r)
{
	struct place none = { .line = 0 };
	const struct current *current = found->entries;
	const char *ambiguous = NULL;

	memset(change_r, 0, sizeof(*change_r));
	change_r->contact = contact;
	change_r->section = desired->section;
	if (found->count > 0)
		ambiguous = ambiguity(rules->map, found, desired->key, arena);
	if (desired->kind == DESIRED_LEAVE)
		change_r->reason = "the map leaves it alone";
	else if (ambiguous != NULL)
		change_reject(change_r, none, ambiguous);
	else if (found->count == 0 && desired->kind == DESIRED_ENTRY)
		change_add(rules->map, desired, arena, change_r);
	else if (found->count == 0)
		change_r->reason = "not in the phonebook";
	else if (desired->kind == DESIRED_ENTRY)
		change_modify(rules->map, desired, current,
		    !rules->has_assertion || current->csn == NULL, arena,
		    change_r);
	else
		plan_removal(rules, desired, current, arena, change_r);
}
