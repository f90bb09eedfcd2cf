/* SPDX-License-Identifier: ISC */
#include "bridge/change_private.h"

#include <string.h>

#include "schema/match.h"
#include "schema/rename.h"
#include "schema/syntax.h"

int
work_begin(struct work *work)
{
	struct place none = { .line = 0 };
	struct change *change = work->change;
	struct error err;
	struct dn dn;

	change->dn = work->current->entry.dn;
	change->csn = work->current->csn;
	change->current = work->current;
	work->after = work->current->entry;
	if (dn_parse(value_of(change->dn), work->arena, &dn, &err) == 0 &&
	    dn.count > 0) {
		work->rdn = dn.rdns[0];
		work->old_rdn = dn.rdns[0];
		return 0;
	}
	change_reject(change, none,
	    arena_printf(work->arena,
		"the name of its entry, %s, can't be read", change->dn));
	return -1;
}

bool
work_is_old_name(const struct work *work, const struct attribute_type *type,
    struct value value)
{
	const struct schema *schema = work->map->schema;

	return work->change->new_dn != NULL && map_names_by(work->map, type) &&
	    rdn_has_value(schema, &work->old_rdn, type, value, work->arena) &&
	    !rdn_has_value(schema, &work->rdn, type, value, work->arena);
}

bool
work_is_must(const struct work *work, const struct attribute_type *type)
{
	const struct schema *schema = work->map->schema;
	const struct entry_attribute *classes =
	    entry_find_name(&work->current->entry, "objectClass");

	for (size_t i = 0; classes != NULL && i < classes->values.count; i++) {
		const struct object_class *oc =
		    schema_class(schema, classes->values.items[i].data);

		if (oc != NULL && schema_class_has_must(schema, oc, type))
			return true;
	}
	return false;
}

static bool
is_set(const struct work *work, const struct attribute_type *type)
{
	for (size_t i = 0; i < work->set_count; i++)
		if (work->set[i] == type)
			return true;
	return false;
}

/* Values of the old name that went with it, of attributes that nobody set. */
static void
restore(struct work *work)
{
	struct place none = { .line = 0 };

	for (size_t i = 0; i < work->old_rdn.count; i++) {
		const struct attribute_type *type = schema_attribute(
		    work->map->schema, work->old_rdn.avas[i].type);
		struct values target = { 0 };

		if (type == NULL || is_set(work, type))
			continue;
		match_add_missing(
		    type, &target, work_values(work, type), work->arena);
		work_add_rdn(work, type, &target);
		work_set(work, type, &target, none);
	}
}

void
work_end(struct work *work, enum change_op op)
{
	struct change *change = work->change;

	if (change->new_dn != NULL && change->rename.is_old_deleted)
		restore(work);
	if (change->op == CHANGE_RENAME || change->op == CHANGE_MOVE)
		change->op = op == CHANGE_MODIFY ? change->op : op;
	else
		change->op = change->mod_count > 0 ? op : CHANGE_NONE;
}

/* The values of the old RDN stay for the modify behind the rename to take, so
 * that no MUST is empty in between; unless a new one of the same single-valued
 * attribute comes. */
static bool
is_old_deleted(const struct work *work, const struct dn_rdn *to)
{
	const struct schema *schema = work->map->schema;

	for (size_t i = 0; i < work->rdn.count; i++) {
		const struct dn_ava *old = &work->rdn.avas[i];
		const struct attribute_type *type =
		    schema_attribute(schema, old->type);

		for (size_t j = 0; j < to->count; j++)
			if (type != NULL && type->is_single_valued &&
			    schema_attribute(schema, to->avas[j].type) ==
				type &&
			    !rdn_has_value(
				schema, to, type, old->value, work->arena))
				return true;
	}
	return false;
}

static void
add_ahead(struct work *work, enum ldif_op op, const char *name,
    const struct values *values)
{
	struct change *change = work->change;
	struct ldif_mod *mod = &change->ahead[change->ahead_count++];

	mod->op = op;
	mod->name = name;
	mod->values = *values;
}

/* The new RDN brings a value of an attribute that takes one, and the entry has
 * another, which does not go with the old RDN: the server would refuse the rename,
 * so that value is replaced before. */
static void
make_way(struct work *work, const struct dn_rdn *to)
{
	const struct schema *schema = work->map->schema;
	struct entry *after = &work->after;
	const struct entry_attribute *before = after->attributes;

	/* what was read stays as it is */
	after->attributes =
	    arena_array(work->arena, after->count, sizeof(*before));
	for (size_t i = 0; i < after->count; i++)
		after->attributes[i] = before[i];
	work->change->ahead = arena_array(work->arena,
	    2 * to->count + work->rdn.count, sizeof(*work->change->ahead));
	for (size_t i = 0; i < to->count; i++) {
		const struct attribute_type *type =
		    schema_attribute(schema, to->avas[i].type);
		struct entry_attribute *has =
		    type != NULL ? entry_find(after, type) : NULL;
		struct values one = { 0 };

		if (has == NULL || !type->is_single_valued ||
		    rdn_has_value(schema, &work->rdn, type,
			has->values.items[0], work->arena) ||
		    match_is_equal(type, has->values.items[0],
			to->avas[i].value, work->arena))
			continue;
		values_add(&one, work->arena, to->avas[i].value);
		if (work->is_exact)
			add_ahead(
			    work, LDIF_OP_DELETE, type->name, &has->values);
		add_ahead(work, work->is_exact ? LDIF_OP_ADD : LDIF_OP_REPLACE,
		    type->name, &one);
		has->values = one;
	}
}

