/* SPDX-License-Identifier: ISC */
/* base/distinct.h - how many different values there were, in bounded memory.
 *
 * Exact up to DISTINCT_MAX; what comes then is only known to be more.  Values
 * are remembered by 64 bits of their SHA-256, so nobody makes two look like one
 * without 2^32 tries; at most a MiB is held.
 */
#ifndef DIRWIRE_BASE_DISTINCT_H
#define DIRWIRE_BASE_DISTINCT_H

#include <stdint.h>

#include "base/value.h"

enum { DISTINCT_MAX = 65536 };

struct distinct {
	uint64_t *slots; /* 0: free; NULL also when is_over */
	size_t capacity; /* a power of two */
	size_t count;    /* at most DISTINCT_MAX */
	bool is_over;    /* there were more */
};

/* Begin with zeroes. */
void distinct_add(struct distinct *distinct, struct value value);
void distinct_clear(struct distinct *distinct);

#endif
