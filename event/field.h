/* SPDX-License-Identifier: ISC */
/* event/field.h - the table of known fields of a contact.
 *
 * A row for each field RingCentral documents for directory entries, written as
 * the map writes it: `site.id`, `phoneNumbers.type`.  Notifications carry only
 * some of them (design: full records of those fields); any other field that a
 * notification lacks is unknown, not empty.
 */
#ifndef DIRWIRE_EVENT_FIELD_H
#define DIRWIRE_EVENT_FIELD_H

#include <stdbool.h>
#include <stddef.h>

enum field_kind { FIELD_SCALAR, FIELD_OBJECT, FIELD_ARRAY };

struct field {
	const char *path;     /* dotted, without picks */
	enum field_kind kind; /* FIELD_ARRAY: a list of objects or scalars */
	bool is_carried;      /* by every notification, or empty */
	const char *const *values; /* known values of an open set, NULL-ended */
	const char *help;          /* one line for dirwire.map(5) */
};

/* All rows, ended by one whose path is NULL. */
const struct field *field_table(void);

/* The row of `path` (case counts), or NULL.  Everything below customFields and
 * below a scalar that is not in the table is unknown to it. */
const struct field *field_find(const char *path);

/* Free to have members of any name: customFields and what is below it. */
bool field_is_open(const char *path);

/* The path of the table nearest to `path`, for "did you mean", or NULL. */
const char *field_nearest(const char *path);

#endif
