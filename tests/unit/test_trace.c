/* SPDX-License-Identifier: ISC */
#include "tests/unit/unit.h"

#include "tests/unit/mapped.h"

static struct schema *schema;

static int
set_up(void **state)
{
	(void)state;
	schema = schema_create_builtin();
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	schema_destroy(&schema);
	return 0;
}

#define HEAD "[map]\nbase = dc=x\nkey = uid: rc-{id}\n"
#define BODY                                                                   \
	"dn = uid=rc-{id},{base}\nobjectClass = inetOrgPerson\ncn = x\nsn = x" \
	"\n"
#define CONTACT                                                                \
	"\"id\":\"1\",\"type\":\"User\",\"status\":\"Disabled\",\"name\":\" a" \
	" \",\"department\":\"\",\"phoneNumbers\":[{\"type\":\"VoiceFax\","    \
	"\"phoneNumber\":\"+1 (202) 555-0101\"},{\"type\":\"FaxOnly\","        \
	"\"phoneNumber\":\"x\"}],\"site\":{\"name\":\"W\xc3\xabst\"}"

/* Make the contact by the map in `text`. */
static void
make(const char *text, struct trace *trace)
{
	const struct contact *contact = mapped_contact(CONTACT, trace->arena);
	const char *said;
	struct desired desired;
	struct error err;
	struct map *map = mapped_create(text, schema, trace->arena, &said);

	if (map == NULL)
		fail_msg("%s: %s", text, said);
	if (map_make_traced(map, contact, trace->arena, trace, &desired, &err) <
	    0)
		fail_msg("%s: %s", text, err.text);
	map_destroy(&map);
}

static void
write_values(const struct values *values, struct buffer *out)
{
	for (size_t i = 0; i < values->count; i++)
		buffer_printf(
		    out, "%s%s", i > 0 ? "," : "", values->items[i].data);
}

/* "type = User (User) not hidden = true () unknown": what decided. */
static const char *
decided(const struct trace_condition *condition, struct arena *arena)
{
	struct buffer out;

	buffer_init(&out, arena);
	for (size_t i = 0; i < condition->count; i++) {
		const struct trace_test *test = &condition->tests[i];

		/* each must be what made the condition hold, or not */
		assert_true((test->holds != test->is_not) == condition->holds);
		buffer_printf(&out, "%s%s%s (", out.len > 0 ? "; " : "",
		    test->is_not ? "not " : "", test->test->text.data);
		write_values(&test->found, &out);
		buffer_printf(&out, ")%s%s", test->is_unknown ? " unknown" : "",
		    test->is_object ? " object" : "");
	}
	return buffer_value(&out).data;
}

static const struct {
	const char *condition;
	bool holds;
	const char *decided;
} condition_rows[] = {
	{ "type = User", true, "type = User (User)" },
	{ "type=Bot", false, "type=Bot (User)" },
	{ "type in Bot,  User", true, "type in Bot,  User (User)" },
	{ "lastName = a", false, "lastName = a ()" },
	{ "hidden = true", false, "hidden = true () unknown" },
	{ "site = West", false, "site = West () object" },
	{ "name present", true, "name present ( a )" },
	{ "department present", false, "department present ()" },
	{ "type != User", false, "type != User (User)" },
	{ "not type = User", false, "not type = User (User)" },
	{ "phoneNumbers.type = FaxOnly", true,
	    "phoneNumbers.type = FaxOnly (VoiceFax,FaxOnly)" },
	{ "phoneNumbers[type = FaxOnly].phoneNumber = y", false,
	    "phoneNumbers[type = FaxOnly].phoneNumber = y (x)" },
	/* of and: both when it holds, else the one that does not */
	{ "type = User and status = Disabled", true,
	    "type = User (User); status = Disabled (Disabled)" },
	{ "type = User and status = Enabled", false,
	    "status = Enabled (Disabled)" },
	{ "type = Bot and status = Enabled", false, "type = Bot (User)" },
	/* of or: the one that holds, else both */
	{ "type = Bot or status = Disabled", true,
	    "status = Disabled (Disabled)" },
	{ "type = User or status = Disabled", true, "type = User (User)" },
	{ "type = Bot or status = Enabled", false,
	    "type = Bot (User); status = Enabled (Disabled)" },
	{ "not (type = Bot or status = Enabled)", true,
	    "not type = Bot (User); not status = Enabled (Disabled)" },
	{ "not (type = User and not status = Disabled)", true,
	    "status = Disabled (Disabled)" },
	{ "(type = Bot or name = a) and (status = Enabled or type = "
	  "User)",
	    true, "name = a ( a ); type = User (User)" },
	{ "type = User and (status = Enabled or name = b)", false,
	    "status = Enabled (Disabled); name = b ( a )" },
	{ "(type = User and status = Enabled) or name = a", true,
	    "name = a ( a )" },
};

