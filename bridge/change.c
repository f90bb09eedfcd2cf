/* SPDX-License-Identifier: ISC */
#include "bridge/change.h"

#include <string.h>
#include <strings.h>

#include "schema/match.h"

/* The work on one entry. */
struct work {
	const struct map *map;
	const struct desired *desired;
	const struct current *current;
	bool is_exact;
	struct arena *arena;
	struct change *change;
	size_t mod_capacity;
	size_t attribute_capacity;
};

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

static void
add_attribute(struct work *work, const struct change_attribute *attribute)
{
	struct change *change = work->change;

	change->attributes =
	    arena_grow(work->arena, change->attributes, change->attribute_count,
		&work->attribute_capacity, sizeof(*attribute));
	change->attributes[change->attribute_count++] = *attribute;
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

/* Values of the attribute in the RDN that the entry has now: they can't go. */
static void
add_rdn_values(
    struct work *work, const struct attribute_type *type, struct values *target)
{
	struct error err;
	struct dn dn;

	if (dn_parse(value_of(work->current->entry.dn), work->arena, &dn,
		&err) < 0 ||
	    dn.count == 0)
		return;
	for (size_t i = 0; i < dn.rdns[0].count; i++) {
		const struct dn_ava *ava = &dn.rdns[0].avas[i];
		struct values one = { .count = 1, .capacity = 1 };
		struct value value = ava->value;

		one.items = &value;
		if (schema_attribute(work->map->schema, ava->type) == type)
			match_add_missing(type, target, &one, work->arena);
	}
}

/* What an attribute that the map owns should hold. */
static struct values
owned_target(struct work *work, const struct desired_attribute *desired,
    const struct values *current)
{
	struct values target = { 0 };

	match_add_missing(desired->type, &target, &desired->own, work->arena);
	match_add_missing(desired->type, &target, &desired->share, work->arena);
	if (target.count == 0 && desired->seed.count > 0)
		match_add_missing(desired->type, &target,
		    current->count > 0 ? current : &desired->seed, work->arena);
	add_rdn_values(work, desired->type, &target);
	return target;
}

/* What an attribute should hold in which others have a say: theirs stay, ours
 * come and go. */
static struct values
shared_target(struct work *work, const struct desired_attribute *desired,
    const struct values *current)
{
	const struct attribute_type *type = desired->type;
	struct match_set share =
	    match_set_of(type, &desired->share, work->arena);
	struct match_set own = match_set_of(type, &desired->own, work->arena);
	struct values target = { 0 };

	for (size_t i = 0; i < current->count; i++) {
		struct value value = current->items[i];

		if (match_set_find(&share, value) >= 0 ||
		    match_set_find(&own, value) >= 0 ||
		    !map_shares(work->map, type, value, work->arena))
			values_add(&target, work->arena, value);
	}
	match_add_missing(type, &target, &desired->own, work->arena);
	match_add_missing(type, &target, &desired->share, work->arena);
	if (target.count == 0)
		match_add_missing(type, &target, &desired->seed, work->arena);
	add_rdn_values(work, type, &target);
	return target;
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

/* Bring one attribute from `old` to `new`. */
static void
difference(struct work *work, const struct attribute_type *type,
    const struct values *old, const struct values *new, struct place place)
{
	struct change_attribute result = { .name = type->name, .place = place };
	bool is_reformatted = compare(work, type, old, new, &result);

	if (result.old_values.count == 0 && result.new_values.count == 0)
		return;
	result.op = attribute_op(
	    old, new, is_reformatted && has_same_count(work, type, old, new));
	write_mods(work, type, old, new, &result, is_reformatted);
	add_attribute(work, &result);
}

static int
change_one(struct work *work, const struct desired_attribute *desired)
{
	static const struct values none;
	const struct attribute_type *type = desired->type;
	const struct entry_attribute *found =
	    entry_find(&work->current->entry, type);
	const struct values *current = found != NULL ? &found->values : &none;
	struct values target;

	if (desired->is_kept)
		target = *current;
	else if (desired->is_owned)
		target = owned_target(work, desired, current);
	else
		target = shared_target(work, desired, current);
	if (target.count == 0 && !desired->is_kept &&
	    is_must(work->map, work->desired->section, type)) {
		reject_empty(work, type);
		return -1;
	}
	if (type->is_single_valued && target.count > 1 &&
	    target.count > current->count) {
		change_reject(work->change, desired->place,
		    arena_printf(work->arena,
			"%s takes one value, and the entry has one that is not ours",
			type->name));
		return -1;
	}
	difference(work, type, current, &target, desired->place);
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
	difference(work, type, &found->values, &target,
	    work->desired->section->classes_place);
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
change_modify(const struct map *map, const struct desired *desired,
    const struct current *current, bool is_exact, struct arena *arena,
    struct change *change)
{
	struct work work = { .map = map,
		.desired = desired,
		.current = current,
		.is_exact = is_exact,
		.arena = arena,
		.change = change };

	begin(change, desired);
	change->dn = current->entry.dn;
	change->csn = current->csn;
	if (check_structural(&work) < 0)
		return;
	change_classes(&work);
	for (size_t i = 0; i < desired->count; i++)
		if (change_one(&work, &desired->attributes[i]) < 0)
			return;
	change->op = change->mod_count > 0 ? CHANGE_MODIFY : CHANGE_NONE;
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
	add_attribute(work, &result);
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
	add_attribute(work, &result);
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
