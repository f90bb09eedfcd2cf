/* SPDX-License-Identifier: ISC */
#include "tests/unit/unit.h"

#include "bridge/directory/csn.h"
#include "bridge/lane.h"
#include "bridge/pause.h"
#include "bridge/told.h"
#include "tests/unit/mapped.h"

#define MAP                                                   \
	"[map]\nbase = dc=x\nkey = uid: rc-{id}\n[entry e]\n" \
	"dn = uid=rc-{id},{base}\nobjectClass = inetOrgPerson\ncn = {name}\nsn = {name}\n"

/* Pauses double, up to a minute, and end when nothing succeeded for long. */
static void
pauses(void **state)
{
	static const int64_t lengths[] = { 500, 1000, 2000, 4000, 8000, 16000,
		32000, 60000, 60000 };
	struct pause pause = { 0 };
	int64_t now_ms = 1000;

	(void)state;
	assert_false(pause_is_on(&pause, now_ms));
	for (size_t i = 0; i < ROWS(lengths); i++) {
		assert_row(i, pause_begin(&pause, now_ms, 1000000));
		assert_row(i, pause.end_ms == now_ms + lengths[i]);
		assert_row(i, pause_is_on(&pause, pause.end_ms - 1));
		assert_row(i, !pause_is_on(&pause, pause.end_ms));
		/* more trouble is part of it */
		assert_row(i, pause_begin(&pause, pause.end_ms - 1, 1000000));
		assert_row(i, pause.end_ms == now_ms + lengths[i]);
		now_ms = pause.end_ms;
	}
	pause_clear(&pause);
	assert_true(pause_begin(&pause, now_ms, 1200));
	assert_true(pause_begin(&pause, now_ms + 500, 1200));
	assert_int_equal(pause.end_ms, now_ms + 1200); /* not longer than it */
	assert_false(pause_begin(&pause, now_ms + 1200, 1200));
	pause_clear(&pause);
	assert_false(pause_begin(&pause, now_ms, 0));
}

static void
lanes(void **state)
{
	static const struct {
		struct lane lane, other; /* wanted, its parent; current, … */
		bool meets;
	} rows[] = {
		{ { 2, 8, 0, 0 }, { 4, 8, 0, 0 }, false }, /* one parent */
		{ { 2, 8, 0, 0 }, { 2, 8, 0, 0 }, true },
		{ { 2, 8, 4, 8 }, { 4, 8, 0, 0 }, true }, /* left and wanted */
		{ { 2, 8, 4, 8 }, { 6, 8, 4, 8 }, true },
		{ { 2, 8, 0, 0 }, { 6, 2, 0, 0 }, true }, /* is its parent */
		{ { 2, 8, 4, 8 }, { 6, 4, 0, 0 }, true }, /* … that goes */
		{ { 2, 8, 0, 0 }, { 6, 8, 10, 2 }, true },
		{ { 0, 8, 0, 8 }, { 0, 8, 0, 8 }, false }, /* no names */
		{ { 2, 0, 0, 0 }, { 0, 0, 0, 0 }, false },
	};

	(void)state;
	for (size_t i = 0; i < ROWS(rows); i++) {
		assert_row(i,
		    lane_meets(&rows[i].lane, &rows[i].other) == rows[i].meets);
		assert_row(i,
		    lane_meets(&rows[i].other, &rows[i].lane) == rows[i].meets);
	}
}

/* One name is one mark however it is spelt. */
static void
marks(void **state)
{
	static const char *const rows[][2] = {
		{ "cn=Ada,dc=x", "CN = ada , DC=X" },
		{ "cn=A\\,b,ou=\\\\,dc=x", "cn=a\\2Cb,ou=\\5C,dc=x" },
		{ "cn=Ada+uid=rc-1,dc=x", "uid=rc-1+cn=ada,dc=x" },
	};
	struct arena *arena = arena_create();
	struct schema *schema = schema_create_builtin();
	const char *said;
	struct map *map = mapped_create(MAP, schema, arena, &said);
	struct lane_maker maker = { .map = map, .has_names = true };
	struct lane_marks none;

	(void)state;
	if (map == NULL)
		fail_msg("%s", said);
	for (size_t i = 0; i < ROWS(rows); i++) {
		struct lane_marks found[2];

		for (size_t j = 0; j < 2; j++) {
			struct dn dn;

			assert_int_equal(
			    dn_parse(value_of(rows[i][j]), arena, &dn, NULL),
			    0);
			found[j] = lane_make(&maker, &dn, rows[i][j], arena);
		}
		assert_row(i, found[0].name != 0);
		assert_row(i, found[0].name == found[1].name);
		assert_row(i, found[0].parent != 0);
		assert_row(i, found[0].parent == found[1].parent);
		assert_row(i, found[0].parent != found[0].name);
	}
	none = lane_make(&maker, &(struct dn){ .count = 0 }, "", arena);
	assert_int_equal(none.name + none.parent, 0);
	lane_maker_clear(&maker);
	map_destroy(&map);
	schema_destroy(&schema);
	arena_destroy(&arena);
}

