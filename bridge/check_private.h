/* SPDX-License-Identifier: ISC */
/* bridge/check_private.h - what the parts of `dirwire check` share.
 *
 * check_server.c connects and looks at base, check_key.c at finding entries,
 * check_place.c at where they stand, check_probe.c at writing.
 */
#ifndef DIRWIRE_BRIDGE_CHECK_PRIVATE_H
#define DIRWIRE_BRIDGE_CHECK_PRIVATE_H

#include "bridge/check.h"
#include "bridge/directory/ldap_ask.h"

/* One server that is looked at. */
struct server_check {
	struct prepared *with;
	struct checklist *list;
	const char *uri;
	struct arena *arena; /* of this server */
	struct directory *directory;
	const char *identity; /* whom the server takes us for */
	struct answer answer; /* to the last question */
};

/* Ask; an answer that ended otherwise than in 0 is told as a failure of `what`,
 * which has read `name`, unless its code is `but`.  -1 then. */
int check_ask(struct server_check *check, const struct question *question,
    const char *what, int but);

/* Are operational attributes there to be read? */
void check_operational(
    struct server_check *check, const struct entry *entry, const char *what);

/* The key: is it found by, how fast, and are all of them told?  Then what can
 * be read of an entry of ours. */
void check_key(struct server_check *check);

/* Every constant parent of the dn lines. */
void check_parents(struct server_check *check);

/* Write an entry below each of these parents, change it and take it away. */
void check_probe(struct server_check *check);

/* The n-th different parent of the map's dn lines that does not depend on the
 * contact, and the section whose it is; NULL behind the last. */
const struct dn *check_parent_at(
    struct server_check *check, size_t n, const struct map_section **section_r);

#endif
