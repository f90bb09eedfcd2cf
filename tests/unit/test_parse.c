/* SPDX-License-Identifier: ISC */
#include "tests/unit/unit.h"

#include "tests/unit/mapped.h"

static const char *const files[] = { "more", "[table t]\na = b\n", "loop",
	"include loop\n", "ping", "include pong\n", "pong", "include ping\n",
	"again", "[ldap]\na = 2\n", "1", "include 2\n", "2", "include 3\n", "3",
	"include 4\n", "4", "include 5\n", "5", "include 6\n", "6",
	"include 7\n", "7", "include 8\n", "8", "include 9\n", "9", "[x]\n",
	NULL };

/* All settings as text, then what is wrong. */
static const char *
parse(struct arena *arena, const char *text)
{
	struct mapped_files source = { text, files };
	struct document document;
	struct diagnostics diagnostics;
	struct buffer out;

	diagnostics_init(&diagnostics, arena);
	document_init(&document, arena);
	document_read(&document, "f", mapped_load, &source, &diagnostics);
	buffer_init(&out, arena);
	for (size_t i = 0; i < document.count; i++) {
		const struct section *s = &document.sections[i];

		buffer_printf(&out, "[%d %s%s%s]", (int)s->kind, s->name,
		    s->has_condition ? "?" : "",
		    s->has_condition ? s->condition.joined.data : "");
		if (s->is_leave)
			buffer_add_text(&out, "leave");
		for (size_t j = 0; j < s->count; j++)
			buffer_printf(&out, "%s%c%s|", s->settings[j].name,
			    "=?+"[s->settings[j].op],
			    setting_text(&s->settings[j], arena));
	}
	for (size_t i = 0; i < diagnostics.count; i++)
		buffer_printf(&out, " E%u:%u %.40s",
		    diagnostics.items[i].place.line,
		    diagnostics.items[i].place.column,
		    diagnostics.items[i].text);
	return buffer_value(&out).data;
}

