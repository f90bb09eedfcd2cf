/* SPDX-License-Identifier: ISC */
#include "mapping/check.h"

#include <string.h>
#include <strings.h>

enum { SHARE_LITERAL_MIN = 4 };

struct check {
	struct map *map;
	const struct map_section *section;
	const struct document *document;
	struct diagnostics *diagnostics;
};

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

static void
check_class(struct check *check, struct map_section *section, const char *name)
{
	const struct object_class *oc = schema_class(check->map->schema, name);
	const struct object_class *other = section->structural;

	if (oc == NULL) {
		diagnostics_error(check->diagnostics, section->place,
		    "[entry %s]: there is no object class %s%s", section->name,
		    name,
		    diagnostics_hint(check->diagnostics,
			schema_nearest_class(check->map->schema, name)));
		return;
	}
	if (oc->kind != CLASS_STRUCTURAL)
		return;
	if (other == NULL || schema_class_is(check->map->schema, oc, other))
		section->structural = oc;
	else if (!schema_class_is(check->map->schema, other, oc))
		diagnostics_error(check->diagnostics, section->place,
		    "[entry %s]: %s and %s are both structural; an entry has one",
		    section->name, other->name, oc->name);
}

static void
check_classes(struct check *check, struct map_section *section)
{
	const struct map_section *first = NULL;

	for (size_t i = 0; i < section->classes.count; i++)
		check_class(check, section, section->classes.items[i].data);
	if (section->structural == NULL) {
		diagnostics_error(check->diagnostics, section->place,
		    "[entry %s] names no structural object class, like inetOrgPerson",
		    section->name);
		return;
	}
	for (const struct map_section *s = check->map->sections; s < section;
	     s++)
		if (s->structural != NULL && first == NULL)
			first = s;
	if (first != NULL && first->structural != section->structural)
		diagnostics_error(check->diagnostics, section->place,
		    "[entry %s] makes a %s and [entry %s] a %s; a server does not let an entry change its structural class",
		    section->name, section->structural->name, first->name,
		    first->structural->name);
}

static bool
is_allowed(const struct check *check, const struct attribute_type *type)
{
	const struct map_section *section = check->section;

	for (size_t i = 0; i < section->classes.count; i++) {
		const struct object_class *oc = schema_class(
		    check->map->schema, section->classes.items[i].data);

		if (oc != NULL &&
		    schema_class_has_may(check->map->schema, oc, type))
			return true;
	}
	return false;
}

/* How many of the line's values are constant and always there. */
static size_t
constants(const struct expression *expression)
{
	size_t count = 0;

	for (size_t i = 0; i < expression->count; i++) {
		const struct template *first =
		    &expression->groups[i].choices[0];

		count += template_is_constant(first) && first->when == NULL;
	}
	return count;
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

/* May the entry hold what a line, or its RDN, gives to the type? */
static void
check_type(const struct check *check, const struct attribute_type *type,
    struct place place)
{
	const char *refusal = check_refusal(type);

	if (refusal != NULL)
		diagnostics_error(
		    check->diagnostics, place, "%s %s", type->name, refusal);
	else if (!is_allowed(check, type))
		diagnostics_error(check->diagnostics, place,
		    "%s is not an attribute of the object classes of [entry %s]",
		    type->name, check->section->name);
}

static void
check_line(const struct check *check, const struct line *line)
{
	const struct attribute_type *type = line->type;

	check_type(check, type, line->place);
	if (type->is_single_valued && constants(&line->expression) > 1)
		diagnostics_error(check->diagnostics, line->place,
		    "%s takes one value and this line always gives several",
		    type->name);
	if (line->kind == LINE_SHARE)
		check_share(check, line);
}

/* Do the lines give the attribute a value whatever the contact? */
static bool
is_always_filled(const struct expression *expression)
{
	for (size_t i = 0; i < expression->count; i++) {
		const struct group *group = &expression->groups[i];

		for (size_t j = 0; j < group->count; j++)
			if (!template_can_be_empty(&group->choices[j]))
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
	for (size_t i = 0; i < section->count; i++) {
		if (section->lines[i].type != type)
			continue;
		line = &section->lines[i];
		if (is_always_filled(&line->expression))
			return;
	}
	if (line == NULL)
		diagnostics_error(check->diagnostics, section->place,
		    "[entry %s] has no line for %s, which every entry of its object classes must have",
		    section->name, type->name);
	else
		diagnostics_warning(check->diagnostics, line->place,
		    "%s can come out empty, and the contact is rejected then; end the line with something that is always there, like else rc-{id}",
		    type->name);
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

/* A contact whose name has an empty part is rejected. */
static void
check_dn(const struct check *check)
{
	const struct dn_line *dn = &check->section->dn;
	const struct dn_choice *last = &dn->choices[dn->count - 1];

	for (size_t i = 0; i < last->count; i++)
		for (size_t j = 0; j < last->levels[i].count; j++) {
			const struct dn_value *value =
			    &last->levels[i].values[j];

			if (!template_can_be_empty(&value->template))
				continue;
			diagnostics_warning(check->diagnostics, last->place,
			    "%s of the dn can come out empty, and the contact is rejected then",
			    value->name);
			return;
		}
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
	diagnostics_warning(check->diagnostics, path->place,
	    "notifications do not carry %s, so without a [journal] this condition takes it as empty: who is left out for it comes back with the next event",
	    path->dotted);
}

static void
check_section(struct check *check, struct map_section *section)
{
	bool has_journal =
	    document_find(check->document, SECTION_CONFIG, "journal") != NULL;

	check->section = section;
	if (section->when != NULL && !has_journal)
		condition_each_path(section->when, warn_of_unknown, check);
	if (section->is_leave)
		return;
	check_classes(check, section);
	for (size_t i = 0; i < section->count; i++)
		check_line(check, &section->lines[i]);
	for (size_t i = 0; i < section->classes.count; i++) {
		const struct object_class *oc = schema_class(
		    check->map->schema, section->classes.items[i].data);

		if (oc != NULL)
			schema_class_each_must(
			    check->map->schema, oc, check_must, check);
	}
	check_rdns(check, &section->dn);
	check_base(check, &section->dn);
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
			    "[entry %s] is never reached: [entry %s] in %s:%u has no condition and takes every contact",
			    section->name, all->name, all->place.file,
			    all->place.line);
		if (all == NULL && section->when == NULL)
			all = section;
	}
}

static bool
uses_table(const struct map *map, const struct section *table)
{
	for (size_t i = 0; i < map->count; i++)
		for (size_t j = 0; j < map->sections[i].count; j++)
			if (expression_uses_table(
				&map->sections[i].lines[j].expression, table))
				return true;
	for (size_t i = 0; i < map->count; i++)
		if (expression_uses_table(
			&map->sections[i].dn.expression, table))
			return true;
	return false;
}

void
check_map(struct map *map, const struct document *document,
    struct diagnostics *diagnostics)
{
	struct check check = {
		.map = map, .document = document, .diagnostics = diagnostics
	};

	for (size_t i = 0; i < map->count; i++)
		check_section(&check, &map->sections[i]);
	check_order(&check);
	for (size_t i = 0; i < document->count; i++) {
		const struct section *section = &document->sections[i];

		if (section->kind == SECTION_TABLE && !uses_table(map, section))
			diagnostics_warning(diagnostics, section->place,
			    "[table %s] is not used", section->name);
	}
}
