/* SPDX-License-Identifier: ISC */
#include "tests/unit/unit.h"

#include "mapping/coverage.h"
#include "tests/unit/mapped.h"

#define HEAD "[map]\nbase = dc=x\nkey = uid: rc-{id}\n"
#define BODY                                                                   \
	"dn = uid=rc-{id},{base}\nobjectClass = inetOrgPerson\ncn = x\nsn = x" \
	"\n"

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

/* `json` are the members of a contact, without the braces. */
static void
add(struct coverage *coverage, const char *json)
{
	struct arena *arena = arena_create();
	struct trace trace = { .arena = arena };
	struct desired desired;
	struct error err;
	int rc;
	const struct contact *contact = mapped_contact(json, arena);

	rc = map_make_traced(
	    coverage->map, contact, arena, &trace, &desired, &err);
	coverage_add(coverage, contact, &trace, rc == 0 ? &desired : NULL);
	arena_destroy(&arena);
}

static struct coverage *
cover(const char *map_text, const char *const *contacts, struct arena *arena)
{
	const char *said;
	struct map *map = mapped_create(map_text, schema, arena, &said);
	struct coverage *coverage;

	if (map == NULL)
		fail_msg("%s: %s", map_text, said);
	coverage = coverage_create(map);
	for (size_t i = 0; contacts[i] != NULL; i++)
		add(coverage, contacts[i]);
	return coverage;
}

static void
clear(struct coverage **coverage)
{
	struct map *map = (struct map *)(uintptr_t)(*coverage)->map;

	coverage_destroy(coverage);
	map_destroy(&map);
}

#define ONE "\"id\":\"1\",\"type\":\"User\",\"status\":\"Enabled\""
#define TWO "\"id\":\"2\",\"type\":\"User\",\"status\":\"Disabled\""
#define QUEUE "\"id\":\"3\",\"type\":\"Department\",\"status\":\"Enabled\""
#define GONE "\"id\":\"4\",\"eventType\":\"Delete\",\"type\":\"Room\""
#define PHONES                                                                \
	",\"phoneNumbers\":[{\"usageType\":\"DirectNumber\",\"type\":"        \
	"\"VoiceFax\",\"phoneNumber\":\"12\"},{\"usageType\":\"MobileNumber"  \
	"\",\"type\":\"FaxOnly\",\"phoneNumber\":\"+12025550101\"},{"         \
	"\"usageType\":\"MobileNumber\",\"type\":\"FaxOnly\",\"phoneNumber\"" \
	":\"34\"}]"

/* What the check says, and where: "line:text", one a line. */
struct check_row {
	const char *map;
	const char *contacts[5];
	const char *said;
};

