/* SPDX-License-Identifier: ISC */
#include "bridge/apply_private.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "bridge/stop.h"

/* Contacts that are mapped before the server is looked after again. */
enum { OPEN_AT_ONCE = 4 };

struct job *
apply_job(const struct apply *apply, size_t i)
{
	return &apply->jobs[(apply->first + i) % apply->capacity];
}

bool
apply_has_room(const struct apply *apply)
{
	/* behind a pause one operation shows whether the server can again */
	size_t window =
	    apply->pause.length_ms > 0 ? 1 : apply->settings->window;

	return apply->in_flight < window && apply->end != APPLY_IS_OVER &&
	    !apply->directory->is_lost &&
	    (apply->pause.length_ms == 0 ||
		!pause_is_on(&apply->pause, clock_steady_ms())) &&
	    (apply->settings->rate == 0 || clock_steady_us() >= apply->next_us);
}

bool
apply_send(struct apply *apply, struct request *request, struct errand *errand)
{
	int64_t rate = apply->settings->rate;

	request->owner = errand;
	if (!directory_start(apply->directory, request))
		return false;
	apply->in_flight++;
	if (rate > 0)
		apply->next_us = clock_steady_us() + 1000000 / rate;
	return true;
}

static void
close_first(struct apply *apply)
{
	struct job *job = apply_job(apply, 0);

	/* what is written once more was told; that it is refused there was not */
	if (apply->phase == APPLY_AGAIN)
		told_tell_rejects(&job->told, apply->run);
	else
		told_tell(&job->told, apply->run);
	apply_release_reads(apply, job);
	job_reset(job, apply->intake);
	apply->first = (apply->first + 1) % apply->capacity;
	apply->count--;
}

/* Does an earlier contact under way have to do with the same names? */
static bool
is_blocked(const struct apply *apply, size_t i)
{
	const struct job *job = apply_job(apply, i);

	for (size_t j = 0; j < i; j++) {
		const struct job *other = apply_job(apply, j);

		if (other->state != JOB_DONE &&
		    (job->is_behind || lane_meets(&job->lane, &other->lane)))
			return true;
	}
	return false;
}

/* A change whose names are free of others' changes is carried out; one that had
 * to wait for them is planned again first. */
static bool
advance(struct apply *apply, size_t i)
{
	struct job *job = apply_job(apply, i);

	if (is_blocked(apply, i)) {
		job->was_blocked = true;
		return false;
	}
	if (job->was_blocked && !apply->settings->is_dry_run) {
		job->was_blocked = false;
		job->state = JOB_FRESH;
		return true;
	}
	if (apply_heed_below(apply, job))
		return true;
	if (change_is_removal(job->change.op) && apply->phase == APPLY_FIRST) {
		apply_put_off(apply, job);
		return true;
	}
	if ((job->change.op == CHANGE_ADD || job->change.new_dn != NULL) &&
	    !apply_place(apply, job))
		return job->state != JOB_PLANNED;
	apply_carry_out(apply, job);
	return true;
}

/* Send what can be sent; false when nothing moved. */
static bool
start_some(struct apply *apply)
{
	bool is_moving = false;

	for (size_t i = 0; i < apply->count && apply_has_room(apply); i++) {
		struct job *job = apply_job(apply, i);

		if (job->state == JOB_READ && apply->end == APPLY_GOES_ON) {
			apply_plan(apply, job);
			is_moving = true;
		}
		if (job->state == JOB_PLANNED && apply->end == APPLY_GOES_ON)
			is_moving |= advance(apply, i);
		if (job->state == JOB_READY)
			is_moving |= apply_send_step(apply, job);
	}
	while (apply->end == APPLY_GOES_ON && apply_read(apply))
		is_moving = true;
	return is_moving;
}

static void
take_reply(struct apply *apply, const struct reply *reply)
{
	const struct errand *errand = reply->owner;

	apply->in_flight--;
	apply->rules.has_assertion = apply->directory->has_assertion;
	switch (errand->kind) {
	case ERRAND_READ:
		apply_take_read(apply, errand->read, reply);
		break;
	case ERRAND_PARENT:
		apply_take_parent(apply, errand->job, reply);
		break;
	case ERRAND_PLACE:
		apply_take_place(apply, errand->job, reply);
		break;
	case ERRAND_STEP:
		apply_take_step(apply, errand->job, reply);
		break;
	}
}

