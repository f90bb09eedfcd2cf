/* SPDX-License-Identifier: ISC */
/* bridge/directory/directory.h - the LDAP server, as the writer sees it.
 *
 * Operations are started and answered later, many of them in flight:
 *
 *	while (directory_start(directory, &request))
 *		…
 *	while (directory_next(directory, end_ms, &reply))
 *		settle(reply.owner, &reply.outcome);
 *
 * Every operation that was started is answered once.  One without an answer of
 * the server is unknown, never failed or done.  Three implementations: libldap
 * (ldap.h), a file of entries (content.h), and one in memory that unit tests use
 * (memory.h).
 */
#ifndef DIRWIRE_BRIDGE_DIRECTORY_DIRECTORY_H
#define DIRWIRE_BRIDGE_DIRECTORY_DIRECTORY_H

#include <stdint.h>

#include "base/error.h"
#include "bridge/directory/result.h"
#include "schema/entry.h"
#include "schema/ldif.h"

enum { OUTCOME_TEXT_MAX = 1024, OUTCOME_CSN_MAX = 64, OUTCOME_UUID_MAX = 40 };

struct outcome {
	int code; /* RFC 4511 result code, or libldap's negative one */
	enum verdict verdict;
	char text[OUTCOME_TEXT_MAX]; /* "noSuchObject (32): diagnostic, nearest
					entry dc=…"; who shows it escapes it */
	char csn[OUTCOME_CSN_MAX];   /* entryCSN after the write, or "" */
	char uuid[OUTCOME_UUID_MAX]; /* entryUUID after the write, or "" */
};

/* An entry as it was read. */
struct current {
	struct entry entry;           /* user attributes only */
	const char *csn;              /* entryCSN; NULL: can't be read */
	const char *uuid;             /* entryUUID; NULL: can't be read */
	const char *structural_class; /* structuralObjectClass, or NULL */
	bool has_children; /* hasSubordinates; false also when not said */
};

struct found {
	struct current *entries;
	size_t count;
};

/* What bears one of `values` in `attribute` below `base`, or the entry `base`
 * itself when `attribute` is NULL. */
struct query {
	const char *base;
	const char *attribute;
	struct values values;
};

/* One operation.  All of it is borrowed until it was started; the arena of a
 * search until it is answered. */
struct request {
	enum directory_op op;
	struct query query;          /* search */
	struct arena *arena;         /* search: what is found goes there */
	const char *dn;              /* modify, rename, delete */
	const struct entry *entry;   /* add */
	const struct ldif_mod *mods; /* modify: in this order, all or none */
	size_t mod_count;
	const struct ldif_rename *rename; /* rename: all below goes along, the
					     entryUUID stays */
	const char *csn; /* asserted (RFC 4528, critical); NULL: nothing is */
	void *owner;     /* whom the answer is for */
};

struct reply {
	void *owner;
	struct outcome outcome;
	struct found
	    found; /* of a search that ended in 0; whole, or not there */
};

struct directory {
	const struct directory_methods *methods;
	const char *target; /* the URI in use, for reports */
	const char
	    *identity;      /* whom the server takes us for: bind DN, authzid */
	bool has_assertion; /* RFC 4528 offered */
	bool has_post_read; /* RFC 4527 offered */
	bool is_lost;       /* the connection ended: directory_reopen() */
};

struct directory_methods {
	bool (*start)(
	    struct directory *directory, const struct request *request);
	bool (*next)(
	    struct directory *directory, int64_t end_ms, struct reply *reply_r);
	int (*reopen)(
	    struct directory *directory, bool is_next, struct error *err);
	/* NULL: knows of no others */
	int (*context)(struct directory *directory, const char *base,
	    struct arena *arena, struct values *values_r);
	void (*destroy)(struct directory *directory);
};

/* Send it; the answer comes by directory_next().  False when the connection
 * takes no more before something is answered: nothing was sent. */
bool
directory_start(struct directory *directory, const struct request *request);

/* The next answer, of whichever operation; false when none came until
 * clock_steady_ms() was `end_ms`, or nothing is in flight.  When the connection
 * is lost, or the server silent too long, all that was in flight is answered one
 * after the other as unknown. */
bool directory_next(
    struct directory *directory, int64_t end_ms, struct reply *reply_r);

/* Connect again once the connection is lost and all is answered; with `is_next`
 * to the next server there is.  -1 with the errors of ldap_directory_open(), and
 * it stays lost. */
int
directory_reopen(struct directory *directory, bool is_next, struct error *err);

void directory_destroy(struct directory **directory);

/* How far the server knows each of those it replicates with: contextCSN of the
 * database that holds `base`, in `arena`; none when it does not tell.  -1 when it
 * did not answer.  Nothing else may be in flight. */
int directory_context(struct directory *directory, const char *base,
    struct arena *arena, struct values *values_r);

/* One operation and its answer, when nothing else is in flight. */

/* Entries that match, whole or not at all: only when the search ended in 0 is
 * the verdict VERDICT_DONE and *found_r filled (in `arena`). */
void directory_find(struct directory *directory, const struct query *query,
    struct arena *arena, struct found *found_r, struct outcome *outcome_r);

void directory_add(struct directory *directory, const struct entry *entry,
    struct outcome *outcome_r);

/* `csn` as in a request. */
void directory_modify(struct directory *directory, const char *dn,
    const struct ldif_mod *mods, size_t count, const char *csn,
    struct outcome *outcome_r);

void directory_rename(struct directory *directory, const char *dn,
    const struct ldif_rename *rename, const char *csn,
    struct outcome *outcome_r);

void directory_remove(struct directory *directory, const char *dn,
    const char *csn, struct outcome *outcome_r);

#endif