static const struct check_row check_rows[] = {
	/* all is well, and a delete is no sample */
	{ "[entry e when type = User]\n" BODY
	  "[entry q when type = Room]\n" BODY,
	    { GONE }, "" },
	{ "[entry e]\n" BODY "title = {name}\n", { ONE ",\"name\":\"x\"" },
	    "" },
	/* what is to be empty is no fault */
	{ "[entry e]\n" BODY "title =\n", { ONE }, "" },
	/* sections */
	{ "[entry e when type = User]\n" BODY
	  "[entry q when type = Departmen]\n" BODY,
	    { ONE, TWO, QUEUE, GONE },
	    "9:[entry q] takes none of the 3 contacts of the sample: "
	    "type=\"Departmen\" holds for none: type is User 2, Department 1; "
	    "did you mean Department?; correct the condition, or take the "
	    "section out\n" },
	{ "[entry e when type in User, Department]\n" BODY
	  "[entry q when type = Department]\n" BODY,
	    { ONE, QUEUE },
	    "9:[entry q] takes none of the 2 contacts of the sample: its "
	    "condition holds for 1, but [entry e] (map:4) stands before it and "
	    "takes them; put it first, or narrow the other's condition\n" },
	{ "[entry q when type = Department and status = Disabled]\n" BODY,
	    { TWO, QUEUE },
	    "4:[entry q] takes none of the 2 contacts of the sample: each part "
	    "holds for some, but never all of them; type is User 1, Department "
	    "1; status is Disabled 1, Enabled 1; correct the condition, or "
	    "take the section out\n" },
	{ "[entry q when not type = User]\n" BODY, { ONE, TWO },
	    "4:[entry q] takes none of the 2 contacts of the sample: "
	    "type=\"User\" holds for all: type is User 2; correct the "
	    "condition, or take the section out\n" },
	{ "[entry q when department present]\n" BODY, { ONE },
	    "4:[entry q] takes none of the 1 contact of the sample: department "
	    "present holds for none: department is in none of them; correct "
	    "the condition, or take the section out\n" },
	/* picks */
	{ "[entry e]\n" BODY
	  "mobile = {phoneNumbers[usageType=MobilNumber].phoneNumber} else x\n",
	    { ONE PHONES, TWO PHONES },
	    "9:the pick [usageType=\"MobilNumber\"] matches nothing in 2 "
	    "contacts: usageType=\"MobilNumber\" holds for none: "
	    "phoneNumbers.usageType is DirectNumber 2, MobileNumber 2; did you "
	    "mean MobileNumber?\n" },
	{ "[entry e]\n" BODY "pager = {phoneNumbers[usageType=DirectNumber, "
	  "type=FaxOnly].phoneNumber}\n",
	    { ONE PHONES },
	    "9:pager is never filled in 1 contact of [entry e]: the pick in "
	    "{phoneNumbers.phoneNumber} matches nothing\n"
	    "9:the pick [usageType=\"DirectNumber\",type=\"FaxOnly\"] matches "
	    "nothing in 1 contact: each part holds for some, but never all of "
	    "them; phoneNumbers.usageType is DirectNumber 1, MobileNumber 1; "
	    "phoneNumbers.type is VoiceFax 1, FaxOnly 1\n" },
	/* a pick in the condition, and one of a section that takes nobody */
	{ "[entry e when phoneNumbers[type=VoiceOnly] present]\n" BODY
	  "pager = {phoneNumbers[type=VoiceOnly].phoneNumber}\n",
	    { ONE PHONES },
	    "4:[entry e] takes none of the 1 contact of the sample: "
	    "phoneNumbers present holds for none: phoneNumbers is in none of "
	    "them; correct the condition, or take the section out\n"
	    "4:the pick [type=\"VoiceOnly\"] matches nothing in 1 contact: "
	    "type=\"VoiceOnly\" holds for none: phoneNumbers.type is VoiceFax "
	    "1, FaxOnly 1\n" },
	/* lines */
	{ "[entry e]\n" BODY "title = {name} else {department}\n",
	    { ONE ",\"department\":\" \"", TWO },
	    "9:title is never filled in 2 contacts of [entry e]: name is in "
	    "none of them; department is in none of them\n" },
	{ "[entry e]\n" BODY "title = {jobTitle}\n", { ONE },
	    "9:title is never filled in 1 contact of [entry e]: jobTitle is in "
	    "none of them\n" },
	{ "[entry e]\n" BODY "title = x when type = Room\n", { ONE, QUEUE },
	    "9:title is never filled in 2 contacts of [entry e]: its condition "
	    "never holds: type=\"Room\" holds for none: type is User 1, "
	    "Department 1\n" },
	{ "[entry e]\n" BODY
	  "mobile = {phoneNumbers[usageType=DirectNumber].phoneNumber | "
	  "e164}\nmail = {email}\n",
	    { ONE PHONES, TWO PHONES ",\"email\":\"\xc3\xb6@x\"" },
	    "9:mobile is never filled in 2 contacts of [entry e]: 2 values "
	    "left out: each becomes empty in | e164 (\"12\")\n"
	    "10:mail is never filled in 2 contacts of [entry e]: 1 value left "
	    "out: it holds a character that is not ASCII (\"\xc3\xb6@x\")\n" },
};

