/* SPDX-License-Identifier: ISC */
/* What the server allows: change records over libldap, with a window of
 * operations in flight on one connection, and nothing else.
 *
 *	raw URI BIND-DN PASSWORD-FILE BASE KEY WINDOW <changes.ldif
 *
 * The controls are those of dirwire: modify, rename and delete assert the
 * entryCSN, add, modify and rename read it behind the write.  What is not an
 * add is read before, in groups of 100, found by the value of KEY in its RDN; a
 * modify right behind the rename of its entry goes by the post-read of that.
 * Ends with 1 at the first answer that is not 0: there are no others when the
 * tree is as it was when the records were made.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <ldap.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "schema/ldif.h"

enum { GROUP = 100, WINDOW_MAX = 256, CSN_MAX = 64, NO_WORK = -1 };

/* One record and how far it is. */
struct work {
	struct ldif_record record;
	LDAPMod **mods;    /* of an add or a modify, as libldap wants them */
	const char *key;   /* the value of KEY in its RDN */
	char csn[CSN_MAX]; /* of the entry, when it was read */
	bool is_chained;   /* goes when the record before it is done */
};

struct loop {
	LDAP *handle;
	const char *base;
	const char *key;
	struct arena *arena;
	struct schema *schema;
	struct work *works;
	size_t count;
	size_t window;
	size_t next;      /* the first that was not sent */
	size_t known;     /* entries before this one were read */
	size_t group_end; /* of the group that is being read */
	int group_id;     /* its message, or NO_WORK */
	size_t in_flight;
	size_t done;
	struct in_flight {
		int id; /* of the message */
		size_t work;
	} flights[WINDOW_MAX];
};

static _Noreturn void
fail(const char *what, const char *which, const char *why)
{
	fprintf(stderr, "raw: %s %s: %s\n", what, which, why);
	exit(1);
}

static void
must(int code, const char *what, const char *which)
{
	if (code != LDAP_SUCCESS)
		fail(what, which, ldap_err2string(code));
}

static struct value
read_all(FILE *in, const char *name, struct arena *arena)
{
	struct buffer text;
	char part[65536];
	size_t len;

	buffer_init(&text, arena);
	while ((len = fread(part, 1, sizeof(part), in)) > 0)
		buffer_add(&text, part, len);
	if (ferror(in))
		fail("read", name, "it can't be read");
	return buffer_value(&text);
}

static LDAPMod *
make_mod(
    int op, const char *name, const struct values *values, struct arena *arena)
{
	LDAPMod *mod = arena_alloc(arena, sizeof(*mod));

	mod->mod_op = op | LDAP_MOD_BVALUES;
	mod->mod_type = arena_strdup(arena, name);
	if (values->count == 0)
		return mod;
	mod->mod_bvalues =
	    arena_array(arena, values->count + 1, sizeof(*mod->mod_bvalues));
	for (size_t i = 0; i < values->count; i++) {
		struct berval *value = arena_alloc(arena, sizeof(*value));

		value->bv_len = values->items[i].len;
		value->bv_val = arena_memdup(
		    arena, values->items[i].data, values->items[i].len);
		mod->mod_bvalues[i] = value;
	}
	return mod;
}

static void
make_mods(struct work *work, struct arena *arena)
{
	static const int ops[] = { [LDIF_OP_ADD] = LDAP_MOD_ADD,
		[LDIF_OP_DELETE] = LDAP_MOD_DELETE,
		[LDIF_OP_REPLACE] = LDAP_MOD_REPLACE };
	const struct ldif_record *record = &work->record;
	size_t count = record->change == LDIF_ADD ? record->entry.count
						  : record->mod_count;

	work->mods = arena_array(arena, count + 1, sizeof(*work->mods));
	for (size_t i = 0; i < count; i++) {
		if (record->change == LDIF_ADD)
			work->mods[i] = make_mod(LDAP_MOD_ADD,
			    record->entry.attributes[i].name,
			    &record->entry.attributes[i].values, arena);
		else
			work->mods[i] = make_mod(ops[record->mods[i].op],
			    record->mods[i].name, &record->mods[i].values,
			    arena);
	}
}

