/* SPDX-License-Identifier: ISC */
/* bridge/plan.h - what is to be done for one contact.
 *
 * A contact, what the map makes of it, and the entries that bear its key become
 * one change.  Pure: the entries were read by somebody else.
 */
#ifndef DIRWIRE_BRIDGE_PLAN_H
#define DIRWIRE_BRIDGE_PLAN_H

#include "bridge/change.h"
#include "bridge/config.h"

struct plan_rules {
	const struct map *map;
	enum on_delete on_delete;
	bool is_delete_foreign;
	bool has_assertion; /* the server takes assertions, and tells the CSN of
			       what it wrote */
};

/* `found` are the entries below base with the key's value; with no section and
 * on-delete a removal is planned.  The change and all it holds is in `arena` or
 * borrowed from the arguments. */
void plan_contact(const struct plan_rules *rules, const struct contact *contact,
    const struct desired *desired, const struct found *found,
    struct arena *arena, struct change *change_r);

#endif
