/* SPDX-License-Identifier: ISC */
#include "tests/unit/unit.h"

#include "schema/dn.h"
#include "schema/entry.h"
#include "schema/match.h"
#include "schema/syntax.h"

static struct schema *schema;
static struct arena *arena;

static int
set_up(void **state)
{
	(void)state;
	schema = schema_create_builtin();
	arena = arena_create();
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	schema_destroy(&schema);
	arena_destroy(&arena);
	return 0;
}

static const struct attribute_type *
type(const char *name)
{
	const struct attribute_type *found = schema_attribute(schema, name);

	assert_non_null(found);
	return found;
}

static void
types(void **state)
{
	(void)state;
	assert_ptr_equal(type("SURNAME"), type("2.5.4.4"));
	assert_int_equal(type("sn")->syntax, SYNTAX_DIRECTORY_STRING);
	assert_int_equal(type("sn")->equality, MATCHING_CASE_IGNORE);
	assert_int_equal(type("fax")->equality, MATCHING_NONE);
	assert_true(type("displayName")->is_single_valued);
	assert_false(type("cn")->is_single_valued);
	assert_int_equal(type("c")->syntax, SYNTAX_COUNTRY_STRING);
	assert_int_equal(type("telephoneNumber")->length_max, 32);
	assert_true(type("entryCSN")->is_operational);
	assert_int_equal(type("jpegPhoto")->syntax, SYNTAX_BINARY);
	assert_null(schema_attribute(schema, "cn;lang-de"));
	assert_string_equal(schema_nearest_attribute(schema, "telefoneNumber"),
	    "telephoneNumber");
}

static void
classes(void **state)
{
	const struct object_class *person =
	    schema_class(schema, "INETORGPERSON");

	(void)state;
	assert_int_equal(person->kind, CLASS_STRUCTURAL);
	assert_true(schema_class_has_must(schema, person, type("sn")));
	assert_false(schema_class_has_must(schema, person, type("mail")));
	assert_true(schema_class_has_may(schema, person, type("mail")));
	assert_true(schema_class_has_may(schema, person, type("title")));
	assert_false(schema_class_has_may(schema, person, type("dc")));
	assert_true(
	    schema_class_is(schema, person, schema_class(schema, "top")));
	assert_false(
	    schema_class_is(schema, person, schema_class(schema, "account")));
}

static void
own_descriptions(void **state)
{
	struct schema *own = schema_create();
	struct error err;

	(void)state;
	assert_int_equal(
	    schema_add_attribute(own,
		"( 2.25.1 NAME 'a' EQUALITY caseIgnoreMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )",
		&err),
	    0);
	assert_int_equal(schema_add_attribute(own,
			     "( 2.25.2 NAME 'b' SUP a SINGLE-VALUE )", &err),
	    0);
	assert_int_equal(
	    schema_attribute(own, "B")->equality, MATCHING_CASE_IGNORE);
	assert_int_equal(
	    schema_add_attribute(own, "( 2.25.3 NAME 'c' SUP nothing )", &err),
	    -1);
	assert_non_null(strstr(err.text, "nothing"));
	assert_int_equal(schema_add_attribute(own, "( nonsense", &err), -1);
	assert_int_equal(schema_add_class(own, "( nonsense", &err), -1);
	assert_null(schema_attribute(own, "c"));
	schema_destroy(&own);
}