static void
checks(void **state)
{
	(void)state;
	for (size_t i = 0; i < ROWS(check_rows); i++) {
		struct arena *arena = arena_create();
		struct diagnostics found;
		struct buffer said;
		struct coverage *coverage =
		    cover(arena_printf(arena, HEAD "%s", check_rows[i].map),
			check_rows[i].contacts, arena);

		diagnostics_init(&found, arena);
		coverage_check(coverage, &found);
		buffer_init(&said, arena);
		/* lines before the picks in them, whatever was found first */
		for (unsigned int line = 1; line < 20; line++)
			for (int is_pick = 0; is_pick < 2; is_pick++)
				for (size_t j = 0; j < found.count; j++)
					if (found.items[j].place.line == line &&
					    is_pick ==
						(strncmp(found.items[j].text,
						     "the pick", 8) == 0))
						buffer_printf(&said, "%u:%s\n",
						    line, found.items[j].text);
		assert_row_text(i, said.data, check_rows[i].said);
		assert_row(i, found.errors == 0);
		clear(&coverage);
		arena_destroy(&arena);
	}
}

static void
counts(void **state)
{
	static const char *const contacts[] = { ONE PHONES
		",\"name\":\"A\",\"department\":\"d\"",
		"\"id\":\"5\",\"type\":\"User\",\"name\":\"A\"",
		"\"id\":\"6\",\"type\":\"User\",\"name\":\"B\",\"site\":{}",
		"\"id\":\"7\",\"type\":\"User\",\"site\":{\"id\":{}}", QUEUE,
		GONE, "\"id\":\"x-1\",\"type\":\"User\"", NULL };
	struct arena *arena = arena_create();
	struct coverage *coverage = cover(HEAD
	    "[entry e when type = User]\n" BODY
	    "title = {name} else keep\ndepartmentNumber = {department}\n"
	    "mobile = {phoneNumbers[usageType=MobileNumber].phoneNumber | e164}\n"
	    "l = {site.id}\n",
	    contacts, arena);
	const struct coverage_section *section = &coverage->sections[0];
	const struct coverage_line *lines = section->lines;

	(void)state;
	assert_int_equal(coverage->contacts, 7);
	assert_int_equal(coverage->deleted, 1);
	assert_int_equal(coverage->unmapped, 1);
	assert_int_equal(coverage->untaken, 1);
	assert_int_equal(section->taken, 4);
	assert_int_equal(section->rejected, 1); /* site.id is an object */
	assert_int_equal(lines[0].filled, 4);
	assert_int_equal(lines[0].distinct.count, 3);
	assert_string_equal(lines[3].line->type->name, "title");
	assert_int_equal(lines[3].filled, 3);
	assert_int_equal(lines[3].kept, 1);
	assert_int_equal(lines[3].empty, 0);
	assert_int_equal(lines[3].distinct.count, 2);
	assert_string_equal(lines[3].sample.text.data, "A");
	assert_int_equal(lines[4].filled, 1);
	assert_int_equal(lines[4].empty, 3);
	assert_int_equal(lines[5].filled, 1);
	assert_int_equal(lines[5].reason_count, 1);
	assert_int_equal(lines[5].reasons[0].count, 1);
	assert_int_equal(lines[5].templates[0].watch.pick_count, 1);
	assert_int_equal(lines[5].templates[0].watch.picks[0].asked, 4);
	assert_int_equal(lines[5].templates[0].watch.picks[0].matched, 1);
	assert_int_equal(lines[6].asked, 3); /* not where it was rejected */
	clear(&coverage);
	arena_destroy(&arena);
}

/* Who has left, or belongs to no section, takes the form of [disabled]. */
static void
disabled(void **state)
{
	static const char *const contacts[] = { ONE, QUEUE, GONE, NULL };
	struct arena *arena = arena_create();
	struct coverage *coverage = cover(
	    "[map]\nbase = dc=x\nkey = uid: rc-{id}\non-delete = disable\n"
	    "[entry e when type = User]\n" BODY
	    "[disabled]\ntitle = left {id}\n",
	    contacts, arena);
	const struct coverage_section *section = &coverage->sections[1];
	struct diagnostics found;

	(void)state;
	assert_int_equal(coverage->section_count, 2);
	assert_int_equal(coverage->sections[0].taken, 1);
	assert_int_equal(section->taken, 2);
	assert_int_equal(section->line_count, 1);
	assert_int_equal(section->lines[0].filled, 2);
	assert_string_equal(section->lines[0].sample.text.data, "left 3");
	diagnostics_init(&found, arena);
	coverage_check(coverage, &found);
	assert_int_equal(found.count, 0);
	clear(&coverage);
	arena_destroy(&arena);
}

