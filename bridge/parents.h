/* SPDX-License-Identifier: ISC */
/* bridge/parents.h - where new entries may stand: each parent is asked for once.
 *
 * An add below an entry that does not exist is refused by the server, but a dry
 * run sends no add.  So the parent is looked for before an add is planned, and the
 * dry run knows what the run will.
 */
#ifndef DIRWIRE_BRIDGE_PARENTS_H
#define DIRWIRE_BRIDGE_PARENTS_H

#include "bridge/directory/directory.h"
#include "schema/dn.h"

struct parents;

/* `base` is known to be there. */
struct parents *
parents_create(const struct schema *schema, const struct dn *base);
void parents_destroy(struct parents **parents);

/* Is the parent of `dn` there?  VERDICT_DONE with *missing_r NULL when it is (or
 * when it can't be told, as with an entry that may not be seen: the server will
 * say), or the missing parent's name, in `arena`.  Any other verdict is that of
 * the search. */
void parents_find(struct parents *parents, struct directory *directory,
    const struct dn *dn, struct arena *arena, const char **missing_r,
    struct outcome *outcome_r);

#endif
