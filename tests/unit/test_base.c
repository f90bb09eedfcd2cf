/* SPDX-License-Identifier: ISC */
#include "tests/unit/unit.h"

#include <sys/resource.h>
#include <time.h>

#include "base/buffer.h"
#include "base/clock.h"
#include "base/digest.h"
#include "base/error.h"
#include "base/reader.h"

static void
arena_gives_aligned_zeroed_memory(void **state)
{
	struct arena *arena = arena_create();

	(void)state;
	for (size_t size = 1; size < 100000; size = size * 3 + 1) {
		char *data = arena_alloc(arena, size);

		assert_int_equal((uintptr_t)data % 16, 0);
		for (size_t i = 0; i < size; i++)
			assert_int_equal(data[i], 0);
		memset(data, 0xff, size);
	}
	arena_reset(arena);
	assert_int_equal(*(char *)arena_alloc(arena, 50000), 0);
	arena_destroy(&arena);
	assert_null(arena);
	arena_destroy(&arena);
}

static void
arena_grows_arrays(void **state)
{
	struct arena *arena = arena_create();
	size_t capacity = 0;
	int *items = NULL;

	(void)state;
	for (int i = 0; i < 1000; i++) {
		items = arena_grow(
		    arena, items, (size_t)i, &capacity, sizeof(*items));
		items[i] = i;
	}
	for (int i = 0; i < 1000; i++)
		assert_int_equal(items[i], i);
	arena_destroy(&arena);
}

static void
values_compare_bytes(void **state)
{
	struct value nul = { "a\0b", 3 };

	(void)state;
	assert_true(value_is_same(value_of("a"), value_of("a")));
	assert_false(value_is_same(value_of("a"), nul));
	assert_true(value_compare(value_of("a"), value_of("b")) < 0);
	assert_true(value_compare(value_of("aa"), value_of("a")) > 0);
	assert_true(value_compare(value_of("z"), value_of("\xc3\xa4")) < 0);
	assert_int_equal(value_compare(nul, nul), 0);
}

static void
buffer_keeps_everything(void **state)
{
	struct arena *arena = arena_create();
	struct buffer buffer;

	(void)state;
	buffer_init(&buffer, arena);
	for (int i = 0; i < 5000; i++)
		buffer_printf(&buffer, "%d,", i % 10);
	assert_int_equal(buffer.len, 10000);
	assert_int_equal(buffer.data[9998], '9');
	assert_int_equal(buffer.data[10000], '\0');
	arena_destroy(&arena);
}

static void
error_is_cut_between_characters(void **state)
{
	struct error err;
	char text[3000];

	(void)state;
	for (size_t i = 0; i + 1 < sizeof(text); i += 2)
		memcpy(text + i, "\xc3\xa4", 2);
	text[2998] = '\0';
	assert_int_equal(error_set(&err, ERROR_INPUT, "x%s", text), -1);
	assert_int_equal(strlen(err.text) % 2, 1);
	assert_int_equal(error_set(NULL, ERROR_INPUT, "x"), -1);
	error_set_detail(&err, ERROR_LDAP, 32, "gone");
	error_prefix(&err, "at %d", 7);
	assert_string_equal(err.text, "at 7: gone");
	assert_int_equal(err.detail, 32);
}

static void
clock_reads_times(void **state)
{
	static const struct {
		const char *text;
		long long ms; /* -1: refused */
	} rows[] = {
		{ "1970-01-01T00:00:00Z", 0 },
		{ "2026-05-12T09:01:00.101Z", 1778576460101 },
		{ "2026-05-12T09:01:00.101+0000", 1778576460101 },
		{ "2026-05-12T11:01:00.101+02:00", 1778576460101 },
		{ "2026-05-12T04:01:00.1019999-0500", 1778576460101 },
		{ "2024-02-29T23:59:60Z", 1709251199000 },
		{ "2026-02-29T00:00:00Z", -1 },
		{ "2026-13-01T00:00:00Z", -1 },
		{ "2026-05-12T25:00:00Z", -1 },
		{ "2026-05-12", -1 },
		{ "2026-05-12T09:01:00", -1 },
		{ "2026-05-12T09:01:00.Z", -1 },
		{ "2026-05-12T09:01:00Zx", -1 },
		{ "yesterday", -1 },
		{ "", -1 },
	};

	(void)state;
	for (size_t i = 0; i < ROWS(rows); i++) {
		int64_t ms = -1;
		int rc = clock_parse(rows[i].text, &ms, NULL);

		assert_row(i, ms == rows[i].ms);
		assert_row(i, (rc == 0) == (rows[i].ms >= 0));
	}
}

static void
clock_writes_times(void **state)
{
	char text[CLOCK_TEXT_SIZE];

	(void)state;
	clock_write(1778576460101, text);
	assert_string_equal(text, "2026-05-12T09:01:00Z");
}

static void
clock_is_the_systems(void **state)
{
	int64_t begun_ms = clock_steady_ms(), begun_us = clock_steady_us();
	struct timespec now;

	(void)state;
	assert_true(clock_sleep(begun_ms + 20));
	assert_true(clock_steady_ms() >= begun_ms + 20);
	assert_true(clock_steady_us() >= begun_us + 19000);
	clock_gettime(CLOCK_MONOTONIC, &now);
	assert_true(clock_steady_ms() / 1000 - now.tv_sec <= 60);
	clock_gettime(CLOCK_REALTIME, &now);
	assert_true(clock_wall_ms() / 1000 - now.tv_sec <= 60);
	assert_false(clock_wait_fd(-1, false, clock_steady_ms() + 20));
	assert_true(clock_sleep(begun_ms));
	assert_int_equal(clock_real_ms(60000), 60000);
}

