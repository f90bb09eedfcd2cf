/* SPDX-License-Identifier: ISC */
#include "bridge/directory/ldap_private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/buffer.h"
#include "base/log.h"

struct ldap_directory *
ldap_directory_of(struct directory *directory)
{
	return (struct ldap_directory *)(void *)directory;
}

/* "noSuchObject (32): what the server says; nearest existing entry dc=…" */
static void
describe(struct outcome *outcome, const char *diagnostic, const char *matched)
{
	struct arena *arena = arena_create();
	struct buffer text;

	buffer_init(&text, arena);
	buffer_printf(
	    &text, "%s (%d)", result_name(outcome->code), outcome->code);
	if (diagnostic != NULL && *diagnostic != '\0')
		buffer_printf(&text, ": %s", diagnostic);
	if (outcome->code == LDAP_NO_SUCH_OBJECT && matched != NULL &&
	    *matched != '\0')
		buffer_printf(
		    &text, "; the nearest entry there is: %s", matched);
	snprintf(outcome->text, sizeof(outcome->text), "%s", text.data);
	arena_destroy(&arena);
}

void
ldap_settle(struct outcome *outcome, int code, enum directory_op op,
    const char *diagnostic, const char *matched)
{
	outcome->code = code;
	outcome->verdict = result_verdict(code, op);
	describe(outcome, diagnostic, matched);
}

int
ldap_no_answer(LDAP *handle, int rc)
{
	int code = LDAP_SERVER_DOWN;

	if (rc == 0)
		return LDAP_TIMEOUT;
	/* a positive code is that of a notice of disconnection (RFC 4511
	 * section 4.4.1), which says nothing of our operation */
	ldap_get_option(handle, LDAP_OPT_RESULT_CODE, &code);
	return code < 0 ? code : LDAP_SERVER_DOWN;
}

void
ldap_settle_dead(struct ldap_directory *ldap, struct outcome *outcome, int code,
    enum directory_op op)
{
	char *diagnostic = NULL;

	if (ldap->handle != NULL)
		ldap_get_option(
		    ldap->handle, LDAP_OPT_DIAGNOSTIC_MESSAGE, &diagnostic);
	ldap_settle(outcome, code, op, diagnostic, NULL);
	ldap_memfree(diagnostic);
	if (ldap->handle != NULL && code < 0 && code != LDAP_ENCODING_ERROR &&
	    code != LDAP_PARAM_ERROR && code != LDAP_FILTER_ERROR) {
		ldap_unbind_ext_s(ldap->handle, NULL, NULL);
		ldap->handle = NULL;
	}
}

static void
take_value(struct berval name, BerVarray values, const char *wanted, char *text,
    size_t size)
{
	if (values != NULL && values[0].bv_val != NULL &&
	    name.bv_len == strlen(wanted) &&
	    strncasecmp(name.bv_val, wanted, name.bv_len) == 0)
		snprintf(text, size, "%s", values[0].bv_val);
}

void
ldap_take_post_read(LDAPControl **controls, struct outcome *outcome)
{
	LDAPControl *control =
	    ldap_control_find(LDAP_CONTROL_POST_READ, controls, NULL);
	struct berval dn, name;
	BerVarray values = NULL;
	BerElement *ber;

	if (control == NULL)
		return;
	ber = ber_init(&control->ldctl_value);
	if (ber == NULL || ber_scanf(ber, "{m{" /*}}*/, &dn) == LBER_ERROR) {
		ber_free(ber, 1);
		return;
	}
	while (ber_scanf(ber, "{m[W]}", &name, &values) != LBER_ERROR) {
		take_value(name, values, "entryCSN", outcome->csn,
		    sizeof(outcome->csn));
		take_value(name, values, "entryUUID", outcome->uuid,
		    sizeof(outcome->uuid));
		ber_bvarray_free(values);
		values = NULL;
	}
	ber_free(ber, 1);
}

/* The answer to one operation says nothing of another. */
static bool
is_answer_to(int tag, enum directory_op op)
{
	static const int tags[] = { [DIRECTORY_ADD] = LDAP_RES_ADD,
		[DIRECTORY_MODIFY] = LDAP_RES_MODIFY,
		[DIRECTORY_RENAME] = LDAP_RES_MODDN,
		[DIRECTORY_DELETE] = LDAP_RES_DELETE };

	return tag == tags[op];
}

