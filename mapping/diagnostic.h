/* SPDX-License-Identifier: ISC */
/* mapping/diagnostic.h - everything that is wrong with configuration and map.
 *
 * All errors of all files are gathered, then shown in one go.  A line that may
 * hold a password is shown up to that:
 *
 *	phonebook.map:12:7: error: there is no attribute titel; did you mean title?
 *	    titel = {jobTitle}
 *	    ^
 */
#ifndef DIRWIRE_MAPPING_DIAGNOSTIC_H
#define DIRWIRE_MAPPING_DIAGNOSTIC_H

#include "base/buffer.h"
#include "base/error.h"
#include "base/reader.h"

struct diagnostic {
	bool is_error;     /* else a warning */
	bool is_of_schema; /* would not stand with another schema */
	bool is_advice;    /* a warning of what may be as it should */
	struct place place;
	const char *text;
};

struct diagnostics {
	struct arena *arena;
	struct diagnostic *items;
	size_t count;
	size_t capacity;
	size_t errors;        /* how many of them are errors */
	size_t schema_errors; /* and of these, of the schema */
	const char *schema;   /* whose schema it was, for people; or NULL */
};

void diagnostics_init(struct diagnostics *diagnostics, struct arena *arena);

/* Note an error, or a warning.  Returns -1, so that a failure is one line. */
int diagnostics_error(struct diagnostics *diagnostics, struct place place,
    const char *fmt, ...) __attribute__((format(printf, 3, 4)));
/* The same for an error that another schema could lift: a name it lacks. */
int
diagnostics_schema_error(struct diagnostics *diagnostics, struct place place,
    const char *fmt, ...) __attribute__((format(printf, 3, 4)));
int diagnostics_warning(struct diagnostics *diagnostics, struct place place,
    const char *fmt, ...) __attribute__((format(printf, 3, 4)));
/* A warning for who asks what could be wrong: the map may well be as it should,
 * so that it is not told with every run. */
int diagnostics_advice(struct diagnostics *diagnostics, struct place place,
    const char *fmt, ...) __attribute__((format(printf, 3, 4)));

/* Is something told of exactly this place? */
bool diagnostics_has(const struct diagnostics *diagnostics, struct place place);

/* Forget the warnings behind the first `count`: of a text that can't be read
 * they only confuse. */
void diagnostics_drop_warnings(struct diagnostics *diagnostics, size_t count);

/* Forget what diagnostics_advice() noted. */
void diagnostics_drop_advice(struct diagnostics *diagnostics);

/* All of them in the order of files and lines, one after another. */
void
diagnostics_write(const struct diagnostics *diagnostics, struct buffer *out);

/* "; did you mean NAME?", or "" when `nearest` is NULL. */
const char *
diagnostics_hint(struct diagnostics *diagnostics, const char *nearest);

#endif
