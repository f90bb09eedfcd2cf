/* SPDX-License-Identifier: ISC */
#include "bridge/change_private.h"

#include <string.h>
#include <strings.h>

#include "schema/match.h"

const char *
change_op_name(enum change_op op)
{
	static const char *const names[CHANGE_OPS] = { [CHANGE_NONE] = "none",
		[CHANGE_ADD] = "add",
		[CHANGE_MODIFY] = "modify",
		[CHANGE_RENAME] = "rename",
		[CHANGE_MOVE] = "move",
		[CHANGE_DELETE] = "delete",
		[CHANGE_STRIP] = "strip",
		[CHANGE_DISABLE] = "disable",
		[CHANGE_REJECT] = "reject" };

	return names[op];
}

bool
change_is_removal(enum change_op op)
{
	return op == CHANGE_DELETE || op == CHANGE_STRIP ||
	    op == CHANGE_DISABLE;
}

void
change_reject(struct change *change, struct place place, const char *reason)
{
	change->op = CHANGE_REJECT;
	change->reason = reason;
	change->place = place;
}

/* Is the attribute a MUST of the classes the map gives the entry? */
static bool
is_must(const struct map *map, const struct map_section *section,
    const struct attribute_type *type)
{
	for (size_t i = 0; i < section->classes.count; i++) {
		const struct object_class *oc =
		    schema_class(map->schema, section->classes.items[i].data);

		if (oc != NULL && schema_class_has_must(map->schema, oc, type))
			return true;
	}
	return false;
}

static void
reject_empty(struct work *work, const struct attribute_type *type)
{
	const struct map_section *section = work->desired->section;
	const char *why = "";

	for (size_t i = 0; i < work->desired->drop_count; i++) {
		const struct drop *drop = &work->desired->drops[i];

		if (drop->attribute != NULL &&
		    strcasecmp(drop->attribute, type->name) == 0)
			why = arena_printf(work->arena, ": \"%s\" %s",
			    drop->value.data, drop->why);
	}
	change_reject(work->change, map_section_place(section, type),
	    arena_printf(work->arena, "%s is empty%s", type->name, why));
}

/* What was there before us, or others gave since: the current values but for
 * those of [disabled], which go when the contact is back. */
static struct values
kept_values(struct work *work, const struct desired_attribute *desired)
{
	const struct values *current = work_values(work, desired->type);
	struct match_set left =
	    match_set_of(desired->type, &desired->left, work->arena);
	struct values kept = { 0 };

	if (desired->left.count == 0)
		return *current;
	for (size_t i = 0; i < current->count; i++)
		if (match_set_find(&left, current->items[i]) < 0)
			values_add(&kept, work->arena, current->items[i]);
	return kept;
}

/* What an attribute that the map owns should hold. */
static struct values
owned_target(struct work *work, const struct desired_attribute *desired)
{
	const struct attribute_type *type = desired->type;
	struct values target = { 0 }, kept;

	match_add_missing(type, &target, work_own(work, desired), work->arena);
	match_add_missing(type, &target, &desired->share, work->arena);
	if (target.count == 0 && desired->seed.count > 0) {
		kept = kept_values(work, desired);
		match_add_missing(type, &target,
		    kept.count > 0 ? &kept : &desired->seed, work->arena);
	}
	return target;
}

/* What an attribute should hold in which others have a say: theirs stay, ours
 * come and go. */
static struct values
shared_target(struct work *work, const struct desired_attribute *desired)
{
	const struct attribute_type *type = desired->type;
	const struct values *current = work_values(work, type);
	struct match_set share =
	    match_set_of(type, &desired->share, work->arena);
	struct match_set own =
	    match_set_of(type, work_own(work, desired), work->arena);
	struct values target = { 0 };

	for (size_t i = 0; i < current->count; i++) {
		struct value value = current->items[i];

		if (match_set_find(&share, value) >= 0 ||
		    match_set_find(&own, value) >= 0 ||
		    (!map_shares(work->map, type, value, work->arena) &&
			!work_is_old_name(work, type, value)))
			values_add(&target, work->arena, value);
	}
	match_add_missing(type, &target, work_own(work, desired), work->arena);
	match_add_missing(type, &target, &desired->share, work->arena);
	if (target.count == 0)
		match_add_missing(type, &target, &desired->seed, work->arena);
	return target;
}

static int
change_one(struct work *work, const struct desired_attribute *desired)
{
	const struct attribute_type *type = desired->type;
	struct values target;

	if (desired->is_kept)
		target = kept_values(work, desired);
	else if (desired->is_owned)
		target = owned_target(work, desired);
	else
		target = shared_target(work, desired);
	work_add_rdn(work, type, &target);
	if (target.count == 0 &&
	    is_must(work->map, work->desired->section, type)) {
		if (!desired->is_kept) {
			reject_empty(work, type);
			return -1;
		}
		/* what [disabled] gave, when that is all */
		target = *work_values(work, type);
	}
	if (work_check_single(work, type, &target, desired->place) < 0)
		return -1;
	work_set(work, type, &target, desired->place);
	return 0;
}

