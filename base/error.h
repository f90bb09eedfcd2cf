/* SPDX-License-Identifier: ISC */
/* base/error.h - what went wrong: a kind for the machine, a sentence for us.
 *
 * A function that can fail takes `struct error *err` last, returns -1 and fills
 * it:
 *
 *	if (read_all(path, &text, err) < 0)
 *		return -1;
 *
 * Whoever has the error either returns it or logs it, never both.
 */
#ifndef DIRWIRE_BASE_ERROR_H
#define DIRWIRE_BASE_ERROR_H

#include <stdarg.h>

enum error_kind {
	ERROR_NONE = 0,
	ERROR_INPUT,       /* the bytes we were given: reject them */
	ERROR_MAPPING,     /* the contact and the map: reject the contact */
	ERROR_USAGE,       /* the command line: stop, exit 64 */
	ERROR_NO_FILE,     /* a file that is not there: stop, exit 66 */
	ERROR_CONFIG,      /* configuration or map: stop, exit 78 */
	ERROR_CREDENTIALS, /* no rights, wrong password: stop, exit 77 */
	ERROR_NETWORK,     /* no server reached: exit 69 */
	ERROR_LDAP,        /* the server said no; detail is the result code */
	ERROR_SYSTEM,      /* the machine below us; detail is errno */
	ERROR_INTERNAL     /* a fault of dirwire itself */
};

enum { ERROR_TEXT_MAX = 2048 };

struct error {
	enum error_kind kind;
	int detail; /* number of the library below: errno, LDAP result code */
	char text[ERROR_TEXT_MAX]; /* a sentence; who shows it escapes it */
};

/* Fill `err` (which may be NULL) and return -1, so that a failure is one line.
 * A sentence longer than ERROR_TEXT_MAX is cut at a UTF-8 boundary. */
int error_set(struct error *err, enum error_kind kind, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* The same with the number of the library below. */
int error_set_detail(struct error *err, enum error_kind kind, int detail,
    const char *fmt, ...) __attribute__((format(printf, 4, 5)));

/* Put "prefix: " before the sentence in `err`; kind and detail stay.  Returns
 * -1. */
int error_prefix(struct error *err, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

#endif
