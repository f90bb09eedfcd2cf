/* SPDX-License-Identifier: ISC */
/* bridge/directory/ldap.h - the directory over libldap.
 *
 * Handles are made as design section 4 says: LDAPNOINIT before the first call,
 * protocol 3, referrals off, timeouts, certificates demanded, TLS 1.2, NEWCTX
 * last, every return checked; StartTLS first, its failure ends the handle.
 */
#ifndef DIRWIRE_BRIDGE_DIRECTORY_LDAP_H
#define DIRWIRE_BRIDGE_DIRECTORY_LDAP_H

#include <stdint.h>

#include "bridge/directory/directory.h"

/* All text is borrowed for the life of the directory; NULL: not given. */
struct ldap_settings {
	const char *const *uris; /* in order, NULL-ended, at least one */
	const char *bind_dn;
	const char *password_file; /* read again before each bind */
	const char *ca_file;
	const char *cert_file;
	const char *key_file;
	bool is_sasl_external;
	bool is_starttls;
	bool is_plaintext_allowed; /* a clear bind over ldap:// */
	int64_t connect_timeout_ms;
	int64_t timeout_ms;
};

/* Connect to that one server, bind, read the root DSE's controls.  NULL with
 * the errors of ldap_directory_create(), which name no uri. */
struct directory *ldap_directory_open(const struct ldap_settings *settings,
    const char *uri, const struct schema *schema, struct error *err);

/* Connect to the first server that answers, bind, read the root DSE's controls.
 * Returns the directory, or NULL: ERROR_NETWORK no server reached (names every
 * uri and why), ERROR_LDAP with the code of a bind that a server can't answer
 * now, ERROR_CREDENTIALS bind refused, ERROR_CONFIG settings that
 * can't be (no TLS file, clear bind without allow-plaintext, secret file too
 * open). */
struct directory *ldap_directory_create(const struct ldap_settings *settings,
    const struct schema *schema, struct error *err);

/* The schema in force at `base`, as the server publishes it (RFC 4512 section
 * 4.2).  It is the server's alone: what that does not know it would not take.
 * Only when some descriptions can't be read the built-in ones stand below it.
 * From now on the directory reads entries by it, so it must outlive the
 * directory; types of the schema before are not the types of this one.  NULL
 * with ERROR_LDAP when it can't be read, and the directory goes on with what it
 * had; with a negative code in `detail` there was no answer. */
struct schema *ldap_schema_create(struct directory *directory, const char *base,
    struct schema_loaded *loaded_r, struct error *err);

#endif
