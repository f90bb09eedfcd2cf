/* SPDX-License-Identifier: ISC */
/* bridge/apply_private.h - what apply.c and apply_write.c share.
 *
 * apply.c decides what becomes of each contact, apply_write.c carries a change
 * out.
 */
#ifndef DIRWIRE_BRIDGE_APPLY_PRIVATE_H
#define DIRWIRE_BRIDGE_APPLY_PRIVATE_H

#include "bridge/apply.h"

struct apply {
	const struct apply_settings *settings;
	struct plan_rules rules;
	struct directory *directory;
	struct intake *intake;
	struct run *run;
	struct parents *parents;
	struct arena *arena; /* of the contact at hand */
	size_t at;           /* … and which it is */
	uint32_t *removes;   /* contacts that wait for the end */
	size_t remove_count;
	size_t remove_capacity;
	bool is_removing;     /* the second part: removes */
	bool is_held;         /* … which are too many */
	unsigned int refused; /* contacts refused one after another */
	const char *again;    /* what the server said when it was last tried */
	const char *failed; /* the CSN whose assertion it said fails; or NULL */
};

/* How work on one contact ended. */
enum progress {
	PROGRESS_DONE,  /* written */
	PROGRESS_NEXT,  /* not written, and nothing more to be done */
	PROGRESS_AGAIN, /* read and plan it again */
	PROGRESS_END    /* the run is over */
};

/* What an outcome other than done means for the contact and for the run; `what`
 * was tried. */
enum progress
apply_after_outcome(struct apply *apply, const struct contact *contact,
    const struct outcome *outcome, const char *what);

/* Send the change, in two operations when it moves the entry, and log what was
 * done.  PROGRESS_DONE when all of it is; of a change that is half done the
 * run is told the rename. */
enum progress apply_write(struct apply *apply, const struct event *event,
    const struct change *change);

#endif
