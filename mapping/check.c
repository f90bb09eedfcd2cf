/* SPDX-License-Identifier: ISC */
#include "mapping/check_private.h"

#include <string.h>
#include <strings.h>

#include "schema/match.h"
#include "schema/syntax.h"

enum { SHARE_LITERAL_MIN = 4 };

bool
check_is_forbidden(const char *attribute)
{
	static const char *const names[] = { "userPassword", "authPassword",
		"unicodePwd", "userPKCS12", "sshPublicKey", "krbPrincipalKey",
		"krbPwdHistory", "sambaNTPassword", "sambaLMPassword",
		"sambaPasswordHistory", "nisPublicKey", "nisSecretKey",
		"member", "uniqueMember", "memberUid", "memberOf", "memberURL",
		"memberNisNetgroup", "isMemberOf", "groupMembership",
		"equivalentToMe", "nsRoleDN", "roleOccupant", "sudoUser",
		"nisNetgroupTriple", "authorizedService" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcasecmp(names[i], attribute) == 0)
			return true;
	return false;
}

const char *
check_refusal(const struct attribute_type *type)
{
	for (size_t i = 0; type->names[i] != NULL; i++)
		if (check_is_forbidden(type->names[i]))
			return "is never written by dirwire";
	if (strcasecmp(type->name, "objectClass") == 0)
		return "is written from the objectClass line alone";
	if (type->is_read_only || type->is_operational)
		return "belongs to the server and can't be written";
	if (type->syntax == SYNTAX_BINARY)
		return "takes binary data, which a text can't make";
	return NULL;
}

int
check_unknown_attribute(const struct schema *schema, const char *name,
    struct place place, struct diagnostics *diagnostics)
{
	const char *nearest = schema_nearest_attribute(schema, name);

	return diagnostics_schema_error(diagnostics, place,
	    "there is no attribute %s%s", name,
	    nearest != NULL ? diagnostics_hint(diagnostics, nearest)
			    : "; take one of the schema, like description");
}

static const struct object_class *
class_of(
    const struct check *check, const struct map_section *section, size_t at)
{
	return schema_class(
	    check->map->schema, section->classes.items[at].data);
}

static void
check_class(struct check *check, struct map_section *section, size_t at)
{
	const struct object_class *oc = class_of(check, section, at);
	const struct object_class *other = section->structural;
	const char *name = section->classes.items[at].data;

	if (oc == NULL) {
		const char *nearest =
		    schema_nearest_class(check->map->schema, name);

		diagnostics_schema_error(check->diagnostics,
		    section->class_places[at], "there is no object class %s%s",
		    name,
		    nearest != NULL
			? diagnostics_hint(check->diagnostics, nearest)
			: "; take one of the schema, like inetOrgPerson");
	}
	for (size_t i = 0; oc != NULL && i < at; i++)
		if (class_of(check, section, i) == oc)
			diagnostics_error(check->diagnostics,
			    section->class_places[at],
			    "%s is named twice; take one of them out",
			    oc->name);
	if (oc == NULL || oc->kind != CLASS_STRUCTURAL)
		return;
	if (other == NULL || schema_class_is(check->map->schema, oc, other))
		section->structural = oc;
	else if (!schema_class_is(check->map->schema, other, oc))
		diagnostics_error(check->diagnostics, section->class_places[at],
		    "%s and %s are both structural, and an entry has one; take the other out",
		    other->name, oc->name);
}

/* All sections make entries of one structural class. */
static void
check_structural(const struct check *check, const struct map_section *section)
{
	const struct map_section *first = check->map->sections;

	while (first->structural == NULL)
		first++;
	if (first->structural != section->structural)
		diagnostics_error(check->diagnostics, section->classes_place,
		    "[entry %s] makes entries of %s and [entry %s] of %s, and no server lets an entry change its structural class; name the same in both",
		    section->name, section->structural->name, first->name,
		    first->structural->name);
}

/* -1 when it is not known what the section's entries may hold. */
static int
check_classes(struct check *check, struct map_section *section)
{
	size_t errors = check->diagnostics->errors;

	if (section->has_bad_classes)
		return -1;
	for (size_t i = 0; i < section->classes.count; i++)
		check_class(check, section, i);
	if (check->diagnostics->errors > errors)
		return -1;
	if (section->structural == NULL)
		return diagnostics_error(check->diagnostics,
		    section->classes_place,
		    "[entry %s] names no structural object class; add one like inetOrgPerson",
		    section->name);
	check_structural(check, section);
	return 0;
}

