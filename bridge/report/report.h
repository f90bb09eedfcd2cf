/* SPDX-License-Identifier: ISC */
/* bridge/report/report.h - what a run tells people and programs.
 *
 * A format is a row of methods.  The run calls them in one order: head, then
 * anything of change, reject and warning, then end; end always comes, so a
 * report is a whole document also when the run was cut short.
 */
#ifndef DIRWIRE_BRIDGE_REPORT_REPORT_H
#define DIRWIRE_BRIDGE_REPORT_REPORT_H

#include <stdint.h>
#include <stdio.h>

#include "bridge/change.h"
#include "mapping/trace.h"

/* What is known before the first change. */
struct report_head {
	bool is_dry_run;
	const char *target;
	const char *identity;
	const char *base;
	const char *account;   /* NULL: all */
	const struct map *map; /* outlives the report */
	const char *map_file;
	const char *map_hash;
	const char *time; /* clock_write() */
};

/* What is known after the last. */
struct report_summary {
	bool is_dry_run;
	const char *incomplete; /* why the run was cut short; or NULL */
	uint64_t adds;
	uint64_t modifies;
	uint64_t renames;     /* and moves */
	uint64_t removes;     /* deletes, strips and disables */
	uint64_t held;        /* removes that the limit held back */
	uint64_t removes_max; /* … which is this; or … */
	const char *held_for; /* … another reason, a sentence part; or NULL */
	uint64_t rejects;
	uint64_t unchanged;
	uint64_t
	    contacts; /* of all events, each once; they are to be planned */
	uint64_t events;
	uint64_t superseded;
	uint64_t skipped_filter;  /* notifications of other filters */
	uint64_t skipped_empty;   /* without contacts */
	uint64_t skipped_account; /* contacts of other accounts */
};

/* Something to be said of a contact, or of a place in the input. */
struct report_note {
	const char *subject;   /* the contact's id, or the place */
	bool is_contact;       /* … it is an id */
	const char *attribute; /* that it is about; or NULL */
	struct value value;    /* that was left out; data NULL: none */
	const char *reason;    /* a sentence part */
	struct place place;    /* map line; line 0: none */
};

struct report;

struct report_format {
	const char *name;
	const char *help;
	bool has_spool;      /* something is held back until the end */
	bool has_open_lines; /* a call may end within a line */
	void (*head)(struct report *report, const struct report_head *head);
	/* what the map made of a contact, once for each and before anything else
	 * of it; `desired` NULL: it is rejected.  NULL: not told */
	void (*mapped)(struct report *report, const struct contact *contact,
	    const struct trace *trace, const struct desired *desired);
	/* planned (dry run) or done; `is_held`: planned, and not done */
	void (*change)(
	    struct report *report, const struct change *change, bool is_held);
	/* there is nothing to do for the contact; NULL: not told */
	void (*unchanged)(struct report *report, const struct change *change);
	/* it is not done */
	void (*reject)(struct report *report, const struct report_note *note);
	/* it is done, and this is to be known of it */
	void (*warning)(struct report *report, const struct report_note *note);
	void (*end)(
	    struct report *report, const struct report_summary *summary);
};

/* The n-th format, or NULL behind the last. */
const struct report_format *report_format_at(size_t n);

/* The format of that name, or NULL. */
const struct report_format *report_format_find(const char *name);

/* "text, ldif and json", all of the table; in `arena`. */
const char *report_format_names(struct arena *arena);

/* Open a report of `format` to `path`, NULL for stdout.  NULL with ERROR_SYSTEM.
 */
struct report *report_open(const struct report_format *format, const char *path,
    bool is_coloured, struct error *err);

/* A report of `format` to `out`, which is the file `path` (NULL: stdout) and is
 * closed with the report.  NULL with ERROR_SYSTEM, and then `out` is not. */
struct report *report_attach(const struct report_format *format, FILE *out,
    const char *path, struct error *err);

/* What --record keeps. */
extern const struct report_format report_before;
extern const struct report_format report_undo;

/* Close; -1 with ERROR_SYSTEM when not all of it could be written, ERROR_USAGE
 * when the format can't tell what there was to be told. */
int report_close(struct report **report, struct error *err);

void report_head(struct report *report, const struct report_head *head);

/* Does it want to be told what the map made of each contact? */
bool report_wants_mapped(const struct report *report);
void report_mapped(struct report *report, const struct contact *contact,
    const struct trace *trace, const struct desired *desired);

void
report_change(struct report *report, const struct change *change, bool is_held);
void report_unchanged(struct report *report, const struct change *change);
void report_reject(struct report *report, const struct report_note *note);
void report_warning(struct report *report, const struct report_note *note);
void report_end(struct report *report, const struct report_summary *summary);

#endif