static const struct {
	const char *in;
	const char *out;
} rows[] = {
	{ "", "" },
	{ "# c\n\n[ldap]\nuri = x # c\n", "[0 ldap]uri=x|" },
	{ "[ldap]\nuri = a#b # c\r\n", "[0 ldap]uri=a#b|" },
	{ "[ldap]\nuri = a\n  b\n\tc\n", "[0 ldap]uri=a b c|" },
	{ "[ldap]\nuri = a # one\n  b # two\n", "[0 ldap]uri=a b|" },
	{ "[ldap]\nuri = \"a # b\"\n", "[0 ldap]uri=a # b|" },
	{ "[ldap]\nuri = 5\" x # c\n", "[0 ldap]uri=5\" x|" },
	{ "[ldap]\na=1\n[map]\nb=2\n[LDAP]\nc=3\n",
	    "[0 ldap]a=1|c=3|[0 map]b=2|" },
	{ "[entry a when x = \"]\" and y]\ncn = {a | b(\"#\", } ) # c\n",
	    "[1 a?x = \"]\" and y]cn={a | b(\"#\", } )|" },
	{ "[entry a]\ncn = {x[a=1,\n # no\n b=2]}\n",
	    "[1 a]cn={x[a=1,| E4:2 indented text continues the setting abov" },
	{ "[entry a]\ncn ?= b\nsn += c\nmail=\n", "[1 a]cn?b|sn+c|mail=|" },
	{ "[entry a]\nleave\n", "[1 a]leave" },
	{ "[table t]\n\"a b\" = c\n* = \"d\"\nx#y = 1\n",
	    "[3 t]a b=c|*=d|x#y=1|" },
	{ "[table t]\na = 1\nA = 2\na = 3\n",
	    "[3 t]a=1|A=2|a=3| E4:1 a is set twice; the first stands in f:2;" },
	{ "[table t]\na = 1\nA = 2\nA = 3\n",
	    "[3 t]a=1|A=2|A=3| E4:1 A is set twice; the first stands in f:3;" },
	{ "[table t]\n\"a#\" = 1\na# = 2\n",
	    "[3 t]a#=1|a#=2| E3:1 a# is set twice; the first stands in f:2" },
	{ "[table t]\n\"a = b\n",
	    "[3 t] E2:1 expected a [heading], a comment, or a se" },
	{ "[table t]\n\"a\\\"\\b\" = \"x\\\\\" \n", "[3 t]a\"\\b=x\\|" },
	{ "[table t]\na = \"x\" y\n", "[3 t]a=\"x\" y|" },
	{ "include more\n", "[3 t]a=b|" },
	{ "[ldap]\na=1\ninclude more\nb=2\n", "[0 ldap]a=1|b=2|[3 t]a=b|" },
	/* what is wrong, and that the rest is read all the same */
	{ "include none\n[ldap]\na=1\n", "[0 ldap]a=1| E1:9 no file none" },
	{ "include loop\n", " E1:9 loop would include itself; take this lin" },
	{ "include ping\n", " E1:9 ping would include itself; take this lin" },
	{ "include 2\n", "[0 x]" },
	{ "include 1\n", " E1:9 includes are more than 8 deep; put the t" },
	{ "[ldap]\na=1\ninclude again\n",
	    "[0 ldap]a=1|a=2| E2:1 a is set twice; the first stands in f:2;" },
	{ "[ldap]\ninclude \"more\"\t# c\ninclude = x\n",
	    "[0 ldap][3 t]a=b| E3:1 include takes no equals sign; write incl" },
	{ "[ ldap\t] # c\r\na\t=\tb\tc\t\r\n", "[0 ldap]a=b\tc|" },
	{ "[entry a when b = c] x\n",
	    " E1:22 a heading stands alone on its line; put " },
	{ "[entry a]\ncn = x\n  2 + 2\n", "[1 a]cn=x 2 + 2|" },
	{ "[entry a]\ncn = x\n  sn += y\n",
	    "[1 a]cn=x| E3:3 the setting cn of line 2 would swallow t" },
	{ "[entry a]\ncn = x\n  \"sn\" = y\n", "[1 a]cn=x \"sn\" = y|" },
	{ "[entry a]\ncn = x # c\n\n", "[1 a]cn=x|" },
	{ "[entry a]\ncn = x\n # c\n y\n",
	    "[1 a]cn=x| E4:2 indented text continues the setting abov" },
	{ "a = 1\n", " E1:1 a stands before the first heading; put i" },
	{ "[ldap\na = 1\n[map]\nb=1\n",
	    "[0 map]b=1| E1:6 a heading ends with ] on the line it beg" },
	{ "[]\n", " E1:2 expected a name behind [, as in [ldap] o" },
	{ "[table]\n", " E1:7 expected a name behind table, as in [tab" },
	{ "[table t when x]\n",
	    " E1:10 expected ] behind the name; a section wi" },
	{ "[ldap]\n  a = 1\n",
	    "[0 ldap] E2:3 indented text continues the setting abov" },
	{ "[ldap]\na = 1\n  b = 2\n",
	    "[0 ldap]a=1| E3:3 the setting a of line 2 would swallow th" },
	{ "[ldap]\na = 1\n  [map]\n",
	    "[0 ldap]a=1| E3:3 the setting a of line 2 would swallow th" },
	{ "[entry a]\ndn = uid=1,\n  ou=x\n", "[1 a]dn=uid=1, ou=x|" },
	{ "[entry a]\ncn = {x[a=1,\n  b=2].c}\n", "[1 a]cn={x[a=1, b=2].c}|" },
	{ "[entry a]\ncn = x\n  sn = {y\n  | trim}\n",
	    "[1 a]cn=x | trim}| E3:3 the setting cn of line 2 would swallow t" },
	{ "[ldap]\na = 1\n\n  b\n",
	    "[0 ldap]a=1| E4:3 indented text continues the setting abov" },
	{ "[ldap]\na = 1\na = 2\n",
	    "[0 ldap]a=1|a=2| E3:1 a is set twice; the first stands in f:2;" },
	{ "[ldap]\nnonsense\n",
	    "[0 ldap] E2:9 expected a [heading], a comment, or a se" },
	{ "[entry a]\n[entry A]\n",
	    "[1 a][1 A] E2:1 [entry A] stands already in f:1; give on" },
	{ "\xef\xbb\xbf[ldap]\n",
	    "[0 ldap] E1:1 the file begins with a byte order mark; " },
	{ "[ldap]\na = \xff\n",
	    "[0 ldap] E2:1 the line is not UTF-8; save the file as " },
};