/* When something can be sent again, though no answer comes. */
static int64_t
end_of_wait(const struct apply *apply)
{
	int64_t now_ms = clock_steady_ms(), end_ms = INT64_MAX;

	if (pause_is_on(&apply->pause, now_ms))
		end_ms = apply->pause.end_ms;
	else if (apply->settings->rate > 0 &&
	    apply->next_us > clock_steady_us())
		end_ms = apply->next_us / 1000 + 1;
	return end_ms;
}

/* Take an answer.  Who has nothing else to do waits for it, or for the time to
 * send more. */
static void
take_some(struct apply *apply, bool is_busy, int64_t wait_ms)
{
	int64_t end_ms = is_busy ? 0 : wait_ms;
	struct reply reply;

	if (!is_busy)
		run_wait(apply->run);
	if (apply->in_flight > 0) {
		if (directory_next(apply->directory, end_ms, &reply))
			take_reply(apply, &reply);
	} else if (apply->directory->is_lost) {
		apply_reconnect(apply);
	} else if (!is_busy && end_ms != INT64_MAX) {
		apply_sleep(end_ms);
	} else if (!is_busy) {
		apply_cut_short(apply, APPLY_IS_OVER, EXIT_FAILED,
		    "nothing moves any more, which is a fault of dirwire; run it again");
	}
}

static void
heed_signal(struct apply *apply)
{
	if (apply->end == APPLY_GOES_ON && stop_is_asked())
		apply_cut_short(apply, APPLY_FINISHES, EXIT_PAUSED,
		    "stopped by a signal; nothing is lost: run it again");
}

static bool
is_finished(const struct apply *apply)
{
	if (apply->end == APPLY_GOES_ON)
		return apply->count == 0 && apply->next == apply->total;
	if (apply->in_flight > 0)
		return false;
	/* who is asked to stop does not wait for a server that can't */
	if (apply->end == APPLY_IS_OVER || apply->directory->is_lost ||
	    pause_is_on(&apply->pause, clock_steady_ms()))
		return true;
	for (size_t i = 0; i < apply->count; i++)
		if (apply_job(apply, i)->state == JOB_READY)
			return false;
	return true;
}

/* A few of the next contacts, as long as there are not enough for a search; true
 * when there were any. */
static bool
open_some(struct apply *apply)
{
	size_t fresh = 0, opened = 0;

	if (apply->end != APPLY_GOES_ON)
		return false;
	for (size_t i = 0; i < apply->count; i++)
		fresh += apply_job(apply, i)->state == JOB_FRESH;
	while (fresh + opened < apply->read_max && opened < OPEN_AT_ONCE &&
	    apply->count < apply->capacity && apply->next < apply->total &&
	    apply->end == APPLY_GOES_ON) {
		apply_open(apply);
		opened++;
	}
	return opened > 0;
}

/* Tell of the first that are done; true when there were any. */
static bool
close_some(struct apply *apply)
{
	bool is_any = false;

	while (apply->count > 0 && apply_job(apply, 0)->state == JOB_DONE) {
		close_first(apply);
		is_any = true;
	}
	return is_any;
}

/* All contacts of a phase. */
static void
run_phase(struct apply *apply, enum apply_phase phase)
{
	if (apply->end != APPLY_GOES_ON)
		return;
	apply->phase = phase;
	apply->next = 0;
	while (!is_finished(apply)) {
		/* as it was before anything was tried: a pause that ends
		 * meanwhile is no standstill */
		int64_t wait_ms = end_of_wait(apply);
		bool is_busy;

		heed_signal(apply);
		is_busy = open_some(apply);
		is_busy |= start_some(apply);
		is_busy |= close_some(apply);
		if (!is_finished(apply))
			take_some(apply, is_busy, wait_ms);
	}
	/* of those that were not begun there is nothing to tell */
	while (apply->count > 0) {
		struct job *job = apply_job(apply, 0);

		if (job->state != JOB_DONE && !apply_tell_begun(job))
			memset(&job->told, 0, sizeof(job->told));
		close_first(apply);
	}
}

