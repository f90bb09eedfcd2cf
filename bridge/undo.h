/* SPDX-License-Identifier: ISC */
/* bridge/undo.h - the way back from a change.
 *
 * Planned from the entry as it was read and the change itself, before anything
 * is written.  Pure.
 */
#ifndef DIRWIRE_BRIDGE_UNDO_H
#define DIRWIRE_BRIDGE_UNDO_H

#include "bridge/change.h"

/* Fill in the change that takes the entry from what `change` makes of it back to
 * what it was: user attributes that were read, name and place.  What an added
 * entry was deleted for, its entryUUID and values that could not be read, is not
 * in it.  CHANGE_NONE when there is nothing to take back. */
void change_undo(const struct change *change, const struct map *map,
    struct arena *arena, struct change *undo_r);

#endif