/* The value of the key in the RDN; those of the bench need no escapes. */
static const char *
key_of(const struct loop *loop, const char *dn)
{
	size_t len = strlen(loop->key);
	const char *part = dn;

	while (strncasecmp(part, loop->key, len) != 0 || part[len] != '=') {
		part += strcspn(part, "+,");
		if (*part != '+')
			fail("record", dn, "its RDN does not hold the key");
		part++;
	}
	part += len + 1;
	return arena_memdup(loop->arena, part, strcspn(part, "+,"));
}

static void
read_works(struct loop *loop)
{
	struct value text = read_all(stdin, "the records", loop->arena);
	struct ldif_cursor cursor = { 0 };
	struct ldif_record record;
	size_t capacity = 0;
	struct error err;
	int rc;

	while ((rc = ldif_read(loop->schema, text, &cursor, loop->arena,
		    &record, &err)) > 0) {
		const struct work *last =
		    loop->count > 0 ? &loop->works[loop->count - 1] : NULL;
		struct work work = { .record = record };

		work.key = key_of(loop, record.dn);
		work.is_chained = record.change == LDIF_MODIFY &&
		    last != NULL && last->record.change == LDIF_MODRDN &&
		    strcmp(last->key, work.key) == 0;
		make_mods(&work, loop->arena);
		loop->works = arena_grow(loop->arena, loop->works, loop->count,
		    &capacity, sizeof(work));
		loop->works[loop->count++] = work;
	}
	if (rc < 0)
		fail("read", "the records", err.text);
}

static void
connect_to(struct loop *loop, char **argv)
{
	int version = LDAP_VERSION3;
	struct value password;
	struct berval secret;
	FILE *in = fopen(argv[3], "r");

	if (in == NULL)
		fail("read", argv[3], "it can't be opened");
	password = read_all(in, argv[3], loop->arena);
	fclose(in);
	secret.bv_len = password.len;
	secret.bv_val = arena_memdup(loop->arena, password.data, password.len);
	must(ldap_initialize(&loop->handle, argv[1]), "connect to", argv[1]);
	must(ldap_set_option(loop->handle, LDAP_OPT_PROTOCOL_VERSION, &version),
	    "connect to", argv[1]);
	must(ldap_sasl_bind_s(loop->handle, argv[2], LDAP_SASL_SIMPLE, &secret,
		 NULL, NULL, NULL),
	    "bind as", argv[2]);
}

static LDAPControl *
make_post_read(void)
{
	static char csn[] = "entryCSN", uuid[] = "entryUUID";
	static char *names[] = { csn, uuid, NULL };
	BerElement *ber = ber_alloc_t(LBER_USE_DER);
	LDAPControl *control = NULL;
	struct berval value;

	if (ber == NULL || ber_printf(ber, "{v}", names) < 0 ||
	    ber_flatten2(ber, &value, 0) < 0)
		fail("make", "post-read", "no memory");
	must(
	    ldap_control_create(LDAP_CONTROL_POST_READ, 0, &value, 1, &control),
	    "make", "post-read");
	ber_free(ber, 1);
	return control;
}

static int
send_record(
    struct loop *loop, const struct work *work, LDAPControl **controls, int *id)
{
	const struct ldif_record *record = &work->record;

	switch (record->change) {
	case LDIF_ADD:
		return ldap_add_ext(
		    loop->handle, record->dn, work->mods, controls, NULL, id);
	case LDIF_MODIFY:
		return ldap_modify_ext(
		    loop->handle, record->dn, work->mods, controls, NULL, id);
	case LDIF_MODRDN:
		return ldap_rename(loop->handle, record->dn, record->rename.rdn,
		    record->rename.parent, record->rename.is_old_deleted,
		    controls, NULL, id);
	case LDIF_DELETE:
		return ldap_delete_ext(
		    loop->handle, record->dn, controls, NULL, id);
	default:
		return LDAP_PARAM_ERROR;
	}
}

