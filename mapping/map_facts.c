/* SPDX-License-Identifier: ISC */
/* What can be asked of a compiled map. */
#include "mapping/map.h"

#include <string.h>

#include "base/digest.h"

size_t
map_section_count(const struct map *map)
{
	return map->count + (map->disabled != NULL);
}

const struct map_section *
map_section_at(const struct map *map, size_t n)
{
	return n < map->count ? &map->sections[n] : map->disabled;
}

bool
map_owns(const struct map *map, const struct attribute_type *type)
{
	for (size_t i = 0; i < map_section_count(map); i++) {
		const struct map_section *section = map_section_at(map, i);

		for (size_t j = 0; j < section->count; j++)
			if (section->lines[j].kind == LINE_OWN &&
			    section->lines[j].type == type)
				return true;
	}
	return false;
}

bool
map_section_names(
    const struct map_section *section, const struct attribute_type *type)
{
	for (size_t i = 0; i < section->count; i++)
		if (section->lines[i].type == type)
			return true;
	return false;
}

static bool
is_in_rdn(const struct dn_choice *choice, const struct attribute_type *type)
{
	for (size_t i = 0; i < choice->levels[0].count; i++)
		if (choice->levels[0].values[i].type == type)
			return true;
	return false;
}

bool
map_names_by(const struct map *map, const struct attribute_type *type)
{
	for (size_t i = 0; i < map->count; i++)
		for (size_t j = 0; j < map->sections[i].dn.count; j++)
			if (is_in_rdn(&map->sections[i].dn.choices[j], type))
				return true;
	return false;
}

struct place
map_section_place(
    const struct map_section *section, const struct attribute_type *type)
{
	for (size_t i = 0; i < section->count; i++)
		if (section->lines[i].type == type)
			return section->lines[i].place;
	return section->place;
}

static void
write_section(const struct map *map, const struct map_section *section,
    struct buffer *out)
{
	static const char *const operators[] = { "=", "?=", "+=" };

	buffer_printf(out, "[%s ", section->name);
	if (section->when != NULL)
		condition_write(section->when, out);
	buffer_add_text(out, section->is_leave ? "]leave\n" : "]\n");
	if (section->is_leave)
		return;
	buffer_add_text(out, section->dn.is_seed ? "dn?=" : "dn=");
	expression_write(&section->dn.expression, out);
	for (size_t i = 0; i < section->classes.count; i++)
		buffer_printf(out, "\nclass %s",
		    schema_class(map->schema, section->classes.items[i].data)
			->oid);
	for (size_t i = 0; i < section->count; i++) {
		const struct line *line = &section->lines[i];

		buffer_printf(
		    out, "\n%s%s", line->type->oid, operators[line->kind]);
		expression_write(&line->expression, out);
	}
	buffer_add_char(out, '\n');
}

/* Comments, blanks between tokens and the order of files do not count. */
void
map_hash(struct map *map, const struct document *document)
{
	struct buffer out;

	buffer_init(&out, map->arena);
	buffer_printf(&out,
	    "%s\n%s%d:", dn_normal(map->schema, &map->base, map->arena),
	    map->key.type->oid, map->key.is_any_id);
	template_write(&map->key.template, &out);
	buffer_add_char(&out, '\n');
	for (size_t i = 0; i < map_section_count(map); i++)
		write_section(map, map_section_at(map, i), &out);
	for (size_t i = 0; i < document->count; i++) {
		const struct section *section = &document->sections[i];

		if (section->kind != SECTION_TABLE &&
		    section->kind != SECTION_DIALPLAN)
			continue;
		buffer_printf(
		    &out, "[%d %s]\n", (int)section->kind, section->name);
		for (size_t j = 0; j < section->count; j++) {
			const struct setting *row = &section->settings[j];

			word_write(value_of(row->name), &out);
			word_write(
			    value_of(setting_text(row, map->arena)), &out);
		}
	}
	digest_hex(buffer_value(&out), map->hash);
}

static bool
has_above(const struct dn_line *line, const struct attribute_type *type)
{
	for (size_t i = 0; i < line->count; i++)
		for (size_t j = 1; j < line->choices[i].count; j++) {
			const struct dn_level *level =
			    &line->choices[i].levels[j];

			for (size_t k = 0; k < level->count; k++)
				if (!level->is_base &&
				    level->values[k].type == type)
					return true;
		}
	return false;
}

bool
map_stands_below_ours(const struct map *map)
{
	for (size_t i = 0; i < map_section_count(map); i++)
		if (has_above(&map_section_at(map, i)->dn, map->key.type))
			return true;
	return false;
}
