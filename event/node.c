/* SPDX-License-Identifier: ISC */
#include "event/node.h"

#include <string.h>

const struct node *
node_member(const struct node *object, const char *name)
{
	if (object == NULL || object->kind != NODE_OBJECT)
		return NULL;
	for (const struct node *n = object->first; n != NULL; n = n->next)
		if (strcmp(n->name, name) == 0)
			return n;
	return NULL;
}
