/* SPDX-License-Identifier: ISC */
/* bridge/pause.h - how long to wait for a server that can't.
 *
 * Pauses double from half a second to a minute, until something succeeds; who
 * has tried for `retry-for` in vain gives up.  Pure: times are parameters, of
 * clock_steady_ms().
 */
#ifndef DIRWIRE_BRIDGE_PAUSE_H
#define DIRWIRE_BRIDGE_PAUSE_H

#include <stdbool.h>
#include <stdint.h>

/* Starts zeroed. */
struct pause {
	int64_t since_ms;  /* the first trouble since the last success */
	int64_t length_ms; /* of the last pause; 0: there is no trouble */
	int64_t end_ms;    /* of the last pause */
};

/* Pause from `now_ms` on.  False when nothing succeeded for `retry_for_ms`: there
 * is no pause any more.  A trouble during a pause is part of it. */
bool pause_begin(struct pause *pause, int64_t now_ms, int64_t retry_for_ms);

bool pause_is_on(const struct pause *pause, int64_t now_ms);

/* Something succeeded. */
void pause_clear(struct pause *pause);

#endif