/* Wait for the answer to `id` and make it the outcome. */
static void
finish(struct ldap_directory *ldap, int id, enum directory_op op,
    struct outcome *outcome)
{
	LDAPMessage *answer = NULL;
	LDAPControl **controls = NULL;
	char *matched = NULL, *diagnostic = NULL;
	int code = LDAP_SUCCESS, rc;

	rc = ldap_result(
	    ldap->handle, id, LDAP_MSG_ALL, &ldap->timeout, &answer);
	if (rc <= 0) {
		ldap_settle_dead(
		    ldap, outcome, ldap_no_answer(ldap->handle, rc), op);
		return;
	}
	if (!is_answer_to(rc, op)) {
		ldap_msgfree(answer);
		ldap_settle_dead(ldap, outcome, LDAP_DECODING_ERROR, op);
		return;
	}
	rc = ldap_parse_result(ldap->handle, answer, &code, &matched,
	    &diagnostic, NULL, &controls, 1);
	if (rc != LDAP_SUCCESS) {
		ldap_settle_dead(ldap, outcome, rc, op);
	} else {
		ldap_settle(outcome, code, op, diagnostic, matched);
		ldap_take_post_read(controls, outcome);
	}
	ldap_controls_free(controls);
	ldap_memfree(matched);
	ldap_memfree(diagnostic);
}

/* The controls of a write; freed by free_controls(). */
static int
make_controls(struct ldap_directory *ldap, const char *csn, bool is_read,
    LDAPControl **controls)
{
	static char csn_name[] = "entryCSN", uuid_name[] = "entryUUID";
	static char *names[] = { csn_name, uuid_name, NULL };
	struct berval value = { 0, NULL };
	char filter[OUTCOME_CSN_MAX + 16];
	size_t count = 0;
	int code;

	if (csn != NULL && ldap->directory.has_assertion) {
		snprintf(filter, sizeof(filter), "(entryCSN=%s)", csn);
		code = ldap_create_assertion_control(
		    ldap->handle, filter, 1, &controls[count]);
		if (code != LDAP_SUCCESS)
			return code;
		count++;
	}
	if (is_read && ldap->directory.has_post_read) {
		BerElement *ber = ber_alloc_t(LBER_USE_DER);

		if (ber == NULL || ber_printf(ber, "{v}", names) < 0 ||
		    ber_flatten2(ber, &value, 0) < 0) {
			ber_free(ber, 1);
			return LDAP_NO_MEMORY;
		}
		code = ldap_control_create(
		    LDAP_CONTROL_POST_READ, 0, &value, 1, &controls[count]);
		ber_free(ber, 1);
		if (code != LDAP_SUCCESS)
			return code;
		count++;
	}
	controls[count] = NULL;
	return LDAP_SUCCESS;
}

static void
free_controls(LDAPControl **controls)
{
	for (size_t i = 0; controls[i] != NULL; i++)
		ldap_control_free(controls[i]);
}

/* A write that is about to be sent. */
struct write {
	enum directory_op op;
	const char *dn;
	LDAPMod **mods;                   /* add and modify */
	const struct ldif_rename *rename; /* rename */
	const char *csn;
};

static int
send_write(struct ldap_directory *ldap, const struct write *write,
    LDAPControl **controls, int *id)
{
	switch (write->op) {
	case DIRECTORY_ADD:
		return ldap_add_ext(
		    ldap->handle, write->dn, write->mods, controls, NULL, id);
	case DIRECTORY_MODIFY:
		return ldap_modify_ext(
		    ldap->handle, write->dn, write->mods, controls, NULL, id);
	case DIRECTORY_RENAME:
		return ldap_rename(ldap->handle, write->dn, write->rename->rdn,
		    write->rename->parent, write->rename->is_old_deleted,
		    controls, NULL, id);
	default:
		return ldap_delete_ext(
		    ldap->handle, write->dn, controls, NULL, id);
	}
}

static void
try_write(struct ldap_directory *ldap, const struct write *write,
    struct outcome *outcome)
{
	LDAPControl *controls[3] = { NULL, NULL, NULL };
	int id, code;

	if (ldap->handle == NULL) {
		ldap_settle_dead(ldap, outcome, LDAP_SERVER_DOWN, write->op);
		return;
	}
	code = make_controls(
	    ldap, write->csn, write->op != DIRECTORY_DELETE, controls);
	if (code == LDAP_SUCCESS)
		code = send_write(ldap, write, controls, &id);
	if (code == LDAP_SUCCESS)
		finish(ldap, id, write->op, outcome);
	else
		ldap_settle_dead(ldap, outcome, code, write->op);
	free_controls(controls);
}

/* A server may list a control and still refuse it: once without.  The change
 * must be planned again then, for it was planned to be asserted. */
