/* SPDX-License-Identifier: ISC */
#include "tests/unit/unit.h"

#include <sys/resource.h>

#include "tests/unit/mapped.h"

#define HEAD "[map]\nbase = dc=x\nkey = uid: rc-{id}\n[entry e]\n"
#define DN "dn = uid=rc-{id},{base}\nobjectClass = inetOrgPerson\n"
#define CN "cn = c\nsn = s\n"

/* What the map makes of the contact, each attribute but uid, cn and sn. */
static const char *
make(struct arena *arena, const struct schema *schema, const char *text,
    const char *json)
{
	const char *said;
	struct map *map = mapped_create(text, schema, arena, &said);
	struct desired desired;
	struct buffer out;
	struct error err;

	if (map == NULL)
		return said;
	buffer_init(&out, arena);
	if (map_make(map, mapped_contact(json, arena), arena, &desired, &err) <
	    0) {
		map_destroy(&map);
		return arena_printf(arena, "ERR %s", err.text);
	}
	if (desired.kind != DESIRED_ENTRY)
		buffer_add_text(
		    &out, desired.kind == DESIRED_NONE ? "none" : "leave");
	for (size_t i = 0; i < desired.count; i++) {
		const struct desired_attribute *a = &desired.attributes[i];
		const struct values *lists[] = { &a->own, &a->seed, &a->share };

		if (strcmp(a->type->name, "uid") == 0 ||
		    strcmp(a->type->name, "cn") == 0 ||
		    strcmp(a->type->name, "sn") == 0)
			continue;
		for (size_t j = 0; j < 3; j++)
			for (size_t k = 0; k < lists[j]->count; k++)
				buffer_printf(&out, "%c%s|", "=?+"[j],
				    lists[j] -> items[k].data);
		if (a->is_kept)
			buffer_add_text(&out, "kept");
	}
	for (size_t i = 0; i < desired.drop_count; i++)
		buffer_printf(&out, "(%s)", desired.drops[i].value.data);
	map_destroy(&map);
	return buffer_value(&out).data;
}

#define PHONES                                                                                                          \
	"\"phoneNumbers\":[{\"phoneNumber\":\"+49 (0)30 231-1\",\"usageType\":\"DirectNumber\",\"type\":\"VoiceFax\"}," \
	"{\"phoneNumber\":\"+12025550104\",\"usageType\":\"DirectNumber\",\"type\":\"FaxOnly\"},"                       \
	"{\"phoneNumber\":\"+12025550103\",\"usageType\":\"MobileNumber\",\"hidden\":true},"                            \
	"{\"phoneNumber\":\"103\"}]"

