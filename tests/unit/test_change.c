/* SPDX-License-Identifier: ISC */
#include "tests/unit/unit.h"

#include "bridge/change_ldif.h"
#include "bridge/plan.h"
#include "bridge/undo.h"
#include "schema/ldif.h"
#include "tests/unit/mapped.h"

#define MAP                                                                                                        \
	"[map]\nbase = dc=x\nkey = uid: rc-{id}\n"                                                                 \
	"[entry person when type = User]\ndn = uid=rc-{id},{base}\nobjectClass = inetOrgPerson\n"                  \
	"cn = {name}\nsn = {lastName} else {name}\nmail = {email}\ntelephoneNumber = {phoneNumbers.phoneNumber}\n" \
	"facsimileTelephoneNumber = {phoneNumbers[type=FaxOnly].phoneNumber}\ntitle = {jobTitle}\n"                \
	"displayName = {department} else keep\nemployeeType ?= phone\ndescription += By dirwire {type}\n"          \
	"[entry queue when type = Department]\ndn = uid=rc-{id},{base}\nobjectClass = inetOrgPerson\n"             \
	"cn = {name}\nsn = {name}\n"                                                                               \
	"[entry alone when type = Bot]\nleave\n"

#define ENTRY \
	"dn: uid=rc-1,dc=x\nobjectClass: inetOrgPerson\nuid: rc-1\ncn: N\nsn: N\nemployeeType: phone\ndescription: By dirwire User\n"
#define USER \
	"\"id\":1,\"type\":\"User\",\"eventType\":\"Update\",\"name\":\"N\""
#define DELETE "\"id\":1,\"eventType\":\"Delete\""