static const struct {
	const char *type;
	const char *in;
	const char *out; /* NULL: refused; "": empty */
} cleaned[] = {
	{ "cn", "  a\tb ", "a b" },
	{ "cn", "\x01", "" },
	{ "cn", "\xff", NULL },
	{ "mail", "a@b", "a@b" },
	{ "mail", "\xc3\xa4@b", NULL },
	{ "telephoneNumber", "+49 (30) 1-2./,:?='", "+49 (30) 1-2./,:?='" },
	{ "telephoneNumber", "1#2", NULL },
	{ "telephoneNumber", "1*2", NULL },
	{ "telephoneNumber", "1;2", NULL },
	{ "fax", "+49 30$param", "+49 30$param" },
	{ "fax", "1#", NULL },
	{ "fax", "$1", NULL },
	{ "fax", "1$", NULL },
	{ "fax", "1$$a", NULL },
	{ "c", "DE", "DE" },
	{ "c", "DEU", NULL },
	{ "uidNumber", "007", "7" },
	{ "uidNumber", "-0", "0" },
	{ "uidNumber", "x", NULL },
	{ "manager", "cn=a , dc=b", "cn=a,dc=b" },
	{ "manager", "nobody", NULL },
	{ "manager", "CN=A,DC=b", "cn=A,dc=b" },
	{ "manager", "commonName=a,2.5.4.11=b", "cn=a,ou=b" },
	{ "manager", "uid=1+CN=a", "cn=a+uid=1" },
	{ "manager", "cn=a+cn=b", NULL },
	{ "manager", "foo=1,dc=b", "foo=1,dc=b" },
	{ "manager", "c=Germany", NULL },
	{ "manager", "cn=#04024869", NULL },
	{ "manager", "cn=a\\0Ab", "cn=a b" },
	{ "manager", "cn=a\\CC\\88", "cn=\xc3\xa4" },
	{ "manager", "cn=a\\E2\\80\\8E", "cn=a" },
	{ "manager", "cn=\\,\xcc\x81", "cn=\\2C\xcc\x81" },
	{ "manager", "cn=\\00", NULL },
	{ "manager", "\xef\xbb\xbf cn=a,\tdc=b\r\n", "cn=a,dc=b" },
	{ "manager", " ", "" },
	{ "postalAddress", "a$b\\c\\24d", "a$b\\5Cc\\24d" },
	{ "postalAddress", "a\\\xcc\x81", NULL },
	{ "x121Address", "12 34", "12 34" },
	{ "x121Address", "12a", NULL },
	{ "jpegPhoto", "x", NULL },
	{ "objectClass", "person", "person" },
	{ "objectClass", "a b", NULL },
};

static void
cleaning(void **state)
{
	(void)state;
	for (size_t i = 0; i < ROWS(cleaned); i++) {
		const struct attribute_type *t = type(cleaned[i].type);
		struct value out = { "", 0 }, again;
		const char *why = NULL;
		enum syntax_verdict verdict =
		    syntax_clean(t, value_of(cleaned[i].in), arena, &out, &why);

		if (cleaned[i].out == NULL) {
			assert_row(i, verdict == SYNTAX_REFUSED);
			assert_row(i, why != NULL);
			continue;
		}
		assert_row_text(i, out.data, cleaned[i].out);
		assert_row(i, (verdict == SYNTAX_EMPTY) == (out.len == 0));
		if (out.len == 0)
			continue;
		assert_row(
		    i, syntax_clean(t, out, arena, &again, &why) == SYNTAX_OK);
		assert_row_text(i, again.data, cleaned[i].out);
	}
}

