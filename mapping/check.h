/* SPDX-License-Identifier: ISC */
/* mapping/check.h - what can be known of a map before it meets a contact. */
#ifndef DIRWIRE_MAPPING_CHECK_H
#define DIRWIRE_MAPPING_CHECK_H

#include "mapping/map.h"

/* Never written by a map, under any name: passwords, keys, memberships. */
bool check_is_forbidden(const char *attribute);

/* Why neither a line nor the key nor the RDN may write the type, as a sentence
 * part ("is never written by dirwire"); NULL when they may. */
const char *check_refusal(const struct attribute_type *type);

/* Say that there is none of that name, and what may be meant.  Returns -1. */
int check_unknown_attribute(const struct schema *schema, const char *name,
    struct place place, struct diagnostics *diagnostics);

/* Everything that dirwire.map(5) calls an error or a warning and that needs the
 * map as a whole.  Finds each section's structural class on the way. */
void check_map(struct map *map, const struct document *document,
    struct diagnostics *diagnostics);

#endif