static const struct {
	const char *current; /* LDIF, or "" for nothing */
	const char *contact;
	const char *plan; /* LDIF, "none", or "reject …" */
} rows[] = {
	{ "", USER,
	    "dn: uid=rc-1,dc=x\nchangetype: add\nobjectClass: inetOrgPerson\ncn: N\nsn: N\nemployeeType: phone\ndescription: By dirwire User\nuid: rc-1\n\n" },
	{ ENTRY, USER, "none" },
	{ ENTRY, USER ",\"email\":\"a@b\"",
	    "dn: uid=rc-1,dc=x\nchangetype: modify\nadd: mail\nmail: a@b\n-\n\n" },
	{ ENTRY "mail: a@b\n", USER,
	    "dn: uid=rc-1,dc=x\nchangetype: modify\ndelete: mail\nmail: a@b\n-\n\n" },
	{ ENTRY "mail: a@b\nmail: c@d\n", USER ",\"email\":\"a@b\"",
	    "dn: uid=rc-1,dc=x\nchangetype: modify\ndelete: mail\nmail: c@d\n-\n\n" },
	{ ENTRY "mail: A@B\n", USER ",\"email\":\"a@b\"",
	    "dn: uid=rc-1,dc=x\nchangetype: modify\nreplace: mail\nmail: a@b\n-\n\n" },
	{ ENTRY "telephoneNumber: +49 1\ntelephoneNumber: 7\n",
	    USER
	    ",\"phoneNumbers\":[{\"phoneNumber\":\"+491\"},{\"phoneNumber\":\"8\"}]",
	    "dn: uid=rc-1,dc=x\nchangetype: modify\nreplace: telephoneNumber\ntelephoneNumber: +491\ntelephoneNumber: 8\n-\n\n" },
	{ ENTRY,
	    USER
	    ",\"phoneNumbers\":[{\"phoneNumber\":\"1\",\"type\":\"FaxOnly\"},{\"phoneNumber\":\"2\",\"type\":\"FaxOnly\"}]",
	    "dn: uid=rc-1,dc=x\nchangetype: modify\nadd: telephoneNumber\ntelephoneNumber: 1\ntelephoneNumber: 2\n-\nadd: facsimileTelephoneNumber\nfacsimileTelephoneNumber: 1\nfacsimileTelephoneNumber: 2\n-\n\n" },
	{ ENTRY "fax: 1\nfax: 2\ntelephoneNumber: 1\n",
	    USER
	    ",\"phoneNumbers\":[{\"phoneNumber\":\"1\",\"type\":\"FaxOnly\"}]",
	    "dn: uid=rc-1,dc=x\nchangetype: modify\nreplace: facsimileTelephoneNumber\nfacsimileTelephoneNumber: 1\n-\n\n" },
	{ ENTRY "fax: 1\n", USER,
	    "dn: uid=rc-1,dc=x\nchangetype: modify\ndelete: facsimileTelephoneNumber\n-\n\n" },
	/* what notifications lack stays, null goes */
	{ ENTRY "title: boss\n", USER, "none" },
	{ ENTRY "title: boss\n", USER ",\"jobTitle\":null",
	    "dn: uid=rc-1,dc=x\nchangetype: modify\ndelete: title\ntitle: boss\n-\n\n" },
	/* else keep, ?= and += */
	{ ENTRY "displayName: d\n", USER, "none" },
	{ ENTRY "displayName: d\n", USER ",\"department\":\"D2\"",
	    "dn: uid=rc-1,dc=x\nchangetype: modify\ndelete: displayName\ndisplayName: d\n-\nadd: displayName\ndisplayName: D2\n-\n\n" },
	{ "dn: uid=rc-1,dc=x\nobjectClass: inetOrgPerson\nuid: rc-1\ncn: N\nsn: N\nemployeeType: theirs\ndescription: VIP\ndescription: By dirwire Bot\n",
	    USER,
	    "dn: uid=rc-1,dc=x\nchangetype: modify\ndelete: description\ndescription: By dirwire Bot\n-\nadd: description\ndescription: By dirwire User\n-\n\n" },
	/* another section: what the map owns and this one does not give goes */
	{ ENTRY "mail: a@b\nroomNumber: 4\n",
	    "\"id\":1,\"type\":\"Department\",\"name\":\"N\",\"eventType\":\"Update\"",
	    "dn: uid=rc-1,dc=x\nchangetype: modify\ndelete: mail\nmail: a@b\n-\ndelete: description\ndescription: By dirwire User\n-\n\n" },
	/* strangers' attributes, other uids, options */
	{ ENTRY "uid: jsmith\nroomNumber: 4\ncn;lang-de: x\nunknownThing: y\n",
	    USER, "none" },
	/* another name or place: it goes back, the RDN's old value behind it */
	{ "dn: cn=Old+uid=rc-1,dc=x\nobjectClass: inetOrgPerson\nuid: rc-1\ncn: Old\nsn: N\nemployeeType: p\ndescription: By dirwire User\n",
	    USER,
	    "dn: cn=Old+uid=rc-1,dc=x\nchangetype: modrdn\nnewrdn: uid=rc-1\ndeleteoldrdn: 0\n\ndn: uid=rc-1,dc=x\nchangetype: modify\ndelete: cn\ncn: Old\n-\nadd: cn\ncn: N\n-\n\n" },
	{ "dn: uid=rc-1,ou=far,dc=x\nobjectClass: inetOrgPerson\nuid: rc-1\ncn: N\nsn: N\nemployeeType: p\ndescription: By dirwire User\n",
	    USER,
	    "dn: uid=rc-1,ou=far,dc=x\nchangetype: modrdn\nnewrdn: uid=rc-1\ndeleteoldrdn: 0\nnewsuperior: dc=x\n\n" },
	/* what stands in the RDN and is of others stays; one value can't be two */
	{ "dn: ou=Hall+uid=rc-1,dc=x\nobjectClass: inetOrgPerson\nuid: rc-1\nou: Hall\ncn: N\nsn: N\nemployeeType: p\ndescription: By dirwire User\n",
	    USER,
	    "dn: ou=Hall+uid=rc-1,dc=x\nchangetype: modrdn\nnewrdn: uid=rc-1\ndeleteoldrdn: 0\n\n" },
	/* adopted: changed where it stands */
	{ "dn: cn=Old,dc=x\nobjectClass: inetOrgPerson\nuid: rc-1\ncn: Old\nsn: N\nemployeeType: p\ndescription: By dirwire User\n",
	    USER,
	    "dn: cn=Old,dc=x\nchangetype: modify\nadd: cn\ncn: N\n-\n\n" },
	/* classes */
	{ "dn: uid=rc-1,dc=x\nobjectClass: top\nobjectClass: person\nobjectClass: organizationalPerson\nobjectClass: inetOrgPerson\nobjectClass: posixAccount\nuid: rc-1\ncn: N\nsn: N\nemployeeType: phone\ndescription: By dirwire User\n",
	    USER, "none" },
	{ "dn: uid=rc-1,dc=x\nobjectClass: person\nuid: rc-1\ncn: N\nsn: N\n",
	    USER, "reject the entry is of the structural class person" },
	/* a MUST that comes out empty */
	{ "", "\"id\":1,\"type\":\"User\",\"eventType\":\"Update\"",
	    "reject sn is empty" },
	{ ENTRY, "\"id\":1,\"type\":\"User\",\"eventType\":\"Update\"",
	    "reject cn is empty" },
	/* removes */
	{ ENTRY, DELETE, "dn: uid=rc-1,dc=x\nchangetype: delete\n\n" },
	{ ENTRY, "\"id\":1,\"type\":\"Voicemail\",\"eventType\":\"Update\"",
	    "dn: uid=rc-1,dc=x\nchangetype: delete\n\n" },
	{ "", DELETE, "none" },
	{ ENTRY, "\"id\":1,\"type\":\"Bot\",\"eventType\":\"Update\"", "none" },
	/* what others have a part in is stripped: MUST, RDN and seeds stay */
	{ ENTRY "userPassword: x\nmail: a@b\ndescription: VIP\n", DELETE,
	    "dn: uid=rc-1,dc=x\nchangetype: modify\ndelete: mail\nmail: a@b\n-\ndelete: description\ndescription: By dirwire User\n-\n\n" },
	{ ENTRY "objectClass: posixAccount\ntitle: boss\n", DELETE,
	    "dn: uid=rc-1,dc=x\nchangetype: modify\ndelete: title\ntitle: boss\n-\ndelete: description\ndescription: By dirwire User\n-\n\n" },
	{ "dn: uid=rc-1,dc=x\nobjectClass: inetOrgPerson\nuid: rc-1\ncn: N\nsn: N\nuserPassword: x\n",
	    DELETE, "none" },
	{ "dn: uid=adopted,dc=x\nobjectClass: inetOrgPerson\nuid: adopted\nuid: rc-1\ncn: N\nsn: N\nmail: a@b\nemployeeType: phone\n",
	    DELETE,
	    "dn: uid=adopted,dc=x\nchangetype: modify\ndelete: mail\nmail: a@b\n-\ndelete: uid\nuid: rc-1\n-\n\n" },
	{ "dn: cn=N,dc=x\nobjectClass: inetOrgPerson\nuid: rc-1\ncn: N\ncn: Other\nsn: N\n",
	    DELETE,
	    "dn: cn=N,dc=x\nchangetype: modify\ndelete: cn\ncn: Other\n-\ndelete: uid\nuid: rc-1\n-\n\n" },
	/* ambiguous */
	{ ENTRY
	    "\ndn: cn=b,dc=x\nobjectClass: inetOrgPerson\nuid: rc-1\ncn: b\nsn: b\n",
	    USER, "reject ambiguous: 2 entries bear its key" },
	{ ENTRY "uid: rc-2\n", USER,
	    "reject ambiguous: uid=rc-1,dc=x bears the keys of several" },
	/* found by another attribute than the key's, or one that can't be read:
	   the entry of contact 2 is not that of contact 1 */
	{ "dn: uid=rc-2,dc=x\nobjectClass: inetOrgPerson\nuid: rc-2\nuid;lang-de: rc-1\ncn: b\nsn: b\n",
	    USER, "reject uid=rc-2,dc=x was found by uid=rc-1 and does not" },
	{ "dn: uid=rc-1,dc=x\nobjectClass: inetOrgPerson\ncn: b\nsn: b\n",
	    DELETE, "reject uid=rc-1,dc=x was found by uid=rc-1 and does not" },
	/* what can't be seen can't be known to be ours alone */
	{ "dn: uid=rc-1,dc=x\nuid: rc-1\ncn: b\nsn: b\n", DELETE,
	    "reject its entry does not show its object classes" },
};

