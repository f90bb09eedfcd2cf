/* SPDX-License-Identifier: ISC */
/* bridge/told.h - what is to be told of one contact, until its turn comes.
 *
 * Contacts are done in whatever order the server answers, and told in the order
 * of the input, so that a run tells what its dry run told.
 */
#ifndef DIRWIRE_BRIDGE_TOLD_H
#define DIRWIRE_BRIDGE_TOLD_H

#include "bridge/run.h"

struct told_item;

/* Starts zeroed; its items are in an arena that outlives it. */
struct told {
	struct told_item *first;
	struct told_item *last;
};

/* Each keeps a copy of what it is given; what that points to is borrowed until
 * told_tell(). */
void told_mapped(struct told *told, struct arena *arena,
    const struct contact *contact, const struct trace *trace,
    const struct desired *desired);
void told_change(struct told *told, struct arena *arena,
    const struct change *change, bool is_held);
void told_unchanged(
    struct told *told, struct arena *arena, const struct change *change);
void told_reject(
    struct told *told, struct arena *arena, const struct report_note *note);
void told_warning(
    struct told *told, struct arena *arena, const struct report_note *note);

/* Tell the run everything, in the order in which it came. */
void told_tell(const struct told *told, struct run *run);

/* Tell it what was rejected, and nothing else. */
void told_tell_rejects(const struct told *told, struct run *run);

#endif
