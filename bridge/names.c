/* SPDX-License-Identifier: ISC */
#include "bridge/names.h"

#include <stdlib.h>

#include "base/digest.h"

enum { SLOTS_MIN = 64 };

/* Slots hold a mark and, in the lowest bit, whether the name is taken. */
struct names {
	uint64_t *slots; /* 0: free */
	size_t capacity; /* a power of two */
	size_t count;
};

static const uint64_t taken_bit = 1;

uint64_t
name_mark(const struct schema *schema, const struct dn *dn, struct arena *arena)
{
	uint64_t mark =
	    digest_64(value_of(dn_normal(schema, dn, arena))) & ~taken_bit;

	return mark != 0 ? mark : 2;
}

struct names *
names_create(void)
{
	struct names *names = memory_alloc(1, sizeof(*names));

	names->capacity = SLOTS_MIN;
	names->slots = memory_alloc(SLOTS_MIN, sizeof(*names->slots));
	return names;
}

void
names_destroy(struct names **names)
{
	if (*names == NULL)
		return;
	free((*names)->slots);
	free(*names);
	*names = NULL;
}

/* Where the mark stands, or the free slot where it would. */
static size_t
slot_of(const uint64_t *slots, size_t capacity, uint64_t mark)
{
	size_t at = (size_t)(mark >> 1) & (capacity - 1);

	while (slots[at] != 0 && (slots[at] & ~taken_bit) != mark)
		at = (at + 1) & (capacity - 1);
	return at;
}

static void
grow(struct names *names)
{
	size_t capacity = 2 * names->capacity;
	uint64_t *slots = memory_alloc(capacity, sizeof(*slots));

	for (size_t i = 0; i < names->capacity; i++)
		if (names->slots[i] != 0)
			slots[slot_of(slots, capacity,
			    names->slots[i] & ~taken_bit)] = names->slots[i];
	free(names->slots);
	names->slots = slots;
	names->capacity = capacity;
}

void
names_note(struct names *names, uint64_t mark, enum name_state state)
{
	size_t at;

	if (mark == 0)
		return;
	if (4 * (names->count + 1) > 3 * names->capacity)
		grow(names);
	at = slot_of(names->slots, names->capacity, mark);
	names->count += names->slots[at] == 0;
	names->slots[at] = mark | (state == NAME_TAKEN ? taken_bit : 0);
}

enum name_state
names_at(const struct names *names, uint64_t mark)
{
	uint64_t slot;

	if (mark == 0)
		return NAME_UNKNOWN;
	slot = names->slots[slot_of(names->slots, names->capacity, mark)];
	if (slot == 0)
		return NAME_UNKNOWN;
	return (slot & taken_bit) != 0 ? NAME_TAKEN : NAME_LEFT;
}
