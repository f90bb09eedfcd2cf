/* SPDX-License-Identifier: ISC */
#include "bridge/told.h"

enum told_kind {
	TOLD_MAPPED,
	TOLD_CHANGE,
	TOLD_UNCHANGED,
	TOLD_REJECT,
	TOLD_WARNING
};

struct told_item {
	struct told_item *next;
	enum told_kind kind;
	const struct contact *contact; /* mapped … */
	struct trace trace;
	const struct desired *desired;
	struct change change; /* change, unchanged */
	bool is_held;
	struct report_note note; /* reject, warning */
};

static struct told_item *
append(struct told *told, struct arena *arena, enum told_kind kind)
{
	struct told_item *item = arena_alloc(arena, sizeof(*item));

	item->kind = kind;
	if (told->last != NULL)
		told->last->next = item;
	else
		told->first = item;
	told->last = item;
	return item;
}

void
told_mapped(struct told *told, struct arena *arena,
    const struct contact *contact, const struct trace *trace,
    const struct desired *desired)
{
	struct told_item *item = append(told, arena, TOLD_MAPPED);

	item->contact = contact;
	item->trace = *trace;
	item->desired = desired;
}

void
told_change(struct told *told, struct arena *arena, const struct change *change,
    bool is_held)
{
	struct told_item *item = append(told, arena, TOLD_CHANGE);

	item->change = *change;
	item->is_held = is_held;
}

void
told_unchanged(
    struct told *told, struct arena *arena, const struct change *change)
{
	append(told, arena, TOLD_UNCHANGED)->change = *change;
}

void
told_reject(
    struct told *told, struct arena *arena, const struct report_note *note)
{
	append(told, arena, TOLD_REJECT)->note = *note;
}

void
told_warning(
    struct told *told, struct arena *arena, const struct report_note *note)
{
	append(told, arena, TOLD_WARNING)->note = *note;
}

void
told_tell(const struct told *told, struct run *run)
{
	for (const struct told_item *item = told->first; item != NULL;
	     item = item->next)
		switch (item->kind) {
		case TOLD_MAPPED:
			run_mapped(
			    run, item->contact, &item->trace, item->desired);
			break;
		case TOLD_CHANGE:
			run_change(run, &item->change, item->is_held);
			break;
		case TOLD_UNCHANGED:
			run_unchanged(run, &item->change);
			break;
		case TOLD_REJECT:
			run_reject(run, &item->note);
			break;
		case TOLD_WARNING:
			run_warning(run, &item->note);
			break;
		}
}

void
told_tell_rejects(const struct told *told, struct run *run)
{
	for (const struct told_item *item = told->first; item != NULL;
	     item = item->next)
		if (item->kind == TOLD_REJECT)
			run_reject(run, &item->note);
}
