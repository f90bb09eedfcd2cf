/* SPDX-License-Identifier: ISC */
/* bridge/directory/ldap_deadline.h - an end to waiting for a server.
 *
 * libldap bounds connecting and waiting for an answer, but neither the TLS
 * handshake nor a large write: a server that falls silent there would hold us
 * for ever (and over GnuTLS libldap turns in a loop meanwhile).  A layer below
 * TLS waits for the socket during the handshake and fails with ETIMEDOUT; after
 * it the socket does not block, and libldap's own timeout holds.
 */
#ifndef DIRWIRE_BRIDGE_DIRECTORY_LDAP_DEADLINE_H
#define DIRWIRE_BRIDGE_DIRECTORY_LDAP_DEADLINE_H

#include <stdbool.h>
#include <stdint.h>

#include <ldap.h>

#include "base/error.h"

struct ldap_deadline;

/* Before the handle connects: `open_ms` from there to the end of the handshake.
 * Belongs to the handle and goes with it.  NULL with ERROR_INTERNAL when libldap
 * does not take it. */
struct ldap_deadline *
ldap_deadline_create(LDAP *handle, int64_t open_ms, struct error *err);

/* The handshake is over; from now on writes do not block either. */
void ldap_deadline_opened(struct ldap_deadline *deadline);

/* Did a wait come to its end without the server? */
bool ldap_deadline_is_passed(const struct ldap_deadline *deadline);

#endif
