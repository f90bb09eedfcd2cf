/* SPDX-License-Identifier: ISC */
#include "bridge/apply_private.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "bridge/stop.h"

enum {
	TRIES_MAX = 5,
	REFUSED_IN_ROW_MAX = 3,
	OTHERS_MAX = 3,
	SAME_SERVER_MS = 5000,
	PIECE_MS = 250
};

void
apply_cut_short(struct apply *apply, enum apply_end end,
    enum exit_status status, const char *reason)
{
	if (apply->end >= end)
		return;
	apply->end = end;
	run_cut_short(apply->run, status, reason);
}

void
apply_succeed(struct apply *apply)
{
	apply->successes++;
	apply->refused = 0;
	/* what was sent before the pause does not end it */
	if (apply->pause.length_ms > 0 &&
	    pause_is_on(&apply->pause, clock_steady_ms()))
		return;
	apply->trouble = 0;
	apply->losses = 0;
	pause_clear(&apply->pause);
}

void
apply_succeed_reading(struct apply *apply)
{
	apply->refused_reads = 0;
	if (apply->trouble == 0 || !apply->is_trouble_with_reading ||
	    pause_is_on(&apply->pause, clock_steady_ms()))
		return;
	apply->trouble = 0;
	apply->losses = 0;
	pause_clear(&apply->pause);
}

static bool
is_search(const char *what)
{
	return strncmp(what, "search", 6) == 0;
}

/* Keep what began the trouble, for the message of who gives up. */
static void
note_trouble(struct apply *apply, const struct job *job,
    const struct outcome *outcome, const char *what)
{
	if (apply->trouble != 0)
		return;
	apply->trouble = outcome->code;
	apply->is_trouble_with_reading = is_search(what);
	snprintf(apply->trouble_text, sizeof(apply->trouble_text),
	    "contact %s: %s: %s%s", job->contact->id, what,
	    outcome->verdict == VERDICT_UNKNOWN
		? "no answer, so it may have happened: "
		: "",
	    outcome->text);
}

static void
give_up(struct apply *apply)
{
	const char *way_out = "nothing is lost: run it again";
	struct arena *arena = arena_create();
	enum verdict verdict = result_verdict(apply->trouble, DIRECTORY_ADD);

	if (verdict == VERDICT_STOP || verdict == VERDICT_REFUSED)
		way_out =
		    "mend it on the server or in [ldap], then run it again";
	apply_cut_short(apply, APPLY_IS_OVER,
	    (enum exit_status)result_exit_status(apply->trouble),
	    arena_printf(arena, "%s; %s", apply->trouble_text, way_out));
	arena_destroy(&arena);
}

/* Everything waits, and then goes on; or the run gives up. */
static void
pause_all(struct apply *apply)
{
	int64_t now_ms = clock_steady_ms();
	bool was_on = pause_is_on(&apply->pause, now_ms);

	if (apply->end == APPLY_IS_OVER)
		return;
	if (!pause_begin(&apply->pause, now_ms, apply->settings->retry_for_ms))
		give_up(apply);
	else if (!was_on)
		log_warning("%s; %s: the next try is in %" PRId64 ".%" PRId64
			    " s",
		    apply->trouble_text, apply->directory->target,
		    (apply->pause.end_ms - now_ms) / 1000,
		    (apply->pause.end_ms - now_ms) % 1000 / 100);
}

static void
reject(struct job *job, const struct outcome *outcome, const char *what)
{
	struct place none = { .line = 0 };

	job_reject(
	    job, arena_printf(job->arena, "%s: %s", what, outcome->text), none);
}

/* The way out of what stays after several tries. */
static void
reject_after_tries(struct apply *apply, struct job *job)
{
	struct place none = { .line = 0 };
	const char *dn =
	    job->desired.dn_text != NULL ? job->desired.dn_text : "its entry";

	job_reject(job,
	    arena_printf(job->arena,
		"%s; so it stays after %d tries: an entry that is not ours may stand at %s, %s may not be allowed to read all of it, or somebody else writes it all the time",
		job->again, TRIES_MAX, dn, apply->directory->identity),
	    none);
}

/* A value that an earlier contact gives back, and the like: once more when those
 * that were under way before it are done. */
