/* SPDX-License-Identifier: ISC */
#include "mapping/map.h"

#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "mapping/check.h"
#include "schema/match.h"

struct compiler {
	const struct document *document;
	struct diagnostics *diagnostics;
	struct map *map;
};

static const struct setting *
map_setting(const struct compiler *compiler, const char *name)
{
	const struct section *section =
	    document_find(compiler->document, SECTION_CONFIG, "map");

	return section != NULL ? section_find(section, name) : NULL;
}

/* A setting of [map] that is not there; unless it may stand in what could not
 * be read, which is told already. */
static int
missing(struct compiler *compiler, const char *name, const char *way_out)
{
	const struct section *section =
	    document_find(compiler->document, SECTION_CONFIG, "map");
	struct place nowhere = { .file = NULL };

	if (document_may_have(compiler->document, section))
		return -1;
	return diagnostics_error(compiler->diagnostics,
	    section != NULL ? section->place : nowhere,
	    "%s is missing in [map]; write %s", name, way_out);
}

/* Attributes of naming that only the server knows are no error. */
static void
check_base_types(struct compiler *compiler, struct place place)
{
	static const char *const usual[] = { "dc", "ou", "o", "c", "cn", "l",
		"st", NULL };
	const struct dn *base = &compiler->map->base;

	for (size_t i = 0; i < base->count; i++)
		for (size_t j = 0; j < base->rdns[i].count; j++) {
			const char *type = base->rdns[i].avas[j].type;

			if (schema_attribute(compiler->map->schema, type) ==
			    NULL)
				diagnostics_warning(compiler->diagnostics,
				    place,
				    "base names the attribute %s, which is not known; correct it unless the server has it%s",
				    type,
				    diagnostics_hint(compiler->diagnostics,
					text_nearest(type, usual)));
		}
}

static int
compile_base(struct compiler *compiler)
{
	const struct setting *base = map_setting(compiler, "base");
	struct map *map = compiler->map;
	struct error err;

	if (base == NULL)
		return missing(compiler, "base",
		    "the DN below which the phonebook stands, like base = dc=example,dc=com");
	if (diagnostics_has(compiler->diagnostics, base->place) ||
	    diagnostics_has(
		compiler->diagnostics, reader_place(&base->value, 0)))
		return -1; /* refused as a value of the configuration */
	map->base_text = setting_text(base, map->arena);
	if (dn_parse(value_of(map->base_text), map->arena, &map->base, &err) <
	    0)
		return diagnostics_error(compiler->diagnostics,
		    reader_place(&base->value, 0), "base: %s", err.text);
	if (map->base.count == 0)
		return diagnostics_error(compiler->diagnostics, base->place,
		    "base is empty; say the DN below which the phonebook stands");
	check_base_types(compiler, reader_place(&base->value, 0));
	return 0;
}

static int
compile_key(struct compiler *compiler)
{
	const struct setting *key = map_setting(compiler, "key");
	const struct setting *id = map_setting(compiler, "key-id");
	bool is_any = false;

	if (id != NULL)
		is_any = strcasecmp(setting_text(id, compiler->map->arena),
			     "any") == 0;
	if (id != NULL && !is_any &&
	    strcasecmp(setting_text(id, compiler->map->arena), "digits") != 0)
		return diagnostics_error(compiler->diagnostics, id->place,
		    "key-id is digits or any; write one of them");
	if (key == NULL)
		return missing(compiler, "key",
		    "the mark of entries of ours, like key = uid: rc-{id}");
	return key_parse(&key->value, is_any, compiler->map->schema,
	    compiler->diagnostics, &compiler->map->key);
}

/* `objectClass = inetOrgPerson also dirwireContact`: names, and nothing else.
 */
static int
compile_classes(struct compiler *compiler, const struct setting *setting,
    struct map_section *section)
{
	struct expression expression;
	int rc = 0;

