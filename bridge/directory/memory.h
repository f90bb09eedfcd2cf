/* SPDX-License-Identifier: ISC */
/* bridge/directory/memory.h - a directory in memory, for unit tests.
 *
 * Behaves as slapd does where the writer can see it: parents must exist, values
 * are one by their matching rules, assertions are checked, post-read answers.
 * It can fail the n-th call or apply it and lose the reply.
 */
#ifndef DIRWIRE_BRIDGE_DIRECTORY_MEMORY_H
#define DIRWIRE_BRIDGE_DIRECTORY_MEMORY_H

#include "bridge/directory/directory.h"

/* Holds nothing but the entry `suffix`. */
struct directory *
memory_directory_create(const struct schema *schema, const char *suffix);

/* The n-th call from now (1 is the next; find counts, too) is answered by
 * `code` and not carried out. */
void
memory_directory_fail(struct directory *directory, unsigned int n, int code);

/* The n-th call from now is carried out and its answer lost. */
void memory_directory_lose(struct directory *directory, unsigned int n);

/* What is lost, stays lost: directory_reopen() fails. */
void memory_directory_go(struct directory *directory);

/* Of several operations in flight the last is answered first. */
void memory_directory_reverse(struct directory *directory);

/* The n-th call from now finds that `change` was made by somebody else just
 * before it. */
void memory_directory_interfere(struct directory *directory, unsigned int n,
    void (*change)(struct directory *directory, void *context), void *context);

/* Calls made so far, and writes among them that were carried out. */
unsigned int memory_directory_calls(const struct directory *directory);
unsigned int memory_directory_writes(const struct directory *directory);

#endif