/* Auxiliary classes are added when missing, never removed. */
static void
change_classes(struct work *work)
{
	const struct schema *schema = work->map->schema;
	const struct attribute_type *type =
	    schema_attribute(schema, "objectClass");
	const struct entry_attribute *found =
	    entry_find(&work->current->entry, type);
	const struct values *wanted = &work->desired->classes;
	struct values target = { 0 };

	if (found == NULL)
		return;
	target.items = arena_array(work->arena,
	    found->values.count + wanted->count, sizeof(*target.items));
	target.capacity = found->values.count + wanted->count;
	for (size_t i = 0; i < found->values.count; i++)
		target.items[target.count++] = found->values.items[i];
	for (size_t i = 0; i < wanted->count; i++) {
		const struct object_class *oc =
		    schema_class(schema, wanted->items[i].data);
		bool is_there = false;

		for (size_t j = 0; j < found->values.count; j++) {
			const struct object_class *has =
			    schema_class(schema, found->values.items[j].data);

			is_there |= has == oc ||
			    (has != NULL && schema_class_is(schema, has, oc));
		}
		if (!is_there)
			target.items[target.count++] = wanted->items[i];
	}
	work_set(work, type, &target, work->desired->section->classes_place);
}

/* The structural class the entry has; NULL when it can't be told. */
static const struct object_class *
current_structural(const struct work *work)
{
	const struct schema *schema = work->map->schema;
	const struct entry_attribute *classes = entry_find(
	    &work->current->entry, schema_attribute(schema, "objectClass"));
	const struct object_class *structural = NULL;

	if (work->current->structural_class != NULL)
		return schema_class(schema, work->current->structural_class);
	for (size_t i = 0; classes != NULL && i < classes->values.count; i++) {
		const struct object_class *oc =
		    schema_class(schema, classes->values.items[i].data);

		if (oc != NULL && oc->kind == CLASS_STRUCTURAL &&
		    (structural == NULL ||
			schema_class_is(schema, oc, structural)))
			structural = oc;
	}
	return structural;
}

static int
check_structural(struct work *work)
{
	const struct object_class *wanted = work->desired->section->structural;
	const struct object_class *has = current_structural(work);
	const char *name = work->current->structural_class;

	if (has == wanted)
		return 0;
	if (has != NULL)
		name = has->name;
	change_reject(work->change, work->desired->section->place,
	    arena_printf(work->arena,
		"the entry is of the structural class %s and the map makes %s; a server does not let that change: delete the entry, or name its class in the map",
		name != NULL ? name : "that can't be read", wanted->name));
	return -1;
}

static void
begin(struct change *change, const struct desired *desired)
{
	change->section = desired->section;
	change->drops = desired->drops;
	change->drop_count = desired->drop_count;
}

void
change_modify(const struct change_rules *rules, const struct desired *desired,
    const struct current *current, struct arena *arena, struct change *change)
{
	struct work work = { .map = rules->map,
		.desired = desired,
		.current = current,
		.is_exact = rules->is_exact,
		.is_placed = rules->is_placed,
		.arena = arena,
		.change = change };

	begin(change, desired);
	if (work_begin(&work) < 0 || check_structural(&work) < 0 ||
	    (rules->is_placed && work_place(&work) < 0))
		return;
	change_classes(&work);
	for (size_t i = 0; i < desired->count; i++)
		if (change_one(&work, &desired->attributes[i]) < 0)
			return;
	work_end(&work, CHANGE_MODIFY);
}

struct must_check {
	struct work *work;
	const struct entry *entry;
};

static void
check_must(void *context, const struct attribute_type *type)
{
	const struct must_check *check = context;

	if (check->work->change->op != CHANGE_REJECT &&
	    entry_find(check->entry, type) == NULL)
		reject_empty(check->work, type);
}

static void
add_to_entry(struct work *work, const struct desired_attribute *desired)
{
	struct change_attribute result = { .name = desired->type->name,
		.op = CHANGE_ATTRIBUTE_ADD,
		.place = desired->place };
	struct values *values = &result.new_values;

	match_add_missing(desired->type, values, &desired->own, work->arena);
	match_add_missing(desired->type, values, &desired->share, work->arena);
	if (values->count == 0)
		match_add_missing(
		    desired->type, values, &desired->seed, work->arena);
	if (values->count == 0)
		return;
	for (size_t i = 0; i < values->count; i++)
		entry_add(&work->change->entry, work->map->schema, work->arena,
		    desired->type->name, values->items[i]);
	work_note(work, &result);
}

static void
add_classes(struct work *work)
{
	const struct desired *desired = work->desired;
	struct change_attribute result = { .name = "objectClass",
		.op = CHANGE_ATTRIBUTE_ADD,
		.new_values = desired->classes,
		.place = desired->section->classes_place };

	for (size_t i = 0; i < desired->classes.count; i++)
		entry_add(&work->change->entry, work->map->schema, work->arena,
		    result.name, desired->classes.items[i]);
	work_note(work, &result);
}

void
change_add(const struct map *map, const struct desired *desired,
    struct arena *arena, struct change *change)
{
	struct work work = {
		.map = map, .desired = desired, .arena = arena, .change = change
	};
	struct must_check check = { &work, &change->entry };

	begin(change, desired);
	change->op = CHANGE_ADD;
	change->dn = desired->dn_text;
	change->entry.dn = desired->dn_text;
	add_classes(&work);
	for (size_t i = 0; i < desired->count; i++)
		add_to_entry(&work, &desired->attributes[i]);
	for (size_t i = 0; i < desired->classes.count; i++)
		schema_class_each_must(map->schema,
		    schema_class(map->schema, desired->classes.items[i].data),
		    check_must, &check);
}