/* Every length, so those too that just fit and just do not. */
static void
printing_keeps_every_length(void **state)
{
	struct arena *arena = arena_create();
	char text[600];

	(void)state;
	for (int len = 0; len < (int)sizeof(text); len++) {
		struct buffer buffer;

		memset(text, 'a', sizeof(text));
		text[len] = '\0';
		assert_string_equal(arena_printf(arena, "%s", text), text);
		buffer_init(&buffer, arena);
		buffer_printf(&buffer, "%s", text);
		assert_int_equal(buffer.len, len);
		assert_string_equal(buffer.data, text);
		buffer_printf(&buffer, "%d%s", 7, "z");
		assert_int_equal(buffer.len, len + 2);
		assert_string_equal(buffer.data + len, "7z");
	}
	arena_destroy(&arena);
}

static void
buffer_writes_base64(void **state)
{
	static const struct value rows[] = { { "", 0 }, { "\xff", 1 },
		{ "\0\1", 2 }, { "abc", 3 } };
	struct arena *arena = arena_create();
	struct buffer buffer;

	(void)state;
	buffer_init(&buffer, arena);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		buffer_add_base64(&buffer, rows[i]);
		buffer_add_char(&buffer, ' ');
	}
	assert_string_equal(buffer.data, " /w== AAE= YWJj ");
	arena_destroy(&arena);
}

static void
digest_is_sha256(void **state)
{
	char hex[DIGEST_HEX_SIZE], again[DIGEST_HEX_SIZE];
	struct digest digest;

	(void)state;
	digest_hex(value_of("abc"), hex);
	assert_string_equal(hex,
	    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	digest_init(&digest);
	digest_add(&digest, value_of("a"));
	digest_add(&digest, value_of(""));
	digest_add(&digest, value_of("bc"));
	digest_end(&digest, again);
	assert_string_equal(again, hex);
	digest_end(&digest, again);
	assert_string_equal(again,
	    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

static void
reader_knows_places(void **state)
{
	struct arena *arena = arena_create();
	struct reader_text text = { .file = "f" };
	struct reader_text part;
	struct place place;

	(void)state;
	reader_text_add(&text, arena, value_of("abc"), 3, 4, "x = abc");
	reader_text_add(
	    &text, arena, value_of("d\xc3\xa4g"), 4, 2, "  d\xc3\xa4g");
	assert_string_equal(text.joined.data, "abc d\xc3\xa4g");
	assert_int_equal(reader_line_end(&text, 0), 3);
	assert_int_equal(reader_line_end(&text, 3), 3);
	assert_int_equal(reader_line_end(&text, 4), 8);
	place = reader_place(&text, 0);
	assert_int_equal(place.line, 3);
	assert_int_equal(place.column, 5);
	place = reader_place(&text, 7);
	assert_int_equal(place.line, 4);
	assert_int_equal(place.column, 5);
	part = reader_text_part(&text, arena, 2, 6);
	place = reader_place(&part, 0);
	assert_int_equal(place.line, 3);
	assert_int_equal(place.column, 7);
	assert_int_equal(reader_place(&part, 2).line, 4);
	arena_destroy(&arena);
}

/* A setting of 64 KiB may stand on half as many lines. */
static void
many_pieces_take_little_memory(void **state)
{
	enum { LINES = 30 * 1000, ROOM_KIB = 32 * 1024 };
	struct arena *arena = arena_create();
	struct reader_text text = { .file = "f" };
	struct rusage before, after;

	(void)state;
	getrusage(RUSAGE_SELF, &before);
	for (unsigned int i = 1; i <= LINES; i++)
		reader_text_add(&text, arena, value_of("a"), i, 1, " a");
	getrusage(RUSAGE_SELF, &after);
	assert_int_equal(text.joined.len, 2 * LINES - 1);
	assert_int_equal(strlen(text.joined.data), text.joined.len);
	for (unsigned int i = 1; i <= LINES; i++)
		assert_int_equal(reader_place(&text, 2 * (i - 1)).line, i);
	assert_true(after.ru_maxrss - before.ru_maxrss < ROOM_KIB);
	arena_destroy(&arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(arena_gives_aligned_zeroed_memory),
		cmocka_unit_test(arena_grows_arrays),
		cmocka_unit_test(values_compare_bytes),
		cmocka_unit_test(buffer_keeps_everything),
		cmocka_unit_test(error_is_cut_between_characters),
		cmocka_unit_test(clock_reads_times),
		cmocka_unit_test(clock_writes_times),
		cmocka_unit_test(clock_is_the_systems),
		cmocka_unit_test(printing_keeps_every_length),
		cmocka_unit_test(buffer_writes_base64),
		cmocka_unit_test(digest_is_sha256),
		cmocka_unit_test(reader_knows_places),
		cmocka_unit_test(many_pieces_take_little_memory),
	};

	return cmocka_run_group_tests_name("base", tests, NULL, NULL);
}
