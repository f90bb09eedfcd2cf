/* SPDX-License-Identifier: ISC */
#include "bridge/change_private.h"

#include "schema/match.h"

static void
add_mod(struct work *work, enum ldif_op op, const char *name,
    const struct values *values)
{
	struct change *change = work->change;
	struct ldif_mod *mod;

	change->mods = arena_grow(work->arena, change->mods, change->mod_count,
	    &work->mod_capacity, sizeof(*mod));
	mod = &change->mods[change->mod_count++];
	mod->op = op;
	mod->name = name;
	if (values != NULL)
		mod->values = *values;
}

void
work_note(struct work *work, const struct change_attribute *attribute)
{
	struct change *change = work->change;

	change->attributes =
	    arena_grow(work->arena, change->attributes, change->attribute_count,
		&work->attribute_capacity, sizeof(*attribute));
	change->attributes[change->attribute_count++] = *attribute;
}

/* One attribute's way from `old` to `new`: values that go, that come, and
 * whether some stay the same by the rule with other bytes. */
static bool
compare(struct work *work, const struct attribute_type *type,
    const struct values *old, const struct values *new,
    struct change_attribute *result)
{
	struct match_set in_old = match_set_of(type, old, work->arena);
	struct match_set in_new = match_set_of(type, new, work->arena);
	bool is_reformatted = false;

	/* one that the rule takes for another that stays goes, too: servers
	 * whose tables are older than ours keep such values apart */
	for (size_t i = 0; i < old->count; i++) {
		ptrdiff_t at = match_set_find(&in_new, old->items[i]);
		bool is_second = at >= 0 &&
		    match_set_find(&in_old, new->items[at]) != (ptrdiff_t)i;

		is_reformatted |= is_second;
		if (at < 0 || is_second)
			values_add(
			    &result->old_values, work->arena, old->items[i]);
	}
	for (size_t i = 0; i < new->count; i++) {
		ptrdiff_t at = match_set_find(&in_old, new->items[i]);

		if (at < 0) {
			values_add(
			    &result->new_values, work->arena, new->items[i]);
		} else if (!value_is_same(old->items[at], new->items[i])) {
			is_reformatted = true;
			values_add(
			    &result->old_values, work->arena, old->items[at]);
			values_add(
			    &result->new_values, work->arena, new->items[i]);
		}
	}
	return is_reformatted;
}

/* Deletes before adds; one replace where the rule can't tell old from new. */
static void
write_mods(struct work *work, const struct attribute_type *type,
    const struct values *old, const struct values *new,
    const struct change_attribute *difference, bool is_reformatted)
{
	const char *name = type->name;
	bool is_replace = type->equality == MATCHING_NONE || is_reformatted;

	if (is_replace && work->is_exact && type->equality != MATCHING_NONE) {
		add_mod(work, LDIF_OP_DELETE, name, old);
		add_mod(work, LDIF_OP_ADD, name, new);
		return;
	}
	if (is_replace && old->count > 0) {
		add_mod(work, new->count > 0 ? LDIF_OP_REPLACE : LDIF_OP_DELETE,
		    name, new->count > 0 ? new : NULL);
		return;
	}
	if (difference->old_values.count > 0)
		add_mod(work, LDIF_OP_DELETE, name, &difference->old_values);
	if (difference->new_values.count > 0)
		add_mod(work, LDIF_OP_ADD, name, &difference->new_values);
}

static enum change_attribute_op
attribute_op(const struct values *old, const struct values *new,
    bool is_only_reformatted)
{
	if (is_only_reformatted)
		return CHANGE_ATTRIBUTE_REFORMAT;
	if (old->count == 0)
		return CHANGE_ATTRIBUTE_ADD;
	if (new->count == 0)
		return CHANGE_ATTRIBUTE_REMOVE;
	return CHANGE_ATTRIBUTE_REPLACE;
}

static bool
has_same_count(const struct work *work, const struct attribute_type *type,
    const struct values *old, const struct values *new)
{
	struct match_set in_old = match_set_of(type, old, work->arena);

	for (size_t i = 0; i < new->count; i++)
		if (match_set_find(&in_old, new->items[i]) < 0)
			return false;
	return old->count == new->count;
}

const struct values *
work_values(const struct work *work, const struct attribute_type *type)
{
	static const struct values none;
	const struct entry_attribute *found =
	    entry_find(&work->current->entry, type);

	return found != NULL ? &found->values : &none;
}

void
work_set(struct work *work, const struct attribute_type *type,
    const struct values *target, struct place place)
{
	const struct values *old = work_values(work, type), *after = old;
	const struct entry_attribute *renamed;
	struct change_attribute told = { .name = type->name, .place = place };
	struct change_attribute rest = { .name = type->name };
	bool is_reformatted = compare(work, type, old, target, &told);

	work->set = arena_grow(work->arena, work->set, work->set_count,
	    &work->set_capacity, sizeof(*work->set));
	work->set[work->set_count++] = type;
	if (told.old_values.count > 0 || told.new_values.count > 0) {
		told.op = attribute_op(old, target,
		    is_reformatted && has_same_count(work, type, old, target));
		work_note(work, &told);
	}
	if (work->change->new_dn == NULL) {
		rest = told;
	} else {
		static const struct values none;

		renamed = entry_find(&work->after, type);
		after = renamed != NULL ? &renamed->values : &none;
		is_reformatted = compare(work, type, after, target, &rest);
	}
	if (rest.old_values.count > 0 || rest.new_values.count > 0)
		write_mods(work, type, after, target, &rest, is_reformatted);
}

const struct values *
work_own(const struct work *work, const struct desired_attribute *desired)
{
	static const struct values none;

	if (work->is_placed || desired->is_owned ||
	    desired->type == work->map->key.type)
		return &desired->own;
	return &none;
}

int
work_check_single(struct work *work, const struct attribute_type *type,
    const struct values *target, struct place place)
{
	bool is_named = false;

	if (!type->is_single_valued || target->count < 2 ||
	    target->count <= work_values(work, type)->count)
		return 0;
	for (size_t i = 0; i < work->rdn.count; i++)
		is_named |= schema_attribute(work->map->schema,
				work->rdn.avas[i].type) == type;
	change_reject(work->change, place,
	    arena_printf(work->arena,
		is_named
		    ? "%s takes one value, and the entry has another in its name"
		    : "%s takes one value, and the entry has one that is not ours",
		type->name));
	return -1;
}

void
work_add_rdn(const struct work *work, const struct attribute_type *type,
    struct values *target)
{
	for (size_t i = 0; i < work->rdn.count; i++) {
		const struct dn_ava *ava = &work->rdn.avas[i];
		struct value value = ava->value;
		struct values one = { &value, 1, 1 };

		if (schema_attribute(work->map->schema, ava->type) == type)
			match_add_missing(type, target, &one, work->arena);
	}
}
