/* SPDX-License-Identifier: ISC */
/* What is ours, and where it stands: keys, shared values, names. */
#include "tests/unit/unit.h"

#include "tests/unit/mapped.h"

#define CN "cn = c\nsn = s\n"
#define GOOD                                                  \
	"[map]\nbase = dc=x\nkey = uid: rc-{id}\n[entry e]\n" \
	"dn = uid=rc-{id},{base}\nobjectClass = inetOrgPerson\n" CN

/* A map with that key; its dn holds it. */
static struct map *
keyed(const char *key, const struct schema *schema, struct arena *arena)
{
	const char *said;
	struct map *map = mapped_create(
	    arena_printf(arena,
		"[map]\nbase = dc=x\nkey = %s\n[entry e]\ndn = uid=%.*s,{base}\nobjectClass = inetOrgPerson\n" CN,
		key, (int)strcspn(key + 5, "\n"), key + 5),
	    schema, arena, &said);

	if (map == NULL)
		fail_msg("%s: %s", key, said);
	return map;
}

static void
keys(void **state)
{
	static const struct {
		const char *key;
		const char *value;
		bool is_ours;
	} values[] = {
		{ "uid: rc-{id}", "rc-1", true },
		{ "uid: rc-{id}", "RC-12345678901234567890", true },
		{ "uid: rc-{id}", "rc-", false },
		{ "uid: rc-{id}", "rc-1a", false },
		{ "uid: rc-{id}", "xrc-1", false },
		{ "uid: rc-{id}", "rc-1 x", false },
		{ "uid: rc-{account}-{id}", "rc-7-8", true },
		{ "uid: rc-{account}-{id}", "rc-7", false },
		{ "uid: {id}@rc", "5@RC", true },
		{ "uid: {id}@rc\nkey-id = any", "a_B-5@RC", true },
		{ "uid: {id}@rc\nkey-id = any", "a b@rc", false },
		{ "uid: rc.*{id}", "rc.*5", true },
		{ "uid: rc.*{id}", "rcxx5", false },
		{ "uid: rc-{id}$", "rc-5", false },
		{ "uid: {id}-x{account}\nkey-id = any", "a-1-x7", true },
		{ "uid: {id}-x{account}\nkey-id = any", "a-1-xb", false },
		{ "uid: rc {id}", "RC   5", true },
	};
	struct arena *arena = arena_create();
	struct schema *schema = schema_create_builtin();

	(void)state;
	for (size_t i = 0; i < ROWS(values); i++) {
		struct map *map = keyed(values[i].key, schema, arena);

		assert_row(i,
		    key_matches(&map->key, value_of(values[i].value), arena) ==
			values[i].is_ours);
		map_destroy(&map);
	}
	schema_destroy(&schema);
	arena_destroy(&arena);
}

static void
values_of_the_key(void **state)
{
	static const struct {
		const char *key;
		const char *id;
		const char *account;
		const char *out;
	} values[] = {
		{ "uid: rc-{id}", "1", NULL, "rc-1" },
		{ "uid: rc-{id}", "007", NULL, "rc-007" },
		{ "uid: \"rc\"-{ id }", "1", NULL, "rc-1" },
		{ "uid: rc-{id}", "a1", NULL, "ERR its id is not made" },
		{ "uid: rc-{id}", "", NULL, "ERR its id is not made" },
		{ "uid: rc-{id}\nkey-id = any", "a_-1", NULL, "rc-a_-1" },
		{ "uid: rc-{id}\nkey-id = any", "a.1", NULL, "ERR its id" },
		{ "uid: rc-{account}-{id}", "1", "77", "rc-77-1" },
		{ "uid: rc-{account}-{id}", "1", NULL, "ERR the key holds" },
		{ "uid: rc-{account}-{id}", "1", "7 7",
		    "ERR the key holds {account}, and the account of the event's path is not a number" },
	};
	struct arena *arena = arena_create();
	struct schema *schema = schema_create_builtin();

	(void)state;
	for (size_t i = 0; i < ROWS(values); i++) {
		struct map *map = keyed(values[i].key, schema, arena);
		const char *got;
		struct value value;
		struct error err;

		if (key_value(&map->key, values[i].id, values[i].account, arena,
			&value, &err) < 0)
			got = arena_printf(arena, "ERR %s", err.text);
		else
			got = value.data;
		if (strncmp(got, values[i].out, strlen(values[i].out)) != 0)
			fail_msg("row %zu: %s", i, got);
		if (strncmp(got, "ERR", 3) != 0)
			assert_row(i, key_matches(&map->key, value, arena));
		map_destroy(&map);
	}
	schema_destroy(&schema);
	arena_destroy(&arena);
}