static void
send_work(struct loop *loop, size_t n)
{
	struct work *work = &loop->works[n];
	LDAPControl *controls[3] = { NULL, NULL, NULL };
	struct in_flight *flight = &loop->flights[loop->in_flight++];
	char filter[CSN_MAX + 16];
	size_t count = 0;

	if (work->record.change != LDIF_ADD) {
		snprintf(filter, sizeof(filter), "(entryCSN=%s)", work->csn);
		must(ldap_create_assertion_control(
			 loop->handle, filter, 1, &controls[count++]),
		    "assert", filter);
	}
	if (work->record.change != LDIF_DELETE)
		controls[count++] = make_post_read();
	must(send_record(loop, work, controls, &flight->id), "send",
	    work->record.dn);
	flight->work = n;
	for (size_t i = 0; i < count; i++)
		ldap_control_free(controls[i]);
}

static bool
is_read_before(const struct work *work)
{
	return work->record.change != LDIF_ADD && !work->is_chained;
}

/* Ask for the next entries that are not known yet. */
static void
send_group(struct loop *loop)
{
	static char all[] = "*", csn[] = "entryCSN", uuid[] = "entryUUID",
		    structural[] = "structuralObjectClass",
		    children[] = "hasSubordinates";
	char *names[] = { all, csn, uuid, structural, children, NULL };
	struct arena *arena = arena_create();
	struct buffer filter;
	size_t keys = 0, n;

	buffer_init(&filter, arena);
	buffer_printf(&filter, "(|");
	for (n = loop->known; n < loop->count && keys < GROUP; n++) {
		if (!is_read_before(&loop->works[n]))
			continue;
		buffer_printf(
		    &filter, "(%s=%s)", loop->key, loop->works[n].key);
		keys++;
	}
	buffer_add_char(&filter, ')');
	loop->group_end = n;
	if (keys == 0)
		loop->known = n;
	else
		must(ldap_search_ext(loop->handle, loop->base,
			 LDAP_SCOPE_SUBTREE, buffer_value(&filter).data, names,
			 0, NULL, NULL, NULL, LDAP_NO_LIMIT, &loop->group_id),
		    "search for", loop->key);
	arena_destroy(&arena);
}

/* Send what may go: the window is the limit, a search counts. */
static void
fill(struct loop *loop)
{
	for (;;) {
		bool is_reading = loop->group_id != NO_WORK;

		if (loop->in_flight + is_reading == loop->window)
			return;
		if (!is_reading && loop->known < loop->count &&
		    loop->known - loop->next < GROUP)
			send_group(loop);
		else if (loop->next == loop->known)
			return;
		else if (loop->works[loop->next].is_chained)
			loop->next++;
		else
			send_work(loop, loop->next++);
	}
}

/* The values of an entry that matter: whose it is, and its CSN. */
static void
take_entry(struct loop *loop, LDAPMessage *message)
{
	struct berval dn, name, *values = NULL;
	BerElement *ber = NULL;
	char csn[CSN_MAX] = "";

	must(ldap_get_dn_ber(loop->handle, message, &ber, &dn), "read", "a DN");
	while (ldap_get_attribute_ber(loop->handle, message, ber, &name,
		   &values) == LDAP_SUCCESS &&
	    name.bv_val != NULL) {
		if (strcasecmp(name.bv_val, "entryCSN") == 0)
			snprintf(csn, sizeof(csn), "%s", values[0].bv_val);
		ber_memfree(values);
	}
	for (size_t n = loop->known; n < loop->group_end; n++)
		if (strcmp(loop->works[n].record.dn, dn.bv_val) == 0 &&
		    is_read_before(&loop->works[n]))
			memcpy(loop->works[n].csn, csn, sizeof(csn));
	ber_free(ber, 0);
}

static void
end_group(struct loop *loop)
{
	for (size_t n = loop->known; n < loop->group_end; n++)
		if (is_read_before(&loop->works[n]) &&
		    loop->works[n].csn[0] == '\0')
			fail("read", loop->works[n].record.dn,
			    "it is not there, or its entryCSN can't be read");
	loop->known = loop->group_end;
	loop->group_id = NO_WORK;
}

