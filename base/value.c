/* SPDX-License-Identifier: ISC */
#include "base/value.h"

#include <string.h>

struct value
value_of(const char *text)
{
	struct value value = { text, strlen(text) };

	return value;
}

struct value
value_copy(struct arena *arena, const void *data, size_t len)
{
	struct value value = { arena_memdup(arena, data, len), len };

	return value;
}

bool
value_is_same(struct value a, struct value b)
{
	return a.len == b.len &&
	    (a.len == 0 || memcmp(a.data, b.data, a.len) == 0);
}

int
value_compare(struct value a, struct value b)
{
	size_t len = a.len < b.len ? a.len : b.len;
	int order = len > 0 ? memcmp(a.data, b.data, len) : 0;

	if (order != 0)
		return order;
	return (a.len > b.len) - (a.len < b.len);
}

void
values_add(struct values *values, struct arena *arena, struct value value)
{
	values->items = arena_grow(arena, values->items, values->count,
	    &values->capacity, sizeof(*values->items));
	values->items[values->count++] = value;
}

bool
values_has(const struct values *values, struct value value)
{
	for (size_t i = 0; i < values->count; i++)
		if (value_is_same(values->items[i], value))
			return true;
	return false;
}
