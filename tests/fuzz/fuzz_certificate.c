/* SPDX-License-Identifier: ISC */
/* A certificate is read whole or refused, whatever the bytes. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "bridge/directory/certificate.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_create();
	struct certificate certificate = { NULL };
	struct error err;
	int rc;

	rc = certificate_parse(
	    value_copy(arena, data, size), arena, &certificate, &err);
	if (rc == 0)
		rc = certificate.subject == NULL ||
		    certificate.issuer == NULL || certificate.names == NULL;
	else
		rc = rc != -1 || err.kind != ERROR_INPUT ||
		    certificate.subject != NULL;
	if (rc != 0)
		abort();
	arena_destroy(&arena);
	return 0;
}
