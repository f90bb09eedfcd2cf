/* SPDX-License-Identifier: ISC */
#include "bridge/apply_private.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"
#include "bridge/parents.h"
#include "bridge/stop.h"

enum { TRIES_MAX = 5, REFUSED_IN_ROW_MAX = 3 };

static void
cut_short(struct apply *apply, const struct contact *contact,
    const struct outcome *outcome, const char *what)
{
	const char *way_out = "nothing is lost: run it again";

	if (outcome->verdict == VERDICT_STOP ||
	    outcome->verdict == VERDICT_REFUSED)
		way_out =
		    "mend it on the server or in [ldap], then run it again";
	run_cut_short(apply->run,
	    (enum exit_status)result_exit_status(outcome->code),
	    arena_printf(apply->arena, "contact %s: %s: %s; %s", contact->id,
		what, outcome->text, way_out));
}

static void
reject_contact(struct apply *apply, const struct contact *contact,
    const char *reason, struct place place)
{
	struct report_note note = { .subject = contact->id,
		.is_contact = true,
		.reason = reason,
		.place = place };

	run_reject(apply->run, &note);
}

static void
warn_contact(
    struct apply *apply, const struct contact *contact, const char *text)
{
	struct report_note note = {
		.subject = contact->id, .is_contact = true, .reason = text
	};

	run_warning(apply->run, &note);
}

static void
reject(struct apply *apply, const struct contact *contact,
    const struct outcome *outcome, const char *what)
{
	struct place none = { .line = 0 };

	reject_contact(apply, contact,
	    arena_printf(apply->arena, "%s: %s", what, outcome->text), none);
}

/* What an outcome other than done means for the contact and for the run. */
enum progress
apply_after_outcome(struct apply *apply, const struct contact *contact,
    const struct outcome *outcome, const char *what)
{
	switch (outcome->verdict) {
	case VERDICT_AGAIN:
		apply->again =
		    arena_printf(apply->arena, "%s: %s", what, outcome->text);
		return PROGRESS_AGAIN;
	case VERDICT_REJECT:
		reject(apply, contact, outcome, what);
		return PROGRESS_NEXT;
	case VERDICT_REFUSED:
		if (++apply->refused <= REFUSED_IN_ROW_MAX) {
			reject(apply, contact, outcome, what);
			return PROGRESS_NEXT;
		}
		cut_short(apply, contact, outcome, what);
		return PROGRESS_END;
	case VERDICT_UNKNOWN:
		cut_short(apply, contact, outcome,
		    arena_printf(apply->arena,
			"%s: no answer, so it may have happened", what));
		return PROGRESS_END;
	case VERDICT_DONE:
	case VERDICT_PAUSE:
	case VERDICT_STOP:
		break;
	}
	cut_short(apply, contact, outcome, what);
	return PROGRESS_END;
}

static void
report_drops(struct apply *apply, const struct change *change)
{
	for (size_t i = 0; i < change->drop_count; i++) {
		const struct drop *drop = &change->drops[i];
		struct report_note note = { .subject = change->contact->id,
			.is_contact = true,
			.attribute = drop->attribute,
			.value = drop->value,
			.reason = drop->why,
			.place = drop->place };

		run_warning(apply->run, &note);
	}
}

/* A remove is done when it is known how many there are. */
static void
put_off(struct apply *apply, size_t n)
{
	if (apply->remove_count == apply->remove_capacity) {
		apply->remove_capacity = apply->remove_capacity > 0
		    ? 2 * apply->remove_capacity
		    : 64;
		apply->removes = memory_resize(apply->removes,
		    apply->remove_capacity, sizeof(*apply->removes));
	}
	apply->removes[apply->remove_count++] = (uint32_t)n;
}

static enum progress
reject_change(struct apply *apply, const struct change *change)
{
	reject_contact(apply, change->contact, change->reason, change->place);
	report_drops(apply, change);
	return PROGRESS_NEXT;
}

/* With --record: noted by the dry run, and known again by the run. */
static bool
is_as_recorded(struct apply *apply, const struct change *change)
{
	struct recorded *recorded = apply->settings->recorded;

	if (recorded == NULL)
		return true;
	if (!apply->settings->is_dry_run)
		return recorded_has(recorded, apply->at, change, apply->arena);
	recorded_note(recorded, apply->at, change, apply->arena);
	return true;
}

static enum progress
carry_out(
    struct apply *apply, const struct event *event, const struct change *change)
{
	bool is_held = change_is_removal(change->op) && apply->is_held;
	struct place none = { .line = 0 };
	enum progress step = PROGRESS_DONE;

