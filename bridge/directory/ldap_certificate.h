/* SPDX-License-Identifier: ISC */
/* bridge/directory/ldap_certificate.h - who is at the other end of TLS. */
#ifndef DIRWIRE_BRIDGE_DIRECTORY_LDAP_CERTIFICATE_H
#define DIRWIRE_BRIDGE_DIRECTORY_LDAP_CERTIFICATE_H

#include "bridge/directory/certificate.h"
#include "bridge/directory/ldap.h"

/* The protocol of the connection ("TLS1.3"), in `arena`; NULL without TLS. */
const char *ldap_tls_protocol(struct directory *directory, struct arena *arena);

/* The server's certificate on this connection. -1 with `err`. */
int ldap_certificate(struct directory *directory, struct arena *arena,
    struct certificate *certificate_r, struct error *err);

/* The certificate that a server shows which libldap does not trust.  Nothing
 * but the handshake (and StartTLS before it) is sent, and no certificate of
 * ours. -1 with `err` when not even that comes about. */
int
ldap_certificate_unproven(const struct ldap_settings *settings, const char *uri,
    struct arena *arena, struct certificate *certificate_r, struct error *err);

#endif