static void
fields(void **state)
{
	static const char *const contacts[] = { ONE PHONES
		",\"name\":\"A\",\"note\":\"  \",\"tags\":[[1],null,\"\"]",
		TWO PHONES
		",\"nul\":null,\"tags\":[2],\"site\":{\"name\":\"w\"}",
		NULL };
	static const struct {
		const char *path;
		unsigned int contacts;
		bool is_used;
	} rows[] = { { "id", 2, true }, { "type", 2, true },
		{ "status", 2, false }, { "phoneNumbers[].usageType", 2, true },
		{ "phoneNumbers[].type", 2, false },
		{ "phoneNumbers[].phoneNumber", 2, true }, { "name", 1, true },
		{ "tags[][]", 1, false }, { "tags[]", 1, false },
		{ "site.name", 1, true } };
	struct arena *arena = arena_create();
	struct coverage *coverage = cover(HEAD
	    "[entry e when type = User]\n" BODY
	    "title = {name} when not site.name = x\n"
	    "mobile = {phoneNumbers[usageType=MobileNumber].phoneNumber}\n",
	    contacts, arena);

	(void)state;
	assert_int_equal(coverage->field_count, ROWS(rows));
	for (size_t i = 0; i < ROWS(rows); i++) {
		const struct coverage_field *field = &coverage->fields[i];

		assert_row_text(i, field->path, rows[i].path);
		assert_row(i, field->contacts == rows[i].contacts);
		assert_row(i, field->is_used == rows[i].is_used);
	}
	assert_false(coverage->has_more_fields);
	clear(&coverage);
	arena_destroy(&arena);
}

/* However many fields, words, reasons and values there are. */
static void
bounds(void **state)
{
	static const char *const none[] = { NULL };
	struct arena *arena = arena_create();
	struct coverage *coverage = cover(HEAD
	    "[entry e when department != x]\n" BODY "title = {name}\n",
	    none, arena);
	struct coverage_section *section = &coverage->sections[0];
	struct coverage_line *title = &section->lines[3];

	(void)state;
	for (int i = 0; i < 300; i++) {
		struct arena *one = arena_create();

		add(coverage,
		    arena_printf(one,
			"\"id\":\"%d\",\"department\":\"d%d\",\"f%d\":1,\"%0*d\":1,\"name\":\"%0*d\"",
			i, i, i, 2 * COVERAGE_PATH_MAX, i, 10000, i));
		arena_destroy(&one);
	}
	assert_int_equal(coverage->field_count, COVERAGE_FIELDS_MAX);
	assert_true(coverage->has_more_fields);
	assert_int_equal(
	    section->watch.tests[0].word_count, COVERAGE_WORDS_MAX);
	assert_true(section->watch.tests[0].has_more);
	assert_int_equal(title->distinct.count, 300);
	assert_int_equal(title->sample.text.len, COVERAGE_SAMPLE_MAX);
	assert_true(title->sample.is_cut);
	clear(&coverage);
	arena_destroy(&arena);
}

static void
distinct_values(void **state)
{
	struct distinct distinct = { .count = 0 };
	char text[16];

	(void)state;
	for (int i = 0; i < 2 * DISTINCT_MAX; i++) {
		snprintf(text, sizeof(text), "%d", i % DISTINCT_MAX);
		distinct_add(&distinct, value_of(text));
		if (i == 999)
			assert_int_equal(distinct.count, 1000);
	}
	assert_int_equal(distinct.count, DISTINCT_MAX);
	assert_false(distinct.is_over);
	assert_true(distinct.capacity * sizeof(uint64_t) <= 1024 * 1024);
	distinct_add(&distinct, value_of("one more"));
	assert_int_equal(distinct.count, DISTINCT_MAX);
	assert_true(distinct.is_over);
	assert_null(distinct.slots);
	distinct_add(&distinct, value_of("0"));
	assert_null(distinct.slots);
	distinct_clear(&distinct);
	assert_int_equal(distinct.count, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(checks),
		cmocka_unit_test(counts),
		cmocka_unit_test(disabled),
		cmocka_unit_test(fields),
		cmocka_unit_test(bounds),
		cmocka_unit_test(distinct_values),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
