/* SPDX-License-Identifier: ISC */
#include "base/buffer.h"
#include "bridge/directory/ldap_ask.h"
#include "bridge/directory/ldap_private.h"

#include <string.h>
#include <strings.h>

/* Entries that bear one key are a fault to be told, not to be listed. */
enum { ENTRIES_MORE_MAX = 64 };

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

int
ldap_take_entries(const struct ldap_directory *ldap, LDAPMessage *answer,
    const struct ldap_flight *flight, struct found *found_r)
{
	int count = ldap_count_entries(ldap->handle, answer);
	LDAPMessage *message = ldap_first_entry(ldap->handle, answer);
	struct found found = { .count = 0 };

	if (count < 0 || (size_t)count > flight->entries_max)
		return LDAP_SIZELIMIT_EXCEEDED;
	found.entries = arena_array(flight->arena,
	    count > 0 ? (size_t)count : 1, sizeof(*found.entries));
	for (; message != NULL;
	     message = ldap_next_entry(ldap->handle, message)) {
		int code = take_entry(ldap, message, flight->arena,
		    &found.entries[found.count++]);

		if (code != LDAP_SUCCESS)
			return code;
	}
	*found_r = found;
	return LDAP_SUCCESS;
}

static const char *
write_filter(const struct query *query, struct arena *arena)
{
	struct buffer filter;

	if (query->attribute == NULL)
		return "(objectClass=*)";
	buffer_init(&filter, arena);
	if (query->values.count != 1)
		buffer_printf(&filter, "(|");
	for (size_t i = 0; i < query->values.count; i++) {
		const char *value =
		    ldap_filter_value(query->values.items[i], arena);

		if (value == NULL)
			return NULL;
		buffer_printf(&filter, "(%s=%s)", query->attribute, value);
	}
	if (query->values.count != 1)
		buffer_printf(&filter, ")");
	return filter.data;
}

int
ldap_send_search(struct ldap_directory *ldap, const struct request *request,
    struct ldap_flight *flight)
{
	static char all[] = "*", csn[] = "entryCSN", uuid[] = "entryUUID",
		    structural[] = "structuralObjectClass",
		    children[] = "hasSubordinates";
	static char *names[] = { all, csn, uuid, structural, children, NULL };
	const struct query *query = &request->query;
	const char *filter;

	arena_reset(ldap->scratch);
	filter = write_filter(query, ldap->scratch);
	if (filter == NULL)
		return LDAP_FILTER_ERROR;
	flight->entries_max = query->values.count + ENTRIES_MORE_MAX;
	return ldap_search_ext(ldap->handle, query->base,
	    query->attribute != NULL ? LDAP_SCOPE_SUBTREE : LDAP_SCOPE_BASE,
	    filter, names, 0, NULL, NULL, &ldap->timeout,
	    (int)flight->entries_max + 1, &flight->id);
}
