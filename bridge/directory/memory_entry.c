/* SPDX-License-Identifier: ISC */
#include "bridge/directory/memory_private.h"

#include <string.h>

#include "schema/dn.h"
#include "schema/match.h"

void
memory_copy_values(struct memory *memory, struct entry *entry, const char *name,
    const struct values *values)
{
	const char *own = arena_strdup(memory->arena, name);

	for (size_t i = 0; i < values->count; i++)
		entry_add(entry, memory->schema, memory->arena, own,
		    value_copy(memory->arena, values->items[i].data,
			values->items[i].len));
}

void
memory_copy_entry(
    struct memory *memory, struct entry *to, const struct entry *from)
{
	memset(to, 0, sizeof(*to));
	to->dn = arena_strdup(memory->arena, from->dn);
	for (size_t i = 0; i < from->count; i++)
		if (from->attributes[i].values.count > 0)
			memory_copy_values(memory, to, from->attributes[i].name,
			    &from->attributes[i].values);
}

static bool
has_double(const struct memory *memory, const struct entry *entry)
{
	for (size_t i = 0; i < entry->count; i++) {
		const struct entry_attribute *a = &entry->attributes[i];

		for (size_t j = 0; j < a->values.count; j++) {
			struct values before = a->values;

			before.count = j;
			if (match_find(a->type, &before, a->values.items[j],
				memory->arena) >= 0)
				return true;
		}
	}
	return false;
}

static bool
has_too_many(const struct entry *entry)
{
	for (size_t i = 0; i < entry->count; i++) {
		const struct entry_attribute *a = &entry->attributes[i];

		if (a->type != NULL && a->type->is_single_valued &&
		    a->values.count > 1)
			return true;
	}
	return false;
}

struct must {
	const struct entry *entry;
	bool is_missing;
};

static void
check_must(void *context, const struct attribute_type *type)
{
	struct must *must = context;

	if (entry_find(must->entry, type) == NULL)
		must->is_missing = true;
}

int
memory_check_entry(const struct memory *memory, const struct entry *entry)
{
	const struct entry_attribute *classes =
	    entry_find_name(entry, "objectClass");
	struct must must = { entry, classes == NULL };

	for (size_t i = 0; classes != NULL && i < classes->values.count; i++)
		schema_class_each_must(memory->schema,
		    schema_class(memory->schema, classes->values.items[i].data),
		    check_must, &must);
	if (must.is_missing)
		return RESULT_OBJECT_CLASS;
	if (has_double(memory, entry))
		return RESULT_VALUE_EXISTS;
	return has_too_many(entry) ? RESULT_CONSTRAINT : RESULT_SUCCESS;
}

/* Values of such a type can't be told apart: all or none of them. */
static bool
has_no_rule(const struct entry_attribute *attribute)
{
	return attribute->type != NULL &&
	    attribute->type->equality == MATCHING_NONE;
}

static void
drop_attribute(struct entry *entry, struct entry_attribute *attribute)
{
	size_t at = (size_t)(attribute - entry->attributes);

	memmove(attribute, attribute + 1,
	    (entry->count - at - 1) * sizeof(*attribute));
	entry->count--;
}

static int
delete_values(
    struct memory *memory, struct entry *entry, const struct ldif_mod *mod)
{
	struct entry_attribute *found = entry_find_name(entry, mod->name);

	if (found == NULL)
		return RESULT_NO_SUCH_ATTRIBUTE;
	if (mod->values.count > 0 && has_no_rule(found))
		return RESULT_INAPPROPRIATE_MATCHING;
	for (size_t i = 0; i < mod->values.count; i++) {
		ptrdiff_t at = match_find(found->type, &found->values,
		    mod->values.items[i], memory->arena);

		if (at < 0)
			return RESULT_NO_SUCH_ATTRIBUTE;
		found->values.items[at] =
		    found->values.items[--found->values.count];
	}
	if (mod->values.count == 0 || found->values.count == 0)
		drop_attribute(entry, found);
	return RESULT_SUCCESS;
}

int
memory_apply_mod(
    struct memory *memory, struct entry *entry, const struct ldif_mod *mod)
{
	struct entry_attribute *found;

	if (mod->op == LDIF_OP_DELETE)
		return delete_values(memory, entry, mod);
	found = entry_find_name(entry, mod->name);
	if (mod->op == LDIF_OP_ADD && found != NULL && has_no_rule(found))
		return RESULT_INAPPROPRIATE_MATCHING;
	if (mod->op == LDIF_OP_REPLACE && found != NULL)
		drop_attribute(entry, found);
	memory_copy_values(memory, entry, mod->name, &mod->values);
	return has_double(memory, entry) ? RESULT_VALUE_EXISTS : RESULT_SUCCESS;
}

bool
memory_has_rdn(struct memory *memory, const struct entry *entry)
{
	struct dn dn;

	if (dn_parse(value_of(entry->dn), memory->arena, &dn, NULL) < 0)
		return false;
	for (size_t i = 0; i < dn.rdns[0].count; i++) {
		const struct dn_ava *ava = &dn.rdns[0].avas[i];

		if (!entry_has_value(entry,
			schema_attribute(memory->schema, ava->type), ava->value,
			memory->arena))
			return false;
	}
	return true;
}