static void
matching(void **state)
{
	static const struct {
		const char *type;
		const char *a;
		const char *b;
		bool is_equal;
	} rows[] = {
		{ "cn", "John  Smith", " john smith ", true },
		{ "cn", "John", "Jon", false },
		{ "cn", "a b", "a\tb", false },
		{ "cn", "\xc3\x84", "a\xcc\x88", true },
		{ "cn", "\xef\xac\x81", "fi", true },
		{ "cn", "\xc3\x9f", "ss", false },
		{ "mail", "A@B", "a@b", true },
		{ "telephoneNumber", "+49 30-12", "+493012", true },
		{ "telephoneNumber", "+49(30)12", "+493012", false },
		{ "fax", "1 2", "12", false },
		{ "manager", "CN=A,dc=B", "cn=a, DC=b", true },
		{ "manager", "cn=a,dc=b", "cn=b,dc=a", false },
		{ "manager", "commonName=a,dc=b", "2.5.4.3=A,dc=B", true },
		{ "manager", "cn=a+uid=1", "UID=1+CN=a", true },
		{ "seeAlso", "labeledURI=a", "labeledURI=A", false },
		{ "x121Address", "1 2", "12", true },
		{ "homePostalAddress", "A $ b", "a$B", true },
		{ "userPassword", "a", "A", false },
	};

	(void)state;
	for (size_t i = 0; i < ROWS(rows); i++)
		assert_row(i,
		    match_is_equal(type(rows[i].type), value_of(rows[i].a),
			value_of(rows[i].b), arena) == rows[i].is_equal);
	assert_false(match_is_equal(NULL, value_of("a"), value_of("A"), arena));
	assert_string_equal(
	    match_normal_piece(type("cn"), value_of(" By  DIRWIRE "), arena)
		.data,
	    " by dirwire ");
}

/* Looking up in a set and adding what is missing say what match_find() says,
 * with few values and with many. */
static void
many_values(void **state)
{
	(void)state;
	for (size_t count = 0; count < 300; count += count < 12 ? 1 : 97) {
		struct values all = { 0 }, one_by_one = { 0 }, at_once = { 0 };
		struct match_set set;

		for (size_t i = 0; i < count; i++)
			values_add(&all, arena,
			    value_of(arena_printf(arena, "%s %zu",
				i % 2 > 0 ? "A" : "a", i * i % 31)));
		for (size_t i = 0; i < count; i++)
			if (match_find(type("cn"), &one_by_one, all.items[i],
				arena) < 0)
				values_add(&one_by_one, arena, all.items[i]);
		match_add_missing(type("cn"), &at_once, &all, arena);
		assert_int_equal(at_once.count, one_by_one.count);
		for (size_t i = 0; i < at_once.count; i++)
			assert_row(i,
			    value_is_same(
				at_once.items[i], one_by_one.items[i]));
		set = match_set_of(type("cn"), &all, arena);
		for (size_t i = 0; i < 40; i++) {
			struct value value =
			    value_of(arena_printf(arena, "a %zu", i));

			assert_int_equal(match_set_find(&set, value),
			    match_find(type("cn"), &all, value, arena));
		}
	}
}

static void
names(void **state)
{
	static const struct {
		const char *in;
		const char *out; /* NULL: no DN */
	} rows[] = {
		{ "cn=a,dc=b", "cn=a,dc=b" },
		{ "cn=a+uid=b , dc=c", "cn=a+uid=b,dc=c" },
		{ "cn=\\2Cx\\+\\\"\\\\,dc=b", "cn=\\2Cx\\2B\\22\\5C,dc=b" },
		{ "cn=\\20a\\20,dc=b", "cn=\\20a\\20,dc=b" },
		{ "cn=\\C3\\A4,dc=b", "cn=\xc3\xa4,dc=b" },
		{ "", "" },
		{ "a", NULL },
		{ "cn=a,,dc=b", NULL },
		{ "cn=\xff", NULL },
		{ "cn=#04024869,dc=b", NULL },
	};

	(void)state;
	for (size_t i = 0; i < ROWS(rows); i++) {
		struct dn dn, again;
		const char *text = "";
		int rc = dn_parse(value_of(rows[i].in), arena, &dn, NULL);

		assert_row(i, (rc == 0) == (rows[i].out != NULL));
		if (rc < 0)
			continue;
		assert_row(i, dn_write(&dn, arena, &text, NULL) == 0);
		assert_row_text(i, text, rows[i].out);
		assert_row(
		    i, dn_parse(value_of(text), arena, &again, NULL) == 0);
		assert_row_text(i, dn_normal(schema, &dn, arena),
		    dn_normal(schema, &again, arena));
	}
	assert_true(dn_is_equal(
	    schema, "CN=A+UID=b,DC=x", "userid=B+commonName=a, dc=X", arena));
	assert_false(dn_is_equal(schema, "cn=a,dc=x", "cn=a,dc=y", arena));
	assert_false(dn_is_equal(schema, "nonsense", "nonsense", arena));
}

