/* SPDX-License-Identifier: ISC */
#include "tests/unit/unit.h"

#include "base/buffer.h"
#include "event/decode.h"
#include "event/field.h"

#define EVENT(path, body)                   \
	"{\"uuid\":\"u\",\"event\":\"" path \
	"\",\"timestamp\":\"1970-01-01T00:00:01Z\",\"body\":" body "}"
#define ENTRIES "/restapi/v1.0/account/77/directory/entries"

static const char verbs[] = "CUD";

/* The event as text: account, time, skip, warning, then each contact. */
static const char *
decode(struct arena *arena, const char *json)
{
	struct event event;
	struct buffer out;
	struct error err;

	buffer_init(&out, arena);
	if (decode_event(value_of(json), arena, &event, &err) < 0)
		return arena_printf(arena, "ERR %s", err.text);
	if (event.skip != NULL)
		buffer_printf(&out, "skip %s;", event.skip);
	if (event.warning != NULL)
		buffer_printf(&out, "warn %s;", event.warning);
	if (event.account != NULL)
		buffer_printf(&out, "%s;", event.account);
	for (size_t i = 0; i < event.count; i++) {
		const struct contact *c = &event.contacts[i];

		if (c->reject != NULL) {
			buffer_printf(&out, " !%s;", c->reject);
			continue;
		}
		buffer_printf(&out, " %c%s@%s", verbs[c->verb], c->id,
		    c->account != NULL ? c->account : "-");
		if (c->warning != NULL)
			buffer_printf(&out, "(%s)", c->warning);
	}
	return buffer_value(&out).data;
}

static const struct {
	const char *in;
	const char *out;
} rows[] = {
	{ EVENT(ENTRIES,
	      "{\"contacts\":[{\"eventType\":\"Create\",\"id\":\"1\"}]}"),
	    "77; C1@77" },
	{ EVENT(ENTRIES "?x=1",
	      "{\"contacts\":[{\"eventType\":\"delete\",\"id\":1}]}"),
	    "77; D1@77" },
	{ EVENT("/restapi/v1.0/account/~/directory/contacts",
	      "{\"contacts\":[{\"eventType\":\"Update\",\"id\":\"1\",\"account\":{\"id\":88}}]}"),
	    " U1@88" },
	{ EVENT(ENTRIES,
	      "{\"contacts\":[{\"eventType\":\"Update\",\"id\":\"1\",\"account\":{\"id\":\"88\"}},{\"eventType\":\"Delete\",\"id\":\"2\"}]}"),
	    "77; U1@88 D2@77" },
	{ EVENT(ENTRIES, "{\"contacts\":[]}"), "skip no contacts;77;" },
	{ EVENT(ENTRIES, "{\"contacts\":null}"), "skip no contacts;77;" },
	{ EVENT(ENTRIES, "{\"contacts\":\"x\"}"),
	    "ERR body.contacts is not an array" },
	{ EVENT(ENTRIES, "{}"), "skip no contacts;77;" },
	{ EVENT(ENTRIES, "7"),
	    "ERR has no body; is it a RingCentral notification?" },
	{ EVENT("/restapi/v1.0/account/77/extension", "{\"extensions\":[]}"),
	    "skip other filter;" },
	{ EVENT(ENTRIES,
	      "{\"id\":\"5\",\"eventType\":\"Update\",\"name\":\"x\"}"),
	    "warn flat body without contacts, taken as one contact;77; U5@77" },
	{ EVENT(ENTRIES, "{\"contacts\":[{\"id\":\"1\",\"name\":\"x\"}]}"),
	    "77; U1@77(has no eventType, taken as Update)" },
	{ EVENT(ENTRIES,
	      "{\"contacts\":[{\"id\":\"1\",\"eventType\":\"Mo\\u001bved\",\"name\":\"x\"}]}"),
	    "77; U1@77(eventType \"Mo\x1bved\" is not known, taken as Update)" },
	{ EVENT(ENTRIES,
	      "{\"contacts\":[{\"id\":\"1\",\"eventType\":\"Moved\"}]}"),
	    "77; !contact 1 of 1 has neither a known eventType nor a record;" },
	{ EVENT(ENTRIES,
	      "{\"contacts\":[{\"id\":\"1\",\"eventType\":\"Deleted\",\"oldEtag\":\"a\",\"newEtag\":7}]}"),
	    "77; !contact 1 of 1 has neither a known eventType nor a record;" },
	{ EVENT(ENTRIES,
	      "{\"contacts\":[7,{\"eventType\":\"Create\"},{\"id\":\"\"},{\"id\":null},{\"id\":\"a b\"},{\"id\":\"1\\u0000\"},{\"id\":true},{\"id\":\"1\",\"eventType\":\"Create\"}]}"),
	    "77; !contact 1 of 8 is not an object; !contact 2 of 8 has no id; !contact 3 of 8 has the id \"\", which is not 1 to 64 of A-Z a-z 0-9 _ -; !contact 4 of 8 has no id; !contact 5 of 8 has the id \"a b\", which is not 1 to 64 of A-Z a-z 0-9 _ -; !contact 6 of 8 has an id with a NUL in it; !contact 7 of 8 has the id \"true\", which is not 1 to 64 of A-Z a-z 0-9 _ -; C1@77" },
	{ "{\"body\":{\"contacts\":[{\"eventType\":\"Create\",\"id\":\"1\"}]},\"timestamp\":\"1970-01-01T00:00:01Z\"}",
	    "warn has no event path, taken as one of the directory; C1@-" },
	{ "{\"body\":{\"eventType\":\"Create\",\"id\":\"1\"}}",
	    "warn has no timestamp, taken as older than all others; has no event path, taken as one of the directory; flat body without contacts, taken as one contact; C1@-" },
	{ "{\"event\":\"" ENTRIES
	  "\",\"body\":{\"contacts\":[{\"eventType\":\"Create\",\"id\":\"1\"}]}}",
	    "warn has no timestamp, taken as older than all others;77; C1@77" },
	{ "{\"event\":\"" ENTRIES
	  "\",\"timestamp\":\"soon\",\"body\":{\"contacts\":[{\"eventType\":\"Create\",\"id\":\"1\"}]}}",
	    "warn has a timestamp that is no time, taken as older than all others;77; C1@77" },
	{ "{\"a\":1}", "ERR has no body; is it a RingCentral notification?" },
};

