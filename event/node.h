/* SPDX-License-Identifier: ISC */
/* event/node.h - a contact's fields as a tree that knows nothing of json-c.
 *
 * decode makes it, mapping walks it:
 *
 *	for (node = member->first; node != NULL; node = node->next)
 *
 * Nodes live in the arena of their contact.
 */
#ifndef DIRWIRE_EVENT_NODE_H
#define DIRWIRE_EVENT_NODE_H

#include "base/value.h"

enum node_kind {
	NODE_NULL,
	NODE_STRING,
	NODE_NUMBER,
	NODE_BOOLEAN,
	NODE_ARRAY,
	NODE_OBJECT
};

struct node {
	enum node_kind kind;
	const char *name;         /* its key in an object, NULL elsewhere */
	struct value text;        /* string; number and boolean as written */
	const struct node *first; /* of the members or elements, or NULL */
	const struct node *next;  /* sibling, or NULL */
};

/* The member `name` of `object`, or NULL when there is none, `object` is NULL
 * or not an object.  Case counts. */
const struct node *node_member(const struct node *object, const char *name);

#endif
