/* SPDX-License-Identifier: ISC */
/* base/arena.h - memory that is given back all at once.
 *
 * One arena per contact: the contact, the desired entry, the current entry and
 * the change are made in it and die together with arena_reset().  Long-lived
 * objects own an arena.  Sizes of outside input are limited before they get
 * here.  An arena never returns NULL: out of memory ends the program with a
 * message, which is safe because everything is computed again from its source.
 */
#ifndef DIRWIRE_BASE_ARENA_H
#define DIRWIRE_BASE_ARENA_H

#include <stddef.h>

struct arena;

struct arena *arena_create(void);
void arena_destroy(struct arena **arena); /* NULL is allowed; sets NULL */

/* Everything allocated so far is gone; a little memory is kept for what follows.
 */
void arena_reset(struct arena *arena);

/* `size` zeroed bytes, aligned for any object. */
void *arena_alloc(struct arena *arena, size_t size);

/* `count` zeroed objects of `size` bytes; an overflow ends the program. */
void *arena_array(struct arena *arena, size_t count, size_t size);

/* Room for one more in the array `items`: returns `items`, or a larger copy
 * with *capacity doubled.  `count` objects of `size` bytes are in use. */
void *arena_grow(struct arena *arena, void *items, size_t count,
    size_t *capacity, size_t size);

/* A copy of `len` bytes with a NUL behind them. */
char *arena_memdup(struct arena *arena, const void *data, size_t len);
char *arena_strdup(struct arena *arena, const char *text);
char *arena_printf(struct arena *arena, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* malloc, calloc, realloc and strdup that end the program with a message
 * instead of returning NULL, for what outlives every arena.  Freed with free().
 */
void *memory_alloc(size_t count, size_t size);
void *memory_resize(void *data, size_t count, size_t size);
char *memory_strdup(const char *text);

#endif