	if (setting->op != SETTING_SET)
		return diagnostics_error(compiler->diagnostics, setting->place,
		    "objectClass takes = alone; write objectClass = inetOrgPerson");
	if (expression_parse(&setting->value, TEMPLATE_VALUE,
		compiler->document, compiler->diagnostics, &expression) < 0)
		return -1;
	if (expression.count == 0)
		return diagnostics_error(compiler->diagnostics, setting->place,
		    "objectClass names no class; say one like inetOrgPerson");
	section->class_places = arena_array(compiler->map->arena,
	    expression.count, sizeof(*section->class_places));
	for (size_t i = 0; i < expression.count; i++) {
		const struct group *group = &expression.groups[i];
		const struct template *choice = &group->choices[0];

		section->class_places[i] = choice->place;
		if (group->count != 1 || choice->count != 1 ||
		    choice->when != NULL || expression.is_kept ||
		    choice->parts[0].kind != PART_LITERAL ||
		    strpbrk(choice->parts[0].literal.data, " \t,;") != NULL)
			rc = diagnostics_error(compiler->diagnostics,
			    choice->place,
			    "objectClass is a list of names with also between them; write it like inetOrgPerson also dirwireContact");
		else
			values_add(&section->classes, compiler->map->arena,
			    choice->parts[0].literal);
	}
	expression_release(&expression);
	return rc;
}

static const struct attribute_type *
line_type(struct compiler *compiler, const struct setting *setting)
{
	const struct attribute_type *type;
	const char *option = strchr(setting->name, ';');

	if (option != NULL) {
		diagnostics_error(compiler->diagnostics, setting->place,
		    "attribute options like %s can't be written by a map; write %.*s = …",
		    option, (int)(option - setting->name), setting->name);
		return NULL;
	}
	type = schema_attribute(compiler->map->schema, setting->name);
	if (type == NULL && !check_is_forbidden(setting->name))
		check_unknown_attribute(compiler->map->schema, setting->name,
		    setting->place, compiler->diagnostics);
	if (check_is_forbidden(setting->name)) {
		diagnostics_error(compiler->diagnostics, setting->place,
		    "%s is never written by dirwire; take the line out",
		    setting->name);
		return NULL;
	}
	return type;
}

/* Two = or ?= lines of one attribute in one section, whatever they call it. */
static void
check_twice(struct compiler *compiler, const struct map_section *section,
    const struct line *line)
{
	if (line->kind == LINE_SHARE)
		return;
	for (size_t i = 0; i < section->count; i++) {
		const struct line *first = &section->lines[i];

		if (first->type != line->type || first->kind == LINE_SHARE)
			continue;
		diagnostics_error(compiler->diagnostics, line->place,
		    "%s has a line already in %s:%u; put `also` between two values",
		    line->type->name, first->place.file, first->place.line);
		return;
	}
}

static void
compile_line(struct compiler *compiler, const struct setting *setting,
    enum template_use use, struct map_section *section)
{
	static const enum line_kind kinds[] = { [SETTING_SET] = LINE_OWN,
		[SETTING_SEED] = LINE_SEED,
		[SETTING_SHARE] = LINE_SHARE };
	struct line line = { .kind = kinds[setting->op],
		.name = setting->name,
		.text = setting->value.joined,
		.place = setting->place };

	line.type = line_type(compiler, setting);
	line.is_bad = expression_parse(&setting->value, use, compiler->document,
			  compiler->diagnostics, &line.expression) < 0;
	if (line.type == NULL) {
		section->is_incomplete = true;
		expression_release(&line.expression);
		return;
	}
	if (!line.is_bad && line.kind != LINE_OWN &&
	    (line.expression.is_kept || line.expression.count == 0))
		diagnostics_error(compiler->diagnostics, setting->place,
		    line.expression.is_kept
			? "else keep has no meaning on a line with ?= or +=; take it out"
			: "?= and += need a value; write one, or take the line out");
	check_twice(compiler, section, &line);
	section->lines = arena_grow(compiler->map->arena, section->lines,
	    section->count, &section->capacity, sizeof(line));
	section->lines[section->count++] = line;
}

