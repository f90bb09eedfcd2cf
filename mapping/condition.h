/* SPDX-License-Identifier: ISC */
/* mapping/condition.h - what stands behind `when`.
 *
 *	type in User, Limited and status = Enabled and not hidden = true
 *
 * `not` binds tighter than `and`, `and` tighter than `or`.
 */
#ifndef DIRWIRE_MAPPING_CONDITION_H
#define DIRWIRE_MAPPING_CONDITION_H

#include "mapping/path.h"
#include "mapping/trace.h"

struct condition;

/* Parse at the cursor, up to what can't belong to the condition.  NULL with the
 * error, and no warning, in `diagnostics`. */
const struct condition *
condition_parse(struct reader *in, struct diagnostics *diagnostics);

/* Say what stands at the cursor behind a condition, where only and, or, and
 * what `others` names can follow.  Returns -1. */
int condition_unended(const struct reader *in, const char *others,
    struct diagnostics *diagnostics);

/* Does it hold for the contact?  *is_unknown becomes true when a field was read
 * that this notification does not carry; such a field is taken as empty.  `trace`
 * may be NULL. */
bool condition_holds(const struct condition *condition,
    const struct contact *contact, struct arena *arena, bool *is_unknown,
    struct trace *trace);

/* Visit each path that is read, those in picks too. */
void condition_each_path(const struct condition *condition,
    void (*visit)(void *context, const struct path *path), void *context);

/* Visit each test; one without words is `present`.  `is_not`: behind a not, or an
 * odd number of them. */
void condition_each_test(const struct condition *condition, bool is_not,
    void (*visit)(void *context, const struct test *test, bool is_not),
    void *context);

void condition_write(const struct condition *condition, struct buffer *out);

#endif
