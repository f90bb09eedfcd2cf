/* SPDX-License-Identifier: ISC */
#include "bridge/newest.h"

#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "base/arena.h"

enum { BLOCK_RECORDS = 8192, TEXT_BLOCK = 128 * 1024, SLOTS_MIN = 1024 };

/* 24 bytes; file, offset and contact are packed so that comparing `where`
 * compares places. */
struct record {
	int64_t timestamp_ms;
	uint64_t where; /* file 11 bits, offset 44, contact 9 */
	uint32_t length;
	uint32_t id; /* in the text blocks */
};

struct newest {
	struct record **blocks; /* of BLOCK_RECORDS */
	char **texts;           /* of TEXT_BLOCK, ids with their NUL */
	size_t text_count;
	size_t text_used; /* in the last of them */
	size_t count;
	uint32_t *slots; /* record + 1; 0: free */
	size_t slot_count;
	uint32_t *order;
	uint64_t seed;
};

static struct record *
record_of(const struct newest *newest, size_t n)
{
	return &newest->blocks[n / BLOCK_RECORDS][n % BLOCK_RECORDS];
}

static const char *
id_of(const struct newest *newest, const struct record *record)
{
	return newest->texts[record->id / TEXT_BLOCK] + record->id % TEXT_BLOCK;
}

struct newest *
newest_create(void)
{
	struct newest *newest = memory_alloc(1, sizeof(*newest));

	newest->slot_count = SLOTS_MIN;
	newest->slots = memory_alloc(SLOTS_MIN, sizeof(*newest->slots));
	/* without a seed an input could be made whose ids all collide */
	if (getrandom(&newest->seed, sizeof(newest->seed), 0) < 0)
		newest->seed = (uint64_t)(uintptr_t)newest;
	return newest;
}

void
newest_destroy(struct newest **newest)
{
	struct newest *n = *newest;

	if (n == NULL)
		return;
	for (size_t i = 0; i * BLOCK_RECORDS < n->count; i++)
		free(n->blocks[i]);
	for (size_t i = 0; i < n->text_count; i++)
		free(n->texts[i]);
	free(n->blocks);
	free(n->texts);
	free(n->slots);
	free(n->order);
	free(n);
	*newest = NULL;
}

/* FNV-1a with a seed and a last mixing step */
static uint64_t
hash(const struct newest *newest, const char *id)
{
	uint64_t h = 0xcbf29ce484222325u ^ newest->seed;

	for (; *id != '\0'; id++)
		h = (h ^ (unsigned char)*id) * 0x100000001b3u;
	h ^= h >> 32;
	return h * 0x9e3779b97f4a7c15u;
}

/* The slot of `id`, or the free one where it belongs. */
static size_t
slot_of(const struct newest *newest, const char *id)
{
	size_t mask = newest->slot_count - 1;
	size_t slot = (size_t)(hash(newest, id) >> 20) & mask;

	while (newest->slots[slot] != 0 &&
	    strcmp(id_of(newest, record_of(newest, newest->slots[slot] - 1)),
		id) != 0)
		slot = (slot + 1) & mask;
	return slot;
}

static void
grow_slots(struct newest *newest)
{
	free(newest->slots);
	newest->slot_count *= 2;
	newest->slots =
	    memory_alloc(newest->slot_count, sizeof(*newest->slots));
	for (size_t i = 0; i < newest->count; i++) {
		const char *id = id_of(newest, record_of(newest, i));

		newest->slots[slot_of(newest, id)] = (uint32_t)i + 1;
	}
}

static uint32_t
add_text(struct newest *newest, const char *id)
{
	size_t len = strlen(id) + 1;
	size_t at;

	if (newest->text_count == 0 || newest->text_used + len > TEXT_BLOCK) {
		newest->texts = memory_resize(newest->texts,
		    newest->text_count + 1, sizeof(*newest->texts));
		newest->texts[newest->text_count++] =
		    memory_alloc(TEXT_BLOCK, 1);
		newest->text_used = 0;
	}
	at = (newest->text_count - 1) * TEXT_BLOCK + newest->text_used;
	memcpy(
	    newest->texts[newest->text_count - 1] + newest->text_used, id, len);
	newest->text_used += len;
	return (uint32_t)at;
}

static struct record *
add_record(struct newest *newest, const char *id, size_t slot)
{
	struct record *record;

	if (newest->count % BLOCK_RECORDS == 0) {
		size_t blocks = newest->count / BLOCK_RECORDS;

		newest->blocks = memory_resize(
		    newest->blocks, blocks + 1, sizeof(*newest->blocks));
		newest->blocks[blocks] =
		    memory_alloc(BLOCK_RECORDS, sizeof(**newest->blocks));
	}
	record = record_of(newest, newest->count++);
	record->id = add_text(newest, id);
	newest->slots[slot] = (uint32_t)newest->count;
	return record;
}

bool
newest_note(
    struct newest *newest, const char *id, const struct newest_place *place)
{
	uint64_t where =
	    (uint64_t)place->file << 53 | place->offset << 9 | place->contact;
	struct record *record;
	size_t slot;
	bool is_known;

	if (newest->count >= newest->slot_count / 4 * 3)
		grow_slots(newest);
	slot = slot_of(newest, id);
	is_known = newest->slots[slot] != 0;
	record = is_known ? record_of(newest, newest->slots[slot] - 1)
			  : add_record(newest, id, slot);
	if (is_known &&
	    (place->timestamp_ms < record->timestamp_ms ||
		(place->timestamp_ms == record->timestamp_ms &&
		    where < record->where)))
		return true;
	record->timestamp_ms = place->timestamp_ms;
	record->where = where;
	record->length = place->length;
	return is_known;
}

size_t
newest_count(const struct newest *newest)
{
	return newest->count;
}

static int
compare(const void *a, const void *b, void *context)
{
	const struct newest *newest = context;
	const uint32_t *left = a, *right = b;
	const struct record *x = record_of(newest, *left);
	const struct record *y = record_of(newest, *right);

	if (x->timestamp_ms != y->timestamp_ms)
		return x->timestamp_ms < y->timestamp_ms ? -1 : 1;
	return (x->where > y->where) - (x->where < y->where);
}

void
newest_sort(struct newest *newest)
{
	/* nobody is looked up any more */
	free(newest->slots);
	newest->slots = NULL;
	newest->order = memory_alloc(newest->count, sizeof(*newest->order));
	for (size_t i = 0; i < newest->count; i++)
		newest->order[i] = (uint32_t)i;
	qsort_r(newest->order, newest->count, sizeof(*newest->order), compare,
	    newest);
}

struct newest_place
newest_at(const struct newest *newest, size_t n)
{
	const struct record *record = record_of(newest, newest->order[n]);
	struct newest_place place = { .timestamp_ms = record->timestamp_ms,
		.length = record->length };

	place.file = (uint16_t)(record->where >> 53);
	place.offset = record->where >> 9 & ((1ull << 44) - 1);
	place.contact = record->where & 511;
	return place;
}

const char *
newest_id(const struct newest *newest, size_t n)
{
	return id_of(newest, record_of(newest, newest->order[n]));
}