static const struct condition *
compile_condition(struct compiler *compiler, const struct section *source)
{
	struct reader in = { .text = &source->condition };
	const struct condition *when;

	when = condition_parse(&in, compiler->diagnostics);
	reader_skip_blanks(&in);
	if (when == NULL || reader_peek(&in) == -1)
		return when;
	condition_unended(&in, " or ]", compiler->diagnostics);
	return NULL;
}

static void
compile_dn(struct compiler *compiler, const struct section *source,
    struct map_section *section)
{
	const struct setting *first = NULL;
	const struct key *key = &compiler->map->key;

	for (size_t i = 0; i < source->count; i++) {
		const struct setting *setting = &source->settings[i];

		if (strcasecmp(setting->name, "dn") != 0)
			continue;
		if (first != NULL)
			diagnostics_error(compiler->diagnostics, setting->place,
			    "dn has a line already in %s:%u; take one of them out",
			    first->place.file, first->place.line);
		else
			dn_line_parse(setting, key->type != NULL ? key : NULL,
			    compiler->map->schema, compiler->document,
			    compiler->diagnostics, &section->dn);
		first = setting;
	}
	if (first == NULL && !source->is_incomplete)
		diagnostics_error(compiler->diagnostics, source->place,
		    "[entry %s] has no dn line; write one like dn = uid=rc-{id},ou=people,{base}",
		    source->name);
}

static void
compile_section(struct compiler *compiler, const struct section *source,
    struct map_section *section)
{
	const struct attribute_type *classes =
	    schema_attribute(compiler->map->schema, "objectClass");

	section->name = source->name;
	section->place = source->place;
	section->is_leave = source->is_leave;
	section->is_incomplete = source->is_incomplete;
	section->has_condition = source->has_condition;
	section->condition = source->condition.joined;
	if (source->has_condition)
		section->when = compile_condition(compiler, source);
	if (source->is_leave && source->count > 0)
		diagnostics_error(compiler->diagnostics,
		    source->settings[0].place,
		    "leave stands alone in its section; take it out, or the other lines");
	if (source->is_leave)
		return;
	compile_dn(compiler, source, section);
	for (size_t i = 0; i < source->count; i++) {
		const struct setting *setting = &source->settings[i];

		if (strcasecmp(setting->name, "dn") == 0)
			continue;
		if (schema_attribute(compiler->map->schema, setting->name) !=
		    classes) {
			compile_line(
			    compiler, setting, TEMPLATE_VALUE, section);
			continue;
		}
		if (section->classes_place.line > 0) {
			diagnostics_error(compiler->diagnostics, setting->place,
			    "objectClass has a line already in %s:%u; put `also` between two classes",
			    section->classes_place.file,
			    section->classes_place.line);
			continue;
		}
		section->classes_place = setting->place;
		section->has_bad_classes =
		    compile_classes(compiler, setting, section) < 0;
	}
	if (section->classes_place.line > 0)
		return;
	section->has_bad_classes = true;
	if (!source->is_incomplete)
		diagnostics_error(compiler->diagnostics, source->place,
		    "[entry %s] has no objectClass line; write one like objectClass = inetOrgPerson",
		    source->name);
}

/* What an entry holds when its contact has left. */
static void
compile_disabled(struct compiler *compiler, const struct section *source)
{
	struct map *map = compiler->map;
	const struct setting *on_delete = map_setting(compiler, "on-delete");
	struct map_section *section;

	if (map->disabled != NULL)
		return; /* of two the parser has told */
	section = arena_alloc(map->arena, sizeof(*section));
	section->name = "disabled";
	section->place = source->place;
	for (size_t i = 0; i < source->count; i++) {
		const struct setting *setting = &source->settings[i];

		if (setting->op != SETTING_SET)
			diagnostics_error(compiler->diagnostics, setting->place,
			    "[disabled] takes = alone: it says what such an entry holds");
		else if (schema_attribute(map->schema, setting->name) ==
		    schema_attribute(map->schema, "objectClass"))
			diagnostics_error(compiler->diagnostics, setting->place,
			    "[disabled] does not change object classes; take the line out");
		else if (strcasecmp(setting->name, "dn") != 0)
			compile_line(compiler, setting, TEMPLATE_KEY, section);
	}
	if (section_find(source, "dn") != NULL)
		compile_dn(compiler, source, section);
	map->disabled = section;
	map->is_disabling = on_delete != NULL &&
	    strcasecmp(setting_text(on_delete, map->arena), "disable") == 0;
}

