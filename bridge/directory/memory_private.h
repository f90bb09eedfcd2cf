/* SPDX-License-Identifier: ISC */
/* bridge/directory/memory_private.h - what memory.c and memory_entry.c share.
 */
#ifndef DIRWIRE_BRIDGE_DIRECTORY_MEMORY_PRIVATE_H
#define DIRWIRE_BRIDGE_DIRECTORY_MEMORY_PRIVATE_H

#include "bridge/directory/memory.h"
#include "bridge/directory/prompt.h"

/* More result codes of RFC 4511 that slapd would give. */
enum {
	RESULT_NO_SUCH_ATTRIBUTE = 16,
	RESULT_INAPPROPRIATE_MATCHING = 18,
	RESULT_VALUE_EXISTS = 20,
	RESULT_INVALID_DN = 34,
	RESULT_NAMING = 64,
	RESULT_OBJECT_CLASS = 65,
	RESULT_NOT_ON_NON_LEAF = 66,
	RESULT_SERVER_DOWN = -1
};

struct stored {
	struct stored *next;
	const char *normal; /* its name, for comparing */
	struct entry entry;
	char csn[OUTCOME_CSN_MAX];
};

/* What is planned for the n-th call. */
struct trick {
	unsigned int at; /* 0: nothing */
	int code;        /* fail with it … */
	bool is_lost;    /* … or do it and lose the answer … */
	void (*change)(struct directory *directory, void *context);
	void *context; /* … or let somebody else go first */
};

struct memory {
	struct prompt prompt; /* first: one is the other */
	const struct schema *schema;
	struct arena *arena;
	struct stored *entries;
	struct trick trick;
	bool is_gone; /* there is nothing to connect to again */
	unsigned int calls;
	unsigned int writes;
};

/* Copies that share nothing with the caller's arena. */
void memory_copy_values(struct memory *memory, struct entry *entry,
    const char *name, const struct values *values);
void memory_copy_entry(
    struct memory *memory, struct entry *to, const struct entry *from);

/* 0, or the result code by which slapd would refuse the entry. */
int memory_check_entry(const struct memory *memory, const struct entry *entry);

/* Carry out one modification; 0 or a result code. */
int memory_apply_mod(
    struct memory *memory, struct entry *entry, const struct ldif_mod *mod);

/* The values of the RDN are there, as they must be. */
bool memory_has_rdn(struct memory *memory, const struct entry *entry);

#endif
