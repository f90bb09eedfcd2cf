/* SPDX-License-Identifier: ISC */
#include "tests/unit/unit.h"

#include <unistd.h>

#include "bridge/directory/content.h"
#include "bridge/id_list.h"
#include "schema/dn.h"

static struct schema *schema;
static struct arena *arena;
static char path[] = "/tmp/dirwire-unit-XXXXXX";

static int
set_up(void **state)
{
	int fd = mkstemp(path);

	(void)state;
	schema = schema_create_builtin();
	arena = arena_create();
	return fd < 0 ? -1 : close(fd);
}

static int
tear_down(void **state)
{
	(void)state;
	schema_destroy(&schema);
	arena_destroy(&arena);
	return unlink(path);
}

static void
write_file(const char *text)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	assert_int_equal(fputs(text, file) < 0, 0);
	assert_int_equal(fclose(file), 0);
}

static struct directory *
create(const char *text, struct error *err)
{
	write_file(text);
	return content_directory_create(
	    path, schema, schema_attribute(schema, "uid"), err);
}

#define CLASS "objectClass: inetOrgPerson\n"

static const char entries[] =
    "dn: dc=example,dc=com\nobjectClass: domain\ndc: example\n\n"
    "dn: ou=people,dc=example,dc=com\nobjectClass: organizationalUnit\n"
    "ou: people\n\n"
    "dn: uid=rc-1,ou=people,dc=example,dc=com\n" CLASS "uid: RC-1\ncn: a\n"
    "cn;lang-de: b\nsn: a\nentryCSN: csn-1\nentryUUID: uuid-1\n"
    "structuralObjectClass: inetOrgPerson\nmodifiersName: cn=x\n\n"
    "dn: uid=rc-2,ou=people,dc=example,dc=com\n" CLASS "uid: rc-2\nuid: x\n\n"
    "dn: cn=other,ou=people,dc=example,dc=com\n" CLASS "uid: rc-2\n\n"
    "dn: uid=rc-3,dc=elsewhere\n" CLASS "uid: rc-3\n\n";

static struct found
find(struct directory *directory, const char *base, const char *uid, int code)
{
	struct query query = { .base = base };
	struct value key;
	struct outcome outcome;
	struct found found = { .count = 0 };

	if (uid != NULL) {
		query.attribute = "uid";
		key = value_of(uid);
		query.values.items = &key;
		query.values.count = 1;
	}
	directory_find(directory, &query, arena, &found, &outcome);
	assert_int_equal(outcome.code, code);
	return found;
}

static void
found_by_key(void **state)
{
	struct error err;
	struct directory *directory = create(entries, &err);
	struct found found;

	(void)state;
	assert_non_null(directory);
	found = find(directory, "dc=example,dc=com", "rc-1", 0);
	assert_int_equal(found.count, 1);
	assert_string_equal(
	    found.entries[0].entry.dn, "uid=rc-1,ou=people,dc=example,dc=com");
	assert_string_equal(found.entries[0].csn, "csn-1");
	assert_string_equal(found.entries[0].uuid, "uuid-1");
	assert_string_equal(found.entries[0].structural_class, "inetOrgPerson");
	/* what the server keeps for itself is no attribute of the entry */
	assert_int_equal(found.entries[0].entry.count, 5);
	assert_false(found.entries[0].has_children);
	assert_int_equal(
	    find(directory, "dc=example,dc=com", "Rc-2", 0).count, 2);
	assert_int_equal(
	    find(directory, "dc=example,dc=com", "rc-3", 0).count, 0);
	assert_int_equal(find(directory, "DC=elsewhere", "rc-3", 0).count, 1);
	assert_int_equal(
	    find(directory, "dc=example,dc=com", "rc-4", 0).count, 0);
	directory_destroy(&directory);
}

static void
found_by_name(void **state)
{
	struct error err;
	struct directory *directory = create(entries, &err);
	const char *place = "uid=n,ou=new,dc=example,dc=com";
	struct found found;
	struct dn dn;

	(void)state;
	assert_non_null(directory);
	found = find(directory, "OU=People, dc=example,dc=com", NULL, 0);
	assert_int_equal(found.count, 1);
	assert_true(found.entries[0].has_children);
	find(directory, "ou=new,dc=example,dc=com", NULL, 32);
	assert_int_equal(dn_parse(value_of(place), arena, &dn, NULL), 0);
	content_directory_assume_parent(directory, &dn);
	found = find(directory, "ou=new,dc=example,dc=com", NULL, 0);
	assert_int_equal(found.count, 0);
	find(directory, place, NULL, 32);
	find(directory, "ou=newer,dc=example,dc=com", NULL, 32);
	directory_destroy(&directory);
}

static void
files_refused(void **state)
{
	static const struct {
		const char *text;
		const char *said;
	} rows[] = {
		{ "dn: uid=a,dc=b\nchangetype: delete\n\n",
		    ", line 1: a change, and entries are wanted" },
		{ "dn: uid=a,dc=b\nuid: a\n\ndn: UID=A,dc=b\nuid: a\n\n",
		    "holds the entry uid=a,dc=b twice" },
		{ "dn: nonsense\nuid: a\n\n", "line 1" },
		{ "no ldif at all\n", "line 1" },
	};
	struct error err;

	(void)state;
	for (size_t i = 0; i < ROWS(rows); i++) {
		assert_row(i, create(rows[i].text, &err) == NULL);
		assert_row(i, err.kind == ERROR_INPUT);
		if (strcasestr(err.text, rows[i].said) == NULL)
			fail_msg("row %zu: %s", i, err.text);
		assert_row(i, strstr(err.text, path) != NULL);
	}
	assert_null(content_directory_create(
	    "/nowhere", schema, schema_attribute(schema, "uid"), &err));
	assert_int_equal(err.kind, ERROR_NO_FILE);
}

static void
lists_of_ids(void **state)
{
	struct id_list list = { .ids = { 0 } };
	struct error err;
	const char *argument = arena_printf(arena, "@%s", path);

	(void)state;
	write_file("# leavers\n\n 12\t\r\n9\n12\nA-b_c");
	assert_int_equal(id_list_add(&list, argument, arena, &err), 0);
	assert_int_equal(id_list_add(&list, "7", arena, &err), 0);
	id_list_close(&list, arena);
	assert_int_equal(list.ids.count, 4);
	assert_true(id_list_take(&list, "12"));
	assert_true(id_list_take(&list, "A-b_c"));
	assert_false(id_list_take(&list, "1"));
	assert_false(id_list_take(&list, ""));
	for (size_t i = 0; i < list.ids.count; i++)
		assert_row(i, list.is_taken[i] == (list.ids.items[i].len > 1));
	assert_int_equal(id_list_add(&list, "a b", arena, &err), -1);
	assert_int_equal(err.kind, ERROR_USAGE);
	assert_int_equal(id_list_add(&list, "@/nowhere", arena, &err), -1);
	assert_int_equal(err.kind, ERROR_NO_FILE);
	write_file("1\ntwo words\n");
	assert_int_equal(id_list_add(&list, argument, arena, &err), -1);
	assert_non_null(strstr(err.text, "line 2"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(found_by_key),
		cmocka_unit_test(found_by_name),
		cmocka_unit_test(files_refused),
		cmocka_unit_test(lists_of_ids),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
