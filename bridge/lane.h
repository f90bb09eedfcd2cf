/* SPDX-License-Identifier: ISC */
/* bridge/lane.h - the names that a contact's change has to do with.
 *
 * Of two contacts whose lanes meet the later waits for the earlier.  The names
 * are marks (bridge/names.h).  One that holds the contact's key is 0, no name:
 * nobody else of ours can want it.  Pure.
 */
#ifndef DIRWIRE_BRIDGE_LANE_H
#define DIRWIRE_BRIDGE_LANE_H

#include "bridge/names.h"
#include "mapping/map.h"

struct lane {
	uint64_t wanted;        /* where the entry should stand … */
	uint64_t wanted_parent; /* … below which */
	uint64_t current;       /* where it stands, once it was read */
	uint64_t current_parent;
};

/* Does one take, leave or read a name that the other does, or needs as parent?
 * A parent alone may be shared. */
bool lane_meets(const struct lane *lane, const struct lane *other);

/* Makes the marks of many contacts, most of which stand below one parent. */
struct lane_maker {
	const struct map *map;
	char *parent; /* the last, as text */
	size_t capacity;
	uint64_t mark;
};

void lane_maker_clear(struct lane_maker *maker);

struct lane_marks {
	uint64_t name;
	uint64_t parent;
};

/* The marks of `dn`, whose text is `text`, for the contact with that key; `arena`
 * is for the way there. */
struct lane_marks lane_make(struct lane_maker *maker, const struct dn *dn,
    const char *text, struct value key, struct arena *arena);

#endif
