/* SPDX-License-Identifier: ISC */
/* mapping/parse.h - the one reader for configuration and map.
 *
 * Files become sections of settings with places; what the settings mean is for
 * map.c and for bridge/config to say.  Syntax: dirwire.map(5).  Pure: the bytes
 * of included files come through a function.
 */
#ifndef DIRWIRE_MAPPING_PARSE_H
#define DIRWIRE_MAPPING_PARSE_H

#include "mapping/document.h"

enum { PARSE_LINE_MAX = 64 * 1024, PARSE_INCLUDE_MAX = 8 };

/* A file of configuration or map, in the arena of the document. */
struct parse_file {
	const char *path; /* for messages, and for what it includes */
	struct value bytes;
};

/* Loads the file that `name` means when it stands in the file `from` (NULL: the
 * first file).  Returns 0, or -1 with `err`. */
typedef int (*parse_load_fn)(void *context, const char *from, const char *name,
    struct arena *arena, struct parse_file *file_r, struct error *err);

/* Read the file `name` and all it includes into `document`, behind what is
 * there. What is wrong goes to `diagnostics`; the rest is read all the same. */
void document_read(struct document *document, const char *name,
    parse_load_fn load, void *context, struct diagnostics *diagnostics);

#endif
