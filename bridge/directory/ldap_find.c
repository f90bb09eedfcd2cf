/* SPDX-License-Identifier: ISC */
#include "bridge/directory/ldap_ask.h"
#include "bridge/directory/ldap_private.h"

#include <string.h>
#include <strings.h>

enum { FIND_ENTRIES_MAX = 64 };

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
		else if (strcasecmp(text, "hasSubordinates") == 0)
			current->has_children =
			    strcasecmp(value.data, "TRUE") == 0;
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
	const char *value;

	if (query->attribute == NULL)
		return "(objectClass=*)";
	value = ldap_filter_value(query->value, arena);
	return value != NULL
	    ? arena_printf(arena, "(%s=%s)", query->attribute, value)
	    : NULL;
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
		ldap_settle_dead(ldap, outcome,
		    ldap_no_answer(ldap->handle, rc), DIRECTORY_SEARCH);
		return;
	}
	rc = ldap_parse_result(
	    ldap->handle, answer, &code, &matched, &diagnostic, NULL, NULL, 0);
	if (rc == LDAP_SUCCESS && code == LDAP_SUCCESS)
		code = take_entries(ldap, answer, arena, found);
	if (rc != LDAP_SUCCESS || code < 0)
		ldap_settle_dead(ldap, outcome, rc != LDAP_SUCCESS ? rc : code,
		    DIRECTORY_SEARCH);
	else
		ldap_settle(
		    outcome, code, DIRECTORY_SEARCH, diagnostic, matched);
	ldap_memfree(matched);
	ldap_memfree(diagnostic);
	ldap_msgfree(answer);
}

void
ldap_find(struct directory *directory, const struct query *query,
    struct arena *arena, struct found *found_r, struct outcome *outcome_r)
{
	static char all[] = "*", csn[] = "entryCSN", uuid[] = "entryUUID",
		    structural[] = "structuralObjectClass",
		    children[] = "hasSubordinates";
	char *names[] = { all, csn, uuid, structural, children, NULL };
	struct ldap_directory *ldap = ldap_directory_of(directory);
	const char *filter = write_filter(query, arena);
	int id, code;

	if (ldap->handle == NULL || filter == NULL) {
		ldap_settle_dead(ldap, outcome_r,
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
		ldap_settle_dead(ldap, outcome_r, code, DIRECTORY_SEARCH);
}