static bool
is_perhaps_of_others(struct job *job, const struct outcome *outcome)
{
	if (outcome->code != RESULT_CONSTRAINT || job->was_first ||
	    job->is_behind)
		return false;
	job->is_behind = true;
	job->was_blocked = true;
	return true;
}

/* 80 says nothing of whose fault it is.  When others pass, it is this one's. */
static bool
is_its_own_fault(
    const struct apply *apply, struct job *job, const struct outcome *outcome)
{
	if (outcome->code != RESULT_OTHER)
		return false;
	if (job->others++ == 0)
		job->successes = apply->successes;
	return job->others >= OTHERS_MAX && apply->successes > job->successes;
}

void
apply_after_outcome(struct apply *apply, struct job *job,
    const struct outcome *outcome, const char *what)
{
	unsigned int *refused =
	    is_search(what) ? &apply->refused_reads : &apply->refused;

	job->state = JOB_FRESH;
	switch (outcome->verdict) {
	case VERDICT_AGAIN:
		job->again =
		    arena_printf(job->arena, "%s: %s", what, outcome->text);
		if (++job->tries >= TRIES_MAX)
			reject_after_tries(apply, job);
		break;
	case VERDICT_REJECT:
		if (!is_perhaps_of_others(job, outcome))
			reject(job, outcome, what);
		break;
	case VERDICT_REFUSED:
		if (++*refused <= REFUSED_IN_ROW_MAX) {
			reject(job, outcome, what);
			break;
		}
		note_trouble(apply, job, outcome, what);
		pause_all(apply);
		break;
	case VERDICT_PAUSE:
	case VERDICT_UNKNOWN:
		if (is_its_own_fault(apply, job, outcome)) {
			reject(job, outcome, what);
			break;
		}
		note_trouble(apply, job, outcome, what);
		/* a lost connection is paused for when it can't be had again */
		if (!apply->directory->is_lost ||
		    apply->settings->retry_for_ms == 0)
			pause_all(apply);
		break;
	case VERDICT_DONE:
	case VERDICT_STOP:
		apply->trouble = 0;
		note_trouble(apply, job, outcome, what);
		give_up(apply);
		break;
	}
}

void
apply_sleep(int64_t end_ms)
{
	int64_t piece_ms = clock_steady_ms() + PIECE_MS;

	clock_sleep(end_ms < piece_ms ? end_ms : piece_ms);
}

/* Sleep through the pause, in pieces, so that a signal is not long unheard; false
 * when the run is over. */
static bool
sleep_through(struct apply *apply)
{
	pause_all(apply);
	while (apply->end == APPLY_GOES_ON &&
	    pause_is_on(&apply->pause, clock_steady_ms()) && !stop_is_asked()) {
		run_wait(apply->run);
		apply_sleep(apply->pause.end_ms);
	}
	if (apply->end == APPLY_GOES_ON && stop_is_asked())
		apply_cut_short(apply, APPLY_FINISHES, EXIT_PAUSED,
		    "stopped by a signal; nothing is lost: run it again");
	return apply->end == APPLY_GOES_ON;
}

void
apply_reconnect(struct apply *apply)
{
	int64_t begun_ms = clock_steady_ms();
	struct error err;

	if (apply->losses == 0)
		apply->lost_ms = begun_ms;
	/* a server that ends every connection is not pressed */
	if (apply->losses++ > 0 && !sleep_through(apply))
		return;
	for (;;) {
		/* also of one that answers until it is asked to write */
		bool is_next =
		    clock_steady_ms() - apply->lost_ms >= SAME_SERVER_MS;

		if (directory_reopen(apply->directory, is_next, &err) == 0)
			break;
		if (err.kind != ERROR_NETWORK && err.kind != ERROR_LDAP) {
			apply_cut_short(apply, APPLY_IS_OVER,
			    exit_status_of(&err), err.text);
			return;
		}
		log_warning("%s", err.text);
		if (!sleep_through(apply))
			return;
	}
	apply->rules.has_assertion = apply->directory->has_assertion;
	apply_catch_up(apply, begun_ms);
	log_info("connected to %s again", apply->directory->target);
}
