/* SPDX-License-Identifier: ISC */
/* event/scan.h - the scanner inside cut: strict JSON, byte by byte, bounded.
 *
 * Private to event/cut.c.  It knows one record at a time: its bytes are
 * gathered while they are checked, and dropped as soon as a limit is passed.
 */
#ifndef DIRWIRE_EVENT_SCAN_H
#define DIRWIRE_EVENT_SCAN_H

#include "event/cut.h"

enum { SCAN_END = -1, SCAN_FAULT_SIZE = 192, SCAN_MESSAGE_SIZE = 96 };

/* More bytes: their number with *data_r, 0 at the end, -1 with errno. */
typedef ssize_t (*scan_refill_fn)(void *context, const char **data_r);

struct scan {
	scan_refill_fn refill;
	void *context;
	const char *data; /* the bytes at hand, `pos` is the next */
	size_t len;
	size_t pos;
	uint64_t offset;     /* of data[0] in the stream */
	size_t line;         /* of the next byte, from 1 */
	uint64_t line_start; /* offset of its first byte */
	bool is_end;
	int read_errno; /* of a failed read, or 0 */

	char *record; /* what was gathered */
	size_t record_len;
	size_t record_capacity;
	size_t mark; /* from here on data[] belongs to the record */
	bool is_recording;
	size_t record_line; /* where it began */
	size_t number;      /* of records so far */

	unsigned int depth;
	unsigned int objects; /* bit n: level n is an object */
	size_t tokens;
	char fault[SCAN_FAULT_SIZE];     /* over a limit; "": not */
	char message[SCAN_MESSAGE_SIZE]; /* what was expected; "": is JSON */
};

void scan_init(struct scan *scan, scan_refill_fn refill, void *context);
void scan_clear(struct scan *scan);

/* The next byte, or SCAN_END; the cursor stays. */
int scan_peek(struct scan *scan);
void scan_advance(struct scan *scan);

/* Skip white space (and a BOM at the very start); the next byte, or SCAN_END,
 * too when scan_fail() noted that half a BOM stands there. */
int scan_skip_blanks(struct scan *scan);

/* Scan one value as a record.  Returns 0, or -1 when it is not JSON. */
int scan_record(struct scan *scan, struct cut_record *record_r);

/* Note what was expected at the cursor.  Returns -1. */
int scan_fail(struct scan *scan, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
bool scan_has_failed(const struct scan *scan);

/* Note why the record can't be used; the first reason stays. */
void scan_fault(struct scan *scan, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* The sentence for what scan_fail() noted. */
void scan_error(struct scan *scan, struct arena *arena, struct error *err_r);

/* A string behind its opening quote, a number, true, false or null: 0 or -1. */
int scan_string(struct scan *scan, bool is_key);
int scan_scalar(struct scan *scan);

#endif
