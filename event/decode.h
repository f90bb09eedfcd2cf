/* SPDX-License-Identifier: ISC */
/* event/decode.h - the bytes of one notification become contacts.
 *
 * What RingCentral sends for the filter
 * /restapi/v1.0/account/{id}/directory/entries: body.contacts[], or a flat body
 * with an id.  Everything else is skipped with a reason.  Pure; json-c stays
 * inside.
 */
#ifndef DIRWIRE_EVENT_DECODE_H
#define DIRWIRE_EVENT_DECODE_H

#include <stdint.h>

#include "base/error.h"
#include "event/contact.h"

enum { DECODE_CONTACTS_MAX = 500 };

struct event {
	const char *uuid;     /* "" when there is none */
	const char *account;  /* of the path; NULL when it names none or ~ */
	int64_t timestamp_ms; /* INT64_MIN when there is none */
	const char *skip;     /* "other filter", "no contacts"; or NULL */
	const char *warning;  /* about the envelope, joined by "; "; or NULL */
	struct contact *contacts;
	size_t count;
};

/* Decode one record that cut_next() handed out without fault.  Contacts that
 * can't be used are in the list with `reject` set, so that one bad contact
 * never hides the others.  All of *event_r lives in `arena`.  Returns 0, or -1
 * with ERROR_INPUT ("body.contacts is not an array") and
 * *event_r left as it was. */
int decode_event(struct value bytes, struct arena *arena, struct event *event_r,
    struct error *err);

#endif
