/* SPDX-License-Identifier: ISC */
#include "bridge/apply_private.h"

#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"

static void
log_change(struct apply *apply, const struct event *event,
    const struct change *change, int64_t ms)
{
	const char *uuid = event->uuid;
	struct buffer names;

	/* nothing from outside may look like a field of ours */
	if (uuid[strcspn(uuid, " \t\"=")] != '\0')
		uuid = "";
	buffer_init(&names, apply->arena);
	for (size_t i = 0; i < change->attribute_count; i++)
		buffer_printf(&names, "%s%s", i > 0 ? "," : "",
		    change->attributes[i].name);
	log_info(
	    "event=%s contact=%s dn=\"%s\"%s%s%s op=%s attrs=%s result=ok ms=%" PRId64,
	    uuid, change->contact->id, change->dn,
	    change->new_dn != NULL ? " newdn=\"" : "",
	    change->new_dn != NULL ? change->new_dn : "",
	    change->new_dn != NULL ? "\"" : "", change_op_name(change->op),
	    names.data, ms);
}

/* A write is done when the server said so; then it is logged. */
static enum progress
after_write(struct apply *apply, const struct event *event,
    const struct change *change, const struct outcome *outcome,
    int64_t begun_ms)
{
	apply->rules.has_assertion = apply->directory->has_assertion;
	if (outcome->code == RESULT_ASSERTION_FAILED)
		apply->failed = change->csn;
	if (outcome->verdict != VERDICT_DONE)
		return apply_after_outcome(apply, change->contact, outcome,
		    change_op_name(change->op));
	apply->refused = 0;
	log_change(apply, event, change, clock_steady_ms() - begun_ms);
	return PROGRESS_DONE;
}

enum { STEPS_MAX = 3 };

/* What a server is asked for, one after the other: a change that moves the entry
 * is a rename, often with a modify behind it, seldom one before it. */
static size_t
split(const struct change *change, struct change steps[STEPS_MAX])
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

static enum progress
write_step(struct apply *apply, const struct event *event,
    const struct change *step, struct outcome *outcome)
{
	struct precondition precondition = { .csn = step->csn };
	int64_t begun_ms = clock_steady_ms();

	if (step->new_dn != NULL)
		directory_rename(apply->directory, step->dn, &step->rename,
		    &precondition, outcome);
	else if (step->op == CHANGE_ADD)
		directory_add(apply->directory, &step->entry, outcome);
	else if (step->op == CHANGE_DELETE)
		directory_remove(
		    apply->directory, step->dn, &precondition, outcome);
	else
		directory_modify(apply->directory, step->dn, step->mods,
		    step->mod_count, &precondition, outcome);
	return after_write(apply, event, step, outcome, begun_ms);
}

enum progress
apply_write(
    struct apply *apply, const struct event *event, const struct change *change)
{
	bool is_asserted = change->csn != NULL && apply->rules.has_assertion;
	struct change steps[STEPS_MAX];
	size_t count = split(change, steps), done = 0;
	enum progress progress = PROGRESS_DONE;
	struct outcome outcome;

	while (done < count && progress == PROGRESS_DONE) {
		if (done > 0)
			steps[done].csn = is_asserted && *outcome.csn != '\0'
			    ? arena_strdup(apply->arena, outcome.csn)
			    : NULL;
		/* without the CSN of the last nothing can be asserted */
		if (is_asserted && steps[done].csn == NULL) {
			apply->again =
			    "its CSN behind the first step is not known";
			progress = PROGRESS_AGAIN;
		} else {
			progress =
			    write_step(apply, event, &steps[done], &outcome);
			done += progress == PROGRESS_DONE;
		}
	}
	for (size_t i = 0; i < done && progress != PROGRESS_DONE; i++)
		run_change(apply->run, &steps[i], false);
	return progress;
}
