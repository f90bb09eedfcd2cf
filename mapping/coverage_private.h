/* SPDX-License-Identifier: ISC */
/* mapping/coverage_private.h - what the parts of the coverage share.
 *
 * coverage.c counts sections and lines, coverage_watch.c tests and picks,
 * coverage_field.c the fields of the source; coverage_check.c only reads.
 */
#ifndef DIRWIRE_MAPPING_COVERAGE_PRIVATE_H
#define DIRWIRE_MAPPING_COVERAGE_PRIVATE_H

#include "mapping/coverage.h"

/* Remember `text` when there is none yet; raw, in `arena`. */
void coverage_sample(
    struct coverage_sample *sample, struct value text, struct arena *arena);

/* Watch the tests of the condition (may be NULL) and its picks; or a path's
 * picks.  Their fields count as used. */
void coverage_watch_condition(struct coverage *coverage,
    struct coverage_watch *watch, const struct condition *condition);
void coverage_watch_path(struct coverage *coverage,
    struct coverage_watch *watch, const struct path *path);

/* Ask everything that is watched of the contact. */
void coverage_watch_add(struct coverage *coverage, struct coverage_watch *watch,
    const struct contact *contact, struct arena *arena);

/* Count the fields below the contact's root. */
void coverage_add_fields(struct coverage *coverage,
    const struct contact *contact, struct arena *arena);

#endif
