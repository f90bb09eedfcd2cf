/* SPDX-License-Identifier: ISC */
/* bridge/exit_status.h - what a run tells the shell. */
#ifndef DIRWIRE_BRIDGE_EXIT_STATUS_H
#define DIRWIRE_BRIDGE_EXIT_STATUS_H

#include <stddef.h>

#include "base/error.h"

enum exit_status {
	EXIT_DONE = 0,
	EXIT_FAILED = 1,
	EXIT_CHANGES = 2,    /* dry run with changes, when asked for */
	EXIT_HELD = 3,       /* a limit held something back */
	EXIT_REJECTED = 4,   /* some contacts */
	EXIT_INCOMPLETE = 5, /* nothing removed */
	EXIT_USAGE = 64,
	EXIT_INPUT = 65,
	EXIT_NO_FILE = 66,
	EXIT_NO_SERVER = 69,
	EXIT_PAUSED = 75,
	EXIT_NO_RIGHTS = 77,
	EXIT_CONFIG = 78
};

/* The n-th status and what it means, for the manual; NULL behind the last. */
struct exit_status_row {
	enum exit_status status;
	const char *help;
};
const struct exit_status_row *exit_status_row(size_t n);

/* Of two that hold the one to be told. */
enum exit_status exit_status_worse(enum exit_status a, enum exit_status b);

/* The status of a run that ended with `err`. */
enum exit_status exit_status_of(const struct error *err);

#endif
