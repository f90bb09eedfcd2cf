/* SPDX-License-Identifier: ISC */
#include "bridge/directory/directory.h"

#include <string.h>

void
directory_find(struct directory *directory, const struct query *query,
    struct arena *arena, struct found *found_r, struct outcome *outcome_r)
{
	struct found found = { .count = 0 };

	memset(outcome_r, 0, sizeof(*outcome_r));
	directory->methods->find(directory, query, arena, &found, outcome_r);
	if (outcome_r->verdict == VERDICT_DONE)
		*found_r = found;
}

void
directory_add(struct directory *directory, const struct entry *entry,
    struct outcome *outcome_r)
{
	memset(outcome_r, 0, sizeof(*outcome_r));
	directory->methods->add(directory, entry, outcome_r);
}

void
directory_modify(struct directory *directory, const char *dn,
    const struct ldif_mod *mods, size_t count,
    const struct precondition *precondition, struct outcome *outcome_r)
{
	memset(outcome_r, 0, sizeof(*outcome_r));
	directory->methods->modify(
	    directory, dn, mods, count, precondition, outcome_r);
}

void
directory_rename(struct directory *directory, const char *dn,
    const struct ldif_rename *rename, const struct precondition *precondition,
    struct outcome *outcome_r)
{
	memset(outcome_r, 0, sizeof(*outcome_r));
	directory->methods->rename(
	    directory, dn, rename, precondition, outcome_r);
}

void
directory_remove(struct directory *directory, const char *dn,
    const struct precondition *precondition, struct outcome *outcome_r)
{
	memset(outcome_r, 0, sizeof(*outcome_r));
	directory->methods->remove(directory, dn, precondition, outcome_r);
}

void
directory_destroy(struct directory **directory)
{
	if (*directory == NULL)
		return;
	(*directory)->methods->destroy(*directory);
	*directory = NULL;
}
