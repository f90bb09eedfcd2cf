/* SPDX-License-Identifier: ISC */
/* bridge/job.h - one contact under way, from the input to its outcome.
 *
 * A job owns an arena in which the contact's desired entry, what was found of it
 * and its change die together, and holds the record of the input that the contact
 * stands in.  What is to be told of it waits until its turn comes.
 */
#ifndef DIRWIRE_BRIDGE_JOB_H
#define DIRWIRE_BRIDGE_JOB_H

#include "bridge/change.h"
#include "bridge/intake.h"
#include "bridge/lane.h"
#include "bridge/told.h"

enum job_state {
	JOB_FRESH,   /* its entry is to be read */
	JOB_READING, /* … which is under way */
	JOB_READ,    /* what was found is to be compared with what should be */
	JOB_PLANNED, /* what is to be done is known, and waits */
	JOB_ASKING,  /* parent or place of its entry is looked at */
	JOB_READY,   /* its next operation waits to be sent */
	JOB_WRITING, /* … which was sent */
	JOB_DONE     /* nothing more happens to it */
};

/* What an operation in flight is for. */
enum errand_kind { ERRAND_READ, ERRAND_PARENT, ERRAND_PLACE, ERRAND_STEP };

struct job;
struct job_read;

struct errand {
	enum errand_kind kind;
	struct job *job;       /* or, with ERRAND_READ, … */
	struct job_read *read; /* … of these jobs */
};

/* A search for the entries of several contacts; what was found lives until the
 * last of them lets go. */
struct job_read {
	struct errand errand;
	struct arena *arena;
	struct values keys;
	struct job **jobs;
	size_t count;
	size_t holds;
	struct job_read *next; /* of those to be used again */
};

/* What was found by it, a change may point to. */
struct job_hold {
	struct job_read *read;
	struct job_hold *next;
};

/* A change moves an entry in up to three operations, one after the other. */
enum { JOB_STEPS_MAX = 3 };

struct job_write {
	struct change change;
	struct change steps[JOB_STEPS_MAX];
	size_t count;
	size_t done;     /* of the steps, for certain */
	const char *csn; /* behind the last step that is done; or NULL */
};

struct job {
	enum job_state state;
	size_t n; /* which contact of the intake */
	struct arena *arena;
	struct intake_record *record;
	const struct contact *contact;
	const struct event *event;
	struct desired desired;
	struct lane lane;
	struct job_hold *holds;
	struct found found;
	struct change change;
	struct job_write *write; /* what was begun; NULL: nothing yet */
	struct errand errand;    /* its operation in flight */
	int64_t sent_ms;         /* … and when it was sent */
	bool is_doubtful;        /* a step had no answer: it may happen late */
	bool is_asserted;   /* planned to be: its mods name no old values */
	bool is_alone;      /* to be read by itself */
	bool was_blocked;   /* waited for another's names */
	bool was_first;     /* when that was sent none was before it */
	bool is_behind;     /* waits for all that are before it */
	bool has_parent;    /* known to be there */
	bool has_place;     /* known to be free */
	int tries;          /* how often it was planned again */
	int others;         /* how often it was answered by 80 … */
	uint64_t successes; /* … while so many operations went well */
	const char *again;  /* what the server said when it was last
				      tried; or NULL */
	const char *failed; /* the CSN whose assertion it said fails */
	struct told told;
};

/* The contact is done with; make room for another.  Reads that it holds must be
 * released. */
void job_reset(struct job *job, struct intake *intake);

/* Fill in the steps of job->change, which is what is begun now. */
void job_begin(struct job *job);

/* Is job->change what is left of what was begun? */
bool job_is_rest(const struct job *job);

/* Why nothing is done for it; then the job is done. */
void job_reject(struct job *job, const char *reason, struct place place);
/* … as job->change says, with the values that the map left out. */
void job_reject_change(struct job *job);
void job_tell_drops(struct job *job);
void job_warn(struct job *job, const char *text);

#endif
