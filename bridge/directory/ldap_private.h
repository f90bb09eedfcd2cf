/* SPDX-License-Identifier: ISC */
/* bridge/directory/ldap_private.h - what ldap_connect.c and ldap_ops.c share.
 */
#ifndef DIRWIRE_BRIDGE_DIRECTORY_LDAP_PRIVATE_H
#define DIRWIRE_BRIDGE_DIRECTORY_LDAP_PRIVATE_H

#include <sys/time.h>

#include <ldap.h>

#include "bridge/directory/ldap.h"

struct ldap_directory {
	struct directory directory; /* first: one is the other */
	const struct schema *schema;
	LDAP *handle; /* NULL: dead */
	struct timeval timeout;
	char *target;
	char *identity;
};

extern const struct directory_methods ldap_methods;

/* The session as what the methods get. */
struct ldap_directory *ldap_directory_of(struct directory *directory);

/* Connect to `uri` as the settings say, without binding.  `require` is
 * LDAP_OPT_X_TLS_DEMAND; LDAP_OPT_X_TLS_NEVER only to look at the certificate,
 * for then anybody may be at the other end.  NULL with `err`. */
LDAP *ldap_open_handle(const struct ldap_settings *settings, const char *uri,
    int require, struct error *err);

/* "Can't contact LDAP server (-1): the reason below", in `arena`. */
const char *ldap_explain(LDAP *handle, int code, struct arena *arena);

/* Make the server's answer the outcome. */
void ldap_settle(struct outcome *outcome, int code, enum directory_op op,
    const char *diagnostic, const char *matched);

/* libldap's code after ldap_result() gave `rc` instead of an answer; always
 * negative. */
int ldap_no_answer(LDAP *handle, int rc);

/* The handle answered nothing, or nothing that makes sense: it is of no use any
 * more, and a late answer must not be taken for that of another operation. */
void ldap_settle_dead(struct ldap_directory *ldap, struct outcome *outcome,
    int code, enum directory_op op);

/* entryCSN and entryUUID out of a post-read answer (RFC 4527), if there is one
 * among `controls` (NULL: none). */
void ldap_take_post_read(LDAPControl **controls, struct outcome *outcome);

/* The method `find`. */
void ldap_find(struct directory *directory, const struct query *query,
    struct arena *arena, struct found *found_r, struct outcome *outcome_r);

#endif
