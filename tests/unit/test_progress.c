/* SPDX-License-Identifier: ISC */
#include "tests/unit/unit.h"

#include <inttypes.h>

#include "bridge/progress.h"

/* From `from_ms` on, `step` more every `every_ms` until `to_ms`. */
struct stretch {
	int64_t from_ms, to_ms, every_ms;
	uint64_t step;
};

struct row {
	uint64_t total;
	struct stretch stretches[3];
	int64_t now_ms;
	const char *text;
};

/* A contact a millisecond, then a pause; then slower. */
#define FAST                   \
	{                      \
		0, 20000, 1, 1 \
	}
#define NEVER               \
	{                   \
		0, -1, 1, 0 \
	}

static const struct row rows[] = {
	/* nothing to do, one, and what can't be known yet */
	{ 0, { NEVER }, 0, "0 of 0 contacts" },
	{ 0, { NEVER }, 5000, "0 of 0 contacts, 0/s" },
	{ 1, { NEVER }, 199, "0 of 1 contact" },
	{ 1, { NEVER }, 1000, "0 of 1 contact, 0/s" },
	{ 1, { { 1000, 1000, 1, 1 } }, 1000, "1 of 1 contact, 1.0/s" },
	{ 10000, { { 1, 100, 1, 1 } }, 100, "100 of 10000 contacts" },
	/* a steady rate, from the beginning and later */
	{ 10000, { { 1, 1000, 1, 1 } }, 1000,
	    "1000 of 10000 contacts, 1000/s, 9 s left" },
	{ 10000, { { 100, 4000, 100, 34 } }, 4000,
	    "1360 of 10000 contacts, 340/s, 26 s left" },
	{ 10000, { { 3530, 3530, 1, 1200 } }, 3530,
	    "1200 of 10000 contacts, 340/s, 26 s left" },
	{ 2000000, { { 10, 1000000, 10, 1 } }, 1000000,
	    "100000 of 2000000 contacts, 100/s, 5 h 17 min left" },
	{ 100000, { { 10, 1000000, 10, 1 } }, 1000000,
	    "100000 of 100000 contacts, 100/s" },
	{ 1000, { { 4000, 40000, 4000, 1 } }, 40000,
	    "10 of 1000 contacts, 0.2/s, 66 min left" },
	/* the window slides: old speed is forgotten, and so is an old pause */
	{ 100000, { FAST, { 20100, 30000, 100, 1 } }, 25000,
	    "20050 of 100000 contacts, 505/s, 3 min left" },
	{ 100000, { FAST, { 20100, 30000, 100, 1 } }, 30000,
	    "20100 of 100000 contacts, 10/s, 2 h 14 min left" },
	{ 100000, { FAST, { 59001, 70000, 1, 1 } }, 70000,
	    "31000 of 100000 contacts, 1000/s, 69 s left" },
	{ 1000, { { 4000, 40000, 4000, 10 }, { 44000, 80000, 4000, 1 } }, 80000,
	    "110 of 1000 contacts, 0.2/s, 60 min left" },
	/* nothing goes on */
	{ 100000, { FAST, { 20001, 40000, 10, 0 } }, 40000,
	    "20000 of 100000 contacts, 0/s" },
	{ UINT64_MAX - 1, { { 1000, 1000, 1, 1 } }, 1000,
	    "1 of 18446744073709551614 contacts, 1.0/s" },
	/* more than there should be, and how many there are is not known */
	{ 10, { { 100, 2000, 100, 1 } }, 2000, "10 of 10 contacts, 5.0/s" },
	{ PROGRESS_UNKNOWN, { { 100, 2000, 100, 10 } }, 2000,
	    "200 contacts, 100/s" },
	{ PROGRESS_UNKNOWN, { { 1000, 1000, 1, 1 } }, 1000,
	    "1 contact, 1.0/s" },
};

static uint64_t
go(struct progress_pace *pace, const struct stretch *stretch, uint64_t done,
    int64_t now_ms)
{
	for (int64_t ms = stretch->from_ms;
	     ms <= stretch->to_ms && ms <= now_ms; ms += stretch->every_ms) {
		done += ms > 0 ? stretch->step : 0;
		progress_pace_note(pace, done, ms);
	}
	return done;
}

static void
rate_and_time_left(void **state)
{
	char text[PROGRESS_TEXT_SIZE];

	(void)state;
	for (size_t i = 0; i < ROWS(rows); i++) {
		struct progress_pace pace = { .what = "",
			.total = rows[i].total };
		uint64_t done = 0;

		progress_pace_note(&pace, 0, 0);
		for (size_t j = 0; j < ROWS(rows[i].stretches); j++)
			if (rows[i].stretches[j].every_ms > 0)
				done = go(&pace, &rows[i].stretches[j], done,
				    rows[i].now_ms);
		progress_pace_write(&pace, rows[i].now_ms, SIZE_MAX, text);
		assert_row_text(i, text, rows[i].text);
	}
}

static void
parts_that_do_not_fit_are_left_out(void **state)
{
	static const struct {
		size_t width;
		const char *text;
	} widths[] = {
		{ 48, "1000 of 10000 contacts planned, 1000/s, 9 s left" },
		{ 47, "1000 of 10000 contacts planned, 1000/s" },
		{ 38, "1000 of 10000 contacts planned, 1000/s" },
		{ 37, "1000 of 10000 contacts planned" },
		{ 30, "1000 of 10000 contacts planned" },
		{ 29, "" },
		{ 0, "" },
	};
	struct progress_pace pace = { .what = " planned", .total = 10000 };
	char text[PROGRESS_TEXT_SIZE];

	(void)state;
	progress_pace_note(&pace, 0, 0);
	progress_pace_note(&pace, 1000, 1000);
	for (size_t i = 0; i < ROWS(widths); i++) {
		progress_pace_write(&pace, 1000, widths[i].width, text);
		assert_row_text(i, text, widths[i].text);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rate_and_time_left),
		cmocka_unit_test(parts_that_do_not_fit_are_left_out),
	};

	return cmocka_run_group_tests_name("progress", tests, NULL, NULL);
}
