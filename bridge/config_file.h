/* SPDX-License-Identifier: ISC */
/* bridge/config_file.h - the files that configuration and map stand in. */
#ifndef DIRWIRE_BRIDGE_CONFIG_FILE_H
#define DIRWIRE_BRIDGE_CONFIG_FILE_H

#include "base/error.h"
#include "mapping/parse.h"

enum { CONFIG_FILE_MAX_BYTES = 8 * 1024 * 1024 };

/* `name` as it is meant in the file `from` (NULL: as it is): relative paths are
 * relative to the folder of that file. */
const char *
config_path(const char *from, const char *name, struct arena *arena);

/* A parse_load_fn: the bytes of a regular file.  -1 with ERROR_NO_FILE when
 * there is none, ERROR_SYSTEM when it can't be read or is too large. */
int config_load(void *context, const char *from, const char *name,
    struct arena *arena, struct parse_file *file_r, struct error *err);

#endif
