/* SPDX-License-Identifier: ISC */
#include "event/cut.h"

#include <errno.h>
#include <stdlib.h>

#include "event/scan.h"

enum { READ_SIZE = 64 * 1024 };

struct cut {
	struct scan scan;
	char read_data[READ_SIZE];
	cut_read_fn read;
	void *context;
	struct arena *arena;  /* for escaped pieces of error messages */
	bool is_in_array;     /* between the brackets around the records */
	bool is_after_record; /* … behind one: , or ] must follow */
	bool is_failed;
	struct error failure;
	size_t count;
};

/* scan_refill_fn: more bytes for the scanner. */
static ssize_t
refill(void *context, const char **data_r)
{
	struct cut *cut = context;
	ssize_t got;

	do {
		got = cut->read(cut->context, cut->read_data, READ_SIZE);
	} while (got < 0 && errno == EINTR);
	*data_r = cut->read_data;
	return got;
}

struct cut *
cut_create(cut_read_fn read, void *context)
{
	struct cut *cut = memory_alloc(1, sizeof(*cut));

	cut->read = read;
	cut->context = context;
	cut->arena = arena_create();
	scan_init(&cut->scan, refill, cut);
	return cut;
}

void
cut_destroy(struct cut **cut)
{
	if (*cut == NULL)
		return;
	scan_clear(&(*cut)->scan);
	arena_destroy(&(*cut)->arena);
	free(*cut);
	*cut = NULL;
}

/* Between records: skip blanks, brackets and commas.  1: a record begins, 0:
 * the end, -1: something else stands there. */
static int
find_record(struct cut *cut)
{
	struct scan *scan = &cut->scan;

	for (;;) {
		int c = scan_skip_blanks(scan);

		if (c == SCAN_END && cut->is_in_array)
			return scan_fail(scan, "expected %s",
			    cut->is_after_record ? ", or ] behind the record"
						 : "a record or ]");
		if (c == SCAN_END)
			return scan_has_failed(scan) ? -1 : 0;
		if (cut->is_in_array && c == ']' &&
		    (cut->is_after_record || cut->count == 0)) {
			scan_advance(scan);
			cut->is_in_array = false;
			cut->is_after_record = false;
			continue;
		}
		if (cut->is_in_array && cut->is_after_record) {
			if (c != ',')
				return scan_fail(scan, "expected , or ]");
			scan_advance(scan);
			cut->is_after_record = false;
			continue;
		}
		if (!cut->is_in_array && c == '[') {
			scan_advance(scan);
			cut->is_in_array = true;
			cut->count = 0;
			continue;
		}
		return 1;
	}
}

int
cut_next(struct cut *cut, struct cut_record *record_r, struct error *err)
{
	struct scan *scan = &cut->scan;
	int rc;

	if (cut->is_failed) {
		if (err != NULL)
			*err = cut->failure;
		return -1;
	}
	arena_reset(cut->arena);
	rc = find_record(cut);
	if (rc == 1) {
		cut->count++;
		cut->is_after_record = cut->is_in_array;
		rc = scan_record(scan, record_r) < 0 ? -1 : 1;
	}
	if (rc == -1) {
		scan_error(scan, cut->arena, &cut->failure);
		cut->is_failed = true;
		if (err != NULL)
			*err = cut->failure;
	}
	return rc;
}
