/* SPDX-License-Identifier: ISC */
/* bridge/apply_private.h - what the files of apply share.
 *
 * apply.c goes through the contacts; apply_open.c asks the map; apply_read.c reads
 * and plans; apply_place.c sees to parents and names; apply_write.c sends the
 * changes; apply_trouble.c says what an outcome means, pauses and connects again;
 * apply_catch_up.c looks at another server before it is believed.
 */
#ifndef DIRWIRE_BRIDGE_APPLY_PRIVATE_H
#define DIRWIRE_BRIDGE_APPLY_PRIVATE_H

#include "bridge/apply.h"
#include "bridge/directory/csn.h"
#include "bridge/job.h"
#include "bridge/names.h"
#include "bridge/pause.h"

enum { READ_MAX = 100 /* contacts in one search */ };

/* The parts of a run, one after the other. */
enum apply_phase {
	APPLY_FIRST,   /* all contacts */
	APPLY_REMOVES, /* those that were put off because they are removes */
	APPLY_AGAIN    /* those that were written on a server that others have
			  not caught up with; told already, but for
			  those that are rejected there */
};

enum apply_end {
	APPLY_GOES_ON,
	APPLY_FINISHES, /* what was begun is finished, nothing else begun */
	APPLY_IS_OVER   /* nothing more is sent */
};

struct apply {
	const struct apply_settings *settings;
	struct plan_rules rules;
	struct directory *directory;
	struct intake *intake;
	struct run *run;
	struct names *names;
	struct lane_maker lanes;
	enum apply_phase phase;
	enum apply_end end;

	struct job *jobs; /* a ring, in the order of the input */
	size_t capacity;
	size_t first;
	size_t count;
	struct job_read *spare; /* reads to be used again */
	size_t stock_min;       /* contacts that were read, not to run dry */
	size_t read_most;       /* contacts in one search … */
	size_t read_max; /* … fewer when the server does not take so many */
	uint32_t *contacts; /* of the phase; NULL: all of the intake */
	size_t next;        /* which of them is next … */
	size_t total;       /* … of so many */
	uint32_t *removes;  /* contacts that wait for that phase */
	size_t remove_count;
	size_t remove_capacity;
	bool is_held; /* … which are too many */

	char *server;           /* that was asked last, and may be believed */
	struct csn_set seen;    /* newest CSN of each server */
	unsigned char *written; /* a bit for each contact */
	char *last_dn;          /* of what was written last … */
	size_t last_size;
	char last_csn[OUTCOME_CSN_MAX]; /* … and its CSN */
	bool is_server_behind;

	size_t in_flight;
	int64_t next_us; /* no operation is sent before, for `rate` */
	struct pause pause;
	unsigned int refused; /* contacts refused one after another */
	uint64_t successes;
	unsigned int refused_reads; /* … searches for them */
	unsigned int losses; /* of the connection, since the last success … */
	int64_t lost_ms;     /* … and when the first was */
	int trouble; /* code of the first trouble since the last success */
	bool is_trouble_with_reading;
	char trouble_text[2 * ERROR_TEXT_MAX];
};

/* The i-th of the jobs under way. */
struct job *apply_job(const struct apply *apply, size_t i);

/* May an operation be sent now? */
bool apply_has_room(const struct apply *apply);

/* Send it for the errand; false when the connection takes no more. */
bool
apply_send(struct apply *apply, struct request *request, struct errand *errand);

/* The next contact of the phase is under way (apply_open.c). */
void apply_open(struct apply *apply);

/* Reading and planning (apply_read.c). */

/* Read the entries of contacts that wait for it, as many in one search as there
 * are, if that is due; true when something was sent. */
bool apply_read(struct apply *apply);
void apply_take_read(
    struct apply *apply, struct job_read *read, const struct reply *reply);
/* Plan the contact against what was read. */
void apply_plan(struct apply *apply, struct job *job);
/* An entry below which others came or went in this run counts as one that has
 * some, whenever it was read.  True when the job was planned again for it. */
bool apply_heed_below(struct apply *apply, struct job *job);
/* A remove is done when it is known how many there are. */
void apply_put_off(struct apply *apply, struct job *job);
/* Let go of all that was read for the job. */
void apply_release_reads(struct apply *apply, struct job *job);

/* Parents and names (apply_place.c). */

/* An add or a move needs a parent, and a name that is free.  True when both are
 * known to be so; else it was asked for, or the job has another state. */
bool apply_place(struct apply *apply, struct job *job);
void apply_take_parent(
    struct apply *apply, struct job *job, const struct reply *reply);
void apply_take_place(
    struct apply *apply, struct job *job, const struct reply *reply);
/* The change was made, or would be. */
void apply_note_names(struct apply *apply, const struct job *job);

/* Writing (apply_write.c). */

/* What is to become of a change that may be carried out now. */
void apply_carry_out(struct apply *apply, struct job *job);
/* Send the next step; false when the connection takes no more. */
bool apply_send_step(struct apply *apply, struct job *job);
void apply_take_step(
    struct apply *apply, struct job *job, const struct reply *reply);
/* What was begun before it was planned again: it goes on when the rest is as it
 * was, else what of it is done is told.  True when nothing else is to be done. */
bool apply_settle_begun(struct apply *apply, struct job *job);
/* Nothing more of it is done: tell the steps that are; true when there are any. */
bool apply_tell_begun(struct job *job);

/* Trouble (apply_trouble.c). */

/* What an outcome other than done means for the contact and for the run; `what`
 * was tried. */
void apply_after_outcome(struct apply *apply, struct job *job,
    const struct outcome *outcome, const char *what);
/* The server did something; a search, which ends a trouble with searches only. */
void apply_succeed(struct apply *apply);
void apply_succeed_reading(struct apply *apply);
/* The run does not go on. */
void apply_cut_short(struct apply *apply, enum apply_end end,
    enum exit_status status, const char *reason);
/* The connection is lost and all is answered: connect again. */
void apply_reconnect(struct apply *apply);

/* Another server (apply_catch_up.c). */

/* Connected again: one that was not asked before must know what was seen of the
 * others.  One that does not within 15 s after the connection was lost gets what was
 * written once more, and removes are held. */
void apply_catch_up(struct apply *apply, int64_t lost_ms);
/* The step that is at hand was done. */
void apply_note_write(
    struct apply *apply, const struct job *job, const struct outcome *outcome);
/* The contacts of which something was written, in order; freed by the caller. */
uint32_t *apply_list_written(const struct apply *apply, size_t *count_r);

/* Sleep until `end_ms`, or shorter: a signal may have come meanwhile. */
void apply_sleep(int64_t end_ms);

#endif
