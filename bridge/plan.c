/* SPDX-License-Identifier: ISC */
#include "bridge/plan.h"

#include <string.h>

#include "bridge/ownership.h"

static void
plan_delete(const struct plan_rules *rules, const struct current *current,
    struct arena *arena, struct change *change)
{
	struct place none = { .line = 0 };

	change->dn = current->entry.dn;
	change->csn = current->csn;
	change->current = current;
	if (current->has_children) {
		change_reject(change, none,
		    "other entries stand below its entry, so it is not deleted; move or delete them first");
		return;
	}
	change->op = CHANGE_DELETE;
	for (size_t i = 0; i < current->entry.count; i++) {
		const struct entry_attribute *attribute =
		    &current->entry.attributes[i];

		if (!ownership_names(rules->map, attribute->type))
			values_add(
			    &change->foreign, arena, value_of(attribute->name));
	}
}

static void
explain_strip(struct change *change, const char *why, struct arena *arena)
{
	if (change->op == CHANGE_STRIP)
		change->reason =
		    arena_printf(arena, "not deleted, for the entry %s", why);
	if (change->op == CHANGE_NONE)
		change->warning = arena_printf(arena,
		    "its entry %s stays, for it %s; nothing of ours is left in it that can go",
		    change->dn, why);
}

/* The contact has left: what on-delete says, but what others have a part in is
 * not deleted. */
static void
plan_removal(const struct plan_rules *rules, const struct change_rules *how,
    const struct desired *desired, const struct current *current,
    struct arena *arena, struct change *change)
{
	const char *hold = ownership_hold(rules->map, current, arena);

	if (rules->on_delete == ON_DELETE_KEEP) {
		change->dn = current->entry.dn;
		change->reason = "on-delete = keep";
	} else if (rules->on_delete == ON_DELETE_DISABLE) {
		change_disable(how, desired, current, arena, change);
	} else if (!how->is_placed) {
		change_strip(how, desired, current, arena, change);
		explain_strip(change, "was not made by dirwire", arena);
	} else if (hold != NULL && !rules->is_delete_foreign) {
		change_strip(how, desired, current, arena, change);
		explain_strip(change, hold, arena);
	} else {
		plan_delete(rules, current, arena, change);
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
	if (ownership_keys(map, current, arena) > 1)
		return arena_printf(arena,
		    "ambiguous: %s bears the keys of several contacts; take all but one out",
		    current->entry.dn);
	if (!entry_has_value(&current->entry, map->key.type, key, arena))
		return arena_printf(arena,
		    "%s was found by %s=%s and does not show that value; it may not be readable, or have an option like ;lang-de",
		    current->entry.dn, map->key.type->name, key.data);
	return NULL;
}

/* Does the map say where the entry stands?  Not of one that was adopted; with
 * dn ?= only when [disabled] had put it there. */
static bool
is_placed(const struct plan_rules *rules, const struct desired *desired,
    const struct current *current, struct arena *arena)
{
	const struct schema *schema = rules->map->schema;
	struct dn dn;

	if (!ownership_is_made(rules->map, current, desired->key, arena))
		return false;
	if (desired->kind != DESIRED_ENTRY || !desired->section->dn.is_seed)
		return true;
	return desired->left_dn.count > 0 &&
	    dn_parse(value_of(current->entry.dn), arena, &dn, NULL) == 0 &&
	    strcmp(dn_normal(schema, &dn, arena),
		dn_normal(schema, &desired->left_dn, arena)) == 0;
}

void
plan_contact(const struct plan_rules *rules, const struct contact *contact,
    const struct desired *desired, const struct found *found,
    struct arena *arena, struct change *change_r)
{
	struct place none = { .line = 0 };
	struct change_rules how = { .map = rules->map };
	const struct current *current = found->entries;
	const char *ambiguous = NULL;

	memset(change_r, 0, sizeof(*change_r));
	change_r->contact = contact;
	change_r->section = desired->section;
	if (found->count > 0)
		ambiguous = ambiguity(rules->map, found, desired->key, arena);
	if (found->count > 0 && ambiguous == NULL) {
		how.is_placed = is_placed(rules, desired, current, arena);
		how.is_exact = !rules->has_assertion || current->csn == NULL;
	}
	if (desired->kind == DESIRED_LEAVE)
		change_r->reason = "the map leaves it alone";
	else if (ambiguous != NULL)
		change_reject(change_r, none, ambiguous);
	else if (found->count == 0 && desired->kind == DESIRED_ENTRY)
		change_add(rules->map, desired, arena, change_r);
	else if (found->count == 0)
		change_r->reason = "not in the phonebook";
	else if (desired->kind == DESIRED_ENTRY)
		change_modify(&how, desired, current, arena, change_r);
	else
		plan_removal(rules, &how, desired, current, arena, change_r);
}
