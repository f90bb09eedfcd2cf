/* SPDX-License-Identifier: ISC */
/* base/digest.h - SHA-256 (FIPS 180-4), by nettle. */
#ifndef DIRWIRE_BASE_DIGEST_H
#define DIRWIRE_BASE_DIGEST_H

#include <stdint.h>

#include <nettle/sha2.h>

#include "base/value.h"

enum { DIGEST_HEX_SIZE = 65 };

/* A digest that grows: init, add any number of times, end. */
struct digest {
	struct sha256_ctx context;
};

void digest_init(struct digest *digest);
void digest_add(struct digest *digest, struct value bytes);

/* The digest of all that was added, in lower-case hex with a NUL, into
 * DIGEST_HEX_SIZE bytes; it starts anew. */
void digest_end(struct digest *digest, char *hex_r);

/* The digest of `bytes` in lower-case hex with a NUL, into DIGEST_HEX_SIZE
 * bytes. */
void digest_hex(struct value bytes, char *hex_r);

/* The first 64 bits of SHA-256: two values that differ have two of them, but for
 * one chance in 2^64. */
uint64_t digest_64(struct value bytes);

#endif
