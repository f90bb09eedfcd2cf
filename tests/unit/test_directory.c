/* SPDX-License-Identifier: ISC */
#include "tests/unit/unit.h"

#include "bridge/directory/ldap_private.h"
#include "bridge/directory/memory.h"

static void
verdicts(void **state)
{
	static const struct {
		int code;
		enum directory_op op;
		enum verdict verdict;
		int exit_status;
	} rows[] = {
		{ 0, DIRECTORY_ADD, VERDICT_DONE, 75 },
		{ 122, DIRECTORY_MODIFY, VERDICT_AGAIN, 75 },
		{ 16, DIRECTORY_MODIFY, VERDICT_AGAIN, 75 },
		{ 20, DIRECTORY_ADD, VERDICT_AGAIN, 75 },
		{ 68, DIRECTORY_ADD, VERDICT_AGAIN, 75 },
		{ 32, DIRECTORY_MODIFY, VERDICT_AGAIN, 75 },
		{ 32, DIRECTORY_RENAME, VERDICT_AGAIN, 75 },
		{ 32, DIRECTORY_DELETE, VERDICT_DONE, 75 },
		{ 32, DIRECTORY_ADD, VERDICT_REJECT, 75 },
		{ 17, DIRECTORY_ADD, VERDICT_REJECT, 75 },
		{ 19, DIRECTORY_MODIFY, VERDICT_REJECT, 75 },
		{ 21, DIRECTORY_ADD, VERDICT_REJECT, 75 },
		{ 65, DIRECTORY_ADD, VERDICT_REJECT, 75 },
		{ 66, DIRECTORY_DELETE, VERDICT_REJECT, 75 },
		{ 4711, DIRECTORY_ADD, VERDICT_REJECT, 75 },
		{ 50, DIRECTORY_ADD, VERDICT_REFUSED, 77 },
		{ 53, DIRECTORY_ADD, VERDICT_REFUSED, 75 },
		{ 51, DIRECTORY_ADD, VERDICT_PAUSE, 75 },
		{ 10, DIRECTORY_ADD, VERDICT_PAUSE, 75 },
		{ 80, DIRECTORY_ADD, VERDICT_PAUSE, 75 },
		{ 3, DIRECTORY_SEARCH, VERDICT_PAUSE, 75 },
		{ -1, DIRECTORY_SEARCH, VERDICT_PAUSE, 75 },
		{ -1, DIRECTORY_ADD, VERDICT_UNKNOWN, 75 },
		{ -5, DIRECTORY_DELETE, VERDICT_UNKNOWN, 75 },
		{ -77, DIRECTORY_MODIFY, VERDICT_UNKNOWN, 75 },
		{ 49, DIRECTORY_BIND, VERDICT_STOP, 77 },
		{ 8, DIRECTORY_ADD, VERDICT_STOP, 77 },
		{ 12, DIRECTORY_MODIFY, VERDICT_STOP, 1 },
	};

	(void)state;
	for (size_t i = 0; i < ROWS(rows); i++) {
		assert_row(i,
		    result_verdict(rows[i].code, rows[i].op) ==
			rows[i].verdict);
		assert_row(
		    i, result_exit_status(rows[i].code) == rows[i].exit_status);
	}
	assert_string_equal(result_name(32), "noSuchObject");
	assert_string_equal(result_name(4711), "unknown result");
}

/* The control that slapd sends with the answer to a write. */
static LDAPControl *
post_read(const char *first, const char *second)
{
	BerElement *ber = ber_alloc_t(LBER_USE_DER);
	LDAPControl *control = NULL;
	struct berval value;

	assert_true(
	    ber_printf(ber, "t{s{{s[ss]}{s[s]}}}", LDAP_RES_SEARCH_ENTRY,
		"uid=x,dc=x", first, "one", "two", second, "three") > 0);
	assert_int_equal(ber_flatten2(ber, &value, 0), 0);
	assert_int_equal(
	    ldap_control_create(LDAP_CONTROL_POST_READ, 0, &value, 1, &control),
	    LDAP_SUCCESS);
	ber_free(ber, 1);
	return control;
}

static void
what_a_write_left(void **state)
{
	static const struct {
		const char *first;
		const char *second;
		const char *csn;
		const char *uuid;
	} rows[] = {
		{ "entryCSN", "entryUUID", "one", "three" },
		{ "ENTRYUUID", "entrycsn", "three", "one" },
		{ "entryCSN", "cn", "one", "" },
		{ "cn", "sn", "", "" },
	};

	(void)state;
	for (size_t i = 0; i < ROWS(rows); i++) {
		LDAPControl *controls[] = {
			post_read(rows[i].first, rows[i].second), NULL
		};
		struct outcome outcome = { .code = 0 };

		ldap_take_post_read(controls, &outcome);
		assert_row_text(i, outcome.csn, rows[i].csn);
		assert_row_text(i, outcome.uuid, rows[i].uuid);
		ldap_control_free(controls[0]);
	}
	ldap_take_post_read(NULL, &(struct outcome){ .code = 0 });
}

struct fixture {
	struct arena *arena;
	struct schema *schema;
	struct directory *directory;
	struct entry entry;
};

