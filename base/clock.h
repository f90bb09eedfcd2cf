/* SPDX-License-Identifier: ISC */
/* base/clock.h - time: the one place where clocks are read and waits begin.
 *
 * Pure code gets times as parameters, in milliseconds since 1970-01-01T00:00Z.
 */
#ifndef DIRWIRE_BASE_CLOCK_H
#define DIRWIRE_BASE_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"

/* Wall clock, and one that never jumps; both in milliseconds.  The same in
 * microseconds, to measure with. */
int64_t clock_wall_ms(void);
int64_t clock_steady_ms(void);
int64_t clock_steady_us(void);

/* Wait until `fd` can be read, or written, or is in a state that the next call
 * on it will tell; false when clock_steady_ms() came to `end_ms` first. */
bool clock_wait_fd(int fd, bool is_write, int64_t end_ms);

/* Reads `YYYY-MM-DDThh:mm:ss[.fraction](Z|+hh:mm|+hhmm|-…)` (RFC 3339, and the
 * offset without colon that RingCentral sends).  Returns 0, or -1 with
 * ERROR_INPUT and *ms_r left as it was. */
int clock_parse(const char *text, int64_t *ms_r, struct error *err);

enum { CLOCK_TEXT_SIZE = 32 };

/* `YYYY-MM-DDThh:mm:ssZ` into a buffer of CLOCK_TEXT_SIZE. */
void clock_write(int64_t ms, char *text);

#endif
