/* SPDX-License-Identifier: ISC */
#include "mapping/check_private.h"

#include <string.h>

/* No attribute stands in an RDN twice (X.501 section 9.3). */
static void
check_alone(const struct check *check, const struct dn_level *rdn, size_t at,
    struct place place)
{
	for (size_t i = 0; i < at; i++)
		if (rdn->values[i].type == rdn->values[at].type)
			diagnostics_error(check->diagnostics, place,
			    "the first part of the dn names %s twice, which no server takes; take one of them out",
			    rdn->values[at].type->name);
}

/* The values of an RDN are part of the entry. */
static void
check_rdns(const struct check *check, const struct dn_line *dn)
{
	for (size_t i = 0; i < dn->count; i++) {
		const struct dn_level *rdn = &dn->choices[i].levels[0];

		for (size_t j = 0; j < rdn->count; j++)
			check_type(
			    check, rdn->values[j].type, dn->choices[i].place);
		for (size_t j = 1; j < rdn->count; j++)
			check_alone(check, rdn, j, dn->choices[i].place);
	}
}

/* Does the name end in the RDNs of base, written out or as {base}? */
static bool
is_below_base(const struct check *check, const struct dn_choice *choice)
{
	const struct dn *base = &check->map->base;
	struct arena *arena = check->map->arena;
	size_t skipped = choice->count - base->count;
	struct dn tail = { .count = base->count };

	if (choice->levels[choice->count - 1].is_base)
		return true;
	if (choice->count <= base->count)
		return false;
	tail.rdns = arena_array(arena, base->count, sizeof(*tail.rdns));
	for (size_t i = 0; i < base->count; i++) {
		const struct dn_level *level = &choice->levels[skipped + i];
		struct dn_rdn *rdn = &tail.rdns[i];

		rdn->avas =
		    arena_array(arena, level->count, sizeof(*rdn->avas));
		for (; rdn->count < level->count; rdn->count++) {
			const struct dn_value *value =
			    &level->values[rdn->count];

			if (!template_is_constant(&value->template))
				return false;
			rdn->avas[rdn->count].type = value->name;
			rdn->avas[rdn->count].value =
			    value->template.parts[0].literal;
		}
	}
	return strcmp(dn_normal(check->map->schema, &tail, arena),
		   dn_normal(check->map->schema, base, arena)) == 0;
}

/* Entries are looked for below base alone. */
static void
check_base(const struct check *check, const struct dn_line *dn)
{
	for (size_t i = 0; i < dn->count; i++)
		if (!is_below_base(check, &dn->choices[i]))
			diagnostics_error(check->diagnostics,
			    dn->choices[i].place,
			    "the dn is not below base, and an entry elsewhere would not be found again; end it in ,{base}");
}

/* A contact whose name has an empty part, or none, is rejected. */
static void
check_filled(const struct check *check, const struct dn_line *dn)
{
	const struct dn_choice *last = &dn->choices[dn->count - 1];

	if (last->when != NULL)
		diagnostics_warning(check->diagnostics, last->place,
		    "a contact for which no condition of the dn holds is rejected; end the line with an else without when");
	for (size_t i = 0; i < last->count; i++)
		for (size_t j = 0; j < last->levels[i].count; j++) {
			const struct dn_value *value =
			    &last->levels[i].values[j];

			if (!template_can_be_empty(
				&value->template, check->map->arena))
				continue;
			diagnostics_warning(check->diagnostics, last->place,
			    "%s of the dn can come out empty, and the contact is rejected then; end the line with an else that is always there, like else uid=rc-{id},{base}",
			    value->name);
			return;
		}
}

/* The line by which an entry of the section is given the attribute; of another
 * section when that owns it, which holds for all.  NULL: none. */
static const struct line *
line_of(const struct check *check, const struct attribute_type *type)
{
	const struct line *found = NULL;

	for (size_t i = 0; i < map_section_count(check->map); i++) {
		const struct map_section *section =
		    map_section_at(check->map, i);
		bool is_here = section == check->section;

		for (size_t j = 0; j < section->count; j++) {
			const struct line *line = &section->lines[j];

			if (line->type == type &&
			    (line->kind == LINE_OWN ||
				(line->kind == LINE_SHARE && is_here)) &&
			    (found == NULL || is_here))
				found = line;
		}
	}
	return found;
}

/* The id of a contact never changes. */
static bool
can_change(const struct template *template)
{
	for (size_t i = 0; i < template->count; i++)
		if (template->parts[i].kind == PART_FIELD &&
		    strcmp(template->parts[i].path.dotted, "id") != 0)
			return true;
	return false;
}

/* With `dn ?=` the old value stays in the name, and a new one finds no room. */
static void
check_kept(const struct check *check, const struct dn_choice *choice)
{
	const struct dn_level *rdn = &choice->levels[0];

	for (size_t i = 0; i < rdn->count; i++) {
		const struct attribute_type *type = rdn->values[i].type;
		const struct line *line;

		if (type == NULL || !type->is_single_valued ||
		    !can_change(&rdn->values[i].template))
			continue;
		line = line_of(check, type);
		if (line != NULL)
			diagnostics_warning(check->diagnostics, choice->place,
			    "with dn ?= an entry keeps its name, and %s takes one value: a contact for which the line in %s:%u gives another one later is rejected; take dn =, or leave %s out of the dn",
			    type->name, place_file(&line->place),
			    line->place.line, type->name);
	}
}

void
check_dn(const struct check *check)
{
	const struct dn_line *dn = &check->section->dn;

	check_rdns(check, dn);
	check_base(check, dn);
	check_filled(check, dn);
	for (size_t i = 0; dn->is_seed && i < dn->count; i++)
		check_kept(check, &dn->choices[i]);
}
