/* SPDX-License-Identifier: ISC */
/* bridge/directory/content.h - a file of entries (LDIF), looked at as a
 * directory.
 *
 * For plans without a server: it finds as a server does, by the rule of the
 * key's attribute and below a base, and writes nothing.  A file may hold one
 * entry alone, so where an entry would stand is taken to be there.
 */
#ifndef DIRWIRE_BRIDGE_DIRECTORY_CONTENT_H
#define DIRWIRE_BRIDGE_DIRECTORY_CONTENT_H

#include "bridge/directory/directory.h"
#include "schema/dn.h"

/* Read `path`; entries are found by `key` alone.  `schema`, `key` and `path`
 * must outlive it.  NULL with ERROR_NO_FILE, ERROR_SYSTEM, or ERROR_INPUT when
 * it is not LDIF, holds changes, or one entry twice. */
struct directory *
content_directory_create(const char *path, const struct schema *schema,
    const struct attribute_type *key, struct error *err);

/* Until the next call the parent of `dn` is there, in the file or not. */
void content_directory_assume_parent(
    struct directory *directory, const struct dn *dn);

#endif
