/* SPDX-License-Identifier: ISC */
/* bridge/stop.h - a person or the system asks the run to end (SIGINT, SIGTERM).
 *
 * The operation under way is finished, the report is closed, nothing is lost:
 * what was not done is found again by the next run.
 */
#ifndef DIRWIRE_BRIDGE_STOP_H
#define DIRWIRE_BRIDGE_STOP_H

#include <stdbool.h>

/* Watch for the signals; the second of a kind ends the program at once. */
void stop_watch(void);

bool stop_is_asked(void);

#endif