struct fixture {
	struct arena *arena;
	struct schema *schema;
	struct map *map;
};

static int
set_up(void **state)
{
	struct fixture *f = memory_alloc(1, sizeof(*f));
	const char *said;

	f->arena = arena_create();
	f->schema = schema_create_builtin();
	f->map = mapped_create(MAP, f->schema, f->arena, &said);
	*state = f;
	return f->map == NULL;
}

static int
tear_down(void **state)
{
	struct fixture *f = *state;

	map_destroy(&f->map);
	schema_destroy(&f->schema);
	arena_destroy(&f->arena);
	free(f);
	return 0;
}

static void
read_found(struct fixture *f, const char *text, struct found *found)
{
	struct ldif_record record;
	struct error err;
	struct ldif_cursor cursor = { 0 };
	int got;

	found->entries = arena_array(f->arena, 4, sizeof(*found->entries));
	while ((got = ldif_read(f->schema, value_of(text), &cursor, f->arena,
		    &record, &err)) == 1) {
		found->entries[found->count].entry = record.entry;
		found->entries[found->count++].csn = "1";
	}
	assert_int_equal(got, 0);
}

static void
plan(struct fixture *f, const char *current, const char *contact,
    bool has_assertion, struct change *change)
{
	struct plan_rules rules = { .map = f->map,
		.on_delete =
		    f->map->is_disabling ? ON_DELETE_DISABLE : ON_DELETE_DELETE,
		.has_assertion = has_assertion };
	const struct contact *c = mapped_contact(contact, f->arena);
	struct found found = { .count = 0 };
	struct desired desired;
	struct error err;

	read_found(f, current, &found);
	if (map_make(f->map, c, f->arena, &desired, &err) < 0)
		fail_msg("%s", err.text);
	plan_contact(&rules, c, &desired, &found, f->arena, change);
}

