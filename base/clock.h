/* SPDX-License-Identifier: ISC */
/* base/clock.h - time: the one place where clocks are read and waits begin.
 *
 * Pure code gets times as parameters, in milliseconds since 1970-01-01T00:00Z.
 * base/clock_system.c asks the system; tests/sim/dirwire, a test program, has a
 * time of its own instead, which runs faster.
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

/* Wait until clock_steady_ms() is `end_ms`; false when a signal that is caught
 * ended the wait earlier.  One that came before the call ends nothing. */
bool clock_sleep(int64_t end_ms);

/* How long `ms` of our time are on the system's clock, for libraries that wait
 * by it themselves (libldap's timeouts): `ms`, except in tests where our time
 * is faster; 0 stays 0 and nothing else becomes 0. */
int64_t clock_real_ms(int64_t ms);

/* Reads `YYYY-MM-DDThh:mm:ss[.fraction](Z|+hh:mm|+hhmm|-…)` (RFC 3339, and the
 * offset without colon that RingCentral sends).  Returns 0, or -1 with
 * ERROR_INPUT and *ms_r left as it was. */
int clock_parse(const char *text, int64_t *ms_r, struct error *err);

enum { CLOCK_TEXT_SIZE = 32 };

/* `YYYY-MM-DDThh:mm:ssZ` into a buffer of CLOCK_TEXT_SIZE. */
void clock_write(int64_t ms, char *text);

#endif
