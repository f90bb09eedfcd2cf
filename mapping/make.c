/* SPDX-License-Identifier: ISC */
#include "mapping/map.h"

#include <string.h>

#include "schema/match.h"

/* The attribute in `desired`, made when it is not there. */
static struct desired_attribute *
attribute_of(const struct map *map, struct desired *desired,
    const struct attribute_type *type, struct arena *arena)
{
	struct desired_attribute *attribute;

	for (size_t i = 0; i < desired->count; i++)
		if (desired->attributes[i].type == type)
			return &desired->attributes[i];
	desired->attributes = arena_grow(arena, desired->attributes,
	    desired->count, &desired->capacity, sizeof(*attribute));
	attribute = &desired->attributes[desired->count++];
	attribute->type = type;
	attribute->is_owned = map_owns(map, type);
	return attribute;
}

static int
make_line(const struct map *map, const struct line *line, struct scope *scope,
    struct desired *desired, struct error *err)
{
	struct desired_attribute *attribute;
	struct values values = { 0 };
	bool was_unknown = scope->is_unknown;

	scope->is_unknown = false;
	if (expression_expand(
		&line->expression, line->type, scope, &values, err) < 0)
		return -1;
	attribute = attribute_of(map, desired, line->type, scope->arena);
	if (attribute->place.line == 0 || values.count > 0)
		attribute->place = line->place;
	attribute->is_kept |= scope->is_unknown ||
	    (line->expression.is_kept && values.count == 0);
	trace_add_line(scope->trace, line, scope->is_unknown, &values);
	scope->is_unknown = was_unknown;
	if (line->kind == LINE_OWN)
		match_add_missing(
		    line->type, &attribute->own, &values, scope->arena);
	else if (line->kind == LINE_SEED)
		match_add_missing(
		    line->type, &attribute->seed, &values, scope->arena);
	else
		match_add_missing(
		    line->type, &attribute->share, &values, scope->arena);
	return 0;
}

/* Several values where the type takes one: say so, take none of them by chance.
 */
static int
check_single(const struct desired_attribute *attribute, struct error *err)
{
	size_t count = attribute->own.count + attribute->share.count;

	if (count < attribute->seed.count)
		count = attribute->seed.count;
	if (!attribute->type->is_single_valued || count < 2)
		return 0;
	return error_set(err, ERROR_MAPPING,
	    "%s takes one value and its lines give %zu (%s:%u); add | first or | join(\", \")",
	    attribute->type->name, count, place_file(&attribute->place),
	    attribute->place.line);
}

/* `value` comes first among the attribute's own. */
static void
add_first(const struct map *map, const struct attribute_type *type,
    struct value value, struct place place, struct desired *desired,
    struct arena *arena)
{
	struct desired_attribute *attribute =
	    attribute_of(map, desired, type, arena);
	struct values one = { &value, 1, 1 }, lines = attribute->own;

	if (attribute->place.line == 0)
		attribute->place = place;
	memset(&attribute->own, 0, sizeof(attribute->own));
	match_add_missing(type, &attribute->own, &one, arena);
	match_add_missing(type, &attribute->own, &lines, arena);
}

/* The values of the RDN are part of the entry. */
static void
add_rdn(const struct map *map, const struct map_section *section,
    struct desired *desired, struct arena *arena)
{
	const struct dn_rdn *rdn = &desired->dn.rdns[0];

	for (size_t i = 0; i < rdn->count; i++)
		add_first(map, schema_attribute(map->schema, rdn->avas[i].type),
		    rdn->avas[i].value, section->dn.place, desired, arena);
}

static const struct map_section *
section_of(const struct map *map, const struct scope *scope)
{
	bool is_unknown = false;

	for (size_t i = 0; i < map->count; i++) {
		const struct map_section *section = &map->sections[i];

		if (section->when == NULL ||
		    condition_holds(section->when, scope->contact, scope->arena,
			&is_unknown, scope->trace))
			return section;
	}
	return NULL;
}