static const char *
show(struct fixture *f, const struct change *change)
{
	struct buffer out;

	if (change->op == CHANGE_NONE)
		return "none";
	if (change->op == CHANGE_REJECT)
		return arena_printf(f->arena, "reject %s", change->reason);
	buffer_init(&out, f->arena);
	change_write_ldif(change, &out);
	return out.data;
}

static void
every_difference(void **state)
{
	struct fixture *f = *state;

	for (size_t i = 0; i < ROWS(rows); i++) {
		struct change change;
		const char *got;

		plan(f, rows[i].current, rows[i].contact, true, &change);
		got = show(f, &change);
		if (strncmp(rows[i].plan, "reject", 6) == 0)
			assert_row(i,
			    strncmp(got, rows[i].plan, strlen(rows[i].plan)) ==
				0);
		else
			assert_row_text(i, got, rows[i].plan);
	}
}

#define LEAVING                                                                                                       \
	"[map]\nbase = dc=x\nkey = uid: rc-{id}\non-delete = disable\n"                                               \
	"[entry person when type = User]\ndn ?= displayName={name}+uid=rc-{id},{base}\nobjectClass = inetOrgPerson\n" \
	"cn = {name}\nsn = {lastName} else {name}\nmail = {email}\ntitle = {department} else keep\n"                  \
	"employeeType ?= phone\ndescription += By dirwire {type}\n"                                                   \
	"[disabled]\ndn = uid=rc-{id},ou=gone,{base}\ntitle = gone\nemployeeType = gone {id}\n"
#define GONE                                                                               \
	"dn: uid=rc-1,ou=gone,dc=x\nobjectClass: inetOrgPerson\nuid: rc-1\ncn: N\nsn: N\n" \
	"title: gone\nemployeeType: gone 1\n"

