/* SPDX-License-Identifier: ISC */
/* bridge/id_list.h - the contacts that --only or exclude-file names.
 *
 *	id_list_add(&list, "8798797945", arena, &err);
 *	id_list_add(&list, "@leavers", arena, &err);
 *	id_list_close(&list, arena);
 *	if (id_list_take(&list, contact->id)) …
 */
#ifndef DIRWIRE_BRIDGE_ID_LIST_H
#define DIRWIRE_BRIDGE_ID_LIST_H

#include "base/error.h"
#include "base/value.h"

/* Starts zeroed; lives in the arena it is filled from. */
struct id_list {
	struct values ids;
	bool *is_taken; /* of each, once the list is closed */
};

/* Add an id, or those of a file: "@FILE", one a line, with empty lines and
 * remarks behind a #.  -1 with ERROR_USAGE, ERROR_NO_FILE or ERROR_SYSTEM. */
int id_list_add(struct id_list *list, const char *argument, struct arena *arena,
    struct error *err);

/* Ready for asking: in order, each once. */
void id_list_close(struct id_list *list, struct arena *arena);

/* Is the id in the list?  Then it is taken. */
bool id_list_take(struct id_list *list, const char *id);

#endif