	if (!is_held && !is_as_recorded(apply, change)) {
		struct change other = *change;

		change_reject(&other, none,
		    "it is not as it was recorded any more: somebody else wrote its entry; run it again with another --record");
		return reject_change(apply, &other);
	}
	if (!apply->settings->is_dry_run && !is_held)
		step = apply_write(apply, event, change);
	if (step != PROGRESS_DONE)
		return step;
	run_change(apply->run, change, is_held);
	report_drops(apply, change);
	return PROGRESS_NEXT;
}

/* An entry that is not found by its key may stand in the place of another all the
 * same: no right to search for it, or a referral. */
static enum progress
try_place(struct apply *apply, const struct event *event, struct change *change)
{
	const char *dn = change->new_dn != NULL ? change->new_dn : change->dn;
	struct query query = { .base = dn };
	struct outcome outcome;
	struct found found;

	directory_find(
	    apply->directory, &query, apply->arena, &found, &outcome);
	if (outcome.code == RESULT_NO_SUCH_OBJECT)
		return carry_out(apply, event, change);
	/* a referral stands in its place, too */
	if (outcome.verdict != VERDICT_DONE && outcome.code != RESULT_REFERRAL)
		return apply_after_outcome(
		    apply, change->contact, &outcome, "search for its place");
	change_reject(change, change->section->dn.place,
	    arena_printf(apply->arena,
		"an entry that is not ours, or whose key can't be searched, stands at %s",
		dn));
	return reject_change(apply, change);
}

/* An add or a move needs a parent; which one is missing is known before anything
 * is written. */
static enum progress
place_contact(struct apply *apply, const struct event *event,
    const struct desired *desired, struct change *change)
{
	struct outcome outcome;
	const char *missing;

	parents_find(apply->parents, apply->directory, &desired->dn,
	    apply->arena, &missing, &outcome);
	if (outcome.verdict != VERDICT_DONE)
		return apply_after_outcome(
		    apply, change->contact, &outcome, "search for its parent");
	/* the run asks only when the server would not have the add */
	if (missing == NULL)
		return apply->settings->is_dry_run || apply->again != NULL
		    ? try_place(apply, event, change)
		    : carry_out(apply, event, change);
	change_reject(change, change->section->dn.place,
	    arena_printf(apply->arena,
		"its entry would stand below %s, which is not there; create that entry, or correct the dn line",
		missing));
	return reject_change(apply, change);
}

/* An assertion that failed though nobody wrote: with the overlay unique slapd asks
 * it of other entries, too.  Then the exact old values are the check. */
static void
distrust_assertion(const struct apply *apply, struct found *found)
{
	for (size_t i = 0; i < found->count; i++)
		if (apply->failed != NULL && found->entries[i].csn != NULL &&
		    strcmp(found->entries[i].csn, apply->failed) == 0)
			found->entries[i].csn = NULL;
}

/* Plan the contact against what the directory holds now, and do it. */
static enum progress
try_contact(struct apply *apply, size_t n, const struct event *event,
    const struct contact *contact, const struct desired *desired)
{
	const struct map *map = apply->rules.map;
	struct query query = { .base = map->base_text,
		.attribute = map->key.type->name,
		.value = desired->key };
	struct outcome outcome;
	struct change change;
	struct found found;

	directory_find(
	    apply->directory, &query, apply->arena, &found, &outcome);
	if (outcome.verdict != VERDICT_DONE)
		return apply_after_outcome(apply, contact, &outcome, "search");
	distrust_assertion(apply, &found);
	plan_contact(
	    &apply->rules, contact, desired, &found, apply->arena, &change);
	change.event = event->uuid;
	if (change.op == CHANGE_NONE) {
		run_unchanged(apply->run, &change);
		if (change.warning != NULL)
			warn_contact(apply, contact, change.warning);
		report_drops(apply, &change);
		return PROGRESS_NEXT;
	}
	if (change.op == CHANGE_REJECT)
		return reject_change(apply, &change);
	if (change_is_removal(change.op) && !apply->is_removing) {
		put_off(apply, n);
		return PROGRESS_NEXT;
	}
	if (change.op == CHANGE_ADD || change.new_dn != NULL)
		return place_contact(apply, event, desired, &change);
	return carry_out(apply, event, &change);
}

