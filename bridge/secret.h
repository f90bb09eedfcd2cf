/* SPDX-License-Identifier: ISC */
/* bridge/secret.h - secrets from files, and gone from memory after use. */
#ifndef DIRWIRE_BRIDGE_SECRET_H
#define DIRWIRE_BRIDGE_SECRET_H

#include <stddef.h>

#include "base/error.h"

enum { SECRET_MAX_BYTES = 4096 };

struct secret {
	char data[SECRET_MAX_BYTES + 1]; /* NUL-terminated */
	size_t len;
};

/* Read the file's content without line end at its end.  Refused (ERROR_CONFIG,
 * with the way out): not a regular file, a link, owned by neither root nor us,
 * readable by others than our group, empty, longer than SECRET_MAX_BYTES,
 * holding a NUL or a second line.  The content is in no error text. */
int secret_read(const char *path, struct secret *secret_r, struct error *err);

/* Overwrite it in a way the compiler can't leave out. */
void secret_wipe(struct secret *secret);

#endif