/* All values of the old name go though one is the last that the entry must have:
 * the key's keeps the place until the modify behind the rename. */
static void
hold_musts(struct work *work, const struct dn_rdn *to)
{
	const struct schema *schema = work->map->schema;
	struct entry behind = rename_entry(
	    &work->after, schema, &work->rdn, to, true, work->arena);
	struct values one = { 0 };

	for (size_t i = 0; i < to->count; i++)
		if (schema_attribute(schema, to->avas[i].type) ==
		    work->map->key.type)
			values_add(&one, work->arena, to->avas[i].value);
	for (size_t i = 0; one.count > 0 && i < work->rdn.count; i++) {
		const struct attribute_type *type =
		    schema_attribute(schema, work->rdn.avas[i].type);
		struct entry_attribute *has =
		    type != NULL ? entry_find(&work->after, type) : NULL;
		struct values values = { 0 };
		struct value clean;
		const char *why;

		if (has == NULL || type->is_single_valued ||
		    entry_find(&behind, type) != NULL ||
		    !work_is_must(work, type) ||
		    syntax_clean(type, one.items[0], work->arena, &clean,
			&why) != SYNTAX_OK)
			continue;
		match_add_missing(type, &values, &has->values, work->arena);
		match_add_missing(type, &values, &one, work->arena);
		has->values = values;
		add_ahead(work, LDIF_OP_ADD, type->name, &one);
	}
}

static bool
is_same_name(const struct work *work, const struct dn *a, const struct dn *b)
{
	return strcmp(dn_normal(work->map->schema, a, work->arena),
		   dn_normal(work->map->schema, b, work->arena)) == 0;
}

int
work_move(struct work *work, const struct dn *to, const char *to_text,
    struct error *err)
{
	struct change *change = work->change;
	struct dn from, rdn, old_parent, parent;

	/* as nearly all are: the server tells a DN as it was written */
	if (strcmp(change->dn, to_text) == 0)
		return 0;
	if (dn_parse(value_of(change->dn), work->arena, &from, err) < 0)
		return -1;
	if (is_same_name(work, &from, to))
		return 0;
	rdn = (struct dn){ to->rdns, 1 };
	parent = (struct dn){ to->rdns + 1, to->count - 1 };
	old_parent = (struct dn){ from.rdns + 1, from.count - 1 };
	if (dn_write(&rdn, work->arena, &change->rename.rdn, err) < 0)
		return -1;
	change->op = CHANGE_RENAME;
	if (!is_same_name(work, &parent, &old_parent)) {
		change->op = CHANGE_MOVE;
		if (dn_write(
			&parent, work->arena, &change->rename.parent, err) < 0)
			return -1;
	}
	change->new_dn = to_text;
	make_way(work, &to->rdns[0]);
	change->rename.is_old_deleted = is_old_deleted(work, &to->rdns[0]);
	if (change->rename.is_old_deleted)
		hold_musts(work, &to->rdns[0]);
	work->after = rename_entry(&work->after, work->map->schema, &work->rdn,
	    &to->rdns[0], change->rename.is_old_deleted, work->arena);
	work->rdn = to->rdns[0];
	return 0;
}

static bool
is_below(const struct work *work, const char *old_dn, const struct dn *to)
{
	struct dn from;

	return dn_parse(value_of(old_dn), work->arena, &from, NULL) == 0 &&
	    dn_is_below(work->map->schema, to, &from, work->arena);
}

int
work_place(struct work *work)
{
	const struct desired *desired = work->desired;
	struct change *change = work->change;
	const char *old_dn = change->dn, *why = NULL;
	struct error err;

	if (work_move(work, &desired->dn, desired->dn_text, &err) < 0) {
		change_reject(change, change->section->dn.place,
		    arena_strdup(work->arena, err.text));
		return -1;
	}
	if (change->new_dn == NULL)
		return 0;
	if (work->current->has_children)
		why =
		    "but other entries stand below it and would go along; move them first";
	else if (is_below(work, old_dn, &desired->dn))
		why = "which is below itself; correct the dn line";
	if (why == NULL)
		return 0;
	change->new_dn = NULL;
	change_reject(change, change->section->dn.place,
	    arena_printf(work->arena, "its entry %s should be %s, %s", old_dn,
		desired->dn_text, why));
	return -1;
}