static void
conditions(void **state)
{
	(void)state;
	for (size_t i = 0; i < ROWS(condition_rows); i++) {
		struct arena *arena = arena_create();
		struct trace trace = { .arena = arena };

		make(arena_printf(arena,
			 HEAD "[entry a when %s]\n" BODY "[entry b]\n" BODY,
			 condition_rows[i].condition),
		    &trace);
		assert_row(i, trace.condition_count == 1);
		assert_row(
		    i, trace.conditions[0].holds == condition_rows[i].holds);
		assert_row_text(i, decided(&trace.conditions[0], arena),
		    condition_rows[i].decided);
		arena_destroy(&arena);
	}
}

/* "{name}< a >a": what was sent, what the path gave, and each function. */
static void
write_template(const struct trace_template *template, struct buffer *out)
{
	for (size_t i = 0; i < template->hole_count; i++) {
		const struct trace_hole *hole = &template->holes[i];

		buffer_printf(out, "{%s}%s<", hole->part->text.data,
		    hole->is_unknown ? "?" : "");
		write_values(&hole->sent, out);
		buffer_add_text(out, ">");
		for (size_t j = 0; j < hole->count; j++) {
			if (j > 0)
				buffer_printf(out, "|%s ",
				    hole->part->calls[j - 1].text.data);
			write_values(&hole->values[j], out);
		}
	}
	for (size_t i = 0; i < template->drop_count; i++)
		buffer_printf(
		    out, " left out %s", template->drops[i].value.data);
	buffer_add_text(out, " -> ");
	write_values(&template->texts, out);
	buffer_add_text(out, " => ");
	write_values(&template->values, out);
	buffer_add_text(out, "\n");
}

static void
templates(void **state)
{
	static const struct {
		const char *line;
		const char *wanted;
	} rows[] = {
		{ "title = x", " -> x => x\n" },
		{ "title = {name} {type}",
		    "{name}< a >a{type}<User>User -> a User => a User\n" },
		/* behind the first empty hole nothing is looked at */
		{ "title = {lastName} {name} else {type}",
		    "{lastName}<> ->  => \n{type}<User>User -> User => User\n" },
		{ "title = {type} else {name}",
		    "{type}<User>User -> User => User\n" },
		{ "title = {name} when type = Bot else {type}",
		    " ->  => \n{type}<User>User -> User => User\n" },
		{ "title = {jobTitle} else {type}",
		    "{jobTitle}?<> ->  => \n{type}<User>User -> User => User\n" },
		{ "mobile = {phoneNumbers.phoneNumber | e164 | max( 6 )}",
		    "{phoneNumbers.phoneNumber}<+1 (202) 555-0101,x>"
		    "+1 (202) 555-0101,x|e164 +12025550101|max( 6 ) +12025"
		    " -> +12025 => +12025\n" },
		{ "mail = {site.name}@x else {type | lower}@x",
		    "{site.name}<W\xc3\xabst>W\xc3\xabst left out W\xc3\xabst@x"
		    " -> W\xc3\xabst@x => \n"
		    "{type}<User>User|lower user -> user@x => user@x\n" },
		{ "title = {type} also {status} also {type}",
		    "{type}<User>User -> User => User\n"
		    "{status}<Disabled>Disabled -> Disabled => Disabled\n"
		    "{type}<User>User -> User => User\n" },
	};

	(void)state;
	for (size_t i = 0; i < ROWS(rows); i++) {
		struct arena *arena = arena_create();
		struct trace trace = { .arena = arena };
		struct buffer out;

		make(arena_printf(
			 arena, HEAD "[entry a]\n" BODY "%s\n", rows[i].line),
		    &trace);
		buffer_init(&out, arena);
		/* behind those of dn, cn and sn */
		for (size_t j = 3; j < trace.template_count; j++)
			write_template(&trace.templates[j], &out);
		assert_row_text(i, buffer_value(&out).data, rows[i].wanted);
		arena_destroy(&arena);
	}
}

/* A contact that can't be mapped leaves its trace all the same. */
static void
up_to_the_fault(void **state)
{
	struct arena *arena = arena_create();
	struct trace trace = { .arena = arena };
	const struct contact *contact = mapped_contact(
	    "\"id\":\"1\",\"customFields\":{\"a\":{\"b\":\"c\"}}", arena);
	struct desired desired;
	struct error err;
	const char *said;
	struct map *map = mapped_create(HEAD
	    "[entry a]\n" BODY "title = {customFields.a}\nmail = x@y\n",
	    schema, arena, &said);

	(void)state;
	assert_non_null(map);
	assert_int_equal(
	    map_make_traced(map, contact, arena, &trace, &desired, &err), -1);
	assert_non_null(trace_find_line(&trace, &map->sections[0].lines[1]));
	assert_null(trace_find_line(&trace, &map->sections[0].lines[2]));
	assert_ptr_equal(trace.dn_choice, &map->sections[0].dn.choices[0]);
	map_destroy(&map);
	arena_destroy(&arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(conditions),
		cmocka_unit_test(templates),
		cmocka_unit_test(up_to_the_fault),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
