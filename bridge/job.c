/* SPDX-License-Identifier: ISC */
#include "bridge/job.h"

#include <string.h>

void
job_reset(struct job *job, struct intake *intake)
{
	struct arena *arena = job->arena;

	intake_release(intake, &job->record);
	memset(job, 0, sizeof(*job));
	job->arena = arena != NULL ? arena : arena_create();
	arena_reset(job->arena);
}

/* What a server is asked for, one after the other: a change that moves the entry
 * is a rename, often with a modify behind it, seldom one before it. */
static size_t
split(const struct change *change, struct change steps[JOB_STEPS_MAX])
{
	struct change *last;
	size_t count = 0;

	if (change->ahead_count > 0) {
		steps[count] = *change;
		steps[count].op = CHANGE_MODIFY;
		steps[count].new_dn = NULL;
		steps[count].mods = change->ahead;
		steps[count].mod_count = change->ahead_count;
		steps[count++].attribute_count = 0;
	}
	if (change->new_dn != NULL) {
		steps[count] = *change;
		steps[count].op =
		    change->rename.parent != NULL ? CHANGE_MOVE : CHANGE_RENAME;
		steps[count].ahead_count = 0;
		steps[count].mod_count = 0;
		steps[count++].attribute_count = 0;
	}
	if (change->new_dn != NULL && change->mod_count == 0)
		return count;
	last = &steps[count];
	*last = *change;
	last->ahead_count = 0;
	if (change->new_dn != NULL) {
		if (!change_is_removal(change->op))
			last->op = CHANGE_MODIFY;
		last->dn = change->new_dn;
		last->new_dn = NULL;
	}
	return count + 1;
}

void
job_begin(struct job *job)
{
	struct job_write *write = arena_alloc(job->arena, sizeof(*write));

	write->change = job->change;
	write->count = split(&job->change, write->steps);
	job->write = write;
}

static bool
is_same_mod(const struct ldif_mod *a, const struct ldif_mod *b)
{
	if (a->op != b->op || strcmp(a->name, b->name) != 0 ||
	    a->values.count != b->values.count)
		return false;
	for (size_t i = 0; i < a->values.count; i++)
		if (value_compare(a->values.items[i], b->values.items[i]) != 0)
			return false;
	return true;
}

/* Is the server asked for the same? */
static bool
is_same_step(const struct change *a, const struct change *b)
{
	if (a->op != b->op || strcmp(a->dn, b->dn) != 0 ||
	    a->mod_count != b->mod_count ||
	    (a->new_dn == NULL) != (b->new_dn == NULL) ||
	    (a->new_dn != NULL && strcmp(a->new_dn, b->new_dn) != 0))
		return false;
	for (size_t i = 0; i < a->mod_count; i++)
		if (!is_same_mod(&a->mods[i], &b->mods[i]))
			return false;
	return true;
}

bool
job_is_rest(const struct job *job)
{
	const struct job_write *write = job->write;
	struct change rest[JOB_STEPS_MAX];

	if (write->done == 0 || job->change.op == CHANGE_NONE ||
	    job->change.op == CHANGE_REJECT ||
	    split(&job->change, rest) != write->count - write->done)
		return false;
	for (size_t i = write->done; i < write->count; i++)
		if (!is_same_step(&write->steps[i], &rest[i - write->done]))
			return false;
	return true;
}

void
job_reject(struct job *job, const char *reason, struct place place)
{
	struct report_note note = { .subject = job->contact->id,
		.is_contact = true,
		.reason = reason,
		.place = place };

	told_reject(&job->told, job->arena, &note);
	job->state = JOB_DONE;
}

void
job_warn(struct job *job, const char *text)
{
	struct report_note note = {
		.subject = job->contact->id, .is_contact = true, .reason = text
	};

	told_warning(&job->told, job->arena, &note);
}

void
job_tell_drops(struct job *job)
{
	for (size_t i = 0; i < job->change.drop_count; i++) {
		const struct drop *drop = &job->change.drops[i];
		struct report_note note = { .subject = job->contact->id,
			.is_contact = true,
			.attribute = drop->attribute,
			.value = drop->value,
			.reason = drop->why,
			.place = drop->place };

		told_warning(&job->told, job->arena, &note);
	}
}

void
job_reject_change(struct job *job)
{
	job_reject(job, job->change.reason, job->change.place);
	job_tell_drops(job);
}
