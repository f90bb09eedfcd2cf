/* SPDX-License-Identifier: ISC */
#include "bridge/check_private.h"

#include <string.h>
#include <strings.h>

#include "schema/dn.h"

const struct dn *
check_parent_at(
    struct server_check *check, size_t n, const struct map_section **section_r)
{
	const struct map *map = check->with->map;
	const char **seen;
	size_t count = 0;

	seen = arena_array(check->arena, n + 1, sizeof(*seen));
	for (size_t i = 0; i < map_section_count(map); i++) {
		const struct map_section *section = map_section_at(map, i);
		const struct dn_line *line = &section->dn;

		for (size_t j = 0; j < line->count; j++) {
			struct dn *parent =
			    arena_alloc(check->arena, sizeof(*parent));
			const char *normal;
			size_t at = 0;

			if (dn_choice_parent(&line->choices[j], &map->base,
				check->arena, parent) < 0)
				continue;
			normal = dn_normal(map->schema, parent, check->arena);
			while (at < count && strcmp(seen[at], normal) != 0)
				at++;
			if (at < count)
				continue;
			*section_r = section;
			if (count == n)
				return parent;
			seen[count++] = normal;
		}
	}
	return NULL;
}

/* "[entry person]", "[disabled]" */
static const char *
title_of(const struct server_check *check, const struct map_section *section)
{
	return section == check->with->map->disabled
	    ? "[disabled]"
	    : arena_printf(check->arena, "[entry %s]", section->name);
}

/* How to make the entry, where its RDN tells of what kind it is. */
static void
tell_ldif(struct server_check *check, const char *name)
{
	static const struct {
		const char *type;
		const char *oc;
	} kinds[] = {
		{ "ou", "organizationalUnit" },
		{ "o", "organization" },
		{ "l", "locality" },
		{ "c", "country" },
		{ "dc", "domain" },
	};
	struct checklist *list = check->list;
	const struct dn_ava *ava;
	struct dn dn;

	checklist_way_out(list, "create it, or correct the dn line of the map");
	if (dn_parse(value_of(name), check->arena, &dn, NULL) < 0 ||
	    dn.count == 0 || dn.rdns[0].count != 1)
		return;
	ava = &dn.rdns[0].avas[0];
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (strcasecmp(kinds[i].type, ava->type) != 0)
			continue;
		checklist_way_out(list, "with ldapadd:");
		checklist_way_out(list, "  dn: %s", name);
		checklist_way_out(list, "  objectClass: %s", kinds[i].oc);
		checklist_way_out(list, "  %s: %s", ava->type, ava->value.data);
	}
}

static void
check_parent(struct server_check *check, const struct dn *dn,
    const struct map_section *section)
{
	struct question question = { .attributes = NULL };
	struct error err;

	if (dn_write(dn, check->arena, &question.base, &err) < 0)
		return;
	if (check_ask(check, &question, "parent", RESULT_NO_SUCH_OBJECT) == 0 &&
	    check->answer.count == 0) {
		checklist_not_proven(check->list, "parent",
		    "%s can't be seen by %s", question.base, check->identity);
	} else if (check->answer.outcome.code == RESULT_NO_SUCH_OBJECT) {
		checklist_failed(check->list, EXIT_CONFIG, "parent",
		    "%s is not there: contacts of %s would be rejected",
		    question.base, title_of(check, section));
		tell_ldif(check, question.base);
	} else if (check->answer.outcome.code == 0) {
		checklist_ok(check->list, "parent", "%s", question.base);
	}
}

/* A parent that depends on the contact may be any. */
static void
tell_unknown_parents(struct server_check *check)
{
	const struct map *map = check->with->map;
	struct dn parent;

	for (size_t i = 0; i < map_section_count(map); i++) {
		const struct map_section *section = map_section_at(map, i);

		for (size_t j = 0; j < section->dn.count; j++) {
			if (dn_choice_parent(&section->dn.choices[j],
				&map->base, check->arena, &parent) == 0)
				continue;
			checklist_not_proven(check->list, "parent",
			    "that of %s depends on the contact (%s:%u); a dry run tells which are missing",
			    title_of(check, section),
			    place_file(&section->dn.place),
			    section->dn.place.line);
			break;
		}
	}
}

void
check_parents(struct server_check *check)
{
	const struct map_section *section;
	const struct dn *parent;

	for (size_t n = 0;
	     (parent = check_parent_at(check, n, &section)) != NULL; n++)
		check_parent(check, parent, section);
	tell_unknown_parents(check);
}
