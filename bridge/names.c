/* SPDX-License-Identifier: ISC */
#include "bridge/names.h"

#include <stdlib.h>

#include "base/digest.h"

enum { SLOTS_MIN = 64 };

/* Slots hold a mark and, in the lowest bits, what is known of the name. */
struct names {
	uint64_t *slots; /* 0: free */
	size_t capacity; /* a power of two */
	size_t count;
};

/* of an enum name_state, and one more */
static const uint64_t state_bits = 3, below_bit = 4, bits = 7;

uint64_t
name_mark(const struct schema *schema, const struct dn *dn, struct arena *arena)
{
	uint64_t mark =
	    digest_64(value_of(dn_normal(schema, dn, arena))) & ~bits;

	return mark != 0 ? mark : bits + 1;
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
	size_t at = (size_t)(mark >> 3) & (capacity - 1);

	while (slots[at] != 0 && (slots[at] & ~bits) != mark)
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
			    names->slots[i] & ~bits)] = names->slots[i];
	free(names->slots);
	names->slots = slots;
	names->capacity = capacity;
}

/* The slot of the mark, which is there then. */
static uint64_t *
need_slot(struct names *names, uint64_t mark)
{
	uint64_t *slot;

	if (4 * (names->count + 1) > 3 * names->capacity)
		grow(names);
	slot = &names->slots[slot_of(names->slots, names->capacity, mark)];
	names->count += *slot == 0;
	*slot |= mark;
	return slot;
}

void
names_note(struct names *names, uint64_t mark, enum name_state state)
{
	uint64_t *slot;

	if (mark == 0)
		return;
	slot = need_slot(names, mark);
	*slot = (*slot & ~state_bits) | (uint64_t)state;
}

enum name_state
names_at(const struct names *names, uint64_t mark)
{
	if (mark == 0)
		return NAME_UNKNOWN;
	return (enum name_state)(
	    names->slots[slot_of(names->slots, names->capacity, mark)] &
	    state_bits);
}

void
names_note_below(struct names *names, uint64_t mark)
{
	if (mark != 0)
		*need_slot(names, mark) |= below_bit;
}

bool
names_has_below(const struct names *names, uint64_t mark)
{
	return mark != 0 &&
	    (names->slots[slot_of(names->slots, names->capacity, mark)] &
		below_bit) != 0;
}
