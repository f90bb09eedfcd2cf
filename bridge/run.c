/* SPDX-License-Identifier: ISC */
#include "bridge/run.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/log.h"

void
run_head(struct run *run, const struct report_head *head)
{
	for (size_t i = 0; i < run->report_count; i++)
		report_head(run->reports[i], head);
}

bool
run_wants_mapped(const struct run *run)
{
	for (size_t i = 0; i < run->report_count; i++)
		if (report_wants_mapped(run->reports[i]))
			return true;
	return false;
}

void
run_mapped(struct run *run, const struct contact *contact,
    const struct trace *trace, const struct desired *desired)
{
	for (size_t i = 0; i < run->report_count; i++)
		report_mapped(run->reports[i], contact, trace, desired);
}

/* The last word on a contact was said. */
static void
step(struct run *run)
{
	progress_step(&run->progress, run->progress.pace.done + 1);
}

void
run_change(struct run *run, const struct change *change, bool is_held)
{
	for (size_t i = 0; i < run->report_count; i++)
		report_change(run->reports[i], change, is_held);
	if (is_held)
		run->summary.held++;
	else if (change->op == CHANGE_ADD)
		run->summary.adds++;
	else if (change->op == CHANGE_MODIFY)
		run->summary.modifies++;
	else if (change->op == CHANGE_RENAME || change->op == CHANGE_MOVE)
		run->summary.renames++;
	else if (change_is_removal(change->op))
		run->summary.removes++;
	step(run);
}

void
run_unchanged(struct run *run, const struct change *change)
{
	for (size_t i = 0; i < run->report_count; i++)
		report_unchanged(run->reports[i], change);
	run->summary.unchanged++;
	step(run);
}

void
run_reject(struct run *run, const struct report_note *note)
{
	for (size_t i = 0; i < run->report_count; i++)
		report_reject(run->reports[i], note);
	if (run->report_count == 0 && note->place.line > 0)
		log_error("%s rejected: %s (%s:%u)", note->subject,
		    note->reason, place_file(&note->place), note->place.line);
	else if (run->report_count == 0)
		log_error("%s rejected: %s", note->subject, note->reason);
	run->summary.rejects++;
	run_status(run, EXIT_REJECTED);
	step(run);
}

void
run_warning(struct run *run, const struct report_note *note)
{
	for (size_t i = 0; i < run->report_count; i++)
		report_warning(run->reports[i], note);
}

void
run_held(struct run *run, uint64_t count, uint64_t most)
{
	run->summary.removes_max = most;
	run_status(run, EXIT_HELD);
	if (run->report_count == 0)
		log_error(
		    "%" PRIu64 " removes are held, %" PRIu64
		    " may pass; see them with -n, then --max-removes %" PRIu64,
		    count, most, count);
}

void
run_wait(struct run *run)
{
	progress_step(&run->progress, run->progress.pace.done);
}

void
run_held_for(struct run *run, const char *reason)
{
	run->summary.held_for = reason;
}

void
run_status(struct run *run, enum exit_status status)
{
	run->status = exit_status_worse(run->status, status);
}

void
run_cut_short(struct run *run, enum exit_status status, const char *reason)
{
	size_t len = strlen(run->incomplete);

	run_status(run, status);
	snprintf(run->incomplete + len, sizeof(run->incomplete) - len, "%s%s",
	    len > 0 ? "; " : "", reason);
	run->summary.incomplete = run->incomplete;
	log_error("%s", reason);
}

void
run_end(struct run *run)
{
	struct error err;

	for (size_t i = 0; i < run->report_count; i++) {
		report_end(run->reports[i], &run->summary);
		if (report_close(&run->reports[i], &err) < 0) {
			log_error("%s", err.text);
			run_status(run, EXIT_FAILED);
		}
	}
}
