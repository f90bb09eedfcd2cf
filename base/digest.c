/* SPDX-License-Identifier: ISC */
#include "base/digest.h"

#include <stdint.h>

void
digest_init(struct digest *digest)
{
	sha256_init(&digest->context);
}

void
digest_add(struct digest *digest, struct value bytes)
{
	sha256_update(&digest->context, bytes.len, (const uint8_t *)bytes.data);
}

void
digest_end(struct digest *digest, char *hex_r)
{
	static const char digits[] = "0123456789abcdef";
	uint8_t bytes[SHA256_DIGEST_SIZE];

	sha256_digest(&digest->context, sizeof(bytes), bytes);
	for (size_t i = 0; i < sizeof(bytes); i++) {
		*hex_r++ = digits[bytes[i] >> 4];
		*hex_r++ = digits[bytes[i] & 15];
	}
	*hex_r = '\0';
}

void
digest_hex(struct value bytes, char *hex_r)
{
	struct digest digest;

	digest_init(&digest);
	digest_add(&digest, bytes);
	digest_end(&digest, hex_r);
}

uint64_t
digest_64(struct value bytes)
{
	uint8_t start[sizeof(uint64_t)];
	struct digest digest;
	uint64_t first = 0;

	digest_init(&digest);
	digest_add(&digest, bytes);
	sha256_digest(&digest.context, sizeof(start), start);
	for (size_t i = 0; i < sizeof(start); i++)
		first = first << 8 | start[i];
	return first;
}
