/* SPDX-License-Identifier: ISC */
/* bridge/probe_entry.h - the entry that `check --write-probe` writes.
 *
 * It is like those of the map, of an id that no contact has, and so much its own
 * that one which a killed run left behind is known again.  Pure.
 */
#ifndef DIRWIRE_BRIDGE_PROBE_ENTRY_H
#define DIRWIRE_BRIDGE_PROBE_ENTRY_H

#include "mapping/map.h"
#include "schema/ldif.h"

/* RingCentral's ids are numbers, written without zeros before them. */
#define CHECK_ID "0000000000000000"
#define CHECK_ID_RENAMED "00000000000000000"

struct probe_entry {
	const struct map *map;
	const struct map_section *section;
	const struct dn *parent;
	const char *account;
	struct arena *arena;
	const char *name;       /* its DN … */
	const char *later_name; /* … and that behind the rename */
	struct ldif_rename rename;
	struct entry entry;    /* what it must have: to add */
	struct ldif_mod *mods; /* what the map writes besides: to modify */
	size_t mod_count;
	const struct attribute_type *impossible; /* a MUST of binary data */
};

/* The entry that `section` would make below `parent`; all of it borrowed or in
 * `arena`.  Attributes that need not be there come by the modify, so that it is
 * known which may not be written.  -1 when its name can't be written. */
int probe_entry_make(const struct map *map, const struct map_section *section,
    const struct dn *parent, const char *account, struct arena *arena,
    struct probe_entry *made_r);

/* Is what was read what a probe leaves behind: all that it adds, and no value
 * but those it writes? */
bool probe_entry_is(const struct probe_entry *probe, const struct entry *entry);

#endif
