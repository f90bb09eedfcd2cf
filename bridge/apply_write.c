/* SPDX-License-Identifier: ISC */
#include "bridge/apply_private.h"

#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"

static void
log_change(const struct job *job, const struct change *change, int64_t ms)
{
	const char *uuid = job->event->uuid;
	struct buffer names;

	/* nothing from outside may look like a field of ours */
	if (uuid[strcspn(uuid, " \t\"=")] != '\0')
		uuid = "";
	buffer_init(&names, job->arena);
	for (size_t i = 0; i < change->attribute_count; i++)
		buffer_printf(&names, "%s%s", i > 0 ? "," : "",
		    change->attributes[i].name);
	log_info(
	    "event=%s contact=%s dn=\"%s\"%s%s%s op=%s attrs=%s result=ok ms=%" PRId64,
	    uuid, job->contact->id, change->dn,
	    change->new_dn != NULL ? " newdn=\"" : "",
	    change->new_dn != NULL ? change->new_dn : "",
	    change->new_dn != NULL ? "\"" : "", change_op_name(change->op),
	    names.data, ms);
}

/* All of it is done, or would be in a run. */
static void
tell_done(struct apply *apply, struct job *job)
{
	apply_note_names(apply, job);
	told_change(&job->told, job->arena, &job->change, false);
	job_tell_drops(job);
	job->state = JOB_DONE;
}

/* Did others leave the entry alone since our last step? */
static bool
is_untouched(const struct job *job)
{
	return job->write != NULL && job->write->csn != NULL &&
	    job->change.csn != NULL &&
	    strcmp(job->write->csn, job->change.csn) == 0;
}

/* With --record: noted by the dry run, and known again by the run.  What is
 * written once more on another server makes there what was recorded. */
static bool
is_as_recorded(struct apply *apply, struct job *job)
{
	struct recorded *recorded = apply->settings->recorded;

	if (recorded == NULL || apply->phase == APPLY_AGAIN)
		return true;
	if (!apply->settings->is_dry_run)
		return is_untouched(job) ||
		    recorded_has(recorded, job->n, &job->change, job->arena);
	recorded_note(recorded, job->n, &job->change, job->arena);
	return true;
}

void
apply_carry_out(struct apply *apply, struct job *job)
{
	struct place none = { .line = 0 };

	if (change_is_removal(job->change.op) && apply->is_held) {
		told_change(&job->told, job->arena, &job->change, true);
		job_tell_drops(job);
		job->state = JOB_DONE;
	} else if (!is_as_recorded(apply, job)) {
		change_reject(&job->change, none,
		    "it is not as it was recorded any more: somebody else wrote its entry; run it again with another --record");
		job_reject_change(job);
	} else if (apply->settings->is_dry_run) {
		tell_done(apply, job);
	} else {
		job_begin(job);
		job->state = JOB_READY;
	}
}

bool
apply_send_step(struct apply *apply, struct job *job)
{
	const struct change *step = &job->write->steps[job->write->done];
	struct request request = { .dn = step->dn, .csn = step->csn };

	/* another server, or one that refused it, asserts nothing: what was
	 * planned before would overwrite what others wrote */
	if (job->change.csn != NULL && job->is_asserted &&
	    !apply->rules.has_assertion) {
		job->state = JOB_FRESH;
		return true;
	}
	if (step->new_dn != NULL) {
		request.op = DIRECTORY_RENAME;
		request.rename = &step->rename;
	} else if (step->op == CHANGE_ADD) {
		request.op = DIRECTORY_ADD;
		request.entry = &step->entry;
	} else if (step->op == CHANGE_DELETE) {
		request.op = DIRECTORY_DELETE;
	} else {
		request.op = DIRECTORY_MODIFY;
		request.mods = step->mods;
		request.mod_count = step->mod_count;
	}
	job->errand.kind = ERRAND_STEP;
	job->errand.job = job;
	job->sent_ms = clock_steady_ms();
	job->was_first = job == apply_job(apply, 0);
	if (!apply_send(apply, &request, &job->errand))
		return false;
	job->state = JOB_WRITING;
	return true;
}

