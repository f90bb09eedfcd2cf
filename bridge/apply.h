/* SPDX-License-Identifier: ISC */
/* bridge/apply.h - the contacts of an intake become entries of a directory.
 *
 * Many contacts are under way at once: their entries are read in groups, their
 * changes are sent as soon as the window has room, and each is told in the order
 * of the input.  The dry run is this code, too: it leaves out what writes.
 */
#ifndef DIRWIRE_BRIDGE_APPLY_H
#define DIRWIRE_BRIDGE_APPLY_H

#include "bridge/exclude.h"
#include "bridge/intake.h"
#include "bridge/limit.h"
#include "bridge/plan.h"
#include "bridge/recorded.h"

/* Removes that pass without a word from the administrator. */
enum { APPLY_REMOVES_MAX = 5 };

struct apply_settings {
	struct plan_rules rules;
	struct exclude *exclude;   /* or NULL */
	struct recorded *recorded; /* noted by a dry run, demanded by a
					  run; or NULL */
	bool is_dry_run;
	struct limit max_removes;
	size_t window;        /* operations in flight, at least 1 */
	int64_t rate;         /* operations a second; 0: no limit */
	int64_t retry_for_ms; /* how long to try when nothing succeeds */
};

/* Plan each contact once and carry it out.  Removes come behind all others, when
 * it is known how many they are.  Everything is told to `run`. */
void apply_run(const struct apply_settings *settings,
    struct directory *directory, struct intake *intake, struct run *run);

/* Plan the n-th contact alone, as a dry run of all of them would, but for the
 * guards, which count removes; `settings` are those of a dry run.  What comes of
 * it is told to `run`; the warning of the contact itself is not. */
void
apply_one(const struct apply_settings *settings, struct directory *directory,
    struct intake *intake, size_t n, struct run *run);

#endif
