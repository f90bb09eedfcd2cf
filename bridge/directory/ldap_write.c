/* SPDX-License-Identifier: ISC */
#include "bridge/directory/ldap_private.h"

#include <stdio.h>

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

static LDAPMod **
lend_entry(const struct entry *entry, struct arena *arena)
{
	LDAPMod **mods = arena_array(arena, entry->count + 1, sizeof(*mods));

	for (size_t i = 0; i < entry->count; i++)
		mods[i] = lend_mod(LDAP_MOD_ADD, entry->attributes[i].name,
		    &entry->attributes[i].values, arena);
	return mods;
}

static LDAPMod **
lend_mods(const struct request *request, struct arena *arena)
{
	static const int ops[] = { [LDIF_OP_ADD] = LDAP_MOD_ADD,
		[LDIF_OP_DELETE] = LDAP_MOD_DELETE,
		[LDIF_OP_REPLACE] = LDAP_MOD_REPLACE };
	LDAPMod **mods =
	    arena_array(arena, request->mod_count + 1, sizeof(*mods));

	for (size_t i = 0; i < request->mod_count; i++)
		mods[i] = lend_mod(ops[request->mods[i].op],
		    request->mods[i].name, &request->mods[i].values, arena);
	return mods;
}

static int
send_with(struct ldap_directory *ldap, const struct request *request,
    LDAPControl **controls, int *id)
{
	switch (request->op) {
	case DIRECTORY_ADD:
		return ldap_add_ext(ldap->handle, request->entry->dn,
		    lend_entry(request->entry, ldap->scratch), controls, NULL,
		    id);
	case DIRECTORY_MODIFY:
		return ldap_modify_ext(ldap->handle, request->dn,
		    lend_mods(request, ldap->scratch), controls, NULL, id);
	case DIRECTORY_RENAME:
		return ldap_rename(ldap->handle, request->dn,
		    request->rename->rdn, request->rename->parent,
		    request->rename->is_old_deleted, controls, NULL, id);
	default:
		return ldap_delete_ext(
		    ldap->handle, request->dn, controls, NULL, id);
	}
}

int
ldap_send_write(struct ldap_directory *ldap, const struct request *request,
    struct ldap_flight *flight)
{
	LDAPControl *controls[3] = { NULL, NULL, NULL };
	int code = make_controls(
	    ldap, request->csn, request->op != DIRECTORY_DELETE, controls);

	arena_reset(ldap->scratch);
	flight->has_controls = controls[0] != NULL;
	if (code == LDAP_SUCCESS)
		code = send_with(ldap, request, controls, &flight->id);
	free_controls(controls);
	return code;
}
