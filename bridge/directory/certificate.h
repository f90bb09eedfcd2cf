/* SPDX-License-Identifier: ISC */
/* bridge/directory/certificate.h - who a certificate names, and until when.
 *
 * Read by libldap and liblber, which slapd reads certificates with, too: so it
 * works over GnuTLS and OpenSSL alike, and needs no library of its own.  Whether
 * a certificate is good is not decided here: libldap did that in the handshake.
 */
#ifndef DIRWIRE_BRIDGE_DIRECTORY_CERTIFICATE_H
#define DIRWIRE_BRIDGE_DIRECTORY_CERTIFICATE_H

#include <stdint.h>

#include "base/error.h"
#include "base/value.h"

struct certificate {
	const char *subject; /* RFC 4514; raw, whoever shows it escapes it */
	const char *issuer;
	const char *names; /* DNS names and addresses, ", " between; or "" */
	int64_t from_ms;   /* the dates between which it holds */
	int64_t until_ms;
};

/* Read an X.509 certificate in DER (RFC 5280 section 4.1).  Returns 0 with
 * *certificate_r in `arena`, or -1 with ERROR_INPUT. */
int certificate_parse(struct value der, struct arena *arena,
    struct certificate *certificate_r, struct error *err);

#endif
