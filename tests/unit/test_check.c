/* SPDX-License-Identifier: ISC */
/* What is said of a map before it meets a contact. */
#include "tests/unit/unit.h"

#include "tests/unit/mapped.h"

#define DN "dn = uid=rc-{id},{base}\nobjectClass = inetOrgPerson\n"
#define CN "cn = c\nsn = s\n"
#define SECTION(rest) "[map]\nbase = dc=x\nkey = uid: rc-{id}\n[entry e" rest
#define GOOD "]\n" DN CN
#define KEPT(op, value)                                           \
	"]\ndn " op " displayName=" value "+uid=rc-{id},{base}\n" \
	"objectClass = inetOrgPerson\n" CN

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
	    "objectClass has a line already in map:6" },
	{ SECTION(GOOD "jpegPhoto = x\n"), "jpegPhoto takes binary data" },
	{ SECTION(GOOD "cn;lang-de = x\n"), "attribute options like ;lang-de" },
	{ SECTION(GOOD "dc = x\n"),
	    "dc is not an attribute of the object classes" },
	{ SECTION("]\n" DN "cn = x\n"), "has no line for sn" },
	{ SECTION("]\n" DN "cn = {name}\nsn = x\n"),
	    "warning: cn can come out empty" },
	{ SECTION("]\n" DN "cn = {id | table(t)}\nsn = x\n[table t]\n1 = a\n"),
	    "warning: cn can come out empty" },
	{ SECTION("]\n" DN "cn = {name | default(\"\")}\nsn = x\n"),
	    "warning: cn can come out empty" },
	{ SECTION(
	      "]\n" DN
	      "cn = {name | default(\"\")} {email | default(\"\")}\nsn = x\n"),
	    "warning: cn can come out empty" },
	{ SECTION("]\n" DN "cn = {name | default(a) | e164}\nsn = x\n"),
	    "warning: cn can come out empty" },
	{ SECTION("]\n" DN "cn = {name | e164 | default(a) | lower}\nsn = x\n"),
	    "" },
	{ SECTION("]\n" DN "cn = {name | default(\"\")} x\nsn = {id}\n"), "" },
	{ SECTION("]\ndn = uid=rc-{id}+cn={name | default(\"\")},{base}\n"
		  "objectClass = inetOrgPerson\nsn = s\n"),
	    "warning: cn of the dn can come out empty" },
	{ SECTION("]\ndn = uid=rc-{id},{base} when type = User\n"
		  "objectClass = inetOrgPerson\n" CN),
	    "warning: a contact for which no condition of the dn holds" },
	/* a value in a name that stays */
	{ SECTION(KEPT("?=", "x{name | default(y)}") "displayName = {name}\n"),
	    "map:5:7: warning: with dn ?= an entry keeps its name, and displayName takes one value: a contact for which the line in map:9 gives" },
	{ SECTION(KEPT(
	      "?=", "x{name | default(y)}") "displayName += Mister {name}\n"),
	    "for which the line in map:9 gives" },
	{ SECTION(KEPT(
	      "?=", "x{name | default(y)}") "[disabled]\ndisplayName = gone\n"),
	    "for which the line in map:10 gives" },
	{ SECTION(KEPT("?=", "x{name | default(y)}")), "" },
	{ SECTION(KEPT("?=", "x{name | default(y)}") "displayName ?= {name}\n"),
	    "" },
	{ SECTION("]\ndn ?= cn=x{name | default(y)}+uid=rc-{id},{base}\n"
		  "objectClass = inetOrgPerson\n" CN),
	    "" },
	{ SECTION(KEPT("?=", "x{id}") "displayName = x{id}\n"), "" },
	{ SECTION(KEPT("=", "x{name | default(y)}") "displayName = {name}\n"),
	    "" },
	{ SECTION(GOOD "displayName = a also b\n"),
	    "displayName takes one value and this line always gives several" },
	{ SECTION(GOOD "displayName = a also A\n"), "" },
	{ SECTION(GOOD "mail = {email} else \xc3\xbc\n"),
	    "map:9:21: error: mail can't be \"\xc3\xbc\", which holds a character that is not ASCII" },
	{ SECTION(GOOD "commonName = y\n"), "cn has a line already in map:7" },
	{ SECTION(GOOD "2.5.4.12 = x\nTITLE ?= y\n"),
	    "map:10:1: error: title has a line already in map:9" },
	{ SECTION(GOOD "title += abcd\n2.5.4.12 += efgh\ntitle = x\n"), "" },
	{ SECTION(GOOD "title = x also\n"),
	    "expected a text or a {field} behind also" },
	{ SECTION(GOOD "title = also x\n"),
	    "expected a text or a {field} here" },
	{ SECTION(GOOD "title = else keep\n"),
	    "expected a text or a {field} here" },
	{ SECTION(GOOD "title = x when a = b when c = d\n"),
	    "expected and, or, else, also or the end" },
	{ SECTION(GOOD "title = {phoneNumbers[type in FaxOnly].label}\n"),
	    "expected = or != behind phoneNumbers.type" },
	{ SECTION(GOOD "title = {}\n"), "expected the name of a field" },
	{ SECTION(GOOD "title = {name|}\n"),
	    "expected the name of a function" },
	{ SECTION(GOOD "title = {name | national(de)}\n"),
	    "national is not in this version" },
	{ SECTION(GOOD "title = {customFields.any.thing}\n"), "" },
	{ SECTION(GOOD
	      "title = x when phoneNumbers[usageType=DirectNumbr].type present\n"),
	    "did you mean DirectNumber?" },
	{ SECTION(GOOD "title = {name | sub(\"\\C\", x)}\n"),
	    "the regular expression breaks" },
	{ SECTION(GOOD "description += abcd else ab\n"),
	    "give it at least 4 characters" },
	{ SECTION(
	      "]\ndn = uid=rc-{id},{base} else keep\nobjectClass = inetOrgPerson\n" CN),
	    "dn is one name, without also and keep" },
	{ SECTION(
	      "]\ndn = uid=rc-{id},{base}\nobjectClass = person also room\n" CN),
	    "person and room are both structural" },
	{ SECTION(GOOD "title += {name}\n"), "give it at least 4 characters" },
	{ SECTION(GOOD "title += ab {name} else abcd\n"),
	    "give it at least 4 characters" },
	{ SECTION(GOOD "title += {name}    {lastName}\n"),
	    "give it at least 4 characters" },
	{ SECTION(GOOD "title += \xc3\xbc\xc3\xbc{name}\n"),
	    "give it at least 4 characters" },
	{ SECTION(GOOD "telephoneNumber += ----{name}\n"),
	    "give it at least 4 characters" },
	{ SECTION(GOOD "manager += uid={name},ou=people,dc=x\n"),
	    "manager, which holds names of entries" },
	{ SECTION(GOOD "title += abcd else keep\n"),
	    "else keep has no meaning" },
	{ SECTION(GOOD "title ?=\n"), "?= and += need a value" },
	{ SECTION(GOOD "title = x else keep y\n"), "keep stands last" },
	{ SECTION(GOOD "title = \"\"\n"), "\"\" is no value" },
	{ SECTION(GOOD "title = \" \"\n"), "\"\" is no value" },
	{ SECTION(GOOD "title = \"\" else \"\xe2\x80\x8e\"\n"),
	    "\"\" is no value" },
	{ SECTION(GOOD "title = x else\n"),
	    "expected a text or a {field} here" },
	{ SECTION(GOOD "title = {name\n"),
	    "expected | or } in the hole begun in column 10" },
	{ SECTION(GOOD "title = name}\n"), "a } without {" },
	{ SECTION(GOOD "title = \"x\n"),
	    "this quote does not end on its line; put a backslash" },
	{ SECTION(GOOD "title = x \"y\n \"\n"),
	    "map:9:11: error: this quote does not end on its line" },
	{ SECTION(GOOD "title = x \"y\\\n \"\n"),
	    "map:9:11: error: this quote does not end on its line" },
	{ SECTION(GOOD "title = {site}\n"),
	    "site is an object; say a member of it, like site.name" },
	{ SECTION(GOOD "title = {account}\n"), "account is an object" },
	{ SECTION(GOOD "title = {lastname}\n"),
	    "map:9:10: warning: lastname is not a field that RingCentral documents; did you mean lastName?" },
	{ SECTION(GOOD "title = {name | uper}\n"),
	    "there is no function uper; did you mean upper?" },
	{ SECTION(GOOD "title = {name | dialforms}\n"),
	    "dialforms is not in this version" },
	{ SECTION(GOOD "title = {name | max}\n"),
	    "max has 0 arguments here; write max(n)" },
	{ SECTION(GOOD "title = {name | max(x)}\n"), "max() takes a number" },
	{ SECTION(GOOD "title = {name | max(1000000)}\n"), "from 1 to 999999" },
	{ SECTION(GOOD "title = {name | max()}\n"),
	    "max has 0 arguments here; write max(n)" },
	{ SECTION(GOOD "title = {name | lower(x)}\n"),
	    "lower has 1 argument here; write lower" },
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
	{ SECTION(" when phoneNumbers[primary=true].type present" GOOD),
	    "map:4:28: warning: notifications do not carry phoneNumbers.primary" },
	{ SECTION(" when type = User type" GOOD), "expected and, or or ]" },
	{ SECTION(" when x" GOOD), "expected =, !=, in or present behind x" },
	{ SECTION(GOOD "[entry f]\n" DN CN), "[entry f] is never reached" },
	{ SECTION(
	      " when type = User" GOOD
	      "[entry f]\ndn = uid=rc-{id},{base}\nobjectClass = account\n"),
	    "no server lets an entry change its structural class" },
	{ SECTION(
	      "]\ndn = uid=rc-{id},{base}\nobjectClass = posixAccount\n" CN),
	    "names no structural object class" },
	{ SECTION(
	      "]\ndn = uid=rc-{id},{base}\nobjectClass = inetOrgPersn\n" CN),
	    "there is no object class inetOrgPersn; did you mean inetOrgPerson?" },
	{ SECTION(
	      "]\ndn = uid=rc-{id},{base}\nobjectClass = inetOrgPerson also 2.16.840.1.113730.3.2.2\n" CN),
	    "inetOrgPerson is named twice" },
	{ SECTION("]\ndn = uid=rc-{id},{base}\nobjectClass =\n" CN),
	    "objectClass names no class" },
	{ SECTION("]\nobjectClass = inetOrgPerson\n" CN), "has no dn line" },
	{ SECTION("]\ndn = uid=rc-{id},{base}\n" CN),
	    "has no objectClass line" },
	{ SECTION("]\ndn = cn={name},{base}\nobjectClass = inetOrgPerson\n" CN),
	    "the first part of the dn must hold the key" },
	{ SECTION(
	      "]\ndn = uid=rc-{id},x{base}\nobjectClass = inetOrgPerson\n" CN),
	    "{base} stands alone between commas" },
	{ SECTION(
	      "]\ndn = uid=rc-{id}, x {base}\nobjectClass = inetOrgPerson\n" CN),
	    "map:5:22: error: {base} stands alone" },
	{ SECTION(
	      "]\ndn = uid=rc-{id},ou=a\\,{base}\nobjectClass = inetOrgPerson\n" CN),
	    "{base} stands alone between commas" },
	{ SECTION(
	      "]\ndn = uid=rc-{id},ou=\\ee\\80\\bf,{base}\nobjectClass = inetOrgPerson\n" CN),
	    "private characters have no place in a dn" },
	{ SECTION(
	      "]\ndn = uid=rc-{id},ou=\\ee\\80\\81,{base}\nobjectClass = inetOrgPerson\n" CN),
	    "private characters have no place in a dn" },
	{ SECTION(
	      "]\ndn = uid=rc-{id},dirwire-base=x\nobjectClass = inetOrgPerson\n" CN),
	    "there is no attribute dirwire-base" },
	{ SECTION(
	      "]\ndn = uid=rc-{id},ou=a,dc=y\nobjectClass = inetOrgPerson\n" CN),
	    "the dn is not below base" },
	{ SECTION("]\ndn = uid=rc-{id}\nobjectClass = inetOrgPerson\n" CN),
	    "the dn is not below base" },
	{ SECTION(
	      "]\ndn = uid=rc-{id}+userid={name},{base}\nobjectClass = inetOrgPerson\n" CN),
	    "the first part of the dn names uid twice" },
	{ SECTION(
	      "]\ndn = uid=rc-{id},ou=a,DC=X\nobjectClass = inetOrgPerson\n" CN),
	    "" },
	{ SECTION("]\ndn =\nobjectClass = inetOrgPerson\n" CN), "dn is empty" },
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
	{ SECTION(GOOD "[disabled]\n"), "" },
	{ SECTION(GOOD
	      "[disabled]\ndn = uid=rc-{id},ou=gone,{base}\ntitle = gone {account}\nmail =\n"),
	    "" },
	{ SECTION(GOOD "[disabled]\ntitle = a\n[disabled]\ntitle = b\n"),
	    "[disabled] stands already in map:9" },
	{ SECTION(GOOD "[disabled]\ntitle ?= gone\n"),
	    "[disabled] takes = alone" },
	{ SECTION(GOOD "[disabled]\ntitle = {name}\n"),
	    "{name} is not known in [disabled]" },
	{ SECTION(GOOD "[disabled]\ntitle = gone when id = 1\n"),
	    "a condition can't be asked in [disabled]" },
	{ SECTION(GOOD "[disabled]\ntitle = gone else keep\n"),
	    "else keep has no meaning in [disabled]" },
	{ SECTION(GOOD "[disabled]\nobjectClass = person\n"),
	    "[disabled] does not change object classes" },
	{ SECTION(GOOD "[disabled]\nsn =\n"), "sn can't be emptied" },
	{ SECTION(GOOD "[disabled]\nnoSuch = 1\n"),
	    "there is no attribute noSuch" },
	{ SECTION(GOOD "[disabled]\nc = DE\n"),
	    "c is not an attribute of the object classes of [entry" },
	{ SECTION(GOOD "[disabled]\nuserPassword = x\n"),
	    "userPassword is never written" },
	{ SECTION(GOOD "[disabled]\ntelephoneNumber = \"#1\"\n"), "can't be" },
	{ SECTION(GOOD "[disabled]\ndisplayName = a also b\n"),
	    "displayName takes one value" },
	{ SECTION(GOOD "[disabled]\ndn = cn=gone,{base}\n"),
	    "must hold the key" },
	{ SECTION(GOOD "[disabled]\ndn = uid=rc-{id},dc=elsewhere\n"),
	    "the dn is not below base" },
	{ SECTION(GOOD "[disabled]\ndn = uid=rc-{id},ou={site.name},{base}\n"),
	    "{site.name} is not known in [disabled]" },
	{ SECTION(GOOD
	      "description += By dirwire\n[disabled]\ndescription = gone\n"),
	    "description is owned in every entry now" },
	{ SECTION(GOOD "[table t]\na = b\n"),
	    "warning: [table t] is not used" },
	{ "[map]\nkey = uid: rc-{id}\n[entry e" GOOD,
	    "base is missing in [map]" },
	{ "[map]\nbase = nonsense\nkey = uid: rc-{id}\n[entry e" GOOD,
	    "\"nonsense\" is not a DN" },
	{ "[map]\nbase = dc=x\n[entry e" GOOD, "key is missing in [map]" },
	{ "[map]\nbase = dc=x\nkey = rc-{id}\n[entry e" GOOD,
	    "expected an attribute and a colon" },
	{ "[map]\nbase = dc=x\nkey = uid: {id}\n[entry e" GOOD,
	    "the key needs at least 2 characters of its own" },
	{ "[map]\nbase = dc=x\nkey = telephoneNumber: --{id}\n[entry e" GOOD,
	    "the key needs at least 2 characters of its own" },
	{ "[map]\nbase = dc=x\nkey = uid: \"  \"{id}\n[entry e" GOOD,
	    "the key needs at least 2 characters of its own" },
	{ "[map]\nbase = dc=x\nkey = uid: \"rc\"-{id}\n[entry e" GOOD, "" },
	{ "[map]\nbase = dc=x\nkey = uid: rc-{name}\n[entry e" GOOD,
	    "the key is made of text, {id} and {account} alone" },
	{ "[map]\nbase = dc=x\nkey = uid: rc-{id}{id}\n[entry e" GOOD,
	    "the key holds {id} exactly once" },
	{ "[map]\nbase = dc=x\nkey = uid: rc-{account}{id}\n[entry e" GOOD,
	    "{account} and {id} run into each other" },
	{ "[map]\nbase = dc=x\nkey = uid: rc-{id}0{account}\n[entry e" GOOD,
	    "{account} and {id} run into each other" },
	{ "[map]\nbase = dc=x\nkey = telephoneNumber: 99{id}-{account}\n[entry e" GOOD,
	    "{account} and {id} run into each other" },
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

