/* SPDX-License-Identifier: ISC */
/* bridge/directory/directory.h - the LDAP server, as the writer sees it.
 *
 * One interface, two implementations: libldap (ldap.h) and one in memory that
 * unit tests use (memory.h).  Every operation is answered by an outcome; an
 * operation without an answer is unknown, never failed or done.
 *
 *	directory_find(directory, &query, arena, &found, &outcome);
 *	if (outcome.verdict != VERDICT_DONE)
 *		return give_up(&outcome);
 */
#ifndef DIRWIRE_BRIDGE_DIRECTORY_DIRECTORY_H
#define DIRWIRE_BRIDGE_DIRECTORY_DIRECTORY_H

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

/* (`attribute`=`value`) below `base`, or the entry `base` itself when
 * `attribute` is NULL. */
struct query {
	const char *base;
	const char *attribute;
	struct value value;
};

/* What a write may rely on.  With `csn` the server is asked to assert it (RFC
 * 4528, critical); NULL: not asserted. */
struct precondition {
	const char *csn;
};

struct directory {
	const struct directory_methods *methods;
	const char *target; /* the URI in use, for reports */
	const char
	    *identity;      /* whom the server takes us for: bind DN, authzid */
	bool has_assertion; /* RFC 4528 offered */
	bool has_post_read; /* RFC 4527 offered */
};

struct directory_methods {
	void (*find)(struct directory *directory, const struct query *query,
	    struct arena *arena, struct found *found_r,
	    struct outcome *outcome_r);
	void (*add)(struct directory *directory, const struct entry *entry,
	    struct outcome *outcome_r);
	void (*modify)(struct directory *directory, const char *dn,
	    const struct ldif_mod *mods, size_t count,
	    const struct precondition *precondition, struct outcome *outcome_r);
	void (*rename)(struct directory *directory, const char *dn,
	    const struct ldif_rename *rename,
	    const struct precondition *precondition, struct outcome *outcome_r);
	void (*remove)(struct directory *directory, const char *dn,
	    const struct precondition *precondition, struct outcome *outcome_r);
	void (*destroy)(struct directory *directory);
};

/* Entries that match, whole or not at all: only when the search ended in 0 is
 * the verdict VERDICT_DONE and *found_r filled (in `arena`). */
void directory_find(struct directory *directory, const struct query *query,
    struct arena *arena, struct found *found_r, struct outcome *outcome_r);

void directory_add(struct directory *directory, const struct entry *entry,
    struct outcome *outcome_r);

/* In the order of `mods`, as one operation. */
void directory_modify(struct directory *directory, const char *dn,
    const struct ldif_mod *mods, size_t count,
    const struct precondition *precondition, struct outcome *outcome_r);

/* A new name, with everything below the entry; the entryUUID stays. */
void directory_rename(struct directory *directory, const char *dn,
    const struct ldif_rename *rename, const struct precondition *precondition,
    struct outcome *outcome_r);

void directory_remove(struct directory *directory, const char *dn,
    const struct precondition *precondition, struct outcome *outcome_r);

void directory_destroy(struct directory **directory);

#endif
