/* SPDX-License-Identifier: ISC */
/* event/cut.h - cuts one JSON record at a time out of a stream.
 *
 * The input is one JSON object, an array of objects, or objects one after
 * another (NDJSON); it is never held whole.  The cutter checks the grammar
 * (RFC 8259, strict) and the limits as the bytes go by, so that what it hands
 * out is safe for json-c: record 1 MiB, depth 16, 20,000 tokens, strict UTF-8,
 * no NUL in keys, no number that json-c would saturate.
 *
 *	while ((got = cut_next(cut, &record, &err)) == 1)
 *		if (record.fault == NULL)
 *			decode_event(record.bytes, …);
 */
#ifndef DIRWIRE_EVENT_CUT_H
#define DIRWIRE_EVENT_CUT_H

#include <stdint.h>
#include <sys/types.h>

#include "base/error.h"
#include "base/value.h"

enum {
	CUT_RECORD_MAX_BYTES = 1024 * 1024,
	CUT_DEPTH_MAX = 16,
	CUT_TOKENS_MAX = 20000
};

/* Reads up to `size` bytes: the number read, 0 at the end, -1 with errno. */
typedef ssize_t (*cut_read_fn)(void *context, char *data, size_t size);

struct cut;

struct cut_record {
	struct value bytes; /* borrowed until the next call; NUL-terminated */
	uint64_t offset;    /* of its first byte in the stream */
	size_t line;        /* of its first byte, from 1 */
	size_t number;      /* of the record in the stream, from 1 */
	const char *fault;  /* over a limit: a sentence, borrowed until the next
			       call, and `bytes` is empty; else NULL */
};

struct cut *cut_create(cut_read_fn read, void *context);
void cut_destroy(struct cut **cut);

/* 1 with the next record; 0 at the proper end of the input (an input of white
 * space only is an end, too; a UTF-8 BOM at the start is skipped); -1 when what
 * follows is not JSON or can't be read: ERROR_INPUT "line 7, column 12:
 * expected , or } and found x", ERROR_SYSTEM for the reader.  A record that is
 * over a limit is handed out with `fault` set, and the one behind it is read
 * all the same. */
int cut_next(struct cut *cut, struct cut_record *record_r, struct error *err);

#endif