static const struct {
	const char *current;
	const char *contact;
	const char *plan;
} leaving[] = {
	/* our values go, MUST and those of others stay; it moves */
	{ "dn: displayName=N+uid=rc-1,dc=x\nobjectClass: inetOrgPerson\nuid: rc-1\ndisplayName: N\ncn: N\nsn: N\nmail: a@b\nemployeeType: phone\ndescription: By dirwire User\ndescription: VIP\nroomNumber: 4\n",
	    DELETE,
	    "dn: displayName=N+uid=rc-1,dc=x\nchangetype: modrdn\nnewrdn: uid=rc-1\ndeleteoldrdn: 0\nnewsuperior: ou=gone,dc=x\n\n"
	    "dn: uid=rc-1,ou=gone,dc=x\nchangetype: modify\nadd: title\ntitle: gone\n-\ndelete: employeeType\nemployeeType: phone\n-\nadd: employeeType\nemployeeType: gone 1\n-\ndelete: mail\nmail: a@b\n-\ndelete: description\ndescription: By dirwire User\n-\ndelete: displayName\ndisplayName: N\n-\n\n" },
	{ GONE, DELETE, "none" },
	/* back: what [disabled] gave goes, for keep and ?= too; dn ?= or not */
	{ GONE, USER,
	    "dn: uid=rc-1,ou=gone,dc=x\nchangetype: modrdn\nnewrdn: displayName=N+uid=rc-1\ndeleteoldrdn: 0\nnewsuperior: dc=x\n\n"
	    "dn: displayName=N+uid=rc-1,dc=x\nchangetype: modify\ndelete: title\ntitle: gone\n-\ndelete: employeeType\nemployeeType: gone 1\n-\nadd: employeeType\nemployeeType: phone\n-\nadd: description\ndescription: By dirwire User\n-\n\n" },
	/* dn ?=: one that was moved by hand stays */
	{ "dn: uid=rc-1,ou=far,dc=x\nobjectClass: inetOrgPerson\nuid: rc-1\ndisplayName: N\ncn: N\nsn: N\nemployeeType: p\ndescription: By dirwire User\n",
	    USER, "none" },
	/* adopted: never moved */
	{ "dn: cn=N,dc=x\nobjectClass: inetOrgPerson\nuid: rc-1\nuid: n\ncn: N\nsn: N\n",
	    DELETE,
	    "dn: cn=N,dc=x\nchangetype: modify\nadd: title\ntitle: gone\n-\nadd: employeeType\nemployeeType: gone 1\n-\n\n" },
};

static void
leavers(void **state)
{
	struct fixture *f = *state;
	struct fixture own = *f;
	const char *said;

	own.map = mapped_create(LEAVING, f->schema, f->arena, &said);
	if (own.map == NULL)
		fail_msg("%s", said);
	for (size_t i = 0; i < ROWS(leaving); i++) {
		struct change change;

		plan(&own, leaving[i].current, leaving[i].contact, true,
		    &change);
		assert_row_text(i, show(&own, &change), leaving[i].plan);
	}
	map_destroy(&own.map);
}

#define HEAD "[map]\nbase = dc=x\nkey = uid: rc-{id}\n"
#define PERSON "\nobjectClass = inetOrgPerson\ncn = {name}\n"
#define ADA "\nobjectClass: inetOrgPerson\nuid: rc-1\ncn: N\nsn: N\n"

#define NAMED                                                                    \
	HEAD                                                                     \
	    "[entry e]\ndn = displayName={department}+uid=rc-{id},{base}" PERSON \
	    "sn = {name}\ndisplayName = {department}\n"