static void
below(void **state)
{
	struct dn dn, base;

	(void)state;
	dn_parse(value_of("uid=1,ou=People,dc=x"), arena, &dn, NULL);
	dn_parse(value_of("OU=people,dc=x"), arena, &base, NULL);
	assert_true(dn_is_below(schema, &dn, &base, arena));
	assert_true(dn_is_below(schema, &base, &base, arena));
	assert_false(dn_is_below(schema, &base, &dn, arena));
}

static void
load(struct schema *own, const char *const *attributes, const char *const *oc,
    struct schema_loaded *loaded)
{
	struct values types = { 0 }, kinds = { 0 };

	for (size_t i = 0; attributes[i] != NULL; i++)
		values_add(&types, arena, value_of(attributes[i]));
	for (size_t i = 0; oc[i] != NULL; i++)
		values_add(&kinds, arena, value_of(oc[i]));
	schema_load(own, &types, &kinds, arena, loaded);
}

static void
loading(void **state)
{
	static const char *const attributes[] = {
		"( 1.1.3 NAME 'third' SUP second )",
		"( 1.1.2 NAME 'second' SUP first )",
		"( 1.1.9 NAME 'orphan' SUP nobody )", "no description",
		"( 1.1.1 NAME 'first' EQUALITY strangeMatch SYNTAX "
		"1.3.6.1.4.1.1466.115.121.1.15 )",
		NULL
	};
	static const char *const oc[] = {
		"( 1.2.1 NAME 'below' SUP above AUXILIARY MUST third )", "( ",
		"( 1.2.2 NAME 'above' AUXILIARY MAY second )", NULL
	};
	struct schema *own = schema_create();
	struct schema_loaded loaded;
	const struct attribute_type *third;

	(void)state;
	load(own, attributes, oc, &loaded);
	assert_int_equal(loaded.attributes, 3);
	assert_int_equal(loaded.classes, 2);
	assert_int_equal(loaded.skipped, 3);
	assert_true(loaded.err.text[0] != '\0');
	third = schema_attribute(own, "third");
	assert_non_null(third);
	assert_int_equal(third->equality, MATCHING_OCTET);
	assert_null(schema_attribute(own, "orphan"));
	assert_true(
	    schema_class_has_must(own, schema_class(own, "below"), third));
	assert_true(schema_class_has_may(
	    own, schema_class(own, "below"), schema_attribute(own, "second")));
	schema_destroy(&own);
}

static void
entries(void **state)
{
	struct entry entry = { .dn = "cn=a" };

	(void)state;
	entry_add(&entry, schema, arena, "cn", value_of("A"));
	entry_add(&entry, schema, arena, "commonName", value_of("B"));
	entry_add(&entry, schema, arena, "cn;lang-de", value_of("C"));
	entry_add(&entry, schema, arena, "unknown", value_of("D"));
	assert_int_equal(entry.count, 3);
	assert_int_equal(entry_find(&entry, type("cn"))->values.count, 2);
	assert_true(entry_has_value(&entry, type("cn"), value_of("b"), arena));
	assert_null(entry_find(&entry, type("sn")));
	assert_non_null(entry_find_name(&entry, "CN;LANG-DE"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(types),
		cmocka_unit_test(classes),
		cmocka_unit_test(own_descriptions),
		cmocka_unit_test(cleaning),
		cmocka_unit_test(matching),
		cmocka_unit_test(many_values),
		cmocka_unit_test(names),
		cmocka_unit_test(below),
		cmocka_unit_test(loading),
		cmocka_unit_test(entries),
	};

	return cmocka_run_group_tests_name("schema", tests, set_up, tear_down);
}
