/* SPDX-License-Identifier: ISC */
/* base/digest.h - SHA-256 (FIPS 180-4), by nettle. */
#ifndef DIRWIRE_BASE_DIGEST_H
#define DIRWIRE_BASE_DIGEST_H

#include "base/value.h"

enum { DIGEST_HEX_SIZE = 65 };

/* The digest of `bytes` in lower-case hex with a NUL, into DIGEST_HEX_SIZE
 * bytes. */
void digest_hex(struct value bytes, char *hex_r);

#endif