static void
every_shape(void **state)
{
	struct arena *arena = arena_create();

	(void)state;
	for (size_t i = 0; i < ROWS(rows); i++)
		assert_row_text(i, decode(arena, rows[i].in), rows[i].out);
	arena_destroy(&arena);
}

static void
too_many_contacts(void **state)
{
	struct arena *arena = arena_create();
	struct buffer in;

	(void)state;
	buffer_init(&in, arena);
	buffer_add_text(
	    &in, "{\"event\":\"" ENTRIES "\",\"body\":{\"contacts\":[0");
	for (int i = 0; i < DECODE_CONTACTS_MAX; i++)
		buffer_add_text(&in, ",0");
	buffer_add_text(&in, "]}}");
	assert_string_equal(decode(arena, in.data),
	    "ERR body.contacts has 501 contacts, and 500 are the most");
	arena_destroy(&arena);
}

static void
fields_as_they_were_written(void **state)
{
	static const struct {
		const char *name;
		enum node_kind kind;
		const char *text;
	} fields[] = {
		{ "a", NODE_NUMBER, "1.0" },
		{ "b", NODE_NUMBER, "-0.50e+10" },
		{ "c", NODE_NUMBER, "18446744073709551615" },
		{ "l", NODE_NUMBER, "-9223372036854775808" },
		{ "d", NODE_BOOLEAN, "false" },
		{ "e", NODE_STRING, "\xc3\xbc\n\xf0\x9f\x98\x80" },
		{ "f", NODE_NULL, NULL },
		{ "g", NODE_ARRAY, NULL },
		{ "h", NODE_OBJECT, NULL },
		{ "i", NODE_STRING, "last" },
	};
	struct arena *arena = arena_create();
	struct event event;
	const struct node *root;

	(void)state;
	assert_int_equal(
	    decode_event(
		value_of(EVENT(ENTRIES,
		    "{\"contacts\":[{\"id\":1,\"a\":1.0,\"b\":-0.50e+10,\"c\":18446744073709551615,\"l\":-9223372036854775808,\"d\":false,\"e\":\"\\u00fc\\n\\ud83d\\ude00\",\"f\":null,\"g\":[1,2],\"h\":{\"x\":1},\"i\":\"first\",\"i\":\"last\"}]}")),
		arena, &event, NULL),
	    0);
	root = event.contacts[0].root;
	for (size_t i = 0; i < ROWS(fields); i++) {
		const struct node *node = node_member(root, fields[i].name);

		assert_row(i, node != NULL && node->kind == fields[i].kind);
		if (fields[i].text != NULL)
			assert_row_text(i, node->text.data, fields[i].text);
	}
	assert_string_equal(
	    node_member(root, "g")->first->next->text.data, "2");
	assert_null(node_member(root, "z"));
	assert_null(node_member(NULL, "z"));
	assert_null(node_member(node_member(root, "a"), "z"));
	arena_destroy(&arena);
}

static void
the_field_table(void **state)
{
	(void)state;
	assert_true(field_find("phoneNumbers.type")->is_carried);
	assert_false(field_find("jobTitle")->is_carried);
	assert_null(field_find("jobtitle"));
	assert_string_equal(field_nearest("jobtitle"), "jobTitle");
	assert_string_equal(
	    field_nearest("phoneNumber.type"), "phoneNumbers.type");
	assert_true(field_is_open("customFields.anything"));
	assert_false(field_is_open("customFieldsX"));
	assert_int_equal(field_find("phoneNumbers")->kind, FIELD_ARRAY);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_shape),
		cmocka_unit_test(too_many_contacts),
		cmocka_unit_test(fields_as_they_were_written),
		cmocka_unit_test(the_field_table),
	};

	return cmocka_run_group_tests_name("decode", tests, NULL, NULL);
}