static const struct {
	const char *line; /* of description, or whole lines */
	const char *json;
	const char *out;
} rows[] = {
	{ "{firstName} {lastName}",
	    "\"id\":1,\"firstName\":\"A\",\"lastName\":\"B\"", "=A B|" },
	{ "{firstName} {lastName}", "\"id\":1,\"firstName\":\"A\"", "" },
	{ "{firstName} {lastName} else {name}",
	    "\"id\":1,\"firstName\":\" \",\"name\":\"N\"", "=N|" },
	{ "{a} else {b} also {c} else d", "\"id\":1,\"b\":\"B\",\"c\":null",
	    "=B|=d|kept" },
	{ "A also a also A  also B", "\"id\":1", "=A|=B|" },
	{ "x-{id}", "\"id\":77", "=x-77|" },
	{ "{n} {t}", "\"id\":1,\"n\":1.0,\"t\":false", "=1.0 false|" },
	{ "\" else \"", "\"id\":1", "=else|" },
	{ "a \"b  \\\" c\" {id}", "\"id\":1", "=a b  \" c 1|" },
	{ "Ext#{id} # comment", "\"id\":1", "=Ext#1|" },
	{ "x when type = User", "\"id\":1,\"type\":\" User \"", "=x|" },
	{ "x when type = User", "\"id\":1,\"type\":\"user\"", "" },
	{ "x when type != User else y", "\"id\":1,\"type\":\"User\"", "=y|" },
	{ "x when type != User", "\"id\":1", "=x|" },
	{ "x when type in User, Bot and (status = Enabled or not name present)",
	    "\"id\":1,\"type\":\"Bot\"", "=x|" },
	{ "x when not type = User or name = a and name = b",
	    "\"id\":1,\"type\":\"User\"", "" },
	{ "x when hidden present", "\"id\":1,\"hidden\":false", "=x|" },
	{ "x when name present", "\"id\":1,\"name\":\" \\t\"", "" },
	{ "x when name = \"a b\"", "\"id\":1,\"name\":\"a b\"", "=x|" },
	{ "x when phoneNumbers.type = FaxOnly", "\"id\":1," PHONES, "=x|" },
	{ "x when phoneNumbers.type != FaxOnly", "\"id\":1," PHONES, "" },
	{ "x when phoneNumbers present", "\"id\":1,\"phoneNumbers\":[]", "" },
	{ "{phoneNumbers.phoneNumber}", "\"id\":1," PHONES,
	    "=+49 (0)30 231-1|=+12025550104|=+12025550103|=103|" },
	{ "T {phoneNumbers[type=FaxOnly].phoneNumber} x", "\"id\":1," PHONES,
	    "=T +12025550104 x|" },
	{ "{phoneNumbers[usageType=DirectNumber, type!=FaxOnly].phoneNumber | e164}",
	    "\"id\":1," PHONES, "=+49302311|" },
	{ "{phoneNumbers.phoneNumber | e164 | sort | first}",
	    "\"id\":1," PHONES, "=+12025550103|" },
	{ "{phoneNumbers.phoneNumber | e164 | sort | last}", "\"id\":1," PHONES,
	    "=+49302311|" },
	{ "{phoneNumbers.phoneNumber | digits | join(\", \")}",
	    "\"id\":1," PHONES, "=490302311, 12025550104, 12025550103, 103|" },
	{ "{phoneNumbers[phoneNumber=103].usageType | default(none)}",
	    "\"id\":1," PHONES, "=none|" },
	{ "{firstName | default(\"\")}{lastName}",
	    "\"id\":1,\"lastName\":\"B\"", "=B|" },
	{ "{name | lower | upper}", "\"id\":1,\"name\":\"aB\xc3\xa4\"",
	    "=AB\xc3\x84|" },
	{ "{name | replace(a, \"-\") | prefix(x) | strip(x-)}",
	    "\"id\":1,\"name\":\"aba\"", "=b-|" },
	{ "{name | sub(\"^(.)(.)\", \"$2$1$x\")}", "\"id\":1,\"name\":\"abc\"",
	    "=ba$xc|" },
	{ "{name | sub(\"[0-9]\", \"\")}", "\"id\":1,\"name\":\"12\"", "" },
	{ "{name | max(2)}", "\"id\":1,\"name\":\"abc\"", "=ab|" },
	{ "{name | ascii}", "\"id\":1,\"name\":\"J\xc3\xb6\"", "=Jo|" },
	{ "{name | ascii} else x", "\"id\":1,\"name\":\"\xe7\x94\xb0\"",
	    "=x|" },
	{ "{name | table(t)}\n[table t]\na = A\n* = rest",
	    "\"id\":1,\"name\":\"a\"", "=A|" },
	{ "{name | table(t)}\n[table t]\na = A\n* = rest",
	    "\"id\":1,\"name\":\"b\"", "=rest|" },
	{ "{name | table(t)}\n[table t]\na = A", "\"id\":1,\"name\":\"b\"",
	    "" },
	{ "{name} else keep", "\"id\":1", "kept" },
	{ "{name} else keep", "\"id\":1,\"name\":\"x\"", "=x|" },
	{ "{jobTitle}", "\"id\":1", "kept" },
	{ "{jobTitle}", "\"id\":1,\"jobTitle\":null", "" },
	{ "{name} else {jobTitle}", "\"id\":1,\"name\":\"x\"", "=x|" },
	{ "{name} when hidden = true", "\"id\":1,\"name\":\"x\"", "kept" },
	{ "{site.code}", "\"id\":1", "" },
	{ "{site.code}", "\"id\":1,\"site\":{\"id\":\"1\"}", "kept" },
	{ "{phoneNumbers.label}", "\"id\":1,\"phoneNumbers\":[]", "" },
	{ "{phoneNumbers.label}",
	    "\"id\":1,\"phoneNumbers\":[{\"label\":\"a\"},{}]", "=a|" },
	{ "{customFields[id=7].value}",
	    "\"id\":1,\"customFields\":[{\"id\":7,\"value\":\"v\"}]", "=v|" },
	{ "{x.y}", "\"id\":1,\"x\":{\"y\":{\"z\":1}}",
	    "ERR x.y is an object in this contact; say a member of it (map:7)" },
	{ "{x} {y}", "\"id\":1,\"x\":[1,2],\"y\":[3]",
	    "ERR two lists in one text (map:7); make one value of one with | first, | last or | join" },
	{ "{x}", "\"id\":1,\"x\":[[1,[2]],3]", "=1|=2|=3|" },
	{ "\ntelephoneNumber = {name} else {extensionNumber}",
	    "\"id\":1,\"name\":\"1#2\",\"extensionNumber\":\"7\"", "=7|(1#2)" },
	{ "\ndisplayName = {phoneNumbers.phoneNumber}", "\"id\":1," PHONES,
	    "ERR displayName takes one value and its lines give 4 (map:8); add | first or | join(\", \")" },
	{ "\ndescription += By dirwire {id}\ntitle ?= t", "\"id\":1",
	    "+By dirwire 1|?t|" },
};

