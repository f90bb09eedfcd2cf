/* SPDX-License-Identifier: ISC */
/* bridge/report/report_private.h - what report.c and the formats share. */
#ifndef DIRWIRE_BRIDGE_REPORT_REPORT_PRIVATE_H
#define DIRWIRE_BRIDGE_REPORT_REPORT_PRIVATE_H

#include "base/digest.h"
#include "bridge/report/report.h"
#include "mapping/coverage.h"

/* One row of the table per attribute. */
struct report_count {
	const char *name;
	uint64_t added;
	uint64_t replaced;
	uint64_t reformatted;
	uint64_t removed;
};

struct report {
	const struct report_format *format;
	FILE *out;
	FILE *spool;         /* what is held back; or NULL */
	bool is_spool_lost;  /* … could not be held */
	const char *refused; /* why it tells nothing, lasting; or NULL */
	struct digest plan;  /* json: of the changes so far */
	bool has_change;     /* … of which there are some */
	char *path;          /* NULL: stdout */
	bool is_coloured;
	bool is_screen;      /* `out` is a terminal, perhaps that of the log */
	struct arena *arena; /* of the call under way */
	struct arena *lasting; /* of the report */
	const struct map *map; /* of the head, for formats that ask it */
	struct report_count *counts;
	size_t count;
	size_t capacity;
	struct coverage *coverage; /* from head to end */
	long *starts;              /* undo: of the changes in the spool */
	size_t start_count;
	size_t start_capacity;
};

extern const struct report_format report_text;
extern const struct report_format report_ldif;
extern const struct report_format report_ldif_content;
extern const struct report_format report_json;
extern const struct report_format report_coverage;

/* "left out "x", which …": the reason, with the value when there is one; raw. */
const char *report_reason(const struct report_note *note, struct arena *arena);

/* A line for people: `text`, which is escaped already, behind `sign` (+ ~ - ! ?)
 * and in its colour. */
void report_write_line(
    struct report *report, char sign, const char *indent, const char *text);

/* ", 3 of other filters": what was passed over in the input. */
void report_write_skipped(
    struct report *report, const struct report_summary *summary);

void report_print(struct report *report, const struct buffer *out);

/* Go back to the beginning of what was held back.  -1 when a part of it could not
 * be held, which the report tells when it is closed: none of it may be given out. */
int report_rewind_spool(struct report *report);

/* Give out what was held back. */
void report_copy_spool(struct report *report);

/* The contact's name, cleaned and raw; NULL when the record has none. */
const char *report_name(const struct contact *contact, struct arena *arena);

/* A contact for people, escaped: "John Smith (User, Enabled, West branch)"; NULL when
 * the record says nothing of it. */
const char *report_contact(const struct contact *contact, struct arena *arena);

#endif
