/* SPDX-License-Identifier: ISC */
/* bridge/names.h - what a run has found out about the names of entries (DNs).
 *
 * A dry run takes and leaves no name, so it must remember which ones the run
 * would have; a run learns of most from the server.  Names are known by 64 bits
 * of the SHA-256 of their normal form: 16 bytes each, and nobody makes two of
 * them one without 2^32 tries.
 */
#ifndef DIRWIRE_BRIDGE_NAMES_H
#define DIRWIRE_BRIDGE_NAMES_H

#include <stdbool.h>
#include <stdint.h>

#include "schema/dn.h"

enum name_state {
	NAME_UNKNOWN,
	NAME_TAKEN, /* an entry stands there */
	NAME_LEFT   /* the entry that stood there has gone */
};

/* The mark of a DN, never 0; `arena` is for the way there. */
uint64_t name_mark(
    const struct schema *schema, const struct dn *dn, struct arena *arena);

struct names;

/* Of the mark 0 nothing is ever known. */
struct names *names_create(void);
void names_destroy(struct names **names); /* NULL is allowed */

void names_note(struct names *names, uint64_t mark, enum name_state state);

enum name_state names_at(const struct names *names, uint64_t mark);

/* An entry below it came or went. */
void names_note_below(struct names *names, uint64_t mark);
bool names_has_below(const struct names *names, uint64_t mark);

#endif
