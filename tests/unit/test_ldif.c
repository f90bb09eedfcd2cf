/* SPDX-License-Identifier: ISC */
#include "tests/unit/unit.h"

#include <sys/resource.h>

#include "schema/ldif.h"

/* Read all records and write them again; "ERR …" where reading ends. */
static const char *
round_trip(struct arena *arena, const struct schema *schema, const char *text)
{
	struct ldif_record record;
	struct buffer out;
	struct error err;
	struct ldif_cursor cursor = { 0 };
	int got;

	buffer_init(&out, arena);
	while ((got = ldif_read(schema, value_of(text), &cursor, arena, &record,
		    &err)) == 1)
		ldif_write_record(&out, &record);
	if (got < 0)
		buffer_printf(&out, "ERR %s", err.text);
	return buffer_value(&out).data;
}

static const struct {
	const char *in;
	const char *out; /* NULL: the same */
} rows[] = {
	{ "", NULL },
	{ "dn: cn=a\ncn: a\n\n", NULL },
	{ "version: 1\n\n# comment\n of two lines\ndn: cn=a\ncn: a\n",
	    "dn: cn=a\ncn: a\n\n" },
	{ "version: 1\ndn: cn=a\r\ncn: a\r\n b\r\n", "dn: cn=a\ncn: ab\n\n" },
	{ "dn:: Y249w6Q=\ncn:: w6Q=\n\n", NULL },
	{ "dn: cn=a\nchangetype: delete\n\n", NULL },
	{ "dn: cn=a\nchangetype: add\ncn: a\ncn: b\nsn:: IGE=\n\n", NULL },
	{ "dn: cn=a\nchangetype: modify\nadd: cn\ncn: b\n-\nreplace: sn\nsn: x\n-\ndelete: mail\n-\n\ndn: cn=b\ncn: b\n\n",
	    NULL },
	{ "dn: cn=a\nphoto:< file:///etc/passwd\n",
	    "ERR line 2: a URL as a value; dirwire reads no other files" },
	{ "dn: cn=a\nchangetype: rename\n",
	    "ERR line 2: changetype is add, modify, modrdn or delete" },
	{ "dn: cn=a\nchangetype: modrdn\nnewrdn: cn=b\ndeleteoldrdn: 0\n\n",
	    NULL },
	{ "dn: cn=a\nchangetype: moddn\nnewrdn: cn=b\ndeleteoldrdn: 1\nnewsuperior: ou=c\n\n",
	    "dn: cn=a\nchangetype: modrdn\nnewrdn: cn=b\ndeleteoldrdn: 1\nnewsuperior: ou=c\n\n" },
	{ "dn: cn=a\nchangetype: modrdn\nnewrdn: cn=b\n",
	    "ERR line 3: a modrdn has newrdn:, deleteoldrdn: and perhaps newsuperior:" },
	{ "dn: cn=a\nchangetype: modrdn\nnewrdn: cn=b\ndeleteoldrdn: yes\n",
	    "ERR line 4: deleteoldrdn is 0 or 1" },
	{ "dn: cn=a\nchangetype: modrdn\nnewrdn:: /w==\ndeleteoldrdn: 1\n",
	    "ERR line 3: the DN is not UTF-8 text" },
	{ "dn: cn=a\nchangetype: modrdn\nnewrdn: cn=b\ndeleteoldrdn: 1\nnewsuperior: ou=c\ncn: a\n",
	    "ERR line 6: a modrdn has newrdn:, deleteoldrdn: and perhaps newsuperior:" },
	{ "cn: a\n", "ERR line 1: a record begins with dn:" },
	{ " x\n", "ERR line 1: continues nothing" },
	{ "dn: cn=a\nnonsense\n", "ERR line 2: expected name: value" },
	{ "dn: cn=a\nchangetype: modify\nfoo: cn\n",
	    "ERR line 3: expected add:, delete: or replace: and an attribute" },
	{ "dn: cn=a\nchangetype: modify\nadd: cn\nsn: b\n-\n",
	    "ERR line 4: a value of another attribute; expected -" },
	{ "dn: cn=a\nchangetype: delete\ncn: a\n",
	    "ERR line 3: a delete has no attributes" },
	{ "dn: cn=a\ncontrol: 1.2 true\n",
	    "ERR line 2: controls are not taken" },
	{ "dn: cn=a\ncn: a\n\nversion: 1\n",
	    "dn: cn=a\ncn: a\n\nERR line 4: only version 1, at the head" },
	{ "version: 2\n", "ERR line 1: only version 1, at the head" },
};

