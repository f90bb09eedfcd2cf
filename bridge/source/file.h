/* SPDX-License-Identifier: ISC */
/* bridge/source/file.h - events from files and standard input, read twice.
 *
 * The first reading goes through record by record; the second fetches single records
 * by their place.  What can't be read twice (a pipe) is copied into a file without a
 * name first, so it must be finite.
 */
#ifndef DIRWIRE_BRIDGE_SOURCE_FILE_H
#define DIRWIRE_BRIDGE_SOURCE_FILE_H

#include <stdint.h>
#include <sys/types.h>

#include "base/error.h"
#include "base/value.h"

struct source_file;

/* Open `path`, "-" for standard input.  NULL with ERROR_NO_FILE, or ERROR_SYSTEM. */
struct source_file *source_file_open(const char *path, struct error *err);
void source_file_close(struct source_file **file);

/* For people: the path, or "standard input". */
const char *source_file_name(const struct source_file *file);

/* The first reading: a cut_read_fn, with the file as context. */
ssize_t source_file_read(void *file, char *data, size_t size);

/* What is held of the second reading, for all files together; starts zeroed. */
struct source_window {
	const struct source_file *file;
	uint64_t offset;
	char *data;
	size_t len;
	size_t capacity;
};

/* The bytes at `offset`; borrowed from the window until the next call.  -1 with
 * ERROR_SYSTEM, also when the file has become shorter. */
int
source_file_fetch(const struct source_file *file, struct source_window *window,
    uint64_t offset, uint32_t length, struct value *bytes_r, struct error *err);
void source_window_clear(struct source_window *window);

#endif
