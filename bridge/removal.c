/* SPDX-License-Identifier: ISC */
#include "bridge/change_private.h"

#include <strings.h>

#include "schema/match.h"

/* The current values that are not ours: of an attribute that the map owns none,
 * else all that no += line could have made. */
static struct values
foreign_values(const struct work *work, const struct attribute_type *type)
{
	const struct values *current = work_values(work, type);
	struct values foreign = { 0 };

	for (size_t i = 0; !map_owns(work->map, type) && i < current->count;
	     i++)
		if (!map_shares(
			work->map, type, current->items[i], work->arena) &&
		    !work_is_old_name(work, type, current->items[i]))
			values_add(&foreign, work->arena, current->items[i]);
	return foreign;
}

/* What is left of the attribute when ours is taken out: all of it where an entry
 * must have it and nothing else would be left. */
static void
leave(struct work *work, const struct attribute_type *type,
    struct values *target, struct place place)
{
	work_add_rdn(work, type, target);
	if (target->count == 0 && work_is_must(work, type))
		return;
	work_set(work, type, target, place);
}

/* The key of the contact goes, too; other values of its attribute are not ours
 * unless a line says so. */
static void
strip_key(struct work *work)
{
	const struct map *map = work->map;
	const struct attribute_type *type = map->key.type;
	struct values others = foreign_values(work, type), target = { 0 };

	for (size_t i = 0; i < others.count; i++)
		if (!match_is_equal(
			type, others.items[i], work->desired->key, work->arena))
			values_add(&target, work->arena, others.items[i]);
	leave(work, type, &target, map->key.place);
}

static struct work
work_of(const struct change_rules *rules, const struct desired *desired,
    const struct current *current, struct arena *arena, struct change *change)
{
	struct work work = { .map = rules->map,
		.desired = desired,
		.current = current,
		.is_exact = rules->is_exact,
		.is_placed = rules->is_placed,
		.arena = arena,
		.change = change };

	return work;
}

/* What an entry must keep is told by its classes. */
static int
begin(struct work *work)
{
	struct place none = { .line = 0 };

	if (work_begin(work) < 0)
		return -1;
	if (entry_find_name(&work->current->entry, "objectClass") != NULL)
		return 0;
	change_reject(work->change, none,
	    "its entry does not show its object classes, so what it must keep is not known; give dirwire the right to read objectClass");
	return -1;
}

void
change_strip(const struct change_rules *rules, const struct desired *desired,
    const struct current *current, struct arena *arena, struct change *change)
{
	struct work work = work_of(rules, desired, current, arena, change);
	const struct map *map = rules->map;
	struct place none = { .line = 0 };

	if (begin(&work) < 0)
		return;
	for (size_t i = 0; i < map->managed_count; i++) {
		const struct attribute_type *type = map->managed[i];
		struct values target = foreign_values(&work, type);

		if (type != map->key.type)
			leave(&work, type, &target, none);
	}
	strip_key(&work);
	work_end(&work, CHANGE_STRIP);
	if (change->op == CHANGE_NONE)
		change->reason = "nothing of ours is left in it that can go";
}

/* One attribute's disabled form; -1 when the entry can't have it. */
static int
disable_one(struct work *work, const struct desired_attribute *desired)
{
	const struct attribute_type *type = desired->type;
	struct values target = { 0 }, foreign = foreign_values(work, type);

	match_add_missing(type, &target, &foreign, work->arena);
	match_add_missing(type, &target, work_own(work, desired), work->arena);
	work_add_rdn(work, type, &target);
	if (work_check_single(work, type, &target, desired->place) < 0)
		return -1;
	if (map_section_names(work->map->disabled, type))
		work_set(work, type, &target, desired->place);
	else
		leave(work, type, &target, desired->place);
	return 0;
}

void
change_disable(const struct change_rules *rules, const struct desired *desired,
    const struct current *current, struct arena *arena, struct change *change)
{
	struct work work = work_of(rules, desired, current, arena, change);

	change->section = rules->map->disabled;
	if (begin(&work) < 0 ||
	    (rules->is_placed && desired->dn_text != NULL &&
		work_place(&work) < 0))
		return;
	for (size_t i = 0; i < desired->count; i++)
		if (disable_one(&work, &desired->attributes[i]) < 0)
			return;
	work_end(&work, CHANGE_DISABLE);
	if (change->op == CHANGE_NONE)
		change->reason = "disabled already";
}