static void
run_write(struct ldap_directory *ldap, const struct write *write,
    struct outcome *outcome)
{
	bool had_controls = ldap->directory.has_post_read ||
	    (write->csn != NULL && ldap->directory.has_assertion);

	try_write(ldap, write, outcome);
	if (outcome->code != LDAP_UNAVAILABLE_CRITICAL_EXTENSION ||
	    !had_controls)
		return;
	ldap->directory.has_post_read = false;
	ldap->directory.has_assertion = false;
	log_warning(
	    "%s refuses the assertion control it offers; changes are checked by their old values instead",
	    ldap->target);
	if (write->csn != NULL)
		outcome->verdict = VERDICT_AGAIN;
	else
		try_write(ldap, write, outcome);
}

/* libldap wants its own arrays of what we have; it does not change them. */
static struct berval **
lend_values(const struct values *values, struct arena *arena)
{
	struct berval **lent =
	    arena_array(arena, values->count + 1, sizeof(*lent));

	for (size_t i = 0; i < values->count; i++) {
		lent[i] = arena_alloc(arena, sizeof(*lent[i]));
		lent[i]->bv_len = values->items[i].len;
		lent[i]->bv_val = arena_memdup(
		    arena, values->items[i].data, values->items[i].len);
	}
	return lent;
}

static LDAPMod *
lend_mod(
    int op, const char *name, const struct values *values, struct arena *arena)
{
	LDAPMod *mod = arena_alloc(arena, sizeof(*mod));

	mod->mod_op = op | LDAP_MOD_BVALUES;
	mod->mod_type = arena_strdup(arena, name);
	if (values->count > 0)
		mod->mod_bvalues = lend_values(values, arena);
	return mod;
}

static void
do_add(struct directory *directory, const struct entry *entry,
    struct outcome *outcome_r)
{
	struct arena *arena = arena_create();
	struct write write = { .op = DIRECTORY_ADD, .dn = entry->dn };

	write.mods = arena_array(arena, entry->count + 1, sizeof(*write.mods));
	for (size_t i = 0; i < entry->count; i++)
		write.mods[i] =
		    lend_mod(LDAP_MOD_ADD, entry->attributes[i].name,
			&entry->attributes[i].values, arena);
	run_write(ldap_directory_of(directory), &write, outcome_r);
	arena_destroy(&arena);
}

static void
do_modify(struct directory *directory, const char *dn,
    const struct ldif_mod *mods, size_t count,
    const struct precondition *precondition, struct outcome *outcome_r)
{
	static const int ops[] = { [LDIF_OP_ADD] = LDAP_MOD_ADD,
		[LDIF_OP_DELETE] = LDAP_MOD_DELETE,
		[LDIF_OP_REPLACE] = LDAP_MOD_REPLACE };
	struct arena *arena = arena_create();
	struct write write = {
		.op = DIRECTORY_MODIFY, .dn = dn, .csn = precondition->csn
	};

	write.mods = arena_array(arena, count + 1, sizeof(*write.mods));
	for (size_t i = 0; i < count; i++)
		write.mods[i] = lend_mod(
		    ops[mods[i].op], mods[i].name, &mods[i].values, arena);
	run_write(ldap_directory_of(directory), &write, outcome_r);
	arena_destroy(&arena);
}

static void
do_rename(struct directory *directory, const char *dn,
    const struct ldif_rename *rename, const struct precondition *precondition,
    struct outcome *outcome_r)
{
	struct write write = { .op = DIRECTORY_RENAME,
		.dn = dn,
		.rename = rename,
		.csn = precondition->csn };

	run_write(ldap_directory_of(directory), &write, outcome_r);
}

static void
do_remove(struct directory *directory, const char *dn,
    const struct precondition *precondition, struct outcome *outcome_r)
{
	struct write write = {
		.op = DIRECTORY_DELETE, .dn = dn, .csn = precondition->csn
	};

	run_write(ldap_directory_of(directory), &write, outcome_r);
}

static void
do_destroy(struct directory *directory)
{
	struct ldap_directory *ldap = ldap_directory_of(directory);

	if (ldap->handle != NULL)
		ldap_unbind_ext_s(ldap->handle, NULL, NULL);
	free(ldap->target);
	free(ldap->identity);
	free(ldap);
}

const struct directory_methods ldap_methods = {
	.find = ldap_find,
	.add = do_add,
	.modify = do_modify,
	.rename = do_rename,
	.remove = do_remove,
	.destroy = do_destroy,
};
