/* SPDX-License-Identifier: ISC */
/* bridge/report/explain.h - one contact through every line of the map, told to
 * people.
 *
 *	report = report_open(&report_explain, NULL, is_coloured, &err);
 *	…
 *	explain_contact(report, &explanation);
 *	apply_one(…)
 *
 * The map's trace says what happened, this says it in words.  The change of the
 * contact comes to the report as any change does, and is told as the text report
 * does it.
 */
#ifndef DIRWIRE_BRIDGE_REPORT_EXPLAIN_H
#define DIRWIRE_BRIDGE_REPORT_EXPLAIN_H

#include "bridge/config.h"
#include "bridge/report/report.h"
#include "event/decode.h"

/* The head's target NULL: there is nothing to compare with, and identity says
 * why; its identity NULL: the target is a file of entries. */
extern const struct report_format report_explain;

struct explanation {
	const struct map *map;
	enum on_delete on_delete;
	const struct contact *contact;
	const struct event *event;
	const char *place;             /* in the input */
	const struct trace *trace;     /* how far the map came … */
	const struct desired *desired; /* … and to what; NULL: rejected */
	const char *reject;            /* why; a sentence part, or NULL */
	const struct change *added; /* as a new entry; NULL: none is wanted */
};

void
explain_contact(struct report *report, const struct explanation *explanation);

/* Instead of the change: `why`, a sentence part of ours. */
void explain_no_change(struct report *report, const char *why);

#endif