#define BY "description += Synchronised by dirwire ({type})"
#define FRONT "description += front {a} mid {b} back"

static const struct {
	const char *line;
	const char *value;
	bool is_ours;
} shared[] = {
	{ BY, "Synchronised by dirwire (User)", true },
	{ BY, "synchronised  BY dirwire ()", true },
	{ BY, "Synchronised by dirwire", false },
	{ BY, "x Synchronised by dirwire (User)", false },
	{ BY, "Synchronised by dirwire (User) x", false },
	{ BY, "VIP", false },
	{ FRONT, "front 1 mid 2 back", true },
	{ FRONT, "front mid back back", true },
	{ FRONT, "frontmid back", false },
	{ FRONT, "front back", false },
	/* a hole with default("") may be empty, and blanks are one */
	{ FRONT, "front mid back", true },
	{ "description += By dirwire {a}", "By dirwire", true },
	{ "description += By dirwire {a}", "By dirwirex", false },
	{ "description += {a} by dirwire", "by Dirwire", true },
	{ "description += {a} by dirwire", "xby dirwire", false },
	{ "description += {a}{b} by dirwire", "x by dirwire", true },
	/* quotes do not count */
	{ "description += {a}\" (\"dirwire)", "x ( (dirwire)", true },
	/* a mark or vowel that begins the hole was composed */
	{ "description += By dirwire{a}", "by dirwir\xc3\xa9x", true },
	{ "description += {a}\xcc\x81 dirwire", "xy\xc3\xa9 dirwire", true },
	{ "description += By \xe1\x84\x92{a}bcd\xe1\x84\x92",
	    "by \xed\x95\x98xbcd\xe1\x84\x92", true },
	{ "description += By dirwire{a}", "by dirwir\xc3\xa8", true },
	{ "description += By dirwire{a}", "by dirwirax", false },
	{ "description += VIP!", "vip!", true },
	{ "description += V\xe2\x80\x8eIP: {a}", "VIP: x", true },
	{ "description += VIP!", "VIP! x", false },
	{ "telephoneNumber += +49 30 {a}-7", "+49-30 1 7", true },
	{ "telephoneNumber += +49 30 {a}-7", "+49-30 1 8", false },
	{ "postalAddress += Road 1 $ {a} town", "road 1$x Town", true },
	{ "postalAddress += Road 1 $ {a} town", "road 1 town", false },
	{ "postalAddress += Haus\\Hof {a}", "Haus\\5CHof x", true },
	{ "facsimileTelephoneNumber += +4930 {a}", "+4930 1", true },
};

static void
shared_values_are_known(void **state)
{
	struct arena *arena = arena_create();
	struct schema *schema = schema_create_builtin();

	(void)state;
	for (size_t i = 0; i < ROWS(shared); i++) {
		const char *line = shared[i].line;
		const char *name =
		    arena_memdup(arena, line, strcspn(line, " "));
		const char *said;
		struct map *map =
		    mapped_create(arena_printf(arena, GOOD "%s\n", line),
			schema, arena, &said);

		if (map == NULL)
			fail_msg("row %zu: %s", i, said);
		assert_row(i,
		    map_shares(map, schema_attribute(schema, name),
			value_of(shared[i].value), arena) == shared[i].is_ours);
		map_destroy(&map);
	}
	schema_destroy(&schema);
	arena_destroy(&arena);
}