/* The way out of what stays after several tries. */
static void
give_up(struct apply *apply, const struct contact *contact,
    const struct desired *desired)
{
	struct place none = { .line = 0 };
	const char *dn =
	    desired->dn_text != NULL ? desired->dn_text : "its entry";

	reject_contact(apply, contact,
	    arena_printf(apply->arena,
		"%s; so it stays after %d tries: an entry that is not ours may stand at %s, %s may not be allowed to read all of it, or somebody else writes it all the time",
		apply->again, TRIES_MAX, dn, apply->directory->identity),
	    none);
}

/* Ask the map, and tell the reports that want to know how it went. */
static int
map_contact(struct apply *apply, const struct contact *contact,
    struct desired *desired_r, struct error *err)
{
	struct trace trace = { .arena = apply->arena };
	/* a removal comes here for the second time */
	bool is_told = !apply->is_removing && run_wants_mapped(apply->run);
	int rc = map_make_traced(apply->rules.map, contact, apply->arena,
	    is_told ? &trace : NULL, desired_r, err);

	if (is_told)
		run_mapped(
		    apply->run, contact, &trace, rc == 0 ? desired_r : NULL);
	return rc;
}

static enum progress
apply_contact(struct apply *apply, size_t n)
{
	struct place nowhere = { .line = 0 };
	const struct contact *contact;
	const struct event *event;
	struct desired desired;
	struct error err;
	int rc;

	arena_reset(apply->arena);
	apply->again = NULL;
	apply->failed = NULL;
	apply->at = n;
	if (intake_contact(apply->intake, n, &contact, &event, &err) < 0) {
		run_cut_short(apply->run, EXIT_FAILED, err.text);
		return PROGRESS_END;
	}
	rc = map_contact(apply, contact, &desired, &err);
	if (apply->settings->exclude != NULL &&
	    exclude_has(apply->settings->exclude, contact->id, apply->arena)) {
		struct change none = { .contact = contact,
			.reason = "its id is in exclude-file" };

		run_unchanged(apply->run, &none);
		return PROGRESS_NEXT;
	}
	if (contact->warning != NULL && !apply->is_removing)
		warn_contact(apply, contact, contact->warning);
	if (rc < 0) {
		reject_contact(apply, contact, err.text, nowhere);
		return PROGRESS_NEXT;
	}
	for (int i = 0; i < TRIES_MAX; i++) {
		enum progress step =
		    try_contact(apply, n, event, contact, &desired);

		if (step != PROGRESS_AGAIN)
			return step;
	}
	give_up(apply, contact, &desired);
	return PROGRESS_NEXT;
}

static bool
is_stopped(struct apply *apply)
{
	if (!stop_is_asked())
		return false;
	run_cut_short(apply->run, EXIT_PAUSED,
	    "stopped by a signal; nothing is lost: run it again");
	return true;
}

static void
apply_removes(struct apply *apply)
{
	uint64_t most =
	    limit_of(&apply->settings->max_removes, apply->remove_count);

	apply->is_removing = true;
	apply->is_held = apply->remove_count > most;
	if (apply->is_held)
		run_held(apply->run, apply->remove_count, most);
	for (size_t i = 0; i < apply->remove_count; i++)
		if (is_stopped(apply) ||
		    apply_contact(apply, apply->removes[i]) == PROGRESS_END)
			return;
}

void
apply_run(const struct apply_settings *settings, struct directory *directory,
    struct intake *intake, struct run *run)
{
	struct apply apply = { .settings = settings,
		.rules = settings->rules,
		.directory = directory,
		.intake = intake,
		.run = run };
	enum progress step;

	apply.arena = arena_create();
	apply.parents = parents_create(
	    settings->rules.map->schema, &settings->rules.map->base);
	/* also without contacts: the input may not have been read to its end */
	step = is_stopped(&apply) ? PROGRESS_END : PROGRESS_NEXT;
	for (size_t i = 0; i < intake_count(intake) && step != PROGRESS_END;
	     i++)
		step = is_stopped(&apply) ? PROGRESS_END
					  : apply_contact(&apply, i);
	if (step != PROGRESS_END)
		apply_removes(&apply);
	parents_destroy(&apply.parents);
	arena_destroy(&apply.arena);
	free(apply.removes);
}

void
apply_one(const struct apply_settings *settings, struct directory *directory,
    struct intake *intake, size_t n, struct run *run)
{
	const struct map *map = settings->rules.map;
	struct apply apply = { .settings = settings,
		.rules = settings->rules,
		.directory = directory,
		.intake = intake,
		.run = run,
		.is_removing = true };

	apply.arena = arena_create();
	apply.parents = parents_create(map->schema, &map->base);
	apply_contact(&apply, n);
	parents_destroy(&apply.parents);
	arena_destroy(&apply.arena);
}
