/* SPDX-License-Identifier: ISC */
#include "bridge/apply_private.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "bridge/stop.h"

enum { CATCH_UP_MS = 15000, LOOK_AGAIN_MS = 500 };

/* Has the entry that was written last the CSN that it got, or a later one?  Asked
 * where a server does not tell contextCSN. */
static bool
has_last(struct apply *apply, struct arena *arena)
{
	struct query query = { .base = apply->last_dn };
	struct outcome outcome;
	struct found found;

	if (apply->last_dn == NULL)
		return true;
	directory_find(apply->directory, &query, arena, &found, &outcome);
	return outcome.verdict == VERDICT_DONE && found.count > 0 &&
	    found.entries[0].csn != NULL &&
	    strcmp(found.entries[0].csn, apply->last_csn) >= 0;
}

static bool
knows_all(struct apply *apply, struct arena *arena)
{
	struct values context;

	if (directory_context(apply->directory, apply->rules.map->base_text,
		arena, &context) < 0)
		return false;
	return context.count > 0 ? csn_covers(&context, &apply->seen)
				 : has_last(apply, arena);
}

/* What was written before is planned again on this server, and nothing is removed
 * by what it does not know yet. */
static void
begin_again(struct apply *apply)
{
	log_warning(
	    "%s has not caught up with %s within %d s: what was changed is planned again there, and removes are held",
	    apply->directory->target, apply->server, CATCH_UP_MS / 1000);
	apply->is_server_behind = true;
	apply->is_held = true;
	run_held_for(
	    apply->run, "the server has not caught up with the one before it");
}

void
apply_catch_up(struct apply *apply, int64_t lost_ms)
{
	int64_t end_ms = lost_ms + CATCH_UP_MS;
	struct arena *arena;
	bool is_there = false;

	if (strcmp(apply->server, apply->directory->target) == 0)
		return;
	arena = arena_create();
	while (!apply->directory->is_lost && !stop_is_asked() &&
	    !(is_there = knows_all(apply, arena)) &&
	    clock_steady_ms() < end_ms) {
		apply_sleep(clock_steady_ms() + LOOK_AGAIN_MS);
		arena_reset(arena);
	}
	arena_destroy(&arena);
	/* one that is lost meanwhile is looked at again, or another is */
	if (apply->directory->is_lost)
		return;
	if (!is_there)
		begin_again(apply);
	free(apply->server);
	apply->server = memory_strdup(apply->directory->target);
}

void
apply_note_write(
    struct apply *apply, const struct job *job, const struct outcome *outcome)
{
	const struct change *step = &job->write->steps[job->write->done];
	const char *dn = step->new_dn != NULL ? step->new_dn : step->dn;
	size_t size = strlen(dn) + 1;

	if (apply->written == NULL)
		apply->written =
		    memory_alloc(intake_count(apply->intake) / 8 + 1, 1);
	apply->written[job->n / 8] |= (unsigned char)(1U << job->n % 8);
	if (*outcome->csn == '\0')
		return;
	csn_note(&apply->seen, outcome->csn);
	memcpy(apply->last_csn, outcome->csn, sizeof(apply->last_csn));
	if (size > apply->last_size) {
		apply->last_dn = memory_resize(apply->last_dn, size, 1);
		apply->last_size = size;
	}
	memcpy(apply->last_dn, dn, size);
}

uint32_t *
apply_list_written(const struct apply *apply, size_t *count_r)
{
	size_t all = intake_count(apply->intake), count = 0;
	uint32_t *contacts = memory_alloc(all + 1, sizeof(*contacts));

	for (size_t n = 0; apply->written != NULL && n < all; n++)
		if ((apply->written[n / 8] >> n % 8 & 1) != 0)
			contacts[count++] = (uint32_t)n;
	*count_r = count;
	return contacts;
}
