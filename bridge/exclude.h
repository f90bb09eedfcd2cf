/* SPDX-License-Identifier: ISC */
/* bridge/exclude.h - contacts whose entries are left as they are.
 *
 * exclude-file of [map] holds ids, one a line; blanks, empty lines and what
 * stands behind a # do not count.
 */
#ifndef DIRWIRE_BRIDGE_EXCLUDE_H
#define DIRWIRE_BRIDGE_EXCLUDE_H

#include "mapping/map.h"

struct exclude;

/* Read `path`.  NULL with ERROR_CONFIG when it can't be read, or holds what is no
 * id for the key of `map`. */
struct exclude *
exclude_read(const char *path, const struct map *map, struct error *err);
void exclude_destroy(struct exclude **exclude); /* NULL is allowed */

/* Is the contact in the list?  Ids are one when their keys are, by its rule. */
bool exclude_has(struct exclude *exclude, const char *id, struct arena *arena);

#endif