static bool
is_allowed(const struct check *check, const struct attribute_type *type)
{
	const struct map_section *section = check->section;

	if (!check->has_classes)
		return true; /* not known, which was told */
	for (size_t i = 0; i < section->classes.count; i++)
		if (schema_class_has_may(
			check->map->schema, class_of(check, section, i), type))
			return true;
	return false;
}

/* Constant texts must be values of the attribute; of a single-valued one a line
 * may not always give several. */
static void
check_constants(const struct check *check, const struct line *line,
    const struct group *group, struct values *always)
{
	struct arena *arena = check->map->arena;

	for (size_t i = 0; i < group->count; i++) {
		const struct template *choice = &group->choices[i];
		struct value value;
		const char *why = "";

		if (!template_is_constant(choice))
			continue;
		if (syntax_clean(line->type, choice->parts[0].literal, arena,
			&value, &why) == SYNTAX_REFUSED)
			diagnostics_error(check->diagnostics, choice->place,
			    "%s can't be \"%s\", which %s; write another text",
			    line->type->name, choice->parts[0].literal.data,
			    why);
		else if (i == 0 && choice->when == NULL &&
		    match_find(line->type, always, value, arena) < 0)
			values_add(always, arena, value);
	}
}

static void
check_share(const struct check *check, const struct line *line)
{
	if (line->type->equality == MATCHING_DN)
		diagnostics_error(check->diagnostics, line->place,
		    "+= could not tell its values from those of others in %s, which holds names of entries; take =",
		    line->type->name);
	for (size_t i = 0; i < line->expression.count; i++) {
		const struct group *group = &line->expression.groups[i];

		for (size_t j = 0; j < group->count; j++)
			if (template_literal_count(&group->choices[j],
				line->type,
				check->map->arena) < SHARE_LITERAL_MIN)
				diagnostics_error(check->diagnostics,
				    group->choices[j].place,
				    "+= could not tell its values from those of others; give it at least %d characters of its own, blanks aside",
				    SHARE_LITERAL_MIN);
	}
}

int
check_type(const struct check *check, const struct attribute_type *type,
    struct place place)
{
	const char *refusal = check_refusal(type);

	if (refusal != NULL)
		return diagnostics_error(check->diagnostics, place,
		    "%s %s; take the line out", type->name, refusal);
	if (!is_allowed(check, type))
		return diagnostics_error(check->diagnostics, place,
		    "%s is not an attribute of the object classes of [entry %s]; take another, or add a class that has it with also",
		    type->name, check->section->name);
	return 0;
}

void
check_values(const struct check *check, const struct line *line)
{
	struct values always = { 0 };

	for (size_t i = 0; i < line->expression.count; i++)
		check_constants(
		    check, line, &line->expression.groups[i], &always);
	if (line->type->is_single_valued && always.count > 1)
		diagnostics_error(check->diagnostics, line->place,
		    "%s takes one value and this line always gives several; put else between them",
		    line->type->name);
}

static void
check_line(const struct check *check, const struct line *line)
{
	if (check_type(check, line->type, line->place) < 0 || line->is_bad)
		return;
	check_values(check, line);
	if (line->kind == LINE_SHARE)
		check_share(check, line);
}

/* Do the lines give the attribute a value whatever the contact? */
static bool
is_always_filled(const struct check *check, const struct expression *expression)
{
	for (size_t i = 0; i < expression->count; i++) {
		const struct group *group = &expression->groups[i];

		for (size_t j = 0; j < group->count; j++)
			if (!template_can_be_empty(
				&group->choices[j], check->map->arena))
				return true;
	}
	return false;
}

static bool
is_in_rdn(const struct map_section *section, const struct attribute_type *type)
{
	for (size_t i = 0; i < section->dn.count; i++) {
		const struct dn_level *rdn = &section->dn.choices[i].levels[0];
		bool is_found = false;

		for (size_t j = 0; j < rdn->count; j++)
			is_found |= rdn->values[j].type == type;
		if (!is_found)
			return false;
	}
	return section->dn.count > 0;
}