static void
compile_sections(struct compiler *compiler)
{
	const struct document *document = compiler->document;
	struct map *map = compiler->map;
	const struct section *settings =
	    document_find(document, SECTION_CONFIG, "map");
	struct place none = { .file = NULL };

	map->sections = arena_array(
	    map->arena, document->count + 1, sizeof(*map->sections));
	for (size_t i = 0; i < document->count; i++) {
		const struct section *section = &document->sections[i];

		if (section->kind == SECTION_ENTRY)
			compile_section(
			    compiler, section, &map->sections[map->count++]);
		if (section->kind == SECTION_DISABLED)
			compile_disabled(compiler, section);
	}
	if (map->count == 0 && !document_may_have(document, settings))
		diagnostics_error(compiler->diagnostics,
		    settings != NULL ? settings->place : none,
		    "the map has no [entry] section; set file in [map], or write the map into this file");
}

static bool
is_managed(const struct map *map, const struct attribute_type *type)
{
	for (size_t i = 0; i < map->managed_count; i++)
		if (map->managed[i] == type)
			return true;
	return false;
}

static void
manage(struct map *map, const struct attribute_type *type, size_t *capacity)
{
	if (is_managed(map, type))
		return;
	map->managed = arena_grow(map->arena, map->managed, map->managed_count,
	    capacity, sizeof(*map->managed));
	map->managed[map->managed_count++] = type;
}

static void
manage_rdns(struct map *map, const struct dn_line *dn, size_t *capacity)
{
	for (size_t i = 0; i < dn->count; i++) {
		const struct dn_level *rdn = &dn->choices[i].levels[0];

		for (size_t j = 0; j < rdn->count; j++)
			if (rdn->values[j].type != NULL &&
			    rdn->values[j].type != map->key.type)
				manage(map, rdn->values[j].type, capacity);
	}
}

/* Attributes of which something may have to go, whatever the section: that some
 * line owns, or shares, or that names entries. */
static void
collect_managed(struct map *map)
{
	size_t capacity = 0;

	for (size_t i = 0; i < map_section_count(map); i++) {
		const struct map_section *section = map_section_at(map, i);

		for (size_t j = 0; j < section->count; j++)
			if (section->lines[j].kind != LINE_SEED)
				manage(map, section->lines[j].type, &capacity);
	}
	for (size_t i = 0; i < map->count; i++)
		manage_rdns(map, &map->sections[i].dn, &capacity);
}

struct map *
map_create(const struct document *document, const struct schema *schema,
    struct diagnostics *diagnostics)
{
	struct map *map = arena_alloc(document->arena, sizeof(*map));
	struct compiler compiler = { document, diagnostics, map };

	map->arena = document->arena;
	map->schema = schema;
	compile_base(&compiler);
	compile_key(&compiler);
	compile_sections(&compiler);
	collect_managed(map);
	check_map(map, document, diagnostics);
	if (diagnostics->errors > 0) {
		map_destroy(&map);
		return NULL;
	}
	map_hash(map, document);
	return map;
}

void
map_destroy(struct map **map)
{
	if (*map == NULL)
		return;
	for (size_t i = 0; i < map_section_count(*map); i++) {
		const struct map_section *section = map_section_at(*map, i);

		expression_release(&section->dn.expression);
		for (size_t j = 0; j < section->count; j++)
			expression_release(&section->lines[j].expression);
	}
	*map = NULL;
}