static const struct {
	const char *dn;
	const char *json;
	const char *out;
} dns[] = {
	{ "uid=rc-{id},ou=people,{base}", "\"id\":1",
	    "uid=rc-1,ou=people,dc=x" },
	{ "cn={name}+uid=rc-{id},{base}",
	    "\"id\":1,\"name\":\"a, b+c=\\\"d\\\\\"",
	    "cn=a\\2C b\\2Bc\\3D\\22d\\5C+uid=rc-1,dc=x" },
	{ "uid=rc-{id},ou={site.name},{base} when site.name present else uid=rc-{id},{base}",
	    "\"id\":1", "uid=rc-1,dc=x" },
	{ "uid=rc-{id},ou={site.name},{base} else uid=rc-{id},{base}",
	    "\"id\":1,\"site\":{\"name\":\"a,b\"}", "uid=rc-1,ou=a\\2Cb,dc=x" },
	{ "uid=rc-{id},ou={site.name},{base}", "\"id\":1",
	    "ERR ou of its dn is empty (map:5)" },
	{ "uid=rc-{id},ou={account},{base}", "\"id\":1",
	    "uid=rc-1,ou=77,dc=x" },
	{ "uid=rc-{id},ou={account | prefix(x)},{base}", "\"id\":1",
	    "uid=rc-1,ou=x77,dc=x" },
	{ "\"uid=rc-\"{id}\",ou=a\",{base}", "\"id\":1", "uid=rc-1,ou=a,dc=x" },
	{ "uid=rc-{id},ou={x},{base}", "\"id\":1,\"x\":[1,2]",
	    "ERR ou of its dn has several values (map:5)" },
	{ "uid=rc-{id},ou={name},{base}",
	    "\"id\":1,\"name\":\" #a\\u200e =  \"",
	    "uid=rc-1,ou=\\23a \\3D,dc=x" },
	{ "uid=rc-{id},ou={name},{base}", "\"id\":1,\"name\":\"\\u200e\"",
	    "ERR ou of its dn is empty (map:5)" },
	{ "uid=rc-{id},{base} when type = User else uid=rc-{id},ou=b,{base} when type = Bot",
	    "\"id\":1,\"type\":\"Bot\"", "uid=rc-1,ou=b,dc=x" },
	{ "uid=rc-{id},{base} when type = User", "\"id\":1",
	    "ERR no condition of its dn holds (map:5)" },
	{ "UID = rc-{id},\n  ou=a, {base}", "\"id\":1", "UID=rc-1,ou=a,dc=x" },
	{ "0.9.2342.19200300.100.1.1=rc-{id},{base}", "\"id\":1",
	    "0.9.2342.19200300.100.1.1=rc-1,dc=x" },
	{ "uid=rc-{id},c={name},{base}", "\"id\":1,\"name\":\"Germany\"",
	    "ERR c of its dn is not a country code of two letters (map:5)" },
	{ "uid=rc-{id},ou=a\\,b,{base}", "\"id\":1",
	    "uid=rc-1,ou=a\\2Cb,dc=x" },
};

static void
places(void **state)
{
	struct arena *arena = arena_create();
	struct schema *schema = schema_create_builtin();

	(void)state;
	for (size_t i = 0; i < ROWS(dns); i++) {
		const char *said;
		struct map *map = mapped_create(
		    arena_printf(arena,
			"[map]\nbase = dc=x\nkey = uid: rc-{id}\n[entry e]\ndn = %s\nobjectClass = inetOrgPerson\n" CN,
			dns[i].dn),
		    schema, arena, &said);
		struct desired desired;
		struct error err;
		const char *got;

		if (map == NULL)
			fail_msg("row %zu: %s", i, said);
		got = map_make(map, mapped_contact(dns[i].json, arena), arena,
			  &desired, &err) < 0
		    ? arena_printf(arena, "ERR %s", err.text)
		    : desired.dn_text;
		assert_row_text(i, got, dns[i].out);
		map_destroy(&map);
	}
	schema_destroy(&schema);
	arena_destroy(&arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keys),
		cmocka_unit_test(values_of_the_key),
		cmocka_unit_test(shared_values_are_known),
		cmocka_unit_test(places),
	};

	return cmocka_run_group_tests_name("key", tests, NULL, NULL);
}
