/* SPDX-License-Identifier: ISC */
#include "tests/unit/unit.h"

#include "base/text.h"

static void
utf8_is_strict(void **state)
{
	static const struct {
		const char *text;
		bool is_good;
	} rows[] = {
		{ "", true },
		{ "abc", true },
		{ "\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80", true },
		{ "\xc0\x80", false },
		{ "\xe0\x80\x80", false },
		{ "\xed\xa0\x80", false },
		{ "\xf4\x90\x80\x80", false },
		{ "\xff", false },
		{ "\xc3", false },
		{ "\x80", false },
	};

	(void)state;
	for (size_t i = 0; i < ROWS(rows); i++)
		assert_row(i,
		    text_is_utf8(rows[i].text, strlen(rows[i].text)) ==
			rows[i].is_good);
}

struct row {
	const char *in;
	const char *out;
};

static void
check(struct value (*change)(struct arena *, struct value),
    const struct row *rows, size_t count)
{
	struct arena *arena = arena_create();

	for (size_t i = 0; i < count; i++) {
		struct value out = change(arena, value_of(rows[i].in));

		assert_row_text(i, out.data, rows[i].out);
		assert_row(i, out.len == strlen(rows[i].out));
		assert_row_text(i, change(arena, out).data, rows[i].out);
	}
	arena_destroy(&arena);
}

static void
cleaning(void **state)
{
	static const struct row rows[] = {
		{ "plain", "plain" },
		{ "  both ends\t\n", "both ends" },
		{ "\xc2\xa0nbsp\xe3\x80\x80", "nbsp" },
		{ "a\tb\nc\r\nd", "a b c  d" },
		{ "a\x01\x7f\xc2\x85z", "a z" },
		{ "\xef\xbb\xbf"
		  "bom",
		    "bom" },
		{ "\xe2\x80\xae"
		  "rtl\xe2\x81\xa6",
		    "rtl" },
		{ "a\xcc\x88", "\xc3\xa4" },
		{ "a\xe2\x80\x8e\xcc\x88", "\xc3\xa4" },
		{ "zwj\xe2\x80\x8d.", "zwj\xe2\x80\x8d." },
		{ "\xef\xbf\xbf", "" },
		{ "\x01\x02", "" },
		{ "   ", "" },
		{ "", "" },
		{ "inner  blanks", "inner  blanks" },
	};

	(void)state;
	check(text_clean, rows, ROWS(rows));
}

static void
ascii(void **state)
{
	static const struct row rows[] = {
		{ "J\xc3\xb6rg Stra\xc3\x9f"
		  "e",
		    "Jorg Strasse" },
		{ "\xc5\x81ukasz \xc3\x98rsted \xc3\x86ther",
		    "Lukasz Orsted AEther" },
		{ "\xc4\x91\xc3\xb0\xc3\xbe\xc4\xb1\xc5\x93", "ddthioe" },
		{ "\xe7\x94\xb0", "" },
		{ "plain", "plain" },
	};

	(void)state;
	check(text_ascii, rows, ROWS(rows));
}

static void
cases(void **state)
{
	static const struct row lower[] = {
		{ "ABC \xc3\x84\xc3\x96", "abc \xc3\xa4\xc3\xb6" },
		{ "I", "i" },
		{ "@AZ[\\`az{ \x01\x7f", "@az[\\`az{ \x01\x7f" },
	};
	static const struct row upper[] = {
		{ "abc \xc3\xa4", "ABC \xc3\x84" },
		{ "\xc3\x9f", "SS" },
	};

	(void)state;
	check(text_lower, lower, ROWS(lower));
	check(text_upper, upper, ROWS(upper));
}