/* A map with that line of description, or with those lines; cn and sn stand
 * before a table that comes with them. */
static const char *
map_text(struct arena *arena, const char *line)
{
	const char *table = strstr(line, "[table");
	size_t head = table != NULL ? (size_t)(table - line) : strlen(line);

	return arena_printf(arena, HEAD DN "%s%.*s\n" CN "%s",
	    *line == '\n' ? "" : "description = ", (int)head, line,
	    line + head);
}

static void
lines(void **state)
{
	struct arena *arena = arena_create();
	struct schema *schema = schema_create_builtin();

	(void)state;
	for (size_t i = 0; i < ROWS(rows); i++)
		assert_row_text(i,
		    make(arena, schema, map_text(arena, rows[i].line),
			rows[i].json),
		    rows[i].out);
	schema_destroy(&schema);
	arena_destroy(&arena);
}

#define SECTION(rest) "[map]\nbase = dc=x\nkey = uid: rc-{id}\n[entry e" rest
#define GOOD "]\n" DN CN

/* Maps and what is said of them: "" when all is well. */
static const struct {
	const char *map;
	const char *said; /* a part of it */
} checks[] = {
	{ SECTION(GOOD), "" },
	{ SECTION(GOOD "telefoneNumber = x\n"),
	    "map:9:1: error: there is no attribute telefoneNumber; did you mean telephoneNumber?" },
	{ SECTION(GOOD "entryCSN = x\n"), "entryCSN belongs to the server" },
	{ SECTION(GOOD "userPassword = x\n"),
	    "userPassword is never written by dirwire" },
	{ SECTION(GOOD "sshPublicKey = x\n"),
	    "sshPublicKey is never written by dirwire" },
	{ SECTION(GOOD "member = x\n"), "member is never written" },
	{ SECTION(GOOD "2.5.4.35 = x\n"),
	    "userPassword is never written by dirwire" },
	{ SECTION(GOOD "memberNisNetgroup = x\n"),
	    "memberNisNetgroup is never written" },
	{ SECTION(
	      "]\ndn = uid=rc-{id}+userPassword={name},{base}\nobjectClass = inetOrgPerson\n" CN),
	    "userPassword is never written by dirwire" },
	{ SECTION(
	      "]\ndn = uid=rc-{id}+dc={name},{base}\nobjectClass = inetOrgPerson\n" CN),
	    "dc is not an attribute of the object classes" },
	{ SECTION(
	      "]\ndn = uid=rc-{id}+objectClass=person,{base}\nobjectClass = inetOrgPerson\n" CN),
	    "objectClass is written from the objectClass line alone" },
	{ SECTION("]\ndn = uid=rc-{id},{base}\n2.5.4.0 = inetOrgPerson\n" CN),
	    "" },
	{ SECTION(GOOD "2.5.4.0 = person\n"),
	    "objectClass has a line already in this section" },
	{ SECTION(GOOD "jpegPhoto = x\n"), "jpegPhoto takes binary data" },
	{ SECTION(GOOD "cn;lang-de = x\n"), "attribute options like ;lang-de" },
	{ SECTION(GOOD "dc = x\n"),
	    "dc is not an attribute of the object classes" },
	{ SECTION("]\n" DN "cn = x\n"), "has no line for sn" },
	{ SECTION("]\n" DN "cn = {name}\nsn = x\n"),
	    "warning: cn can come out empty" },
	{ SECTION(GOOD "displayName = a also b\n"),
	    "displayName takes one value and this line always gives several" },
	{ SECTION(GOOD "commonName = y\n"), "cn has a line already in map:7" },
	{ SECTION(GOOD "title += {name}\n"), "give it at least 4 characters" },
	{ SECTION(GOOD "title += ab {name} else abcd\n"),
	    "give it at least 4 characters" },
	{ SECTION(GOOD "title += abcd else keep\n"),
	    "else keep has no meaning" },
	{ SECTION(GOOD "title ?=\n"), "?= and += need a value" },
	{ SECTION(GOOD "title = x else keep y\n"), "keep stands last" },
	{ SECTION(GOOD "title = \"\"\n"), "\"\" is no value" },
	{ SECTION(GOOD "title = x else\n"),
	    "expected a text or a {field} here" },
	{ SECTION(GOOD "title = {name\n"),
	    "expected | or } in the hole begun in column 10" },
	{ SECTION(GOOD "title = name}\n"), "a } without {" },
	{ SECTION(GOOD "title = \"x\n"),
	    "this quote does not end on its line" },
	{ SECTION(GOOD "title = {site}\n"),
	    "site is an object; say a member of it, like site.name" },
	{ SECTION(GOOD "title = {account}\n"), "account is an object" },
	{ SECTION(GOOD "title = {lastname}\n"),
	    "map:9:10: warning: lastname is not a field that RingCentral documents; did you mean lastName?" },
	{ SECTION(GOOD "title = {name | uper}\n"),
	    "there is no function uper; did you mean upper?" },
	{ SECTION(GOOD "title = {name | dialforms}\n"),
	    "dialforms is not in this version" },
	{ SECTION(GOOD "title = {name | max}\n"), "max is written max(n)" },
	{ SECTION(GOOD "title = {name | max(x)}\n"), "max() takes a number" },
	{ SECTION(GOOD "title = {name | table(t)}\n"),
	    "there is no [table t]" },
	{ SECTION(GOOD "title = {name | sub(\"(\", x)}\n"),
	    "the regular expression breaks at its character" },
	{ SECTION(GOOD "title = {phoneNumbers.type} {phoneNumbers.label}\n"),
	    "a second list in one text" },
	{ SECTION(GOOD "title = x when\n"), "expected the name of a field" },
	{ SECTION(GOOD "title = x when type = User type\n"),
	    "expected and, or, else, also or the end" },
	{ SECTION(GOOD "title = x when type = user\n"),
	    "\"user\" is not among the known values of type; did you mean User?" },
	{ SECTION(GOOD "title = x when (type = User\n"),
	    "expected and, or or )" },
	{ SECTION(" when hidden = true" GOOD),
	    "warning: notifications do not carry hidden" },
	{ SECTION(" when type = User type" GOOD),
	    "expected and, or, or ] behind the condition" },
	{ SECTION(" when x" GOOD), "expected =, !=, in or present behind x" },
	{ SECTION(GOOD "[entry f]\n" DN CN), "[entry f] is never reached" },
	{ SECTION(
	      " when type = User" GOOD
	      "[entry f]\ndn = uid=rc-{id},{base}\nobjectClass = account\n"),
	    "does not let an entry change its structural class" },
	{ SECTION(
	      "]\ndn = uid=rc-{id},{base}\nobjectClass = posixAccount\n" CN),
	    "names no structural object class" },
	{ SECTION(
	      "]\ndn = uid=rc-{id},{base}\nobjectClass = inetOrgPersn\n" CN),
	    "there is no object class inetOrgPersn; did you mean inetOrgPerson?" },
	{ SECTION("]\nobjectClass = inetOrgPerson\n" CN), "has no dn line" },
	{ SECTION("]\ndn = uid=rc-{id},{base}\n" CN),
	    "has no objectClass line" },
	{ SECTION("]\ndn = cn={name},{base}\nobjectClass = inetOrgPerson\n" CN),
	    "the first part of the dn must hold the key" },
	{ SECTION(
	      "]\ndn = uid=rc-{id},x{base}\nobjectClass = inetOrgPerson\n" CN),
	    "{base} stands alone between commas" },
	{ SECTION(
	      "]\ndn = uid=rc-{id},ou,{base}\nobjectClass = inetOrgPerson\n" CN),
	    "this is not a DN" },
	{ SECTION(
	      "]\ndn = uid=rc-{id},ou={phoneNumbers.type},{base}\nobjectClass = inetOrgPerson\n" CN),
	    "a list has no place in a dn" },
	{ SECTION(
	      "]\ndn = cn={name}+uid=rc-{id},{base}\nobjectClass = inetOrgPerson\n" CN),
	    "warning: cn of the dn can come out empty" },
	{ SECTION(
	      "]\ndn += uid=rc-{id},{base}\nobjectClass = inetOrgPerson\n" CN),
	    "dn takes = or ?=" },
	{ SECTION("]\nleave\ncn = x\n"), "leave stands alone" },
	{ SECTION(GOOD "[disabled]\n"), "[disabled] is not in this version" },
	{ SECTION(GOOD "[table t]\na = b\n"),
	    "warning: [table t] is not used" },
	{ "[map]\nkey = uid: rc-{id}\n[entry e" GOOD,
	    "base is missing in [map]" },
	{ "[map]\nbase = nonsense\nkey = uid: rc-{id}\n[entry e" GOOD,
	    "base is not a DN" },
	{ "[map]\nbase = dc=x\n[entry e" GOOD, "key is missing in [map]" },
	{ "[map]\nbase = dc=x\nkey = rc-{id}\n[entry e" GOOD,
	    "expected an attribute and a colon" },
	{ "[map]\nbase = dc=x\nkey = uid: {id}\n[entry e" GOOD,
	    "the key needs at least 2 characters of its own" },
	{ "[map]\nbase = dc=x\nkey = uid: rc-{name}\n[entry e" GOOD,
	    "the key is made of text, {id} and {account} alone" },
	{ "[map]\nbase = dc=x\nkey = uid: rc-{id}{id}\n[entry e" GOOD,
	    "the key holds {id} exactly once" },
	{ "[map]\nbase = dc=x\nkey = fax: rc-{id}\n[entry e" GOOD,
	    "facsimileTelephoneNumber has no equality rule" },
	{ "[map]\nbase = dc=x\nkey = uid: rc-{id} else x\n[entry e" GOOD,
	    "the key is one text" },
	{ "[map]\nbase = dc=x\nkey = userPassword: rc-{id}\n[entry e" GOOD,
	    "userPassword is never written by dirwire" },
	{ "[map]\nbase = dc=x\nkey = memberUid: rc-{id}\n[entry e" GOOD,
	    "memberUid is never written by dirwire" },
	{ "[map]\nbase = dc=x\nkey = objectClass: rc-{id}\n[entry e" GOOD,
	    "objectClass is written from the objectClass line alone" },
	{ "[map]\nbase = dc=x\nkey = uid: rc-{id}\n",
	    "the map has no [entry] section" },
};