static void
lines_and_sections(void **state)
{
	struct arena *arena = arena_create();

	(void)state;
	for (size_t i = 0; i < ROWS(rows); i++)
		assert_row_text(i, parse(arena, rows[i].in), rows[i].out);
	arena_destroy(&arena);
}

static void
a_caret_points(void **state)
{
	static const struct {
		struct place place;
		const char *out;
	} carets[] = {
		{ { "dir/f", 3, 5, "\tx\xc3\xa4 = \x1b" },
		    "dir/f:3:5: error: no \\\"\n    \tx\xc3\xa4 = \\x1b\n    \t   ^\n" },
		{ { "f", 1, 1, "x" }, "f:1:1: error: no \\\"\n    x\n    ^\n" },
		{ { "f", 1, 2, "x" },
		    "f:1:2: error: no \\\"\n    x\n     ^\n" },
		{ { "f", 1, 5, "\\w\x1b {" },
		    "f:1:5: error: no \\\"\n    \\w\\x1b {\n           ^\n" },
		{ { "f", 1, 3, "\xe7\x94\xb0\xe7\x94\xb0{" },
		    "f:1:3: error: no \\\"\n    \xe7\x94\xb0\xe7\x94\xb0{\n        ^\n" },
		{ { "f", 1, 3, "e\xcc\x81{" },
		    "f:1:3: error: no \\\"\n    e\xcc\x81{\n     ^\n" },
		{ { NULL, 0, 0, NULL }, "dirwire: error: no \\\"\n" },
	};
	struct arena *arena = arena_create();

	(void)state;
	for (size_t i = 0; i < ROWS(carets); i++) {
		struct diagnostics diagnostics;
		struct buffer out;

		diagnostics_init(&diagnostics, arena);
		diagnostics_error(
		    &diagnostics, carets[i].place, "no %s", "\\\"");
		buffer_init(&out, arena);
		diagnostics_write(&diagnostics, &out);
		assert_row_text(i, out.data, carets[i].out);
	}
	arena_destroy(&arena);
}

static void
errors_stand_in_the_order_of_lines(void **state)
{
	struct arena *arena = arena_create();
	const char *one = "one", *two = "two";
	const struct place places[] = { { one, 2, 1, "x" }, { two, 1, 1, "x" },
		{ one, 1, 2, "x" }, { one, 1, 1, "x" } };
	struct diagnostics diagnostics;
	struct buffer out;

	(void)state;
	diagnostics_init(&diagnostics, arena);
	for (size_t i = 0; i < ROWS(places); i++)
		diagnostics_error(&diagnostics, places[i], "%zu", i);
	buffer_init(&out, arena);
	diagnostics_write(&diagnostics, &out);
	assert_string_equal(out.data,
	    "one:1:1: error: 3\n    x\n    ^\n"
	    "one:1:2: error: 2\n    x\n     ^\n"
	    "one:2:1: error: 0\n    x\n    ^\n"
	    "two:1:1: error: 1\n    x\n    ^\n");
	arena_destroy(&arena);
}

static void
a_long_line_is_refused(void **state)
{
	struct arena *arena = arena_create();
	struct buffer in;

	(void)state;
	buffer_init(&in, arena);
	buffer_add_text(&in, "[ldap]\na = ");
	for (int i = 0; i < PARSE_LINE_MAX / 8; i++)
		buffer_add_text(&in, "12345678\n ");
	assert_non_null(
	    strstr(parse(arena, in.data), "a is longer than 65536 bytes"));
	arena_destroy(&arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_and_sections),
		cmocka_unit_test(a_caret_points),
		cmocka_unit_test(errors_stand_in_the_order_of_lines),
		cmocka_unit_test(a_long_line_is_refused),
	};

	return cmocka_run_group_tests_name("parse", tests, NULL, NULL);
}