static void
cutting(void **state)
{
	static const struct {
		const char *in;
		size_t max;
		const char *out;
	} rows[] = {
		{ "abcdef", 3, "abc" },
		{ "abc", 3, "abc" },
		{ "ab cd", 3, "ab" },
		{ "a\xcc\xb6z", 1, "" },
		{ "a\xcc\xb6z", 2, "a\xcc\xb6" },
		{ "\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa7x", 2, "" },
		{ "\xc3\xa4\xc3\xb6", 1, "\xc3\xa4" },
	};
	struct arena *arena = arena_create();

	(void)state;
	for (size_t i = 0; i < ROWS(rows); i++)
		assert_row_text(i,
		    text_cut(arena, value_of(rows[i].in), rows[i].max).data,
		    rows[i].out);
	arena_destroy(&arena);
}

static void
escaping(void **state)
{
	static const struct row rows[] = {
		{ "plain \xc3\xa4", "plain \xc3\xa4" },
		{ "a\x1b[31mb", "a\\x1b[31mb" },
		{ "a\r\nb", "a\\x0d\\x0ab" },
		{ "\xe2\x80\xae", "\\u{202e}" },
		{ "\xe2\x80\xa8", "\\u{2028}" },
		{ "\xff\xc3", "\\xff\\xc3" },
		{ "back\\slash", "back\\\\slash" },
		{ "\xc2\x85", "\\u{0085}" },
		{ "\x7f", "\\x7f" },
	};
	struct arena *arena = arena_create();
	struct value nul = { "a\0b", 3 };

	(void)state;
	for (size_t i = 0; i < ROWS(rows); i++)
		assert_row_text(
		    i, text_escape(arena, value_of(rows[i].in)), rows[i].out);
	assert_string_equal(text_escape(arena, nul), "a\\x00b");
	arena_destroy(&arena);
}

static void
escaping_for_json(void **state)
{
	static const struct row rows[] = {
		{ "plain \xc3\xa4 / \xf0\x9f\x98\x80",
		    "plain \xc3\xa4 / \xf0\x9f\x98\x80" },
		{ "a\x1b[31m\tb\r\n", "a\\u001b[31m\\u0009b\\u000d\\u000a" },
		{ "say \"\\\"", "say \\\"\\\\\\\"" },
		{ "\x7f\xc2\x85", "\\u007f\\u0085" },
		{ "\xe2\x80\xae\xe2\x80\xa8", "\\u202e\\u2028" },
		{ "\xf3\xa0\x80\x81", "\\udb40\\udc01" }, /* U+E0001 */
		{ "\xff\xc3", "\\ufffd\\ufffd" },
		{ "", "" },
	};
	struct arena *arena = arena_create();
	struct value nul = { "a\0b", 3 };

	(void)state;
	for (size_t i = 0; i < ROWS(rows); i++)
		assert_row_text(i,
		    text_escape_json(arena, value_of(rows[i].in)), rows[i].out);
	assert_string_equal(text_escape_json(arena, nul), "a\\u0000b");
	arena_destroy(&arena);
}

static void
widths(void **state)
{
	static const struct {
		const char *text;
		size_t width;
	} rows[] = {
		{ "", 0 },
		{ "plain ~", 7 },
		{ "\xc3\xa4", 1 },
		{ "a\xcc\x88", 1 },
		{ "a\xe7\x94\xb0", 3 },
	};

	(void)state;
	for (size_t i = 0; i < ROWS(rows); i++)
		assert_row(i, text_width(rows[i].text) == rows[i].width);
}

static void
did_you_mean(void **state)
{
	static const char *const names[] = { "lastName", "firstName",
		"department", "e164", NULL };

	(void)state;
	assert_string_equal(text_nearest("lastname", names), "lastName");
	assert_string_equal(text_nearest("fristName", names), "firstName");
	assert_string_equal(text_nearest("e146", names), "e164");
	assert_null(text_nearest("colour", names));
	assert_null(text_nearest("", names));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(utf8_is_strict),
		cmocka_unit_test(cleaning),
		cmocka_unit_test(ascii),
		cmocka_unit_test(cases),
		cmocka_unit_test(cutting),
		cmocka_unit_test(escaping),
		cmocka_unit_test(escaping_for_json),
		cmocka_unit_test(widths),
		cmocka_unit_test(did_you_mean),
	};

	return cmocka_run_group_tests_name("text", tests, NULL, NULL);
}
