/* SPDX-License-Identifier: ISC */
#include "bridge/apply_private.h"

#include <stdlib.h>
#include <string.h>

#include "schema/match.h"

/* Reading in groups. */

static struct job_read *
fresh_read(struct apply *apply)
{
	struct job_read *read = apply->spare;

	if (read == NULL) {
		read = memory_alloc(1, sizeof(*read));
		read->arena = arena_create();
		read->jobs = memory_alloc(READ_MAX, sizeof(struct job *));
	} else {
		apply->spare = read->next;
	}
	arena_reset(read->arena);
	memset(&read->keys, 0, sizeof(read->keys));
	read->count = 0;
	read->holds = 0;
	read->errand.kind = ERRAND_READ;
	read->errand.read = read;
	return read;
}

static void
let_go(struct apply *apply, struct job_read *read)
{
	if (--read->holds > 0)
		return;
	read->next = apply->spare;
	apply->spare = read;
}

void
apply_release_reads(struct apply *apply, struct job *job)
{
	for (const struct job_hold *hold = job->holds; hold != NULL;
	     hold = hold->next)
		let_go(apply, hold->read);
	job->holds = NULL;
}

static void
join(struct job_read *read, struct job *job)
{
	struct job_hold *hold = arena_alloc(job->arena, sizeof(*hold));

	hold->read = read;
	hold->next = job->holds;
	job->holds = hold;
	read->holds++;
	read->jobs[read->count++] = job;
	values_add(&read->keys, read->arena, job->desired.key);
	job->state = JOB_READING;
}

/* Is it time to read more?  Yes when the changes that are known will not fill the
 * window much longer, and there are as many contacts for the search as there will
 * be.  Nothing waits for more to come in. */
static bool
is_due(const struct apply *apply)
{
	bool is_all =
	    apply->next == apply->total || apply->count == apply->capacity;
	size_t fresh = 0, stock = 0;

	for (size_t i = 0; i < apply->count; i++) {
		enum job_state state = apply_job(apply, i)->state;

		fresh += state == JOB_FRESH;
		stock += state != JOB_FRESH && state != JOB_DONE;
	}
	return fresh > 0 && (is_all || fresh >= apply->read_max) &&
	    (stock < apply->stock_min || apply->in_flight == 0);
}

bool
apply_read(struct apply *apply)
{
	struct request request = { .op = DIRECTORY_SEARCH };
	const struct map *map = apply->rules.map;
	struct job_read *read;
	bool is_over = false;

	if (!apply_has_room(apply) || !is_due(apply))
		return false;
	read = fresh_read(apply);
	for (size_t i = 0; i < apply->count && !is_over; i++) {
		struct job *job = apply_job(apply, i);

		if (job->state != JOB_FRESH ||
		    (job->is_alone && read->count > 0))
			continue;
		join(read, job);
		is_over = read->count == apply->read_max || job->is_alone;
	}
	request.query.base = map->base_text;
	request.query.attribute = map->key.type->name;
	request.query.values = read->keys;
	request.arena = read->arena;
	if (apply_send(apply, &request, &read->errand))
		return true;
	for (size_t i = 0; i < read->count; i++) {
		struct job *job = read->jobs[i];

		job->state = JOB_FRESH;
		job->holds = job->holds->next;
	}
	read->holds = 1;
	let_go(apply, read);
	return false;
}

/* What was found, each entry for the contacts whose key it bears. */

struct keyed {
	struct value normal;
	struct job *job;
};

static int
compare_keyed(const void *left, const void *right)
{
	const struct keyed *a = left, *b = right;

	return value_compare(a->normal, b->normal);
}

static void
add_found(struct job *job, const struct current *current)
{
	struct found *found = &job->found;
	size_t capacity = found->count;

	/* both values of an entry that bears a key twice lead here */
	if (found->count > 0 &&
	    found->entries[found->count - 1].entry.dn == current->entry.dn)
		return;
	found->entries = arena_grow(job->arena, found->entries, found->count,
	    &capacity, sizeof(*found->entries));
	found->entries[found->count++] = *current;
}

/* False when no contact of the read bears the key that it was found by. */
static bool
give_entry(const struct keyed *keyed, size_t count,
    const struct attribute_type *type, const struct current *current,
    struct arena *arena)
{
	const struct entry_attribute *attribute =
	    entry_find(&current->entry, type);
	bool is_given = false;

	for (size_t i = 0; attribute != NULL && i < attribute->values.count;
	     i++) {
		struct keyed wanted = { .normal = match_normal(type,
					    attribute->values.items[i],
					    arena) };
		const struct keyed *at = bsearch(
		    &wanted, keyed, count, sizeof(*keyed), compare_keyed);

		if (at == NULL)
			continue;
		while (at > keyed && compare_keyed(at - 1, &wanted) == 0)
			at--;
		for (; at < keyed + count && compare_keyed(at, &wanted) == 0;
		     at++)
			add_found(at->job, current);
		is_given = true;
	}
	return is_given;
}

/* An entry that does not show by which key it was found (it may not be readable,
 * or has an option like ;lang-de) may be anybody's: then the contacts for whom
 * nothing was found are read by themselves. */
