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
	if (outcome->verdict != VERDICT_DONE)
		return apply_after_outcome(apply, change->contact, outcome,
		    change_op_name(change->op));
	apply->refused = 0;
	log_change(apply, event, change, clock_steady_ms() - begun_ms);
	return PROGRESS_DONE;
}

/* The two halves of a change that moves the entry: the rename, and the modify of
 * the entry in its new place, whose CSN is `csn`. */
static struct change
first_half(const struct change *change)
{
	struct change half = *change;

	half.op = change->rename.parent != NULL ? CHANGE_MOVE : CHANGE_RENAME;
	half.attribute_count = 0;
	half.mod_count = 0;
	return half;
}

static struct change
second_half(const struct change *change, const char *csn, struct arena *arena)
{
	struct change half = *change;

	if (!change_is_removal(change->op))
		half.op = CHANGE_MODIFY;
	half.dn = change->new_dn;
	half.new_dn = NULL;
	half.csn = *csn != '\0' ? arena_strdup(arena, csn) : NULL;
	return half;
}

static enum progress
write_one(
    struct apply *apply, const struct event *event, const struct change *change)
{
	struct precondition precondition = { .csn = change->csn };
	int64_t begun_ms = clock_steady_ms();
	struct outcome outcome;

	if (change->op == CHANGE_ADD)
		directory_add(apply->directory, &change->entry, &outcome);
	else if (change->op == CHANGE_DELETE)
		directory_remove(
		    apply->directory, change->dn, &precondition, &outcome);
	else
		directory_modify(apply->directory, change->dn, change->mods,
		    change->mod_count, &precondition, &outcome);
	return after_write(apply, event, change, &outcome, begun_ms);
}

static enum progress
write_renamed(
    struct apply *apply, const struct event *event, const struct change *change)
{
	bool is_asserted = change->csn != NULL && apply->rules.has_assertion;
	struct precondition precondition = { .csn = change->csn };
	struct change half = first_half(change), rest;
	int64_t begun_ms = clock_steady_ms();
	struct outcome outcome;
	enum progress step;

	directory_rename(apply->directory, change->dn, &change->rename,
	    &precondition, &outcome);
	step = after_write(apply, event, &half, &outcome, begun_ms);
	if (step != PROGRESS_DONE || change->mod_count == 0)
		return step;
	rest = second_half(change, outcome.csn, apply->arena);
	/* without the CSN behind the rename nothing can be asserted of it */
	if (is_asserted && rest.csn == NULL) {
		apply->again = "its CSN behind the rename is not known";
		step = PROGRESS_AGAIN;
	} else {
		step = write_one(apply, event, &rest);
	}
	if (step != PROGRESS_DONE)
		run_change(apply->run, &half, false);
	return step;
}

enum progress
apply_write(
    struct apply *apply, const struct event *event, const struct change *change)
{
	return change->new_dn != NULL ? write_renamed(apply, event, change)
				      : write_one(apply, event, change);
}
