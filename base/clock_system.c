/* SPDX-License-Identifier: ISC */
/* What base/clock.h reads and waits for, from the system.  The rest of it is
 * pure and stands in base/clock.c, so that a test program can link a time of
 * its own in the place of this file (tests/sim/clock_fast.c). */
#include "base/clock.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <time.h>

static int64_t
clock_us(clockid_t id)
{
	struct timespec now = { 0, 0 };

	clock_gettime(id, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

int64_t
clock_wall_ms(void)
{
	return clock_us(CLOCK_REALTIME) / 1000;
}

int64_t
clock_steady_ms(void)
{
	return clock_us(CLOCK_MONOTONIC) / 1000;
}

int64_t
clock_steady_us(void)
{
	return clock_us(CLOCK_MONOTONIC);
}

int64_t
clock_real_ms(int64_t ms)
{
	return ms;
}

/* poll() until `end_ms` at most; what it returned last. */
static int
poll_until(struct pollfd *poller, nfds_t count, int64_t end_ms)
{
	int64_t left = end_ms - clock_steady_ms();

	if (left > INT_MAX)
		left = INT_MAX;
	return poll(poller, count, left > 0 ? (int)left : 0);
}

bool
clock_wait_fd(int fd, bool is_write, int64_t end_ms)
{
	struct pollfd poller = { .fd = fd,
		.events = is_write ? POLLOUT : POLLIN };
	int got;

	do {
		got = poll_until(&poller, 1, end_ms);
	} while (
	    got < 0 ? errno == EINTR : got == 0 && clock_steady_ms() < end_ms);
	return got != 0;
}

bool
clock_sleep(int64_t end_ms)
{
	while (clock_steady_ms() < end_ms)
		if (poll_until(NULL, 0, end_ms) < 0)
			return false;
	return true;
}
