/* SPDX-License-Identifier: ISC */
#include "bridge/directory/ldap_private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/buffer.h"
#include "base/log.h"
#include "base/text.h"

enum { FIND_ENTRIES_MAX = 64 };

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
		buffer_printf(
		    &text, ": %s", text_escape(arena, value_of(diagnostic)));
	if (outcome->code == LDAP_NO_SUCH_OBJECT && matched != NULL &&
	    *matched != '\0')
		buffer_printf(&text, "; the nearest entry there is: %s",
		    text_escape(arena, value_of(matched)));
	snprintf(outcome->text, sizeof(outcome->text), "%s", text.data);
	arena_destroy(&arena);
}

static void
settle(struct outcome *outcome, int code, enum directory_op op,
    const char *diagnostic, const char *matched)
{
	outcome->code = code;
	outcome->verdict = result_verdict(code, op);
	describe(outcome, diagnostic, matched);
}

/* The handle answered nothing, or nothing that makes sense: it is of no use any
 * more, and a late answer must not be taken for that of another operation. */
static void
settle_dead(struct ldap_directory *ldap, struct outcome *outcome, int code,
    enum directory_op op)
{
	char *diagnostic = NULL;

	if (ldap->handle != NULL)
		ldap_get_option(
		    ldap->handle, LDAP_OPT_DIAGNOSTIC_MESSAGE, &diagnostic);
	settle(outcome, code, op, diagnostic, NULL);
	ldap_memfree(diagnostic);
	if (ldap->handle != NULL && code < 0 && code != LDAP_ENCODING_ERROR &&
	    code != LDAP_PARAM_ERROR && code != LDAP_FILTER_ERROR) {
		ldap_unbind_ext_s(ldap->handle, NULL, NULL);
		ldap->handle = NULL;
	}
}

/* entryCSN and entryUUID out of the post-read answer (RFC 4527). */
static void
take_post_read(LDAP *handle, LDAPControl **controls, struct outcome *outcome)
{
	LDAPControl *control =
	    ldap_control_find(LDAP_CONTROL_POST_READ, controls, NULL);
	BerElement *ber;
	struct berval dn, name;
	BerVarray values;
	ber_len_t len;
	char *last;

	if (control == NULL)
		return;
	ber = ber_init(&control->ldctl_value);
	if (ber == NULL || ber_scanf(ber, "{m{" /*}}*/, &dn) == LBER_ERROR) {
		ber_free(ber, 1);
		return;
	}
	for (ber_tag_t tag = ber_first_element(ber, &len, &last);
	     tag != LBER_DEFAULT; tag = ber_next_element(ber, &len, last)) {
		values = NULL;
		if (ber_scanf(ber, "{m[W]}", &name, &values) == LBER_ERROR)
			break;
		if (values != NULL && values[0].bv_val != NULL &&
		    name.bv_len == 8 &&
		    strncasecmp(name.bv_val, "entryCSN", 8) == 0)
			snprintf(outcome->csn, sizeof(outcome->csn), "%s",
			    values[0].bv_val);
		if (values != NULL && values[0].bv_val != NULL &&
		    name.bv_len == 9 &&
		    strncasecmp(name.bv_val, "entryUUID", 9) == 0)
			snprintf(outcome->uuid, sizeof(outcome->uuid), "%s",
			    values[0].bv_val);
		ber_bvarray_free(values);
	}
	ber_free(ber, 1);
	(void)handle;
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
		code = LDAP_TIMEOUT;
		if (rc < 0)
			ldap_get_option(
			    ldap->handle, LDAP_OPT_RESULT_CODE, &code);
		settle_dead(ldap, outcome,
		    code == LDAP_SUCCESS ? LDAP_SERVER_DOWN : code, op);
		return;
	}
	rc = ldap_parse_result(ldap->handle, answer, &code, &matched,
	    &diagnostic, NULL, &controls, 1);
	if (rc != LDAP_SUCCESS) {
		settle_dead(ldap, outcome, rc, op);
	} else {
		settle(outcome, code, op, diagnostic, matched);
		take_post_read(ldap->handle, controls, outcome);
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
	LDAPMod **mods;
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
		settle_dead(ldap, outcome, LDAP_SERVER_DOWN, write->op);
		return;
	}
	code = make_controls(
	    ldap, write->csn, write->op != DIRECTORY_DELETE, controls);
	if (code == LDAP_SUCCESS)
		code = send_write(ldap, write, controls, &id);
	if (code == LDAP_SUCCESS)
		finish(ldap, id, write->op, outcome);
	else
		settle_dead(ldap, outcome, code, write->op);
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

/* One attribute of a found entry: ours to know, or the entry's own. */
static void
take_attribute(const struct ldap_directory *ldap, struct arena *arena,
    const struct berval *name, const struct berval *values,
    struct current *current)
{
	const char *text = arena_memdup(arena, name->bv_val, name->bv_len);

	for (size_t i = 0; values != NULL && values[i].bv_val != NULL; i++) {
		struct value value =
		    value_copy(arena, values[i].bv_val, values[i].bv_len);

		if (strcasecmp(text, "entryCSN") == 0)
			current->csn = value.data;
		else if (strcasecmp(text, "entryUUID") == 0)
			current->uuid = value.data;
		else if (strcasecmp(text, "structuralObjectClass") == 0)
			current->structural_class = value.data;
		else
			entry_add(
			    &current->entry, ldap->schema, arena, text, value);
	}
}