static void
checked(void **state)
{
	struct arena *arena = arena_create();
	struct schema *schema = schema_create_builtin();

	(void)state;
	for (size_t i = 0; i < ROWS(checks); i++) {
		const char *said;
		struct map *map =
		    mapped_create(checks[i].map, schema, arena, &said);

		if (strstr(said, checks[i].said) == NULL)
			fail_msg("row %zu: \"%s\" is not in \"%s\"", i,
			    checks[i].said, said);
		assert_row(i, *checks[i].said != '\0' || *said == '\0');
		assert_row(
		    i, (map == NULL) == (strstr(said, ": error: ") != NULL));
		map_destroy(&map);
	}
	schema_destroy(&schema);
	arena_destroy(&arena);
}

static void
all_errors_are_told(void **state)
{
	struct arena *arena = arena_create();
	struct schema *schema = schema_create_builtin();
	const char *said;

	(void)state;
	assert_null(mapped_create(SECTION(GOOD "foo = x\nbar = {a\nbaz = x\n"),
	    schema, arena, &said));
	assert_non_null(strstr(said, "map:9:"));
	assert_non_null(strstr(said, "map:10:"));
	assert_non_null(strstr(said, "map:11:"));
	schema_destroy(&schema);
	arena_destroy(&arena);
}

