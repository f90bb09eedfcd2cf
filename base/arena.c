/* SPDX-License-Identifier: ISC */
#include "base/arena.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK_MIN = 16 * 1024, BLOCK_KEPT_MAX = 4 * BLOCK_MIN, ALIGNMENT = 16 };

struct block {
	struct block *next;
	size_t size; /* bytes in data */
	size_t used;
	_Alignas(ALIGNMENT) char data[];
};

struct arena {
	struct block *first;   /* all blocks, in the order they are filled */
	struct block *current; /* the one being filled */
};

static _Noreturn void
out_of_memory(size_t count, size_t size)
{
	fprintf(stderr,
	    "dirwire: out of memory (%zu x %zu bytes wanted); give the machine or the unit more, what was done stays done\n",
	    count, size);
	abort();
}

void *
memory_alloc(size_t count, size_t size)
{
	void *data = calloc(count > 0 ? count : 1, size > 0 ? size : 1);

	if (data == NULL)
		out_of_memory(count, size);
	return data;
}

void *
memory_resize(void *data, size_t count, size_t size)
{
	void *larger;

	if (size > 0 && count > SIZE_MAX / size)
		out_of_memory(count, size);
	larger = realloc(data, count * size > 0 ? count * size : 1);
	if (larger == NULL)
		out_of_memory(count, size);
	return larger;
}

char *
memory_strdup(const char *text)
{
	size_t size = strlen(text) + 1;

	return memcpy(memory_alloc(size, 1), text, size);
}

static struct block *
block_create(size_t size)
{
	struct block *block;

	if (size > SIZE_MAX - sizeof(*block))
		out_of_memory(1, size);
	block = malloc(sizeof(*block) + size);
	if (block == NULL)
		out_of_memory(1, size);
	block->next = NULL;
	block->size = size;
	block->used = 0;
	return block;
}

struct arena *
arena_create(void)
{
	struct arena *arena = memory_alloc(1, sizeof(*arena));

	arena->first = block_create(BLOCK_MIN);
	arena->current = arena->first;
	return arena;
}

static void
free_blocks(struct block *block)
{
	while (block != NULL) {
		struct block *next = block->next;

		free(block);
		block = next;
	}
}

void
arena_destroy(struct arena **arena)
{
	if (*arena == NULL)
		return;
	free_blocks((*arena)->first);
	free(*arena);
	*arena = NULL;
}

/* What was needed once will be needed again: one block of that size takes the place
 * of several, so that blocks are not made and freed for each contact, which would
 * tear the heap.  One giant contact must not pin its memory for the rest of the
 * run. */
void
arena_reset(struct arena *arena)
{
	size_t size = 0;

	if (arena->first->next != NULL) {
		for (const struct block *block = arena->first; block != NULL;
		     block = block->next)
			size += block->size;
		free_blocks(arena->first);
		arena->first =
		    block_create(size < BLOCK_KEPT_MAX ? size : BLOCK_KEPT_MAX);
	}
	arena->first->used = 0;
	arena->current = arena->first;
}

void *
arena_alloc(struct arena *arena, size_t size)
{
	struct block *block = arena->current;
	size_t room, wanted;
	void *data;

	if (size > SIZE_MAX - ALIGNMENT)
		out_of_memory(1, size);
	wanted = (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
	while (block->size - block->used < wanted && block->next != NULL)
		block = block->next;
	if (block->size - block->used < wanted) {
		room = block->size < 16 * BLOCK_MIN ? 2 * block->size
						    : block->size;
		block->next = block_create(wanted > room ? wanted : room);
		block = block->next;
	}
	arena->current = block;
	data = block->data + block->used;
	block->used += wanted;
	memset(data, 0, wanted);
	return data;
}

void *
arena_array(struct arena *arena, size_t count, size_t size)
{
	if (size > 0 && count > SIZE_MAX / size)
		out_of_memory(count, size);
	return arena_alloc(arena, count * size);
}

void *
arena_grow(struct arena *arena, void *items, size_t count, size_t *capacity,
    size_t size)
{
	void *larger;

	if (count < *capacity)
		return items;
	*capacity = *capacity > 0 ? 2 * *capacity : 4;
	larger = arena_array(arena, *capacity, size);
	if (count > 0)
		memcpy(larger, items, count * size);
	return larger;
}

char *
arena_memdup(struct arena *arena, const void *data, size_t len)
{
	char *copy;

	if (len == SIZE_MAX)
		out_of_memory(1, len);
	copy = arena_alloc(arena, len + 1);
	if (len > 0)
		memcpy(copy, data, len);
	return copy;
}

char *
arena_strdup(struct arena *arena, const char *text)
{
	return arena_memdup(arena, text, strlen(text));
}

char *
arena_printf(struct arena *arena, const char *fmt, ...)
{
	char small[256];
	va_list ap;
	char *text;
	int len;

	va_start(ap, fmt);
	len = vsnprintf(small, sizeof(small), fmt, ap);
	va_end(ap);
	if (len < 0)
		return arena_strdup(arena, "");
	if ((size_t)len < sizeof(small))
		return arena_memdup(arena, small, (size_t)len);
	text = arena_alloc(arena, (size_t)len + 1);
	va_start(ap, fmt);
	vsnprintf(text, (size_t)len + 1, fmt, ap);
	va_end(ap);
	return text;
}