static int
set_up(void **state)
{
	struct fixture *f = memory_alloc(1, sizeof(*f));
	static const char *const attributes[][2] = { { "objectClass",
							 "inetOrgPerson" },
		{ "uid", "rc-1" }, { "cn", "N" }, { "sn", "S" } };

	f->arena = arena_create();
	f->schema = schema_create_builtin();
	f->directory = memory_directory_create(f->schema, "dc=x");
	f->entry.dn = "uid=rc-1,dc=x";
	for (size_t i = 0; i < ROWS(attributes); i++)
		entry_add(&f->entry, f->schema, f->arena, attributes[i][0],
		    value_of(attributes[i][1]));
	*state = f;
	return 0;
}

static int
tear_down(void **state)
{
	struct fixture *f = *state;

	directory_destroy(&f->directory);
	schema_destroy(&f->schema);
	arena_destroy(&f->arena);
	free(f);
	return 0;
}

static int
find(struct fixture *f, const char *uid, struct found *found)
{
	struct value key = value_of(uid);
	struct query query = {
		.base = "dc=x", .attribute = "uid", .values = { &key, 1, 1 }
	};
	struct outcome outcome;

	directory_find(f->directory, &query, f->arena, found, &outcome);
	return outcome.code;
}

static int
modify(struct fixture *f, enum ldif_op op, const char *name, const char *text,
    const char *csn)
{
	struct value value = value_of(text != NULL ? text : "");
	struct ldif_mod mod = { op, name, { &value, text != NULL, 1 } };
	struct outcome outcome;

	directory_modify(f->directory, f->entry.dn, &mod, 1, csn, &outcome);
	return outcome.code;
}

static void
it_behaves_like_slapd(void **state)
{
	struct fixture *f = *state;
	struct entry orphan = f->entry;
	struct outcome outcome;
	struct found found;

	directory_add(f->directory, &f->entry, &outcome);
	assert_int_equal(outcome.code, 0);
	assert_string_not_equal(outcome.csn, "");
	directory_add(f->directory, &f->entry, &outcome);
	assert_int_equal(outcome.code, 68);
	orphan.dn = "uid=rc-1,ou=none,dc=x";
	directory_add(f->directory, &orphan, &outcome);
	assert_int_equal(outcome.code, 32);
	assert_int_equal(find(f, "RC-1", &found), 0);
	assert_int_equal(found.count, 1);
	assert_int_equal(find(f, "rc-2", &found), 0);
	assert_int_equal(found.count, 0);
	assert_int_equal(modify(f, LDIF_OP_ADD, "mail", "a@b", NULL), 0);
	assert_int_equal(modify(f, LDIF_OP_ADD, "mail", "A@B", NULL), 20);
	assert_int_equal(modify(f, LDIF_OP_DELETE, "mail", "x", NULL), 16);
	assert_int_equal(modify(f, LDIF_OP_DELETE, "title", NULL, NULL), 16);
	assert_int_equal(modify(f, LDIF_OP_REPLACE, "mail", NULL, NULL), 0);
	assert_int_equal(modify(f, LDIF_OP_DELETE, "sn", NULL, NULL), 65);
	assert_int_equal(modify(f, LDIF_OP_REPLACE, "uid", "x", NULL), 64);
	assert_int_equal(modify(f, LDIF_OP_ADD, "displayName", "a", NULL), 0);
	assert_int_equal(modify(f, LDIF_OP_ADD, "displayName", "b", NULL), 19);
	assert_int_equal(modify(f, LDIF_OP_ADD, "fax", "1", NULL), 0);
	assert_int_equal(modify(f, LDIF_OP_ADD, "fax", "2", NULL), 18);
	assert_int_equal(modify(f, LDIF_OP_DELETE, "fax", "1", NULL), 18);
	assert_int_equal(modify(f, LDIF_OP_REPLACE, "fax", "2", NULL), 0);
	assert_int_equal(modify(f, LDIF_OP_DELETE, "fax", NULL, NULL), 0);
	assert_int_equal(modify(f, LDIF_OP_ADD, "mail", "a@b", "old"), 122);
	directory_remove(f->directory, "dc=x", NULL, &outcome);
	assert_int_equal(outcome.code, 66);
	directory_remove(f->directory, f->entry.dn, NULL, &outcome);
	assert_int_equal(outcome.code, 0);
	directory_remove(f->directory, f->entry.dn, NULL, &outcome);
	assert_int_equal(outcome.code, 32);
	assert_int_equal(outcome.verdict, VERDICT_DONE);
}

static void
it_fails_and_loses_on_demand(void **state)
{
	struct fixture *f = *state;
	struct outcome outcome;
	struct error err;
	struct found found;

	memory_directory_fail(f->directory, 2, 51);
	assert_int_equal(find(f, "rc-1", &found), 0);
	directory_add(f->directory, &f->entry, &outcome);
	assert_int_equal(outcome.code, 51);
	assert_int_equal(memory_directory_writes(f->directory), 0);
	memory_directory_lose(f->directory, 1);
	directory_add(f->directory, &f->entry, &outcome);
	assert_int_equal(outcome.verdict, VERDICT_UNKNOWN);
	assert_int_equal(memory_directory_writes(f->directory), 1);
	assert_int_equal(find(f, "rc-1", &found), -1);
	assert_int_equal(directory_reopen(f->directory, false, &err), 0);
	assert_int_equal(find(f, "rc-1", &found), 0);
	assert_int_equal(found.count, 1);
	assert_int_equal(memory_directory_calls(f->directory), 4);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(verdicts),
		cmocka_unit_test(what_a_write_left),
		cmocka_unit_test_setup_teardown(
		    it_behaves_like_slapd, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    it_fails_and_loses_on_demand, set_up, tear_down),
	};

	return cmocka_run_group_tests_name("directory", tests, NULL, NULL);
}
