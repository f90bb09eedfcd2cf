/* SPDX-License-Identifier: ISC */
/* bridge/newest.h - for each contact the place of its newest event.
 *
 * The first pass over the input notes every contact; the second visits each
 * once, in the order of their newest events.  About 45 bytes a contact: the
 * input itself is never held.
 */
#ifndef DIRWIRE_BRIDGE_NEWEST_H
#define DIRWIRE_BRIDGE_NEWEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { NEWEST_FILES_MAX = 2000 };

/* Where a contact stands: file, record in it, contact in the record. */
struct newest_place {
	int64_t timestamp_ms; /* INT64_MIN: the event has none */
	uint64_t offset;      /* below 2^44 */
	uint32_t length;      /* of the record */
	uint16_t file;
	uint16_t contact;
};

struct newest;

struct newest *newest_create(void);
void newest_destroy(struct newest **newest);

/* Note that the contact `id` stands at `place`.  Of two with one id the later
 * timestamp stays, then the later place.  Returns true when the id was known.
 */
bool newest_note(
    struct newest *newest, const char *id, const struct newest_place *place);

/* How many contacts are known. */
size_t newest_count(const struct newest *newest);

/* Order them by timestamp, then place; nothing may be noted afterwards. */
void newest_sort(struct newest *newest);

/* The n-th in that order, and its id, which lives as long as `newest`. */
struct newest_place newest_at(const struct newest *newest, size_t n);
const char *newest_id(const struct newest *newest, size_t n);

#endif
