/* SPDX-License-Identifier: ISC */
/* bridge/run.h - one run of a verb: its reports, its counts, its exit status.
 */
#ifndef DIRWIRE_BRIDGE_RUN_H
#define DIRWIRE_BRIDGE_RUN_H

#include "bridge/exit_status.h"
#include "bridge/progress.h"
#include "bridge/report/report.h"

enum {
	RUN_REPORTS_MAX = 16, /* asked for */
	RUN_RECORDS_MAX = 3   /* … and those of --record */
};

struct run {
	struct report *reports[RUN_REPORTS_MAX + RUN_RECORDS_MAX];
	size_t report_count;
	struct report_summary summary;
	struct progress_meter progress; /* steps when a contact was told */
	enum exit_status status;
	char incomplete[2 * ERROR_TEXT_MAX]; /* why it was cut short, or "" */
};

void run_head(struct run *run, const struct report_head *head);

/* Does some report want to be told what the map made of each contact? */
bool run_wants_mapped(const struct run *run);
void run_mapped(struct run *run, const struct contact *contact,
    const struct trace *trace, const struct desired *desired);

/* Told to every report; a reject on stderr when there is none (-q). */
void run_change(struct run *run, const struct change *change, bool is_held);
void run_unchanged(struct run *run, const struct change *change);
void run_reject(struct run *run, const struct report_note *note);
void run_warning(struct run *run, const struct report_note *note);

/* `count` removes are more than the `most` that may pass: none is done. */
void run_held(struct run *run, uint64_t count, uint64_t most);

/* Nothing is told just now; the line of progress knows. */
void run_wait(struct run *run);

/* Removes are held for that reason, a sentence part (static). */
void run_held_for(struct run *run, const char *reason);

/* `status` holds, beside what holds already. */
void run_status(struct run *run, enum exit_status status);

/* The run ends early, or a part of it does not happen; every reason is told. */
void
run_cut_short(struct run *run, enum exit_status status, const char *reason);

/* Tell every report the end and close it; says on stderr what is not whole. */
void run_end(struct run *run);

#endif
