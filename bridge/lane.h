/* SPDX-License-Identifier: ISC */
/* bridge/lane.h - the names that a contact's change has to do with.
 *
 * Of two contacts whose lanes meet the later waits for the earlier.  A name holds
 * the contact's key, so no two of ours can want the same; but one may stand below
 * another, with a map that says so.  With any other map names are 0, no name, and
 * only parents are told apart.  The marks are those of bridge/names.h.  Pure.
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
	bool has_names; /* map_stands_below_ours() */
	char *parent;   /* the last, as text */
	size_t capacity;
	uint64_t mark;
};

void lane_maker_clear(struct lane_maker *maker);

struct lane_marks {
	uint64_t name;
	uint64_t parent;
};

/* The marks of `dn`, whose text is `text`; `arena` is for the way there. */
struct lane_marks lane_make(struct lane_maker *maker, const struct dn *dn,
    const char *text, struct arena *arena);

#endif