static void
names(void **state)
{
	struct names *all = names_create();

	(void)state;
	/* marks as name_mark() makes them: three bits are for the state */
	assert_int_equal(names_at(all, 8), NAME_UNKNOWN);
	for (uint64_t mark = 8; mark < 80000; mark += 8)
		names_note(all, mark, mark % 16 == 0 ? NAME_LEFT : NAME_TAKEN);
	for (uint64_t mark = 24; mark < 90000; mark += 24)
		names_note_below(all, mark);
	for (uint64_t mark = 8; mark < 80000; mark += 8) {
		assert_int_equal(names_at(all, mark),
		    mark % 16 == 0 ? NAME_LEFT : NAME_TAKEN);
		assert_int_equal(names_has_below(all, mark), mark % 24 == 0);
	}
	assert_int_equal(names_at(all, 80016), NAME_UNKNOWN);
	assert_true(names_has_below(all, 80016));
	names_note(all, 48, NAME_TAKEN);
	assert_int_equal(names_at(all, 48), NAME_TAKEN);
	assert_true(names_has_below(all, 48));
	names_note(all, 0, NAME_TAKEN);
	names_note_below(all, 0);
	assert_int_equal(names_at(all, 0), NAME_UNKNOWN);
	assert_false(names_has_below(all, 0));
	names_destroy(&all);
}

#define CSN(second, server) \
	"202605120900" second ".000000Z#000000#" server "#000000"

static void
caught_up(void **state)
{
	static const struct {
		const char *seen[3], *context[3];
		bool is_covered;
	} rows[] = {
		{ { NULL }, { NULL }, true },
		{ { NULL }, { CSN("00", "001") }, true },
		{ { CSN("00", "001") }, { NULL }, false },
		{ { CSN("00", "001") }, { CSN("00", "001") }, true },
		{ { CSN("01", "001") }, { CSN("00", "001") }, false },
		{ { CSN("01", "001"), CSN("00", "001") }, { CSN("01", "001") },
		    true },
		{ { CSN("00", "001"), CSN("01", "001") }, { CSN("00", "001") },
		    false },
		{ { CSN("00", "001") }, { CSN("05", "002") }, false },
		{ { CSN("00", "001"), CSN("09", "002") },
		    { CSN("09", "002"), CSN("01", "001") }, true },
		{ { "rubbish", "#a#b", NULL }, { NULL }, true },
	};
	struct arena *arena = arena_create();

	(void)state;
	for (size_t i = 0; i < ROWS(rows); i++) {
		struct csn_set seen = { .count = 0 };
		struct values context = { 0 };

		for (size_t j = 0; j < 3; j++) {
			csn_note(&seen, rows[i].seen[j]);
			if (rows[i].context[j] != NULL)
				values_add(&context, arena,
				    value_of(rows[i].context[j]));
		}
		assert_row(
		    i, csn_covers(&context, &seen) == rows[i].is_covered);
	}
	arena_destroy(&arena);
}

/* What was told is not told again, but for what is refused now. */
static void
told_again(void **state)
{
	struct contact contact = { .id = "7" };
	struct change change = { .op = CHANGE_ADD, .contact = &contact };
	struct report_note note = { .subject = "7",
		.is_contact = true,
		.reason = "add: constraintViolation (19)" };
	struct arena *arena = arena_create();
	struct told told = { .first = NULL };
	struct run again = { .status = EXIT_DONE };
	struct run run = { .status = EXIT_DONE };

	(void)state;
	told_change(&told, arena, &change, false);
	told_unchanged(&told, arena, &change);
	told_tell_rejects(&told, &again);
	assert_int_equal(again.status, EXIT_DONE);
	told_reject(&told, arena, &note);
	told_tell_rejects(&told, &again);
	assert_int_equal(again.summary.adds + again.summary.unchanged, 0);
	assert_int_equal(again.summary.rejects, 1);
	assert_int_equal(again.status, EXIT_REJECTED);
	told_tell(&told, &run);
	assert_int_equal(run.summary.adds, 1);
	assert_int_equal(run.summary.unchanged, 1);
	assert_int_equal(run.summary.rejects, 1);
	arena_destroy(&arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pauses),
		cmocka_unit_test(lanes),
		cmocka_unit_test(marks),
		cmocka_unit_test(names),
		cmocka_unit_test(caught_up),
		cmocka_unit_test(told_again),
	};

	return cmocka_run_group_tests_name("writer", tests, NULL, NULL);
}