static int
take_entry(const struct ldap_directory *ldap, LDAPMessage *message,
    struct arena *arena, struct current *current)
{
	struct berval dn, name, *values = NULL;
	BerElement *ber = NULL;
	int code;

	code = ldap_get_dn_ber(ldap->handle, message, &ber, &dn);
	if (code == LDAP_SUCCESS)
		current->entry.dn = arena_memdup(arena, dn.bv_val, dn.bv_len);
	while (code == LDAP_SUCCESS) {
		code = ldap_get_attribute_ber(
		    ldap->handle, message, ber, &name, &values);
		if (code != LDAP_SUCCESS || name.bv_val == NULL)
			break;
		take_attribute(ldap, arena, &name, values, current);
		ber_memfree(values);
		values = NULL;
	}
	ber_free(ber, 0);
	return code;
}

static int
take_entries(const struct ldap_directory *ldap, LDAPMessage *answer,
    struct arena *arena, struct found *found)
{
	int count = ldap_count_entries(ldap->handle, answer);
	LDAPMessage *message = ldap_first_entry(ldap->handle, answer);

	if (count > FIND_ENTRIES_MAX)
		return LDAP_SIZELIMIT_EXCEEDED;
	found->entries = arena_array(
	    arena, count > 0 ? (size_t)count : 1, sizeof(*found->entries));
	for (; message != NULL;
	     message = ldap_next_entry(ldap->handle, message)) {
		int code = take_entry(
		    ldap, message, arena, &found->entries[found->count++]);

		if (code != LDAP_SUCCESS)
			return code;
	}
	return LDAP_SUCCESS;
}

static const char *
write_filter(const struct query *query, struct arena *arena)
{
	struct berval value = { query->value.len,
		arena_memdup(arena, query->value.data, query->value.len) };
	struct berval escaped = { 0, NULL };
	const char *filter;

	if (query->attribute == NULL)
		return "(objectClass=*)";
	if (ldap_bv2escaped_filter_value(&value, &escaped) != 0)
		return NULL;
	filter =
	    arena_printf(arena, "(%s=%s)", query->attribute, escaped.bv_val);
	ber_memfree(escaped.bv_val);
	return filter;
}

static void
take_answer(struct ldap_directory *ldap, int id, struct arena *arena,
    struct found *found, struct outcome *outcome)
{
	LDAPMessage *answer = NULL;
	char *matched = NULL, *diagnostic = NULL;
	int code = LDAP_SUCCESS, rc;

	rc = ldap_result(
	    ldap->handle, id, LDAP_MSG_ALL, &ldap->timeout, &answer);
	if (rc <= 0) {
		code = LDAP_TIMEOUT;
		if (rc < 0)
			ldap_get_option(
			    ldap->handle, LDAP_OPT_RESULT_CODE, &code);
		settle_dead(ldap, outcome,
		    code == LDAP_SUCCESS ? LDAP_SERVER_DOWN : code,
		    DIRECTORY_SEARCH);
		return;
	}
	rc = ldap_parse_result(
	    ldap->handle, answer, &code, &matched, &diagnostic, NULL, NULL, 0);
	if (rc == LDAP_SUCCESS && code == LDAP_SUCCESS)
		code = take_entries(ldap, answer, arena, found);
	if (rc != LDAP_SUCCESS || code < 0)
		settle_dead(ldap, outcome, rc != LDAP_SUCCESS ? rc : code,
		    DIRECTORY_SEARCH);
	else
		settle(outcome, code, DIRECTORY_SEARCH, diagnostic, matched);
	ldap_memfree(matched);
	ldap_memfree(diagnostic);
	ldap_msgfree(answer);
}

static void
do_find(struct directory *directory, const struct query *query,
    struct arena *arena, struct found *found_r, struct outcome *outcome_r)
{
	static char all[] = "*", csn[] = "entryCSN", uuid[] = "entryUUID",
		    structural[] = "structuralObjectClass";
	static char *names[] = { all, csn, uuid, structural, NULL };
	struct ldap_directory *ldap = ldap_directory_of(directory);
	const char *filter = write_filter(query, arena);
	int id, code;

	if (ldap->handle == NULL || filter == NULL) {
		settle_dead(ldap, outcome_r,
		    filter == NULL ? LDAP_FILTER_ERROR : LDAP_SERVER_DOWN,
		    DIRECTORY_SEARCH);
		return;
	}
	code = ldap_search_ext(ldap->handle, query->base,
	    query->attribute != NULL ? LDAP_SCOPE_SUBTREE : LDAP_SCOPE_BASE,
	    filter, names, 0, NULL, NULL, &ldap->timeout, LDAP_NO_LIMIT, &id);
	if (code == LDAP_SUCCESS)
		take_answer(ldap, id, arena, found_r, outcome_r);
	else
		settle_dead(ldap, outcome_r, code, DIRECTORY_SEARCH);
}

const struct directory_methods ldap_methods = {
	.find = do_find,
	.add = do_add,
	.modify = do_modify,
	.remove = do_remove,
	.destroy = do_destroy,
};