static void
take_post_read(LDAPControl **controls, struct work *work)
{
	LDAPControl *control =
	    ldap_control_find(LDAP_CONTROL_POST_READ, controls, NULL);
	struct berval dn, name;
	BerVarray values = NULL;
	BerElement *ber;

	if (control == NULL)
		fail("answer to", work->record.dn, "without post-read");
	ber = ber_init(&control->ldctl_value);
	if (ber == NULL || ber_scanf(ber, "{m{" /*}}*/, &dn) == LBER_ERROR)
		fail("answer to", work->record.dn, "a broken post-read");
	while (ber_scanf(ber, "{m[W]}", &name, &values) != LBER_ERROR) {
		if (strncasecmp(name.bv_val, "entryCSN", name.bv_len) == 0)
			snprintf(work->csn, sizeof(work->csn), "%s",
			    values[0].bv_val);
		ber_bvarray_free(values);
		values = NULL;
	}
	ber_free(ber, 1);
}

static void
end_work(struct loop *loop, LDAPMessage *message)
{
	LDAPControl **controls = NULL;
	struct work *work = NULL;
	char *text = NULL;
	size_t n = 0, i;
	int code;

	for (i = 0; i < loop->in_flight; i++)
		if (loop->flights[i].id == ldap_msgid(message))
			break;
	if (i == loop->in_flight)
		fail("answer", "to nothing", "its message id was not sent");
	n = loop->flights[i].work;
	work = &loop->works[n];
	must(ldap_parse_result(
		 loop->handle, message, &code, NULL, &text, NULL, &controls, 0),
	    "answer to", work->record.dn);
	if (code != LDAP_SUCCESS)
		fail(work->record.dn, ldap_err2string(code), text);
	loop->flights[i] = loop->flights[--loop->in_flight];
	loop->done++;
	if (work->record.change != LDIF_DELETE)
		take_post_read(controls, work);
	if (n + 1 < loop->count && work[1].is_chained) {
		memcpy(work[1].csn, work->csn, sizeof(work->csn));
		send_work(loop, n + 1);
	}
	ldap_controls_free(controls);
	ldap_memfree(text);
}

static void
take(struct loop *loop)
{
	LDAPMessage *message = NULL;
	int tag = ldap_result(
	    loop->handle, LDAP_RES_ANY, LDAP_MSG_ONE, NULL, &message);
	int code;

	if (tag <= 0)
		fail("answer", "of the server", "the connection is lost");
	if (tag == LDAP_RES_SEARCH_ENTRY) {
		take_entry(loop, message);
	} else if (tag == LDAP_RES_SEARCH_RESULT) {
		must(ldap_parse_result(loop->handle, message, &code, NULL, NULL,
			 NULL, NULL, 0),
		    "search for", loop->key);
		must(code, "search for", loop->key);
		end_group(loop);
	} else {
		end_work(loop, message);
	}
	ldap_msgfree(message);
}

int
main(int argc, char **argv)
{
	struct loop loop = { .group_id = NO_WORK };

	if (argc != 7)
		fail("usage", "raw",
		    "URI BIND-DN PASSWORD-FILE BASE KEY WINDOW <changes.ldif");
	loop.base = argv[4];
	loop.key = argv[5];
	loop.window = (size_t)strtoul(argv[6], NULL, 10);
	if (loop.window < 1 || loop.window > WINDOW_MAX)
		fail("window", argv[6], "it is not 1 to 256");
	loop.arena = arena_create();
	loop.schema = schema_create_builtin();
	read_works(&loop);
	connect_to(&loop, argv);
	while (loop.done < loop.count) {
		fill(&loop);
		take(&loop);
	}
	ldap_unbind_ext_s(loop.handle, NULL, NULL);
	schema_destroy(&loop.schema);
	arena_destroy(&loop.arena);
	return 0;
}
