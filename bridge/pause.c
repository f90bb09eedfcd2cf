/* SPDX-License-Identifier: ISC */
#include "bridge/pause.h"

#include <string.h>

enum { PAUSE_MIN_MS = 500, PAUSE_MAX_MS = 60000 };

bool
pause_begin(struct pause *pause, int64_t now_ms, int64_t retry_for_ms)
{
	int64_t left_ms;

	if (pause_is_on(pause, now_ms))
		return true;
	if (pause->length_ms == 0)
		pause->since_ms = now_ms;
	left_ms = pause->since_ms + retry_for_ms - now_ms;
	if (left_ms <= 0)
		return false;
	pause->length_ms =
	    pause->length_ms > 0 ? 2 * pause->length_ms : PAUSE_MIN_MS;
	if (pause->length_ms > PAUSE_MAX_MS)
		pause->length_ms = PAUSE_MAX_MS;
	pause->end_ms =
	    now_ms + (left_ms < pause->length_ms ? left_ms : pause->length_ms);
	return true;
}

bool
pause_is_on(const struct pause *pause, int64_t now_ms)
{
	return pause->length_ms > 0 && now_ms < pause->end_ms;
}

void
pause_clear(struct pause *pause)
{
	memset(pause, 0, sizeof(*pause));
}
