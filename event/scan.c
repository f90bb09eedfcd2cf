/* SPDX-License-Identifier: ISC */
#include "event/scan.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"

enum { FOUND_MAX = 8 };

void
scan_init(struct scan *scan, scan_refill_fn refill, void *context)
{
	memset(scan, 0, sizeof(*scan));
	scan->refill = refill;
	scan->context = context;
	scan->line = 1;
}

void
scan_clear(struct scan *scan)
{
	free(scan->record);
	scan->record = NULL;
}

/* Keep what was scanned of the record since the mark. */
static void
gather(struct scan *scan)
{
	size_t len = scan->pos - scan->mark;

	if (!scan->is_recording || scan->fault[0] != '\0')
		return;
	if (scan->record_len + len > CUT_RECORD_MAX_BYTES) {
		scan_fault(
		    scan, "is larger than %d bytes", CUT_RECORD_MAX_BYTES);
		return;
	}
	if (scan->record_len + len + 1 > scan->record_capacity) {
		while (scan->record_len + len + 1 > scan->record_capacity)
			scan->record_capacity = scan->record_capacity > 0
			    ? 2 * scan->record_capacity
			    : 4096;
		scan->record =
		    memory_resize(scan->record, scan->record_capacity, 1);
	}
	memcpy(scan->record + scan->record_len, scan->data + scan->mark, len);
	scan->record_len += len;
	scan->record[scan->record_len] = '\0';
	scan->mark = scan->pos;
}

static bool
refill(struct scan *scan)
{
	ssize_t got;

	if (scan->is_end)
		return false;
	gather(scan);
	got = scan->refill(scan->context, &scan->data);
	scan->offset += scan->len;
	scan->len = got > 0 ? (size_t)got : 0;
	scan->pos = 0;
	scan->mark = 0;
	if (got < 0)
		scan->read_errno = errno;
	scan->is_end = got <= 0;
	return got > 0;
}

int
scan_peek(struct scan *scan)
{
	if (scan->pos == scan->len && !refill(scan))
		return SCAN_END;
	return (unsigned char)scan->data[scan->pos];
}

void
scan_advance(struct scan *scan)
{
	if (scan->data[scan->pos] == '\n') {
		scan->line++;
		scan->line_start = scan->offset + scan->pos + 1;
	}
	scan->pos++;
}

/* The byte behind a BOM. */
static int
skip_mark(struct scan *scan)
{
	static const char bom[] = "\xef\xbb\xbf";

	for (size_t i = 0; i < sizeof(bom) - 1; i++) {
		if (scan_peek(scan) != (unsigned char)bom[i]) {
			scan_fail(scan, "expected the rest of a BOM");
			return SCAN_END;
		}
		scan_advance(scan);
	}
	return scan_peek(scan);
}

int
scan_skip_blanks(struct scan *scan)
{
	int c = scan_peek(scan);

	if (c == 0xef && scan->offset + scan->pos == 0)
		c = skip_mark(scan);
	while (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
		scan_advance(scan);
		c = scan_peek(scan);
	}
	return c;
}

int
scan_fail(struct scan *scan, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(scan->message, sizeof(scan->message), fmt, ap);
	va_end(ap);
	return -1;
}

bool
scan_has_failed(const struct scan *scan)
{
	return scan->read_errno != 0 || scan->message[0] != '\0';
}

void
scan_fault(struct scan *scan, const char *fmt, ...)
{
	va_list ap;

	if (scan->fault[0] != '\0')
		return;
	va_start(ap, fmt);
	vsnprintf(scan->fault, sizeof(scan->fault), fmt, ap);
	va_end(ap);
}

void
scan_error(struct scan *scan, struct arena *arena, struct error *err_r)
{
	uint64_t column = scan->offset + scan->pos - scan->line_start + 1;
	struct buffer found;
	size_t line = scan->line;
	int c = scan_peek(scan);

	if (scan->read_errno != 0) {
		error_set_detail(err_r, ERROR_SYSTEM, scan->read_errno,
		    "line %zu, column %llu: can't read on: %s", scan->line,
		    (unsigned long long)column, strerror(scan->read_errno));
		return;
	}
	if (c == SCAN_END && scan->is_recording) {
		error_set(err_r, ERROR_INPUT,
		    "line %zu, column %llu: the input ends inside a record (begun in line %zu)",
		    scan->line, (unsigned long long)column, scan->record_line);
		return;
	}
	/* the reading is over, so looking at some more bytes moves nothing */
	buffer_init(&found, arena);
	for (; c != SCAN_END && found.len < FOUND_MAX; c = scan_peek(scan)) {
		if (found.len > 0 && strchr(" \t\r\n", c) != NULL)
			break;
		buffer_add_char(&found, (char)c);
		scan_advance(scan);
	}
	if (found.len == 0)
		buffer_add_text(&found, "the end of the input");
	error_set(err_r, ERROR_INPUT, "line %zu, column %llu: %s and found %s",
	    line, (unsigned long long)column, scan->message,
	    *found.data != '\0' ? found.data : "a NUL");
}

