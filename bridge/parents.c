/* SPDX-License-Identifier: ISC */
#include "bridge/parents.h"

#include <stdlib.h>
#include <string.h>

struct parents {
	const struct schema *schema;
	struct arena *arena;
	const char **names; /* normal forms of those that are there */
	size_t count;
	size_t capacity;
};

static void
remember(struct parents *parents, const char *normal)
{
	parents->names = arena_grow(parents->arena, parents->names,
	    parents->count, &parents->capacity, sizeof(*parents->names));
	parents->names[parents->count++] = arena_strdup(parents->arena, normal);
}

struct parents *
parents_create(const struct schema *schema, const struct dn *base)
{
	struct parents *parents = memory_alloc(1, sizeof(*parents));

	parents->schema = schema;
	parents->arena = arena_create();
	remember(parents, dn_normal(schema, base, parents->arena));
	return parents;
}

void
parents_destroy(struct parents **parents)
{
	if (*parents == NULL)
		return;
	arena_destroy(&(*parents)->arena);
	free(*parents);
	*parents = NULL;
}

static bool
is_known(const struct parents *parents, const char *normal)
{
	for (size_t i = 0; i < parents->count; i++)
		if (strcmp(parents->names[i], normal) == 0)
			return true;
	return false;
}

void
parents_find(struct parents *parents, struct directory *directory,
    const struct dn *dn, struct arena *arena, const char **missing_r,
    struct outcome *outcome_r)
{
	struct dn parent = { dn->rdns + 1, dn->count - 1 };
	const char *normal = dn_normal(parents->schema, &parent, arena);
	struct query query = { .attribute = NULL };
	struct found found;

	memset(outcome_r, 0, sizeof(*outcome_r));
	outcome_r->verdict = VERDICT_DONE;
	*missing_r = NULL;
	if (is_known(parents, normal) ||
	    dn_write(&parent, arena, &query.base, NULL) < 0)
		return;
	directory_find(directory, &query, arena, &found, outcome_r);
	if (outcome_r->code == RESULT_NO_SUCH_OBJECT) {
		outcome_r->verdict = VERDICT_DONE;
		*missing_r = query.base;
	} else if (outcome_r->verdict == VERDICT_DONE) {
		remember(parents, normal);
	}
}
