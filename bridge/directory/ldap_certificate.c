/* SPDX-License-Identifier: ISC */
#include "bridge/directory/ldap_certificate.h"

#include "bridge/directory/ldap_private.h"

const char *
ldap_tls_protocol(struct directory *directory, struct arena *arena)
{
	LDAP *handle = ldap_directory_of(directory)->handle;
	const char *text = "TLS";
	char *version = NULL;

	if (handle == NULL || ldap_tls_inplace(handle) == 0)
		return NULL;
	if (ldap_get_option(handle, LDAP_OPT_X_TLS_VERSION, &version) ==
		LDAP_OPT_SUCCESS &&
	    version != NULL)
		text = arena_strdup(arena, version);
	ldap_memfree(version);
	return text;
}

static int
certificate_of(LDAP *handle, struct arena *arena,
    struct certificate *certificate_r, struct error *err)
{
	struct berval der = { 0, NULL };
	int rc;

	if (handle == NULL ||
	    ldap_get_option(handle, LDAP_OPT_X_TLS_PEERCERT, &der) !=
		LDAP_OPT_SUCCESS ||
	    der.bv_val == NULL)
		return error_set(
		    err, ERROR_NETWORK, "libldap has no certificate to show");
	rc = certificate_parse(value_copy(arena, der.bv_val, der.bv_len), arena,
	    certificate_r, err);
	ber_memfree(der.bv_val);
	return rc;
}

int
ldap_certificate(struct directory *directory, struct arena *arena,
    struct certificate *certificate_r, struct error *err)
{
	return certificate_of(
	    ldap_directory_of(directory)->handle, arena, certificate_r, err);
}

int
ldap_certificate_unproven(const struct ldap_settings *settings, const char *uri,
    struct arena *arena, struct certificate *certificate_r, struct error *err)
{
	struct ldap_settings bare = *settings;
	LDAP *handle;
	int rc;

	bare.cert_file = NULL;
	bare.key_file = NULL;
	handle = ldap_open_handle(&bare, uri, LDAP_OPT_X_TLS_NEVER, err);
	if (handle == NULL)
		return -1;
	rc = certificate_of(handle, arena, certificate_r, err);
	ldap_unbind_ext_s(handle, NULL, NULL);
	return rc;
}
