/* SPDX-License-Identifier: ISC */
#include "bridge/directory/ldap_ask.h"

#include <string.h>
#include <strings.h>

#include "bridge/directory/ldap_private.h"

/* libldap wants its own list of names; it does not change them. */
static char **
lend_names(const char *const *names, struct arena *arena)
{
	static char nothing[] = LDAP_NO_ATTRS;
	size_t count = 0;
	char **lent;

	while (names != NULL && names[count] != NULL)
		count++;
	lent = arena_array(arena, count + 2, sizeof(*lent));
	for (size_t i = 0; i < count; i++)
		lent[i] = arena_strdup(arena, names[i]);
	if (count == 0)
		lent[0] = nothing;
	return lent;
}

static int
take_entry(const struct ldap_directory *ldap, LDAPMessage *message,
    struct arena *arena, struct entry *entry)
{
	struct berval dn, name, *values = NULL;
	BerElement *ber = NULL;
	int code = ldap_get_dn_ber(ldap->handle, message, &ber, &dn);

	if (code == LDAP_SUCCESS)
		entry->dn = arena_memdup(arena, dn.bv_val, dn.bv_len);
	while (code == LDAP_SUCCESS) {
		const char *text;

		code = ldap_get_attribute_ber(
		    ldap->handle, message, ber, &name, &values);
		if (code != LDAP_SUCCESS || name.bv_val == NULL)
			break;
		text = arena_memdup(arena, name.bv_val, name.bv_len);
		for (size_t i = 0; values != NULL && values[i].bv_val != NULL;
		     i++)
			entry_add(entry, ldap->schema, arena, text,
			    value_copy(
				arena, values[i].bv_val, values[i].bv_len));
		ber_memfree(values);
		values = NULL;
	}
	ber_free(ber, 0);
	return code;
}

static void
take_end(
    struct ldap_directory *ldap, LDAPMessage *message, struct outcome *outcome)
{
	char *matched = NULL, *diagnostic = NULL;
	int code = LDAP_SUCCESS, rc;

	rc = ldap_parse_result(
	    ldap->handle, message, &code, &matched, &diagnostic, NULL, NULL, 0);
	if (rc != LDAP_SUCCESS)
		ldap_settle_dead(ldap, outcome, rc, DIRECTORY_SEARCH);
	else
		ldap_settle(
		    outcome, code, DIRECTORY_SEARCH, diagnostic, matched);
	ldap_memfree(matched);
	ldap_memfree(diagnostic);
}

/* One message after another, so that memory does not grow with the answer. */
static void
take_messages(struct ldap_directory *ldap, int id, struct arena *arena,
    struct answer *answer)
{
	bool is_over = false;

	while (!is_over) {
		LDAPMessage *message = NULL;
		int code = LDAP_SUCCESS;
		int tag = ldap_result(
		    ldap->handle, id, LDAP_MSG_ONE, &ldap->timeout, &message);

		if (tag == LDAP_RES_SEARCH_ENTRY) {
			answer->count++;
			if (answer->kept < ANSWER_ENTRIES_MAX)
				code = take_entry(ldap, message, arena,
				    &answer->entries[answer->kept++]);
		} else if (tag == LDAP_RES_SEARCH_RESULT) {
			take_end(ldap, message, &answer->outcome);
			is_over = true;
		} else if (tag <= 0) {
			code = ldap_no_answer(ldap->handle, tag);
		}
		ldap_msgfree(message);
		if (code == LDAP_SUCCESS)
			continue;
		ldap_settle_dead(
		    ldap, &answer->outcome, code, DIRECTORY_SEARCH);
		is_over = true;
	}
}

int
ldap_ask(struct directory *directory, const struct question *question,
    struct arena *arena, struct answer *answer_r)
{
	struct ldap_directory *ldap = ldap_directory_of(directory);
	/* the server's time limit; ours is that of each message */
	struct timeval limit = { question->seconds_max, 0 };
	int id, code = LDAP_SERVER_DOWN;

	memset(answer_r, 0, sizeof(*answer_r));
	if (ldap->handle != NULL)
		code = ldap_search_ext(ldap->handle, question->base,
		    question->is_subtree ? LDAP_SCOPE_SUBTREE : LDAP_SCOPE_BASE,
		    question->filter != NULL ? question->filter
					     : "(objectClass=*)",
		    lend_names(question->attributes, arena), 0, NULL, NULL,
		    question->seconds_max > 0 ? &limit : &ldap->timeout,
		    question->entries_max, &id);
	if (code == LDAP_SUCCESS)
		take_messages(ldap, id, arena, answer_r);
	else
		ldap_settle_dead(
		    ldap, &answer_r->outcome, code, DIRECTORY_SEARCH);
	return answer_r->outcome.verdict == VERDICT_DONE ? 0 : -1;
}

const char *
answer_text(const struct answer *answer, const char *attribute)
{
	const struct entry_attribute *found;

	if (answer->kept == 0)
		return NULL;
	found = entry_find_name(&answer->entries[0], attribute);
	return found != NULL && found->values.count > 0
	    ? found->values.items[0].data
	    : NULL;
}

const char *
ldap_filter_value(struct value value, struct arena *arena)
{
	struct berval raw = { value.len,
		arena_memdup(arena, value.data, value.len) };
	struct berval escaped = { 0, NULL };
	const char *text;

	if (ldap_bv2escaped_filter_value(&raw, &escaped) != 0)
		return NULL;
	text = arena_memdup(arena, escaped.bv_val, escaped.bv_len);
	ber_memfree(escaped.bv_val);
	return text;
}

const char *
ldap_ask_identity(struct directory *directory, struct arena *arena)
{
	struct ldap_directory *ldap = ldap_directory_of(directory);
	struct berval *authzid = NULL;
	const char *text = directory->identity;

	if (ldap->handle != NULL &&
	    ldap_whoami_s(ldap->handle, &authzid, NULL, NULL) == LDAP_SUCCESS &&
	    authzid != NULL) {
		text = arena_memdup(arena, authzid->bv_val, authzid->bv_len);
		if (strncasecmp(text, "dn:", 3) == 0)
			text += 3;
		if (*text == '\0')
			text = "anonymous";
	}
	ber_bvfree(authzid);
	return text;
}