static void
check_must(void *context, const struct attribute_type *type)
{
	const struct check *check = context;
	const struct map_section *section = check->section;
	const struct line *line = NULL;

	if (strcasecmp(type->name, "objectClass") == 0 ||
	    is_in_rdn(section, type))
		return;
	for (size_t i = 0; i < check->class_at; i++)
		if (schema_class_has_must(
			check->map->schema, class_of(check, section, i), type))
			return; /* said already */
	for (size_t i = 0; i < section->count; i++) {
		if (section->lines[i].type != type)
			continue;
		line = &section->lines[i];
		if (line->is_bad || is_always_filled(check, &line->expression))
			return;
	}
	if (line == NULL && (section->dn.count == 0 || section->is_incomplete))
		return; /* what could not be read may hold it */
	if (line == NULL)
		diagnostics_error(check->diagnostics, section->place,
		    "[entry %s] has no line for %s, which every entry of its object classes must have; write one like %s = {name} else rc-{id}",
		    section->name, type->name, type->name);
	else
		diagnostics_warning(check->diagnostics, line->place,
		    "%s can come out empty, and the contact is rejected then; end the line with something that is always there, like else rc-{id}",
		    type->name);
}

static void
warn_of_unknown(void *context, const struct path *path)
{
	const struct check *check = context;
	bool is_carried = true;

	for (size_t i = 0; i < path->count; i++)
		is_carried &= path->steps[i].is_carried;
	if (is_carried)
		return;
	diagnostics_advice(check->diagnostics, path->place,
	    "notifications do not carry %s, so without a journal this condition takes it as empty, and who is left out for it comes back with the next event; ask for type and status, which are always known, or name such contacts in exclude-file",
	    path->dotted);
}

static void
check_section(struct check *check, struct map_section *section)
{
	check->section = section;
	if (section->when != NULL)
		condition_each_path(section->when, warn_of_unknown, check);
	if (section->is_leave)
		return;
	check->has_classes = check_classes(check, section) == 0;
	for (size_t i = 0; i < section->count; i++)
		check_line(check, &section->lines[i]);
	for (size_t i = 0; check->has_classes && i < section->classes.count;
	     i++) {
		check->class_at = i;
		schema_class_each_must(check->map->schema,
		    class_of(check, section, i), check_must, check);
	}
	if (section->dn.count > 0)
		check_dn(check);
}

static void
check_order(const struct check *check)
{
	const struct map_section *all = NULL;

	for (size_t i = 0; i < check->map->count; i++) {
		const struct map_section *section = &check->map->sections[i];

		if (all != NULL)
			diagnostics_error(check->diagnostics, section->place,
			    "[entry %s] is never reached: [entry %s] in %s:%u has no condition and takes every contact; give that one a `when`, or put it last",
			    section->name, all->name, all->place.file,
			    all->place.line);
		if (all == NULL && !section->has_condition)
			all = section;
	}
}

static bool
uses_table(const struct map *map, const struct section *table)
{
	for (size_t i = 0; i < map_section_count(map); i++) {
		const struct map_section *section = map_section_at(map, i);

		for (size_t j = 0; j < section->count; j++)
			if (expression_uses_table(
				&section->lines[j].expression, table))
				return true;
		if (expression_uses_table(&section->dn.expression, table))
			return true;
	}
	return false;
}

void
check_map(struct map *map, const struct document *document,
    struct diagnostics *diagnostics)
{
	struct check check = { .map = map, .diagnostics = diagnostics };

	for (size_t i = 0; i < map->count; i++)
		check_section(&check, &map->sections[i]);
	check_order(&check);
	if (map->disabled != NULL)
		check_disabled(&check);
	if (diagnostics->errors > 0)
		return; /* a line that could not be read may use the table */
	for (size_t i = 0; i < document->count; i++) {
		const struct section *section = &document->sections[i];

		if (section->kind == SECTION_TABLE && !uses_table(map, section))
			diagnostics_warning(diagnostics, section->place,
			    "[table %s] is not used; write it into a hole, like {department | table(%s)}, or take it out",
			    section->name, section->name);
	}
}