/* What the next step asserts is the CSN of this one. */
static void
step_done(struct apply *apply, struct job *job, const struct outcome *outcome)
{
	struct job_write *write = job->write;
	const struct change *step = &write->steps[write->done];
	bool is_asserted =
	    job->change.csn != NULL && apply->rules.has_assertion;

	apply_succeed(apply);
	apply_note_write(apply, job, outcome);
	log_change(job, step, clock_steady_ms() - job->sent_ms);
	write->csn = *outcome->csn != '\0'
	    ? arena_strdup(job->arena, outcome->csn)
	    : NULL;
	if (++write->done == write->count) {
		tell_done(apply, job);
		return;
	}
	write->steps[write->done].csn = is_asserted ? write->csn : NULL;
	job->state = JOB_READY;
	/* without the CSN of the last nothing can be asserted */
	if (is_asserted && write->csn == NULL) {
		job->again = "its CSN behind the first step is not known";
		job->state = JOB_FRESH;
	}
}

void
apply_take_step(struct apply *apply, struct job *job, const struct reply *reply)
{
	const struct outcome *outcome = &reply->outcome;
	struct job_write *write = job->write;
	const struct change *step = &write->steps[write->done];

	if (outcome->verdict == VERDICT_DONE) {
		step_done(apply, job, outcome);
		return;
	}
	if (outcome->code == RESULT_ASSERTION_FAILED)
		job->failed = step->csn;
	job->is_doubtful |= outcome->verdict == VERDICT_UNKNOWN;
	job->state = JOB_FRESH;
	apply_after_outcome(apply, job, outcome, change_op_name(step->op));
	if (job->state == JOB_DONE)
		apply_tell_begun(job);
}

/* Does what was found now show that the step without an answer was done? */
static bool
has_happened(const struct apply *apply, const struct job *job)
{
	const struct change *step = &job->write->steps[job->write->done];
	const struct schema *schema = apply->rules.map->schema;
	struct dn wanted, found;

	if (step->op == CHANGE_ADD)
		return job->found.count > 0;
	if (step->op == CHANGE_DELETE)
		return job->found.count == 0;
	if (step->new_dn == NULL || job->found.count == 0 ||
	    dn_parse(value_of(step->new_dn), job->arena, &wanted, NULL) < 0 ||
	    dn_parse(value_of(job->found.entries[0].entry.dn), job->arena,
		&found, NULL) < 0)
		return false;
	return name_mark(schema, &wanted, job->arena) ==
	    name_mark(schema, &found, job->arena);
}

bool
apply_settle_begun(struct apply *apply, struct job *job)
{
	struct job_write *write = job->write;

	if (job->is_doubtful && job->change.op != CHANGE_NONE &&
	    write->done < write->count && has_happened(apply, job))
		write->done++;
	if (job->change.op == CHANGE_NONE &&
	    (job->is_doubtful || write->done > 0)) {
		job->change = write->change;
		apply_succeed(apply);
		log_change(job, &job->change, 0);
		tell_done(apply, job);
		return true;
	}
	if (job_is_rest(job)) {
		write->steps[write->done].csn = job->change.csn;
		write->change.csn = job->change.csn;
		job->change = write->change;
		job->state = JOB_READY;
		return true;
	}
	apply_tell_begun(job);
	return false;
}

bool
apply_tell_begun(struct job *job)
{
	struct job_write *write = job->write;
	bool is_told = write != NULL && write->done > 0;

	for (size_t i = 0; is_told && i < write->done; i++)
		told_change(&job->told, job->arena, &write->steps[i], false);
	/* told, but what is known of it stays */
	if (is_told)
		write->done = write->count = 0;
	return is_told;
}
