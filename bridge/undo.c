/* SPDX-License-Identifier: ISC */
#include "bridge/undo.h"

#include "bridge/change_private.h"

/* The values behind the change of one attribute: those that went are out, those
 * that came are in. */
static struct values
changed_values(const struct values *before,
    const struct change_attribute *attribute, struct arena *arena)
{
	struct values after = { 0 };

	for (size_t i = 0; i < before->count; i++)
		if (!values_has(&attribute->old_values, before->items[i]))
			values_add(&after, arena, before->items[i]);
	for (size_t i = 0; i < attribute->new_values.count; i++)
		values_add(&after, arena, attribute->new_values.items[i]);
	return after;
}

static const struct change_attribute *
attribute_of(const struct change *change, const struct map *map,
    const struct attribute_type *type)
{
	for (size_t i = 0; i < change->attribute_count; i++)
		if (schema_attribute(map->schema, change->attributes[i].name) ==
		    type)
			return &change->attributes[i];
	return NULL;
}

static void
add_values(struct entry *entry, const char *name, const struct values *values,
    const struct map *map, struct arena *arena)
{
	for (size_t i = 0; i < values->count; i++)
		entry_add(entry, map->schema, arena, name, values->items[i]);
}

/* The entry as it is behind the change. */
static struct entry
changed_entry(
    const struct change *change, const struct map *map, struct arena *arena)
{
	const struct entry *before = &change->current->entry;
	struct entry after = { .dn = change->new_dn != NULL ? change->new_dn
							    : change->dn };

	for (size_t i = 0; i < before->count; i++) {
		const struct entry_attribute *old = &before->attributes[i];
		const struct change_attribute *attribute = old->type != NULL
		    ? attribute_of(change, map, old->type)
		    : NULL;
		struct values values = old->values;

		if (attribute != NULL)
			values = changed_values(&old->values, attribute, arena);
		add_values(&after, old->name, &values, map, arena);
	}
	for (size_t i = 0; i < change->attribute_count; i++) {
		const struct change_attribute *new = &change->attributes[i];

		if (entry_find(before,
			schema_attribute(map->schema, new->name)) == NULL)
			add_values(
			    &after, new->name, &new->new_values, map, arena);
	}
	return after;
}

static void
undo_modify(const struct change *change, const struct map *map,
    struct arena *arena, struct change *undo)
{
	struct current after = { .entry = changed_entry(change, map, arena) };
	/* exact: what the run did not do, or others changed since, is not
	 * written over but told as 16 */
	struct work work = { .map = map,
		.current = &after,
		.is_exact = true,
		.arena = arena,
		.change = undo };
	struct place none = { .line = 0 };
	struct error err;
	struct dn old;

	if (work_begin(&work) < 0 ||
	    dn_parse(value_of(change->dn), arena, &old, &err) < 0 ||
	    work_move(&work, &old, change->dn, &err) < 0)
		return;
	for (size_t i = 0; i < change->attribute_count; i++) {
		const struct attribute_type *type =
		    schema_attribute(map->schema, change->attributes[i].name);
		const struct entry_attribute *before =
		    entry_find(&change->current->entry, type);
		static const struct values nothing;

		work_set(&work, type,
		    before != NULL ? &before->values : &nothing, none);
	}
	work_end(&work, CHANGE_MODIFY);
	undo->current = NULL; /* it was of this function */
}

void
change_undo(const struct change *change, const struct map *map,
    struct arena *arena, struct change *undo_r)
{
	struct change undo = { .contact = change->contact, .dn = change->dn };

	if (change->op == CHANGE_ADD) {
		undo.op = CHANGE_DELETE;
		undo.entry = change->entry; /* asserted: no other one goes */
	} else if (change->op == CHANGE_DELETE) {
		undo.op = CHANGE_ADD;
		undo.entry = change->current->entry;
	} else if (change->op != CHANGE_NONE && change->op != CHANGE_REJECT) {
		undo_modify(change, map, arena, &undo);
	}
	*undo_r = undo;
}
