/* SPDX-License-Identifier: ISC */
/* event/contact.h - one record of an event, or of a listing, as it was sent.
 *
 * The identity that everything hangs on (id, account, verb) is checked and in
 * fields of its own; the rest is the tree below `root`.  A contact lives in the
 * arena it was decoded into.
 */
#ifndef DIRWIRE_EVENT_CONTACT_H
#define DIRWIRE_EVENT_CONTACT_H

#include "event/node.h"

enum { CONTACT_ID_MAX = 64 };

enum contact_verb { CONTACT_CREATE, CONTACT_UPDATE, CONTACT_DELETE };

struct contact {
	const char *id; /* [A-Za-z0-9_-]{1,64}; may be NULL with `reject` set */
	const char *account; /* account.id, else the path's; NULL: not said */
	const char *path_account; /* of the notification's own path, or NULL */
	enum contact_verb verb;
	const struct node *root; /* the record, an object */
	bool is_listing;         /* a full record: absent fields are empty */
	const char *reject;      /* why it can't be used, a sentence; or NULL */
	const char *warning;     /* what was assumed, a sentence; or NULL */
};

/* 1 to 64 of [A-Za-z0-9_-]: what an id may be made of at all. */
bool contact_id_is_valid(const char *id);

#endif