/* Each with a map of its own. */
static const struct {
	const char *map;
	const char *current;
	const char *contact;
	const char *plan;
} odd[] = {
	/* no server moves an entry below itself */
	{ HEAD "[entry e]\ndn = uid=rc-{id},uid=rc-{department},{base}" PERSON
	       "sn = {name}\n",
	    "dn: uid=rc-1,dc=x" ADA, USER ",\"department\":\"1\"",
	    "reject its entry uid=rc-1,dc=x should be uid=rc-1,uid=rc-1,dc=x, which is below itself; correct the dn line" },
	/* one value in the name, and another that [disabled] gives */
	{ HEAD
	    "on-delete = disable\n[entry e]\ndn = displayName={name}+uid=rc-{id},{base}" PERSON
	    "sn = {name}\n[disabled]\ndisplayName = gone\n",
	    "dn: displayName=N+uid=rc-1,dc=x" ADA "displayName: N\n", DELETE,
	    "reject displayName takes one value, and the entry has another in its name" },
	/* the same, with a line of its own and a name that stays */
	{ HEAD "[entry e]\ndn ?= displayName={name}+uid=rc-{id},{base}" PERSON
	       "sn = {name}\ndisplayName = {name}\n",
	    "dn: displayName=M+uid=rc-1,dc=x" ADA "displayName: M\n", USER,
	    "reject displayName takes one value, and the entry has another in its name" },
	/* back from [disabled] with else keep: a MUST keeps what that gave */
	{ HEAD
	    "on-delete = disable\n[entry e]\ndn = uid=rc-{id},{base}" PERSON
	    "sn = {lastName} else keep\ntitle = {department} else keep\n[disabled]\nsn = Gone\ntitle = gone\n",
	    "dn: uid=rc-1,dc=x\nobjectClass: inetOrgPerson\nuid: rc-1\ncn: N\nsn: Gone\ntitle: gone\n",
	    USER,
	    "dn: uid=rc-1,dc=x\nchangetype: modify\ndelete: title\ntitle: gone\n-\n\n" },
	/* an adopted entry is not given the values of a name it does not get:
	   they would pile up, and stay when the rest of ours is stripped */
	{ HEAD
	    "[entry e]\ndn = cn={name}+displayName={name}+uid=rc-{id},{base}\nobjectClass = inetOrgPerson\nsn = {name}\n",
	    "dn: uid=jsmith,dc=x\nobjectClass: inetOrgPerson\nuid: jsmith\nuid: rc-1\ncn: John\ndisplayName: J\nsn: N\n",
	    USER, "none" },
	{ HEAD "[entry e]\ndn ?= displayName={name}+uid=rc-{id},{base}" PERSON
	       "sn = {name}\n",
	    "dn: displayName=Old+uid=rc-1,dc=x" ADA "displayName: Old\n", USER,
	    "none" },
	/* the one value makes way for that of the new name */
	{ NAMED, "dn: uid=rc-1,dc=x" ADA "displayName: Old\n",
	    USER ",\"department\":\"D\"",
	    "dn: uid=rc-1,dc=x\nchangetype: modify\nreplace: displayName\ndisplayName: D\n-\n\n"
	    "dn: uid=rc-1,dc=x\nchangetype: modrdn\nnewrdn: displayName=D+uid=rc-1\ndeleteoldrdn: 0\n\n" },
	{ NAMED, "dn: displayName=Old+uid=rc-1,dc=x" ADA "displayName: Old\n",
	    USER ",\"department\":\"D\"",
	    "dn: displayName=Old+uid=rc-1,dc=x\nchangetype: modrdn\nnewrdn: displayName=D+uid=rc-1\ndeleteoldrdn: 1\n\n" },
};

static void
odd_maps(void **state)
{
	struct fixture *f = *state;
	struct fixture own = *f;

	for (size_t i = 0; i < ROWS(odd); i++) {
		struct change change;
		const char *said;

		own.map = mapped_create(odd[i].map, f->schema, f->arena, &said);
		if (own.map == NULL)
			fail_msg("row %zu: %s", i, said);
		plan(&own, odd[i].current, odd[i].contact, true, &change);
		assert_row_text(i, show(&own, &change), odd[i].plan);
		map_destroy(&own.map);
	}
}

