/* SPDX-License-Identifier: ISC */
#include "bridge/apply_private.h"

/* Ask the map, and note how it went for the reports that want to know. */
static int
map_contact(struct apply *apply, struct job *job, struct error *err)
{
	struct trace trace = { .arena = job->arena };
	bool is_told =
	    apply->phase == APPLY_FIRST && run_wants_mapped(apply->run);
	int rc = map_make_traced(apply->rules.map, job->contact, job->arena,
	    is_told ? &trace : NULL, &job->desired, err);

	if (is_told)
		told_mapped(&job->told, job->arena, job->contact, &trace,
		    rc == 0 ? &job->desired : NULL);
	return rc;
}

static bool
is_excluded(const struct apply *apply, const struct job *job)
{
	return apply->settings->exclude != NULL &&
	    exclude_has(apply->settings->exclude, job->contact->id, job->arena);
}

/* The names its entry should have to do with; those of the entry that is there
 * come when it is read. */
static void
take_lane(struct apply *apply, struct job *job)
{
	struct lane_marks marks;

	if (job->desired.dn_text == NULL)
		return;
	marks = lane_make(
	    &apply->lanes, &job->desired.dn, job->desired.dn_text, job->arena);
	job->lane.wanted = marks.name;
	job->lane.wanted_parent = marks.parent;
}

static void
begin_job(struct apply *apply, struct job *job)
{
	struct change none = { .contact = job->contact,
		.reason = "its id is in exclude-file" };
	struct place nowhere = { .line = 0 };
	struct error err;
	int rc = map_contact(apply, job, &err);

	job->state = JOB_FRESH;
	if (is_excluded(apply, job)) {
		told_unchanged(&job->told, job->arena, &none);
		job->state = JOB_DONE;
		return;
	}
	if (job->contact->warning != NULL && apply->phase == APPLY_FIRST)
		job_warn(job, job->contact->warning);
	if (rc == 0)
		take_lane(apply, job);
	else
		job_reject(job, arena_strdup(job->arena, err.text), nowhere);
}

/* The next contact of the phase is under way. */
void
apply_open(struct apply *apply)
{
	struct job *job = apply_job(apply, apply->count);
	size_t n = apply->contacts != NULL ? apply->contacts[apply->next]
					   : apply->next;
	struct error err;

	job_reset(job, apply->intake);
	job->n = n;
	apply->next++;
	if (intake_contact(apply->intake, n, &job->contact, &job->event, &err) <
	    0) {
		apply_cut_short(apply, APPLY_FINISHES, EXIT_FAILED, err.text);
		return;
	}
	job->record = intake_hold(apply->intake);
	apply->count++;
	begin_job(apply, job);
}