/* Attributes that other sections give values and this one does not. */
static void
add_managed(const struct map *map, const struct map_section *section,
    struct desired *desired, struct arena *arena)
{
	for (size_t i = 0; i < map->managed_count; i++) {
		struct desired_attribute *attribute =
		    attribute_of(map, desired, map->managed[i], arena);

		if (attribute->place.line == 0)
			attribute->place = section->place;
	}
}

/* What the lines of `section` make of the contact, and where they put it. */
static int
make_lines(const struct map *map, const struct map_section *section,
    struct scope *scope, struct desired *desired, struct error *err)
{
	if (section->dn.count > 0 &&
	    (dn_line_expand(
		 &section->dn, &map->base, scope, &desired->dn, err) < 0 ||
		dn_write(&desired->dn, scope->arena, &desired->dn_text, err) <
		    0))
		return -1;
	for (size_t i = 0; i < section->count; i++)
		if (make_line(map, &section->lines[i], scope, desired, err) < 0)
			return -1;
	if (section->dn.count > 0)
		add_rdn(map, section, desired, scope->arena);
	add_managed(map, section, desired, scope->arena);
	for (size_t i = 0; i < desired->count; i++)
		if (check_single(&desired->attributes[i], err) < 0)
			return -1;
	return 0;
}

/* What an entry holds that [disabled] made of it, and where it stands then. */
static int
make_left(const struct map *map, struct scope *scope, struct desired *desired,
    struct error *err)
{
	const struct map_section *disabled = map->disabled;

	if (disabled->dn.count > 0 &&
	    dn_line_expand(
		&disabled->dn, &map->base, scope, &desired->left_dn, err) < 0)
		return -1;
	for (size_t i = 0; i < disabled->count; i++) {
		const struct line *line = &disabled->lines[i];
		struct desired_attribute *attribute =
		    attribute_of(map, desired, line->type, scope->arena);

		if (expression_expand(&line->expression, line->type, scope,
			&attribute->left, err) < 0)
			return -1;
	}
	return 0;
}

static int
make_entry(const struct map *map, struct scope *scope, struct desired *desired,
    struct error *err)
{
	const struct map_section *section = desired->section;

	if (make_lines(map, section, scope, desired, err) < 0 ||
	    (map->is_disabling && map->disabled != NULL &&
		make_left(map, scope, desired, err) < 0))
		return -1;
	desired->classes = section->classes;
	return 0;
}

/* The form of a contact that has left: the key stays. */
static int
make_disabled(const struct map *map, struct scope *scope,
    struct desired *desired, struct error *err)
{
	if (make_lines(map, map->disabled, scope, desired, err) < 0)
		return -1;
	add_first(map, map->key.type, desired->key, map->key.place, desired,
	    scope->arena);
	return 0;
}

int
map_make_traced(const struct map *map, const struct contact *contact,
    struct arena *arena, struct trace *trace, struct desired *desired_r,
    struct error *err)
{
	struct scope scope = { .contact = contact,
		.account = contact->path_account,
		.arena = arena,
		.trace = trace };
	struct desired desired = { .kind = DESIRED_NONE };

	if (key_value(&map->key, contact->id, contact->path_account, arena,
		&desired.key, err) < 0)
		return -1;
	if (contact->verb != CONTACT_DELETE)
		desired.section = section_of(map, &scope);
	trace_add_section(trace, desired.section);
	if (desired.section != NULL && desired.section->is_leave)
		desired.kind = DESIRED_LEAVE;
	else if (desired.section != NULL)
		desired.kind = DESIRED_ENTRY;
	if (desired.kind == DESIRED_ENTRY &&
	    make_entry(map, &scope, &desired, err) < 0)
		return -1;
	if (desired.kind == DESIRED_NONE && map->is_disabling &&
	    map->disabled != NULL &&
	    make_disabled(map, &scope, &desired, err) < 0)
		return -1;
	desired.drops = scope.drops;
	desired.drop_count = scope.drop_count;
	*desired_r = desired;
	return 0;
}

int
map_make(const struct map *map, const struct contact *contact,
    struct arena *arena, struct desired *desired_r, struct error *err)
{
	return map_make_traced(map, contact, arena, NULL, desired_r, err);
}
