/* SPDX-License-Identifier: ISC */
/* bridge/intake.h - the input of `apply`: which contacts there are, in which
 * order.
 *
 * intake_read() goes through all files once and notes for each contact the
 * place of its newest event; intake_contact() then gives the n-th contact of
 * the run.  Input that can't be used is told to the run on the way.
 */
#ifndef DIRWIRE_BRIDGE_INTAKE_H
#define DIRWIRE_BRIDGE_INTAKE_H

#include "bridge/run.h"
#include "event/decode.h"
#include "schema/schema.h"

struct intake_rules {
	const char *account;  /* take this one alone; NULL: any, but one */
	bool has_key_account; /* the key tells accounts apart */
	/* ids that are equal by its rule have one key; NULL: ids as they are */
	const struct attribute_type *key_type;
	bool has_places; /* intake_place() will be asked; 24 bytes a record */
};

struct intake;
struct intake_record;

/* Open all of `paths` (NULL-ended; "-" is standard input, at most once).  NULL
 * with ERROR_NO_FILE, ERROR_USAGE or ERROR_SYSTEM. */
struct intake *intake_create(const char *const *paths,
    const struct intake_rules *rules, struct error *err);
/* Other rules, before intake_read(). */
void intake_set_rules(struct intake *intake, const struct intake_rules *rules);
void intake_destroy(struct intake **intake);

/* The first pass.  Unreadable input ends it, and what came before stays good:
 * the run is told EXIT_INPUT.  Returns -1 with ERROR_CONFIG when two accounts
 * are mixed; then nothing may be applied. */
int intake_read(struct intake *intake, struct run *run, struct error *err);

/* How many contacts there are. */
size_t intake_count(const struct intake *intake);

/* The n-th, in the order of newest events; it and its event live until the next
 * call, or longer if they are held. -1 with ERROR_SYSTEM when the input can't be
 * read again as it was. */
int intake_contact(struct intake *intake, size_t n,
    const struct contact **contact_r, const struct event **event_r,
    struct error *err);

/* Hold what intake_contact() gave last, until it is released. */
struct intake_record *intake_hold(struct intake *intake);
void intake_release(struct intake *intake, struct intake_record **record);

/* "events.ndjson:7": where the n-th stands, with has_places of the rules; in
 * `arena`. */
const char *
intake_place(const struct intake *intake, size_t n, struct arena *arena);

#endif
