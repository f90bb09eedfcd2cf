/* SPDX-License-Identifier: ISC */
#include "base/distinct.h"

#include <stdlib.h>

#include "base/digest.h"

enum { SLOTS_MIN = 64 };

/* False when it was there already. */
static bool
put(uint64_t *slots, size_t capacity, uint64_t mark)
{
	size_t at = (size_t)mark & (capacity - 1);

	while (slots[at] != 0) {
		if (slots[at] == mark)
			return false;
		at = (at + 1) & (capacity - 1);
	}
	slots[at] = mark;
	return true;
}

static void
grow(struct distinct *distinct)
{
	size_t capacity =
	    distinct->capacity > 0 ? 2 * distinct->capacity : SLOTS_MIN;
	uint64_t *slots = memory_alloc(capacity, sizeof(*slots));

	for (size_t i = 0; i < distinct->capacity; i++)
		if (distinct->slots[i] != 0)
			put(slots, capacity, distinct->slots[i]);
	free(distinct->slots);
	distinct->slots = slots;
	distinct->capacity = capacity;
}

void
distinct_add(struct distinct *distinct, struct value value)
{
	uint64_t mark;

	if (distinct->is_over)
		return;
	if (4 * (distinct->count + 1) > 3 * distinct->capacity)
		grow(distinct);
	mark = digest_64(value);
	if (!put(distinct->slots, distinct->capacity, mark != 0 ? mark : 1))
		return;
	if (distinct->count < DISTINCT_MAX) {
		distinct->count++;
		return;
	}
	distinct_clear(distinct);
	distinct->count = DISTINCT_MAX;
	distinct->is_over = true;
}

void
distinct_clear(struct distinct *distinct)
{
	free(distinct->slots);
	*distinct = (struct distinct){ .slots = NULL };
}
