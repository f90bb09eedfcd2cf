/* SPDX-License-Identifier: ISC */
#include "schema/rename.h"

#include <string.h>

#include "schema/match.h"

int
rename_dn(const struct dn *dn, const struct ldif_rename *rename,
    struct arena *arena, struct dn *dn_r, struct error *err)
{
	struct dn rdn, parent = { dn->rdns + 1, dn->count - 1 };
	struct dn renamed;

	if (dn_parse(value_of(rename->rdn), arena, &rdn, err) < 0)
		return -1;
	if (rdn.count != 1)
		return error_set(
		    err, ERROR_INPUT, "\"%s\" is not one RDN", rename->rdn);
	if (rename->parent != NULL &&
	    dn_parse(value_of(rename->parent), arena, &parent, err) < 0)
		return -1;
	renamed.count = parent.count + 1;
	renamed.rdns = arena_array(arena, renamed.count, sizeof(*renamed.rdns));
	renamed.rdns[0] = rdn.rdns[0];
	if (parent.count > 0)
		memcpy(renamed.rdns + 1, parent.rdns,
		    parent.count * sizeof(*parent.rdns));
	*dn_r = renamed;
	return 0;
}

bool
rdn_has_value(const struct schema *schema, const struct dn_rdn *rdn,
    const struct attribute_type *type, struct value value, struct arena *arena)
{
	for (size_t i = 0; i < rdn->count; i++)
		if (schema_attribute(schema, rdn->avas[i].type) == type &&
		    match_is_equal(type, rdn->avas[i].value, value, arena))
			return true;
	return false;
}

struct entry
rename_entry(const struct entry *entry, const struct schema *schema,
    const struct dn_rdn *from, const struct dn_rdn *to, bool is_old_deleted,
    struct arena *arena)
{
	struct entry renamed = { .dn = entry->dn };

	for (size_t i = 0; i < entry->count; i++) {
		const struct entry_attribute *old = &entry->attributes[i];

		for (size_t j = 0; j < old->values.count; j++) {
			struct value value = old->values.items[j];
			bool goes = is_old_deleted && old->type != NULL &&
			    rdn_has_value(
				schema, from, old->type, value, arena) &&
			    !rdn_has_value(schema, to, old->type, value, arena);

			if (!goes)
				entry_add(
				    &renamed, schema, arena, old->name, value);
		}
	}
	for (size_t i = 0; i < to->count; i++) {
		const struct dn_ava *ava = &to->avas[i];
		const struct attribute_type *type =
		    schema_attribute(schema, ava->type);

		if (type == NULL ||
		    !entry_has_value(&renamed, type, ava->value, arena))
			entry_add(
			    &renamed, schema, arena, ava->type, ava->value);
	}
	return renamed;
}