/* Maps with several errors, and how many: each is told, none makes another. */
static const struct {
	const char *map;
	const char *said; /* a part of it */
	int count;
} several[] = {
	{ SECTION(GOOD "foo = x\nbar = {a\ndc = x\n"), "map:9:1:", 4 },
	{ SECTION(GOOD "foo = x\nbar = {a\ndc = x\n"), "map:10:", 4 },
	{ SECTION(GOOD "foo = x\nbar = {a\ndc = x\n"), "map:11:1:", 4 },
	{ SECTION("]\n" DN "cn = {a\nsn = s\n"), "map:7:", 1 },
	{ SECTION("]\n" DN "cn = {a\ncn = c\nsn = s\n"), "map:8:", 2 },
	{ SECTION("]\n" DN "dc = x\n"), "has no line for cn", 3 },
	{ SECTION("]\ndn = x\nobjectClass = account\n"), "not a DN", 1 },
	{ SECTION("]\ndn = uid=rc-{id},{base}\nobjectClass = x\ndc = x\n"),
	    "there is no object class x", 1 },
	{ SECTION("]\ndn = uid=rc-{id},{base}\nobjectClass += x\ndc = x\n"),
	    "objectClass takes =", 1 },
	{ SECTION("]\ndn = uid=rc-{id},{base}\n"
		  "objectClass = inetOrgPerson also person\ncn = c\n"),
	    "has no line for sn", 1 },
	{ SECTION(" when x" GOOD "[entry f]\n" DN CN), "behind x", 1 },
	{ "[map]\nbase = x\nkey = x\n[entry e" GOOD "dc = x\n", "dc is not an",
	    3 },
	{ SECTION(GOOD "title = {a|table(t)} {\n[table t]\na = b\n"),
	    "expected the name", 1 },
};

