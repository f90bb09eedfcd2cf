/* SPDX-License-Identifier: ISC */
/* bridge/progress.h - how far a run is, how fast, and how long it will take.
 *
 *	1200 of 10000 contacts, 340/s, 26 s left
 *
 * On a terminal that is one line below everything else, made anew at most five
 * times a second; otherwise a message (info) every ten seconds, and none of a run
 * that takes less.  The rate is that of the last ten seconds.
 */
#ifndef DIRWIRE_BRIDGE_PROGRESS_H
#define DIRWIRE_BRIDGE_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	PROGRESS_SAMPLES = 21,
	PROGRESS_SAMPLE_MS = 500,
	PROGRESS_LINE_MS = 200,
	PROGRESS_LOG_MS = 10000,
	PROGRESS_TEXT_SIZE = 128
};

#define PROGRESS_UNKNOWN UINT64_MAX /* a total */

/* Pure: numbers and times in, text out.  Zeroed is "nothing done". */
struct progress_pace {
	const char *what; /* " planned", say; or "" */
	uint64_t total;
	uint64_t done;
	struct progress_sample {
		int64_t ms;
		uint64_t done;
	} samples[PROGRESS_SAMPLES]; /* oldest first */
	size_t count;
};

/* `done` of them are done at `now_ms`. */
void
progress_pace_note(struct progress_pace *pace, uint64_t done, int64_t now_ms);

/* As above into PROGRESS_TEXT_SIZE bytes; of it what is not known yet, and at the
 * end what does not fit into `width` columns, is left out: "" in the end. */
void progress_pace_write(
    const struct progress_pace *pace, int64_t now_ms, size_t width, char *text);

/* A run without progress_begin() tells nothing. */
struct progress_meter {
	struct progress_pace pace;
	int64_t next_ms; /* when it is told again */
	bool is_on;
	bool is_line; /* on a terminal */
};

/* `total` contacts lie before us; `what` is done with them (" planned", or "") and
 * is borrowed until the end. */
void
progress_begin(struct progress_meter *meter, const char *what, uint64_t total);

/* `done` of them are done.  Cheap, to be called for each, and while nothing gets
 * done. */
void progress_step(struct progress_meter *meter, uint64_t done);

void progress_end(struct progress_meter *meter);

#endif