/* One value that left the name and became another comes back into it. */
static void
undo_of_one_value(void **state)
{
	struct fixture *f = *state;
	struct fixture own = *f;
	struct change change, undo;
	const char *said;

	own.map =
	    mapped_create(HEAD "[entry e]\ndn = uid=rc-{id},{base}" PERSON
			       "sn = {name}\ndisplayName = {department}\n",
		f->schema, f->arena, &said);
	if (own.map == NULL)
		fail_msg("%s", said);
	plan(&own, "dn: displayName=Old+uid=rc-1,dc=x" ADA "displayName: Old\n",
	    USER ",\"department\":\"D\"", true, &change);
	change_undo(&change, own.map, f->arena, &undo);
	assert_string_equal(show(&own, &undo),
	    "dn: uid=rc-1,dc=x\nchangetype: modify\ndelete: displayName\ndisplayName: D\n-\nadd: displayName\ndisplayName: Old\n-\n\n"
	    "dn: uid=rc-1,dc=x\nchangetype: modrdn\nnewrdn: displayName=Old+uid=rc-1\ndeleteoldrdn: 0\n\n");
	map_destroy(&own.map);
}

/* The value in the old name goes, though no line is of the attribute; one that
 * somebody gave beside it stays. */
static void
old_names(void **state)
{
	struct fixture *f = *state;
	struct fixture own = *f;
	struct change change;
	const char *said;

	own.map = mapped_create(
	    "[map]\nbase = dc=x\nkey = uid: rc-{id}\n[entry e]\ndn = ou={department}+uid=rc-{id},{base}\nobjectClass = inetOrgPerson\ncn = {name}\nsn = {name}\n",
	    f->schema, f->arena, &said);
	if (own.map == NULL)
		fail_msg("%s", said);
	plan(&own,
	    "dn: ou=Sales+uid=rc-1,dc=x\nobjectClass: inetOrgPerson\nuid: rc-1\nou: Sales\nou: Choir\ncn: N\nsn: N\n",
	    USER ",\"department\":\"Legal\"", true, &change);
	assert_string_equal(show(&own, &change),
	    "dn: ou=Sales+uid=rc-1,dc=x\nchangetype: modrdn\nnewrdn: ou=Legal+uid=rc-1\ndeleteoldrdn: 0\n\n"
	    "dn: ou=Legal+uid=rc-1,dc=x\nchangetype: modify\ndelete: ou\nou: Sales\n-\n\n");
	map_destroy(&own.map);
}

/* What a server that takes no assertions is told: the exact old values. */
static void
without_assertions(void **state)
{
	struct fixture *f = *state;
	struct change change;

	plan(f, ENTRY "mail: A@B\n", USER ",\"email\":\"a@b\"", false, &change);
	assert_string_equal(show(f, &change),
	    "dn: uid=rc-1,dc=x\nchangetype: modify\ndelete: mail\nmail: A@B\n-\nadd: mail\nmail: a@b\n-\n\n");
}

static void
reports_tell_kinds(void **state)
{
	struct fixture *f = *state;
	struct change change;

	plan(f, ENTRY "mail: A@B\n", USER ",\"email\":\"a@b\"", true, &change);
	assert_int_equal(change.attributes[0].op, CHANGE_ATTRIBUTE_REFORMAT);
	plan(f, ENTRY "mail: A@B\nmail: c@d\n", USER ",\"email\":\"a@b\"", true,
	    &change);
	assert_int_equal(change.attributes[0].op, CHANGE_ATTRIBUTE_REPLACE);
	plan(f, ENTRY "roomNumber: 4\ncn;lang-de: x\n", DELETE, true, &change);
	assert_int_equal(change.foreign.count, 2);
	assert_string_equal(change.foreign.items[0].data, "roomNumber");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_difference),
		cmocka_unit_test(leavers),
		cmocka_unit_test(odd_maps),
		cmocka_unit_test(undo_of_one_value),
		cmocka_unit_test(old_names),
		cmocka_unit_test(without_assertions),
		cmocka_unit_test(reports_tell_kinds),
	};

	return cmocka_run_group_tests_name("change", tests, set_up, tear_down);
}
