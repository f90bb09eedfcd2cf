/* SPDX-License-Identifier: ISC */
#include "base/digest.h"

#include <stdint.h>

#include <nettle/sha2.h>

static void
make(struct value bytes, uint8_t digest[SHA256_DIGEST_SIZE])
{
	struct sha256_ctx context;

	sha256_init(&context);
	sha256_update(&context, bytes.len, (const uint8_t *)bytes.data);
	sha256_digest(&context, SHA256_DIGEST_SIZE, digest);
}

void
digest_hex(struct value bytes, char *hex_r)
{
	static const char digits[] = "0123456789abcdef";
	uint8_t digest[SHA256_DIGEST_SIZE];

	make(bytes, digest);
	for (size_t i = 0; i < sizeof(digest); i++) {
		*hex_r++ = digits[digest[i] >> 4];
		*hex_r++ = digits[digest[i] & 15];
	}
	*hex_r = '\0';
}

uint64_t
digest_64(struct value bytes)
{
	uint8_t digest[SHA256_DIGEST_SIZE];
	uint64_t first = 0;

	make(bytes, digest);
	for (size_t i = 0; i < sizeof(first); i++)
		first = first << 8 | digest[i];
	return first;
}