static void
the_hash_is_of_the_meaning(void **state)
{
	static const char *const same[] = {
		SECTION(GOOD "title = {name|lower} when type=User\n"),
		"# c\n[map]\nkey  = uid:rc-{id}\nbase =   DC=x # y\n[entry e]\n" DN
		"cn = c\n# c\nsurname = s\ntitle = { name | LOWER }\n  when type = \"User\"\n",
	};
	static const char *const other[] = {
		SECTION(GOOD "title = {name|upper} when type=User\n"),
		SECTION(GOOD "title = {name|lower} when type=Bot\n"),
		SECTION(GOOD "title ?= {name|lower} when type=User\n"),
		SECTION(" when type = User" GOOD
			"title = {name|lower} when type=User\n"),
	};
	struct arena *arena = arena_create();
	struct schema *schema = schema_create_builtin();
	const char *said;
	struct map *first = mapped_create(same[0], schema, arena, &said);
	struct map *second = mapped_create(same[1], schema, arena, &said);

	(void)state;
	assert_string_equal(first->hash, second->hash);
	map_destroy(&second);
	for (size_t i = 0; i < ROWS(other); i++) {
		second = mapped_create(other[i], schema, arena, &said);
		assert_row(i, strcmp(first->hash, second->hash) != 0);
		map_destroy(&second);
	}
	map_destroy(&first);
	schema_destroy(&schema);
	arena_destroy(&arena);
}

