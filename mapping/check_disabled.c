/* SPDX-License-Identifier: ISC */
#include "mapping/check_private.h"

#include <string.h>

#include "schema/match.h"

/* Of a contact that was deleted nothing but the id is known. */
static void
check_template(const struct check *check, const struct template *template)
{
	if (template->when != NULL)
		diagnostics_error(check->diagnostics, template->place,
		    "a condition can't be asked in [disabled]: of a contact that was deleted nothing but its id is known; take when out");
	for (size_t i = 0; i < template->count; i++) {
		const struct part *part = &template->parts[i];

		if (part->kind == PART_FIELD &&
		    strcmp(part->path.dotted, "id") != 0)
			diagnostics_error(check->diagnostics, part->place,
			    "{%s} is not known in [disabled]: of a contact that was deleted nothing but its id is; use {id}, {account} and plain text",
			    part->path.dotted);
	}
}

static void
check_expression(const struct check *check, const struct expression *expression)
{
	if (expression->is_kept)
		diagnostics_error(check->diagnostics, expression->place,
		    "else keep has no meaning in [disabled], whose lines are never empty; leave the line out");
	for (size_t i = 0; i < expression->count; i++)
		for (size_t j = 0; j < expression->groups[i].count; j++)
			check_template(
			    check, &expression->groups[i].choices[j]);
}

/* Entries of every section may come to it, so each must allow the attribute. */
static void
check_allowed(
    struct check *check, const struct attribute_type *type, struct place place)
{
	const struct map *map = check->map;

	for (size_t i = 0; i < map->count; i++) {
		const struct map_section *section = &map->sections[i];

		check->section = section;
		check->has_classes =
		    !section->has_bad_classes && section->structural != NULL;
		if (!section->is_leave && check_type(check, type, place) < 0)
			return;
	}
}

/* A MUST can't be emptied. */
static void
check_emptied(const struct check *check, const struct line *line)
{
	const struct map *map = check->map;

	for (size_t i = 0; i < map->count; i++)
		for (size_t j = 0; j < map->sections[i].classes.count; j++) {
			const struct object_class *oc =
			    schema_class(map->schema,
				map->sections[i].classes.items[j].data);

			if (oc == NULL ||
			    !schema_class_has_must(map->schema, oc, line->type))
				continue;
			diagnostics_error(check->diagnostics, line->place,
			    "%s can't be emptied, for every %s must have it; give it a value, or leave the line out and it stays",
			    line->type->name, oc->name);
			return;
		}
}

/* An attribute that [disabled] names is owned in every entry. */
static void
warn_of_shares(const struct check *check, const struct line *line)
{
	const struct map *map = check->map;

	for (size_t i = 0; i < map->count; i++)
		for (size_t j = 0; j < map->sections[i].count; j++) {
			const struct line *other = &map->sections[i].lines[j];

			if (other->kind != LINE_SHARE ||
			    other->type != line->type)
				continue;
			diagnostics_warning(check->diagnostics, line->place,
			    "%s is owned in every entry now, so what others wrote there goes, for all the += in %s:%u; take another attribute here to keep it",
			    line->type->name, place_file(&other->place),
			    other->place.line);
			return;
		}
}

static void
check_disabled_dn(struct check *check, const struct map_section *disabled)
{
	const struct dn_line *dn = &disabled->dn;

	check_expression(check, &dn->expression);
	for (size_t i = 0; i < dn->count; i++) {
		const struct dn_level *rdn = &dn->choices[i].levels[0];

		for (size_t j = 0; j < rdn->count; j++)
			if (rdn->values[j].type != NULL)
				check_allowed(check, rdn->values[j].type,
				    dn->choices[i].place);
	}
	check->section = disabled;
	check->has_classes = false;
	check_dn(check);
}

void
check_disabled(struct check *check)
{
	const struct map_section *disabled = check->map->disabled;

	if (disabled->dn.count > 0)
		check_disabled_dn(check, disabled);
	for (size_t i = 0; i < disabled->count; i++) {
		const struct line *line = &disabled->lines[i];

		check_allowed(check, line->type, line->place);
		if (line->is_bad)
			continue;
		check_expression(check, &line->expression);
		check_values(check, line);
		if (line->expression.count == 0)
			check_emptied(check, line);
		warn_of_shares(check, line);
	}
}
