/* SPDX-License-Identifier: ISC */
#include "bridge/directory/directory.h"

#include <string.h>

bool
directory_start(struct directory *directory, const struct request *request)
{
	return directory->methods->start(directory, request);
}

bool
directory_next(
    struct directory *directory, int64_t end_ms, struct reply *reply_r)
{
	memset(reply_r, 0, sizeof(*reply_r));
	return directory->methods->next(directory, end_ms, reply_r);
}

int
directory_reopen(struct directory *directory, bool is_next, struct error *err)
{
	return directory->methods->reopen(directory, is_next, err);
}

void
directory_destroy(struct directory **directory)
{
	if (*directory == NULL)
		return;
	(*directory)->methods->destroy(*directory);
	*directory = NULL;
}

int
directory_context(struct directory *directory, const char *base,
    struct arena *arena, struct values *values_r)
{
	memset(values_r, 0, sizeof(*values_r));
	return directory->methods->context != NULL
	    ? directory->methods->context(directory, base, arena, values_r)
	    : 0;
}

static void
run_alone(struct directory *directory, const struct request *request,
    struct reply *reply)
{
	directory_start(directory, request);
	directory_next(directory, INT64_MAX, reply);
}

void
directory_find(struct directory *directory, const struct query *query,
    struct arena *arena, struct found *found_r, struct outcome *outcome_r)
{
	struct request request = {
		.op = DIRECTORY_SEARCH, .query = *query, .arena = arena
	};
	struct reply reply;

	run_alone(directory, &request, &reply);
	*outcome_r = reply.outcome;
	if (outcome_r->verdict == VERDICT_DONE)
		*found_r = reply.found;
}

void
directory_add(struct directory *directory, const struct entry *entry,
    struct outcome *outcome_r)
{
	struct request request = { .op = DIRECTORY_ADD, .entry = entry };
	struct reply reply;

	run_alone(directory, &request, &reply);
	*outcome_r = reply.outcome;
}

void
directory_modify(struct directory *directory, const char *dn,
    const struct ldif_mod *mods, size_t count, const char *csn,
    struct outcome *outcome_r)
{
	struct request request = { .op = DIRECTORY_MODIFY,
		.dn = dn,
		.mods = mods,
		.mod_count = count,
		.csn = csn };
	struct reply reply;

	run_alone(directory, &request, &reply);
	*outcome_r = reply.outcome;
}

void
directory_rename(struct directory *directory, const char *dn,
    const struct ldif_rename *rename, const char *csn,
    struct outcome *outcome_r)
{
	struct request request = {
		.op = DIRECTORY_RENAME, .dn = dn, .rename = rename, .csn = csn
	};
	struct reply reply;

	run_alone(directory, &request, &reply);
	*outcome_r = reply.outcome;
}

void
directory_remove(struct directory *directory, const char *dn, const char *csn,
    struct outcome *outcome_r)
{
	struct request request = {
		.op = DIRECTORY_DELETE, .dn = dn, .csn = csn
	};
	struct reply reply;

	run_alone(directory, &request, &reply);
	*outcome_r = reply.outcome;
}
