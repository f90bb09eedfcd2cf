/* SPDX-License-Identifier: ISC */
/* bridge/ownership.h - whose an entry is, and what in it.
 *
 * An entry that bears our key is ours.  Where the key stands in its RDN we made
 * it; any other was adopted, and keeps its name and its place.  Pure.
 */
#ifndef DIRWIRE_BRIDGE_OWNERSHIP_H
#define DIRWIRE_BRIDGE_OWNERSHIP_H

#include "bridge/directory/directory.h"
#include "mapping/map.h"

/* How many values of the key's attribute mark the entry as ours. */
size_t ownership_keys(
    const struct map *map, const struct current *current, struct arena *arena);

/* Made by us: the key stands in its RDN. */
bool ownership_is_made(const struct map *map, const struct current *current,
    struct value key, struct arena *arena);

/* What forbids deleting the entry whole, a login or a class of others, as a
 * sentence part ("holds a userPassword"); NULL when nothing does. */
const char *ownership_hold(
    const struct map *map, const struct current *current, struct arena *arena);

/* Does the map write the attribute anywhere, the key and the classes too?  NULL,
 * a type that is not known, it does not. */
bool ownership_names(const struct map *map, const struct attribute_type *type);

#endif