/* A record of 1 MiB can hold thousands of values of one attribute. */
static void
many_values_take_little_memory(void **state)
{
	struct arena *arena = arena_create();
	struct schema *schema = schema_create_builtin();
	struct rusage before, after;
	struct buffer json;

	(void)state;
	buffer_init(&json, arena);
	buffer_add_text(&json, "\"id\":1,\"x\":[0");
	for (int i = 1; i < 3000; i++)
		buffer_printf(&json, ",\"v%d\"", i);
	buffer_add_text(&json, "]");
	getrusage(RUSAGE_SELF, &before);
	assert_non_null(strstr(
	    make(arena, schema, HEAD DN CN "description = {x}\n", json.data),
	    "=v2999|"));
	getrusage(RUSAGE_SELF, &after);
	assert_true(after.ru_maxrss - before.ru_maxrss < 64 * 1024);
	schema_destroy(&schema);
	arena_destroy(&arena);
}

static void
the_shipped_map_is_good(void **state)
{
	static char text[20000];
	const char *folder = getenv("srcdir");
	struct arena *arena = arena_create();
	struct schema *schema = schema_create_builtin();
	const char *said;
	struct map *map;
	FILE *file = fopen(arena_printf(arena, "%s/mapping/inetorgperson.map",
			       folder != NULL ? folder : "."),
	    "r");

	(void)state;
	assert_non_null(file);
	assert_true(fread(text, 1, sizeof(text) - 1, file) > 0);
	fclose(file);
	map = mapped_create(text, schema, arena, &said);
	assert_non_null(map);
	map_destroy(&map);
	schema_destroy(&schema);
	arena_destroy(&arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines),
		cmocka_unit_test(checked),
		cmocka_unit_test(all_errors_are_told),
		cmocka_unit_test(the_hash_is_of_the_meaning),
		cmocka_unit_test(many_values_take_little_memory),
		cmocka_unit_test(the_shipped_map_is_good),
	};

	return cmocka_run_group_tests_name("map", tests, NULL, NULL);
}
