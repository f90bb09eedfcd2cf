/* SPDX-License-Identifier: ISC */
/* bridge/recorded.h - what was planned for each contact, to be known again.
 *
 * The plan is recorded before the first operation; what the run does is planned
 * once more for each contact, and must be the same.
 */
#ifndef DIRWIRE_BRIDGE_RECORDED_H
#define DIRWIRE_BRIDGE_RECORDED_H

#include "bridge/change.h"

struct recorded;

/* Room for `count` contacts; 32 bytes each. */
struct recorded *recorded_create(size_t count);
void recorded_destroy(struct recorded **recorded); /* NULL is allowed */

/* Note the change of contact `n`; a contact has one. */
void recorded_note(struct recorded *recorded, size_t n,
    const struct change *change, struct arena *arena);

/* Is it the change that was noted? */
bool recorded_has(const struct recorded *recorded, size_t n,
    const struct change *change, struct arena *arena);

#endif
