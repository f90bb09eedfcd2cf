/* SPDX-License-Identifier: ISC */
/* bridge/directory/csn.h - the newest change that was seen of each server.
 *
 * An entryCSN names when and by which server an entry was last written
 * ("20260512090000.123456Z#000000#001#000000": time, count, server id, part); a
 * server that replicates tells in contextCSN how far it knows each other one.
 * Two of one server compare as text.  Pure.
 */
#ifndef DIRWIRE_BRIDGE_DIRECTORY_CSN_H
#define DIRWIRE_BRIDGE_DIRECTORY_CSN_H

#include <stdbool.h>

#include "base/value.h"

/* Servers of one mirror; slapd's multi-provider set-ups have a handful. */
enum { CSN_SERVERS_MAX = 16, CSN_TEXT_MAX = 64 };

/* Starts zeroed. */
struct csn_set {
	char newest[CSN_SERVERS_MAX][CSN_TEXT_MAX];
	size_t count;
};

/* Note a CSN; what does not look like one is not noted. */
void csn_note(struct csn_set *set, const char *csn);

/* Does a server with these contextCSN values know all that was seen? */
bool csn_covers(const struct values *context, const struct csn_set *seen);

#endif