static void
distribute(
    struct apply *apply, struct job_read *read, const struct found *found)
{
	const struct attribute_type *type = apply->rules.map->key.type;
	struct keyed *keyed =
	    arena_array(read->arena, read->count, sizeof(*keyed));
	bool has_stray = false;

	for (size_t i = 0; i < read->count; i++) {
		memset(&read->jobs[i]->found, 0, sizeof(struct found));
		keyed[i].job = read->jobs[i];
		keyed[i].normal =
		    match_normal(type, read->jobs[i]->desired.key, read->arena);
	}
	qsort(keyed, read->count, sizeof(*keyed), compare_keyed);
	for (size_t i = 0; i < found->count; i++)
		if (!give_entry(keyed, read->count, type, &found->entries[i],
			read->arena))
			has_stray = true;
	for (size_t i = 0; i < read->count; i++)
		if (has_stray && read->jobs[i]->found.count == 0)
			read->jobs[i]->is_alone = true;
}

/* Planning. */

void
apply_put_off(struct apply *apply, struct job *job)
{
	if (apply->remove_count == apply->remove_capacity) {
		apply->remove_capacity = apply->remove_capacity > 0
		    ? 2 * apply->remove_capacity
		    : 64;
		apply->removes = memory_resize(apply->removes,
		    apply->remove_capacity, sizeof(*apply->removes));
	}
	apply->removes[apply->remove_count++] = (uint32_t)job->n;
	job->state = JOB_DONE;
}

/* An assertion that failed though nobody wrote: with the overlay unique slapd asks
 * it of other entries, too.  Then the exact old values are the check. */
static void
distrust_assertion(struct job *job)
{
	for (size_t i = 0; i < job->found.count; i++) {
		struct current *current = &job->found.entries[i];

		if (job->failed != NULL && current->csn != NULL &&
		    strcmp(current->csn, job->failed) == 0)
			current->csn = NULL;
	}
}

static void
take_current_lane(struct apply *apply, struct job *job)
{
	struct lane_marks marks = { 0, 0 };
	const char *text = NULL;
	struct dn dn;

	if (job->change.current != NULL)
		text = job->change.current->entry.dn;
	if (text != NULL &&
	    dn_parse(value_of(text), job->arena, &dn, NULL) == 0)
		marks = lane_make(&apply->lanes, &dn, text, job->arena);
	job->lane.current = marks.name;
	job->lane.current_parent = marks.parent;
}

static void
tell_unchanged(struct job *job)
{
	told_unchanged(&job->told, job->arena, &job->change);
	if (job->change.warning != NULL)
		job_warn(job, job->change.warning);
	job_tell_drops(job);
	job->state = JOB_DONE;
}

void
apply_plan(struct apply *apply, struct job *job)
{
	struct change *change = &job->change;

	for (size_t i = 0; i < job->found.count; i++)
		csn_note(&apply->seen, job->found.entries[i].csn);
	distrust_assertion(job);
	job->is_asserted = apply->rules.has_assertion;
	plan_contact(&apply->rules, job->contact, &job->desired, &job->found,
	    job->arena, change);
	change->event = job->event->uuid;
	job->has_parent = job->has_place = false;
	if (job->write != NULL && apply_settle_begun(apply, job))
		return;
	if (change->op == CHANGE_NONE) {
		tell_unchanged(job);
	} else if (change->op == CHANGE_REJECT) {
		job_reject_change(job);
	} else {
		job->state = JOB_PLANNED;
		take_current_lane(apply, job);
	}
}

bool
apply_heed_below(struct apply *apply, struct job *job)
{
	struct current *current = job->found.entries;

	if (job->found.count != 1 || current->has_children ||
	    !names_has_below(apply->names, job->lane.current))
		return false;
	current->has_children = true;
	apply_plan(apply, job);
	return true;
}

/* The server does not take so many in one search, or one of them is a fault. */
static void
read_fewer(struct apply *apply, struct job_read *read)
{
	if (apply->read_max >= read->count)
		apply->read_max = (read->count + 1) / 2;
	for (size_t i = 0; i < read->count; i++)
		read->jobs[i]->state = JOB_FRESH;
}

void
apply_take_read(
    struct apply *apply, struct job_read *read, const struct reply *reply)
{
	enum verdict verdict = reply->outcome.verdict;

	if (verdict != VERDICT_DONE && read->count > 1 &&
	    verdict != VERDICT_PAUSE && verdict != VERDICT_STOP) {
		read_fewer(apply, read);
		return;
	}
	if (verdict == VERDICT_DONE)
		apply_succeed_reading(apply);
	if (verdict == VERDICT_DONE && read->count == apply->read_max &&
	    apply->read_max < apply->read_most)
		apply->read_max++;
	if (verdict == VERDICT_DONE && read->count > 1)
		distribute(apply, read, &reply->found);
	for (size_t i = 0; i < read->count; i++) {
		struct job *job = read->jobs[i];

		job->state = JOB_FRESH;
		if (verdict != VERDICT_DONE) {
			apply_after_outcome(
			    apply, job, &reply->outcome, "search");
			if (job->state == JOB_DONE)
				apply_tell_begun(job);
			continue;
		}
		if (read->count == 1)
			job->found = reply->found;
		else if (job->is_alone)
			continue;
		job->state = JOB_READ;
	}
}
