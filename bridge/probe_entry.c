/* SPDX-License-Identifier: ISC */
#include "bridge/probe_entry.h"

#include <string.h>
#include <strings.h>

#include "schema/match.h"

/* A value that says what it is, or is at least harmless; NULL: of binary data
 * there is none. */
static const char *
probe_value(const struct probe_entry *probe, const struct attribute_type *type)
{
	switch (type->syntax) {
	case SYNTAX_NUMERIC_STRING:
	case SYNTAX_TELEPHONE_NUMBER:
	case SYNTAX_FACSIMILE_NUMBER:
	case SYNTAX_INTEGER:
		return "0";
	case SYNTAX_COUNTRY_STRING:
		return "US";
	case SYNTAX_DN:
		return probe->map->base_text;
	case SYNTAX_OID:
		return "2.5.6.0";
	case SYNTAX_BOOLEAN:
		return "FALSE";
	case SYNTAX_GENERALIZED_TIME:
		return "19700101000000Z";
	case SYNTAX_BINARY:
		return NULL;
	default:
		return "dirwire write probe";
	}
}

static struct value
probe_key(const struct probe_entry *probe, const char *id)
{
	struct value value = value_of("");

	key_value(
	    &probe->map->key, id, probe->account, probe->arena, &value, NULL);
	return value;
}

/* The DN that the section gives to the contact `id`, and its RDN alone. */
static int
make_name(const struct probe_entry *probe, const char *id, const char **name_r,
    const char **rdn_r)
{
	const struct dn_level *level = &probe->section->dn.choices[0].levels[0];
	const struct key *key = &probe->map->key;
	struct arena *arena = probe->arena;
	struct dn_rdn *rdns =
	    arena_array(arena, probe->parent->count + 1, sizeof(*rdns));
	struct dn dn = { rdns, probe->parent->count + 1 }, leaf = { rdns, 1 };

	rdns[0].avas = arena_array(arena, level->count, sizeof(*rdns[0].avas));
	rdns[0].count = level->count;
	for (size_t i = 0; i < level->count; i++) {
		const struct attribute_type *type = level->values[i].type;
		const char *text = probe_value(probe, type);

		rdns[0].avas[i].type = level->values[i].name;
		if (type == key->type)
			rdns[0].avas[i].value = probe_key(probe, id);
		else if (text != NULL)
			rdns[0].avas[i].value = value_of(text);
	}
	memcpy(rdns + 1, probe->parent->rdns,
	    probe->parent->count * sizeof(*rdns));
	return dn_write(&dn, arena, name_r, NULL) < 0
	    ? -1
	    : dn_write(&leaf, arena, rdn_r, NULL);
}

static void
add_must(void *context, const struct attribute_type *type)
{
	struct probe_entry *probe = context;
	const char *text = probe_value(probe, type);

	if (entry_find(&probe->entry, type) != NULL)
		return;
	if (text == NULL)
		probe->impossible = type;
	else
		entry_add(&probe->entry, probe->map->schema, probe->arena,
		    type->name, value_of(text));
}

static void
add_mod(struct probe_entry *probe, const struct attribute_type *type)
{
	const char *text = probe_value(probe, type);
	struct ldif_mod *mod = &probe->mods[probe->mod_count];

	if (text == NULL || entry_find(&probe->entry, type) != NULL)
		return;
	for (size_t i = 0; i < probe->mod_count; i++)
		if (strcmp(probe->mods[i].name, type->name) == 0)
			return;
	mod->op = LDIF_OP_REPLACE;
	mod->name = type->name;
	values_add(&mod->values, probe->arena, value_of(text));
	probe->mod_count++;
}

/* A map that writes nothing but what there must be: one of these once more. */
static void
add_same(struct probe_entry *probe, const struct dn_level *rdn)
{
	const struct entry *entry = &probe->entry;

	for (size_t i = 0; probe->mod_count == 0 && i < entry->count; i++) {
		const struct attribute_type *type = entry->attributes[i].type;
		bool is_fixed =
		    type == NULL || strcasecmp(type->name, "objectClass") == 0;

		for (size_t j = 0; j < rdn->count; j++)
			is_fixed |= type == rdn->values[j].type;
		if (is_fixed)
			continue;
		probe->mods[0].op = LDIF_OP_REPLACE;
		probe->mods[0].name = type->name;
		probe->mods[0].values = entry->attributes[i].values;
		probe->mod_count = 1;
	}
}

int
probe_entry_make(const struct map *map, const struct map_section *section,
    const struct dn *parent, const char *account, struct arena *arena,
    struct probe_entry *made_r)
{
	struct probe_entry made = { .map = map,
		.section = section,
		.parent = parent,
		.account = account,
		.arena = arena };
	const struct dn_level *level = &section->dn.choices[0].levels[0];
	const char *rdn;

	if (make_name(&made, CHECK_ID, &made.name, &rdn) < 0 ||
	    make_name(&made, CHECK_ID_RENAMED, &made.later_name,
		&made.rename.rdn) < 0)
		return -1;
	made.rename.is_old_deleted = true;
	made.entry.dn = made.name;
	for (size_t i = 0; i < section->classes.count; i++)
		entry_add(&made.entry, map->schema, arena, "objectClass",
		    section->classes.items[i]);
	entry_add(&made.entry, map->schema, arena, map->key.type->name,
	    probe_key(&made, CHECK_ID));
	for (size_t i = 0; i < level->count; i++)
		add_must(&made, level->values[i].type);
	for (size_t i = 0; i < section->classes.count; i++)
		schema_class_each_must(map->schema,
		    schema_class(map->schema, section->classes.items[i].data),
		    add_must, &made);
	made.mods = arena_array(arena, section->count + 1, sizeof(*made.mods));
	for (size_t i = 0; i < section->count; i++)
		add_mod(&made, section->lines[i].type);
	if (made.mod_count == 0)
		add_same(&made, level);
	*made_r = made;
	return 0;
}

bool
probe_entry_is(const struct probe_entry *probe, const struct entry *entry)
{
	const struct map *map = probe->map;
	struct arena *arena = probe->arena;

	for (size_t i = 0; i < entry->count; i++) {
		const struct entry_attribute *got = &entry->attributes[i];
		struct values made = { 0 };
		const struct entry_attribute *mine = got->type != NULL
		    ? entry_find(&probe->entry, got->type)
		    : NULL;
		const char *text =
		    got->type != NULL ? probe_value(probe, got->type) : NULL;

		for (size_t j = 0; mine != NULL && j < mine->values.count; j++)
			values_add(&made, arena, mine->values.items[j]);
		if (text != NULL)
			values_add(&made, arena, value_of(text));
		if (got->type == map->key.type)
			values_add(
			    &made, arena, probe_key(probe, CHECK_ID_RENAMED));
		for (size_t j = 0; j < got->values.count; j++)
			if (match_find(got->type, &made, got->values.items[j],
				arena) < 0)
				return false;
	}
	for (size_t i = 0; i < probe->entry.count; i++)
		if (entry_find(entry, probe->entry.attributes[i].type) == NULL)
			return false;
	return true;
}
