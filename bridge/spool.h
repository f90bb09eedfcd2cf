/* SPDX-License-Identifier: ISC */
/* bridge/spool.h - a file without a name, for what is read again later. */
#ifndef DIRWIRE_BRIDGE_SPOOL_H
#define DIRWIRE_BRIDGE_SPOOL_H

#include "base/error.h"

/* A file descriptor of it, in TMPDIR; it goes when we do, however we go.  -1 with
 * ERROR_SYSTEM, which names `what` it was to hold ("standard input"). */
int spool_create(const char *what, struct error *err);

#endif
