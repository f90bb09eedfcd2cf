/* SPDX-License-Identifier: ISC */
#include "bridge/apply_private.h"

static const char *
wanted_name(const struct job *job)
{
	return job->change.new_dn != NULL ? job->change.new_dn : job->change.dn;
}

static void
reject_place(struct job *job, const char *reason)
{
	change_reject(&job->change, job->change.section->dn.place, reason);
	job_reject_change(job);
}

static void
reject_parent(struct job *job, const char *parent)
{
	reject_place(job,
	    arena_printf(job->arena,
		"its entry would stand below %s, which is not there; create that entry, or correct the dn line",
		parent));
}

/* "dc=example,dc=com" of the entry that the contact should have. */
static const char *
parent_name(const struct job *job)
{
	const struct dn *dn = &job->desired.dn;
	struct dn parent = { dn->rdns + 1, dn->count - 1 };
	const char *text = NULL;

	dn_write(&parent, job->arena, &text, NULL);
	return text;
}

/* Look at the one entry of that name. */
static bool
ask(struct apply *apply, struct job *job, enum errand_kind kind,
    const char *name)
{
	struct request request = { .op = DIRECTORY_SEARCH,
		.query = { .base = name },
		.arena = job->arena };

	job->errand.kind = kind;
	job->errand.job = job;
	if (apply_send(apply, &request, &job->errand))
		job->state = JOB_ASKING;
	return false;
}

/* Is that parent being looked at for another contact? */
static bool
is_asked_for(const struct apply *apply, const struct job *job)
{
	for (size_t i = 0; i < apply->count; i++) {
		const struct job *other = apply_job(apply, i);

		if (other->state == JOB_ASKING &&
		    other->errand.kind == ERRAND_PARENT &&
		    other->lane.wanted_parent == job->lane.wanted_parent)
			return true;
	}
	return false;
}

/* Each parent that is there is asked for once.  What this run took or left counts
 * in a dry run, where the server knows nothing of it. */
static bool
find_parent(struct apply *apply, struct job *job)
{
	enum name_state state = names_at(apply->names, job->lane.wanted_parent);
	const char *parent;

	if (state == NAME_TAKEN) {
		job->has_parent = true;
		return true;
	}
	parent = parent_name(job);
	if (state == NAME_LEFT && apply->settings->is_dry_run) {
		reject_parent(job, parent);
		return false;
	}
	/* one that is missing is asked for again: somebody may have made it */
	if (state == NAME_UNKNOWN && is_asked_for(apply, job))
		return false;
	if (parent == NULL) { /* the server will say */
		job->has_parent = true;
		return true;
	}
	return ask(apply, job, ERRAND_PARENT, parent);
}

/* A run asks only when the server would not have the change; a dry run must
 * always. */
static bool
find_place(struct apply *apply, struct job *job)
{
	if (!apply->settings->is_dry_run && job->again == NULL) {
		job->has_place = true;
		return true;
	}
	return ask(apply, job, ERRAND_PLACE, wanted_name(job));
}

bool
apply_place(struct apply *apply, struct job *job)
{
	if (!job->has_parent && !find_parent(apply, job))
		return false;
	return job->has_place || find_place(apply, job);
}

void
apply_take_parent(
    struct apply *apply, struct job *job, const struct reply *reply)
{
	const struct outcome *outcome = &reply->outcome;

	job->state = JOB_PLANNED;
	if (outcome->code == RESULT_NO_SUCH_OBJECT) {
		names_note(apply->names, job->lane.wanted_parent, NAME_LEFT);
		reject_parent(job, parent_name(job));
	} else if (outcome->verdict != VERDICT_DONE) {
		apply_after_outcome(
		    apply, job, outcome, "search for its parent");
	} else {
		names_note(apply->names, job->lane.wanted_parent, NAME_TAKEN);
		job->has_parent = true;
	}
}

/* The name holds the contact's key, so no other of ours stands there; what is not
 * found by its key may all the same: no right to search for it, or a referral. */
void
apply_take_place(
    struct apply *apply, struct job *job, const struct reply *reply)
{
	const struct outcome *outcome = &reply->outcome;

	job->state = JOB_PLANNED;
	if (outcome->code == RESULT_NO_SUCH_OBJECT)
		job->has_place = true;
	else if (outcome->verdict == VERDICT_DONE ||
	    outcome->code == RESULT_REFERRAL) /* it stands there, too */
		reject_place(job,
		    arena_printf(job->arena,
			"an entry that is not ours, or whose key can't be searched, stands at %s",
			wanted_name(job)));
	else
		apply_after_outcome(
		    apply, job, outcome, "search for its place");
}

void
apply_note_names(struct apply *apply, const struct job *job)
{
	const struct change *change = &job->change;

	if (!apply->lanes.has_names)
		return;
	if (change->op == CHANGE_DELETE || change->new_dn != NULL) {
		names_note(apply->names, job->lane.current, NAME_LEFT);
		names_note_below(apply->names, job->lane.current_parent);
	}
	if (change->op == CHANGE_ADD || change->new_dn != NULL) {
		names_note(apply->names, job->lane.wanted, NAME_TAKEN);
		names_note_below(apply->names, job->lane.wanted_parent);
	}
}