static void
reading_and_writing(void **state)
{
	struct arena *arena = arena_create();
	struct schema *schema = schema_create_builtin();

	(void)state;
	for (size_t i = 0; i < ROWS(rows); i++)
		assert_row_text(i, round_trip(arena, schema, rows[i].in),
		    rows[i].out != NULL ? rows[i].out : rows[i].in);
	schema_destroy(&schema);
	arena_destroy(&arena);
}

static void
odd_values_come_back(void **state)
{
	static const struct {
		const char *data;
		size_t len;
	} values[] = { { "", 0 }, { " lead", 5 }, { "trail ", 6 }, { ":x", 2 },
		{ "<x", 2 }, { "a\nb", 3 }, { "a\0b", 3 }, { "\xff", 1 },
		{ "\xc3\xa4", 2 }, { "#x", 2 } };
	struct arena *arena = arena_create();
	struct schema *schema = schema_create_builtin();
	char large[5000];

	(void)state;
	memset(large, 'x', sizeof(large));
	for (size_t i = 0; i <= ROWS(values); i++) {
		struct value value = { large, sizeof(large) };
		struct ldif_record record;
		struct buffer out;
		struct ldif_cursor cursor = { 0 };

		if (i < ROWS(values))
			value =
			    value_copy(arena, values[i].data, values[i].len);
		buffer_init(&out, arena);
		ldif_write_head(&out);
		ldif_write_value(&out, "dn", value_of("cn=a"));
		ldif_write_value(&out, "cn", value);
		assert_int_equal(ldif_read(schema, buffer_value(&out), &cursor,
				     arena, &record, NULL),
		    1);
		assert_row(i,
		    value_is_same(
			record.entry.attributes[0].values.items[0], value));
	}
	schema_destroy(&schema);
	arena_destroy(&arena);
}

/* A long value is thousands of lines; reading it takes a few times its size. */
static void
long_values_take_little_memory(void **state)
{
	enum { LENGTH = 400 * 1000, ROOM_KIB = 32 * 1024 };
	struct arena *arena = arena_create();
	struct schema *schema = schema_create_builtin();
	struct value value = { arena_alloc(arena, LENGTH + 1), LENGTH };
	struct ldif_cursor cursor = { 0 };
	struct rusage before, after;
	struct ldif_record record;
	struct buffer out;

	(void)state;
	buffer_init(&out, arena);
	ldif_write_value(&out, "dn", value_of("cn=a"));
	ldif_write_value(&out, "jpegPhoto", value);
	getrusage(RUSAGE_SELF, &before);
	assert_int_equal(ldif_read(schema, buffer_value(&out), &cursor, arena,
			     &record, NULL),
	    1);
	getrusage(RUSAGE_SELF, &after);
	assert_true(
	    value_is_same(record.entry.attributes[0].values.items[0], value));
	assert_true(after.ru_maxrss - before.ru_maxrss < ROOM_KIB);
	schema_destroy(&schema);
	arena_destroy(&arena);
}

static void
comments_stay_comments(void **state)
{
	struct arena *arena = arena_create();
	struct buffer out;

	(void)state;
	buffer_init(&out, arena);
	ldif_write_comment(&out, "a\nchangetype: delete");
	assert_string_equal(out.data, "# a\\x0achangetype: delete\n");
	arena_destroy(&arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reading_and_writing),
		cmocka_unit_test(odd_values_come_back),
		cmocka_unit_test(long_values_take_little_memory),
		cmocka_unit_test(comments_stay_comments),
	};

	return cmocka_run_group_tests_name("ldif", tests, NULL, NULL);
}
