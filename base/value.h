/* SPDX-License-Identifier: ISC */
/* base/value.h - bytes with a length, and lists of them.
 *
 * What a contact's field holds and what an attribute's value is.  A value may
 * hold any bytes, NUL too; one more NUL always stands behind data[len], so a
 * value known to be text can be printed with %s.  Values are borrowed: they
 * live as long as the arena they were made in.
 */
#ifndef DIRWIRE_BASE_VALUE_H
#define DIRWIRE_BASE_VALUE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

struct value {
	const char *data;
	size_t len;
};

struct values {
	struct value *items;
	size_t count;
	size_t capacity;
};

/* A value that borrows the C string `text`. */
struct value value_of(const char *text);

/* A copy of `len` bytes in `arena`. */
struct value value_copy(struct arena *arena, const void *data, size_t len);

/* Byte for byte the same. */
bool value_is_same(struct value a, struct value b);

/* <0, 0, >0 in the order of bytes, which for UTF-8 is that of code points. */
int value_compare(struct value a, struct value b);

/* Append; the bytes are borrowed. */
void values_add(struct values *values, struct arena *arena, struct value value);

/* Byte for byte in the list? */
bool values_has(const struct values *values, struct value value);

#endif