static int
count_of(const char *text, const char *piece)
{
	int count = 0;

	while ((text = strstr(text, piece)) != NULL) {
		count++;
		text++;
	}
	return count;
}

static void
all_errors_are_told(void **state)
{
	struct arena *arena = arena_create();
	struct schema *schema = schema_create_builtin();

	(void)state;
	for (size_t i = 0; i < ROWS(several); i++) {
		const char *said;

		assert_null(
		    mapped_create(several[i].map, schema, arena, &said));
		if (strstr(said, several[i].said) == NULL ||
		    count_of(said, ": error: ") != several[i].count)
			fail_msg(
			    "row %zu: %d of %s", i, several[i].count, said);
		assert_row(i, strstr(said, "is not used") == NULL);
		assert_row(i, strstr(said, "come out empty") == NULL);
	}
	schema_destroy(&schema);
	arena_destroy(&arena);
}

/* `piece` `count` times. */
static const char *
times(struct arena *arena, const char *piece, int count)
{
	struct buffer out;

	buffer_init(&out, arena);
	for (int i = 0; i < count; i++)
		buffer_add_text(&out, piece);
	return buffer_value(&out).data;
}

static void
nesting_ends(void **state)
{
	struct arena *arena = arena_create();
	struct schema *schema = schema_create_builtin();

	(void)state;
	for (int depth = 32; depth <= 33; depth++) {
		const char *maps[] = {
			arena_printf(arena,
			    SECTION(GOOD "title = x when %sname=a%s\n"),
			    times(arena, "(", depth), times(arena, ")", depth)),
			arena_printf(arena,
			    SECTION(GOOD "title = x when %sname=a\n"),
			    times(arena, "not ", depth)),
			arena_printf(arena, SECTION(GOOD "title = {%sb%s}\n"),
			    times(arena, "a[", depth),
			    times(arena, "=c]", depth)),
		};

		for (size_t i = 0; i < ROWS(maps); i++) {
			const char *said;
			struct map *map =
			    mapped_create(maps[i], schema, arena, &said);

			assert_row(i, (map != NULL) == (depth == 32));
			if (map == NULL)
				assert_non_null(
				    strstr(said, "nested more than 32 deep"));
			map_destroy(&map);
		}
	}
	schema_destroy(&schema);
	arena_destroy(&arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(checked),
		cmocka_unit_test(all_errors_are_told),
		cmocka_unit_test(nesting_ends),
	};

	return cmocka_run_group_tests_name("check", tests, NULL, NULL);
}