static int
compare_contacts(const void *left, const void *right)
{
	const uint32_t *a = left, *b = right;

	return (*a > *b) - (*a < *b);
}

static void
run_removes(struct apply *apply)
{
	uint64_t most =
	    limit_of(&apply->settings->max_removes, apply->remove_count);

	if (apply->end != APPLY_GOES_ON)
		return;
	if (apply->remove_count > most) {
		apply->is_held = true;
		run_held(apply->run, apply->remove_count, most);
	}
	/* they were put off in the order of the server's answers */
	if (apply->remove_count > 0)
		qsort(apply->removes, apply->remove_count,
		    sizeof(*apply->removes), compare_contacts);
	apply->contacts = apply->removes;
	apply->total = apply->remove_count;
	run_phase(apply, APPLY_REMOVES);
}

/* What was written on a server that another has not caught up with is written
 * there, too, until there is no such server any more. */
static void
run_again(struct apply *apply)
{
	bool had_removes = apply->remove_count > 0;

	if (apply->is_server_behind && had_removes)
		run_status(apply->run, EXIT_HELD);
	while (apply->is_server_behind && apply->end == APPLY_GOES_ON) {
		uint32_t *contacts = apply_list_written(apply, &apply->total);

		apply->is_server_behind = false;
		apply->contacts = contacts;
		run_phase(apply, APPLY_AGAIN);
		free(contacts);
	}
}

static void
begin(struct apply *apply, const struct apply_settings *settings)
{
	const struct map *map = settings->rules.map;
	struct arena *arena = arena_create();

	apply->settings = settings;
	apply->rules = settings->rules;
	/* what was noted of how a contact was mapped is large */
	apply->read_most =
	    run_wants_mapped(apply->run) ? READ_MAX / 4 : READ_MAX;
	apply->read_max = apply->read_most;
	apply->stock_min = 2 * settings->window > apply->read_max
	    ? 2 * settings->window
	    : apply->read_max;
	apply->capacity = 2 * apply->read_max + apply->stock_min;
	apply->jobs = memory_alloc(apply->capacity, sizeof(*apply->jobs));
	apply->lanes.map = map;
	apply->lanes.has_names = map_stands_below_ours(map);
	apply->server = memory_strdup(apply->directory->target);
	apply->names = names_create();
	names_note(apply->names, name_mark(map->schema, &map->base, arena),
	    NAME_TAKEN);
	arena_destroy(&arena);
}

static void
end(struct apply *apply)
{
	struct job_read *next;

	for (struct job_read *read = apply->spare; read != NULL; read = next) {
		next = read->next;
		arena_destroy(&read->arena);
		free(read->jobs);
		free(read);
	}
	for (size_t i = 0; i < apply->capacity; i++)
		if (apply->jobs[i].arena != NULL) {
			job_reset(&apply->jobs[i], apply->intake);
			arena_destroy(&apply->jobs[i].arena);
		}
	lane_maker_clear(&apply->lanes);
	names_destroy(&apply->names);
	free(apply->jobs);
	free(apply->removes);
	free(apply->server);
	free(apply->written);
	free(apply->last_dn);
}

void
apply_run(const struct apply_settings *settings, struct directory *directory,
    struct intake *intake, struct run *run)
{
	struct apply apply = {
		.directory = directory, .intake = intake, .run = run
	};

	begin(&apply, settings);
	/* also without contacts: the input may not have been read to its end */
	heed_signal(&apply);
	apply.total = intake_count(intake);
	run_phase(&apply, APPLY_FIRST);
	run_removes(&apply);
	run_again(&apply);
	end(&apply);
}

void
apply_one(const struct apply_settings *settings, struct directory *directory,
    struct intake *intake, size_t n, struct run *run)
{
	struct apply apply = {
		.directory = directory, .intake = intake, .run = run
	};
	uint32_t contact = (uint32_t)n;

	begin(&apply, settings);
	apply.contacts = &contact;
	apply.total = 1;
	run_phase(&apply, APPLY_REMOVES);
	end(&apply);
}
