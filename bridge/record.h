/* SPDX-License-Identifier: ISC */
/* bridge/record.h - a run writes down what it is about to do, and the way back.
 *
 *	before.ldif  every entry that is about to be changed or removed
 *	plan.json    the report of the plan
 *	undo.ldif    for ldapmodify; its head names what it can't bring back
 *
 * They are whole and on disk before the first operation, and have these names
 * only then: of a run that ended before, nothing stays, or hidden files that the
 * next takes away.
 */
#ifndef DIRWIRE_BRIDGE_RECORD_H
#define DIRWIRE_BRIDGE_RECORD_H

#include "bridge/run.h"

struct record {
	const char *directory; /* borrowed; NULL: no record is being made */
	struct arena *arena;   /* borrowed */
	int fd;                /* of the directory, locked */
	bool is_made;          /* the directory was not there before */
	struct run run;        /* of the plan; tells the files */
};

/* Make the directory (0700) when it is not there, and the files (0600).  -1 with
 * ERROR_USAGE when it holds a record already or another run is at it, ERROR_SYSTEM
 * when it can't be written; then nothing was made. */
int record_open(struct record *record, const char *directory,
    struct arena *arena, struct error *err);

/* There will be no plan: all that was made goes.  Does nothing for a record that
 * is zeroed or closed. */
void record_abandon(struct record *record);

/* The plan is told: close the files and wait until they are on disk.  -1 with
 * ERROR_SYSTEM when they are not; then they are gone. */
int record_close(struct record *record, struct error *err);

#endif
