/* SPDX-License-Identifier: ISC */
/* bridge/directory/ldap_private.h - what the files of the directory over libldap
 * share: ldap_connect.c opens a handle, ldap_write.c and ldap_find.c send,
 * ldap_ops.c waits for what comes back.
 */
#ifndef DIRWIRE_BRIDGE_DIRECTORY_LDAP_PRIVATE_H
#define DIRWIRE_BRIDGE_DIRECTORY_LDAP_PRIVATE_H

#include <sys/time.h>

#include <ldap.h>

#include "bridge/directory/ldap.h"
#include "bridge/directory/ldap_flight.h"

struct ldap_directory {
	struct directory directory; /* first: one is the other */
	const struct schema *schema;
	struct ldap_settings settings;
	size_t at;    /* which of their uris is in use */
	LDAP *handle; /* NULL: lost */
	char *lost;   /* what libldap had to say of that, or NULL */
	struct timeval timeout;
	struct ldap_flights flights;
	struct arena *scratch; /* of what is being sent */
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

/* The method `reopen`. */
int ldap_reopen(struct directory *directory, bool is_next, struct error *err);

/* The method `context`. */
int ldap_context(struct directory *directory, const char *base,
    struct arena *arena, struct values *values_r);

/* "Can't contact LDAP server (-1): the reason below", in `arena`. */
const char *ldap_explain(LDAP *handle, int code, struct arena *arena);

/* Make the server's answer the outcome. */
void ldap_settle(struct outcome *outcome, int code, enum directory_op op,
    const char *diagnostic, const char *matched);

/* libldap's code after ldap_result() gave `rc` instead of an answer; always
 * negative. */
int ldap_no_answer(LDAP *handle, int rc);

/* The connection is over, because of libldap's `code`: a late answer must not be
 * taken for that of another operation. */
void ldap_lose(struct ldap_directory *ldap, int code);

/* Does libldap's code tell of the connection, and not of one request? */
bool ldap_is_loss(int code);

/* There is no answer: the outcome says so, and the connection is over when the
 * code tells of it. */
void ldap_settle_dead(struct ldap_directory *ldap, struct outcome *outcome,
    int code, enum directory_op op);

/* entryCSN and entryUUID out of a post-read answer (RFC 4527), if there is one
 * among `controls` (NULL: none). */
void ldap_take_post_read(LDAPControl **controls, struct outcome *outcome);

/* Send a write, or a search; `flight` gets what its answer is known by.  Returns
 * libldap's code: LDAP_BUSY when it was not sent because there is no room. */
int ldap_send_write(struct ldap_directory *ldap, const struct request *request,
    struct ldap_flight *flight);
int ldap_send_search(struct ldap_directory *ldap, const struct request *request,
    struct ldap_flight *flight);

/* The entries of a search's answer.  Returns libldap's code, or
 * LDAP_SIZELIMIT_EXCEEDED when there are more than were asked for. */
int ldap_take_entries(const struct ldap_directory *ldap, LDAPMessage *answer,
    const struct ldap_flight *flight, struct found *found_r);

#endif