/* Open a level; returns the bytes that may come first in it. */
static void
open_level(struct scan *scan, int c)
{
	scan->depth++;
	if (scan->depth > CUT_DEPTH_MAX) {
		scan_fault(scan, "is nested more than %d deep", CUT_DEPTH_MAX);
		return;
	}
	scan->objects &= ~(1u << scan->depth);
	if (c == '{')
		scan->objects |= 1u << scan->depth;
}

static bool
is_object(const struct scan *scan)
{
	return (scan->objects >> scan->depth & 1) != 0;
}

/* Below the deepest level that is checked only brackets and strings count: the
 * record is lost anyway, and its end must be found. */
static int
skip_deep(struct scan *scan)
{
	while (scan->depth > CUT_DEPTH_MAX) {
		int c = scan_peek(scan);

		if (c == SCAN_END)
			return scan_fail(scan, "expected ] or }");
		scan_advance(scan);
		if (c == '"' && scan_string(scan, false) < 0)
			return -1;
		if (c == '{' || c == '[')
			scan->depth++;
		if (c == '}' || c == ']')
			scan->depth--;
	}
	return 0;
}

static void
count_token(struct scan *scan)
{
	if (++scan->tokens == CUT_TOKENS_MAX + 1)
		scan_fault(
		    scan, "holds more than %d values and keys", CUT_TOKENS_MAX);
}

/* "key": at the cursor. */
static int
scan_key(struct scan *scan)
{
	if (scan_skip_blanks(scan) != '"')
		return scan_fail(scan, "expected a key in quotes");
	scan_advance(scan);
	count_token(scan);
	if (scan_string(scan, true) < 0)
		return -1;
	if (scan_skip_blanks(scan) != ':')
		return scan_fail(scan, "expected :");
	scan_advance(scan);
	return 0;
}

/* Behind a value: close levels, up to the comma before the next value. */
static int
scan_behind(struct scan *scan)
{
	while (scan->depth > 0) {
		int c = scan_skip_blanks(scan);

		if (c == ',') {
			scan_advance(scan);
			return is_object(scan) ? scan_key(scan) : 0;
		}
		if (c != (is_object(scan) ? '}' : ']'))
			return scan_fail(scan, "expected , or %c",
			    is_object(scan) ? '}' : ']');
		scan_advance(scan);
		scan->depth--;
	}
	return 0;
}

/* Behind an opening bracket: 1 a value follows, 0 the level was closed at once.
 */
static int
scan_first(struct scan *scan)
{
	int c = scan_skip_blanks(scan);

	if (c == (is_object(scan) ? '}' : ']')) {
		scan_advance(scan);
		scan->depth--;
		return 0;
	}
	if (is_object(scan) && c != '"')
		return scan_fail(scan, "expected a key in quotes or }");
	if (is_object(scan) && scan_key(scan) < 0)
		return -1;
	return 1;
}

/* One value with all below it. */
static int
scan_value(struct scan *scan)
{
	do {
		int c = scan_skip_blanks(scan), first = 0;

		count_token(scan);
		if (c == '{' || c == '[') {
			scan_advance(scan);
			open_level(scan, c);
			if (scan->depth > CUT_DEPTH_MAX)
				first = skip_deep(scan);
			else
				first = scan_first(scan);
		} else if (c == '"') {
			scan_advance(scan);
			first = scan_string(scan, false);
		} else {
			first = scan_scalar(scan);
		}
		if (first < 0 || (first == 0 && scan_behind(scan) < 0))
			return -1;
	} while (scan->depth > 0);
	return 0;
}

static const char *
kind_of(int c)
{
	if (c == '[')
		return "an array";
	if (c == '"')
		return "a string";
	if (c == 't' || c == 'f')
		return "a boolean";
	return c == 'n' ? "null" : "a number";
}

int
scan_record(struct scan *scan, struct cut_record *record_r)
{
	int c = scan_peek(scan);
	uint64_t offset = scan->offset + scan->pos;

	scan->is_recording = true;
	scan->mark = scan->pos;
	scan->record_len = 0;
	scan->record_line = scan->line;
	scan->depth = 0;
	scan->tokens = 0;
	scan->fault[0] = '\0';
	if (c != '{')
		scan_fault(scan, "is %s, expected an object", kind_of(c));
	if (scan_value(scan) < 0)
		return -1;
	gather(scan);
	scan->is_recording = false;
	record_r->bytes.data = scan->record;
	record_r->bytes.len = scan->record_len;
	record_r->offset = offset;
	record_r->line = scan->record_line;
	record_r->number = ++scan->number;
	record_r->fault = NULL;
	if (scan->fault[0] != '\0') {
		record_r->bytes.data = "";
		record_r->bytes.len = 0;
		record_r->fault = scan->fault;
	}
	return 0;
}
