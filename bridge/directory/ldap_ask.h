/* SPDX-License-Identifier: ISC */
/* bridge/directory/ldap_ask.h - questions to a server beyond what the writer
 * needs: root DSE, subschema, one attribute of one entry, how many there are.
 *
 * Writes nothing.  An answer keeps the first entries and counts the others, so
 * that a question may be about any number of them.
 */
#ifndef DIRWIRE_BRIDGE_DIRECTORY_LDAP_ASK_H
#define DIRWIRE_BRIDGE_DIRECTORY_LDAP_ASK_H

#include <stdint.h>

#include "bridge/directory/directory.h"

enum { ANSWER_ENTRIES_MAX = 64 };

struct question {
	const char *base;
	bool is_subtree;               /* else the entry `base` alone */
	const char *filter;            /* NULL: (objectClass=*) */
	const char *const *attributes; /* NULL-ended; NULL: none ("1.1") */
	int entries_max;               /* size limit asked for; 0: none */
	int seconds_max;               /* time limit asked for; 0: none */
};

struct answer {
	struct outcome outcome;
	struct entry entries[ANSWER_ENTRIES_MAX]; /* operational ones, too */
	size_t kept;                              /* of them */
	uint64_t count;                           /* that came */
};

/* Ask a directory of ldap_directory_create().  Returns 0 when the search ended
 * in 0, else -1; the outcome says why, and what came before it is kept and
 * counted.  All of it in `arena`. */
int ldap_ask(struct directory *directory, const struct question *question,
    struct arena *arena, struct answer *answer_r);

/* The first value of the attribute in the first entry, or NULL. */
const char *answer_text(const struct answer *answer, const char *attribute);

/* The value as it stands in a filter (RFC 4515 section 3), in `arena`; NULL when
 * libldap can't. */
const char *ldap_filter_value(struct value value, struct arena *arena);

/* Whom the server takes us for (RFC 4532): a DN, "anonymous", or what the
 * configuration says when the server does not tell; in `arena`. */
const char *ldap_ask_identity(struct directory *directory, struct arena *arena);

#endif
