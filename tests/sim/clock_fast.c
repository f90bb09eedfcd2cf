/* SPDX-License-Identifier: ISC */
/* What base/clock_system.c is in the program, with a time that passes
 * DIRWIRE_TEST_CLOCK times as fast (a number; 1 when it is not set): an hour of
 * waiting is over in 36 seconds at 100.  The wall clock stays as it is. */
#include "base/clock.h"

#include <errno.h>
#include <limits.h>
#include <math.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static double
speed(void)
{
	const char *text = getenv("DIRWIRE_TEST_CLOCK");
	char *end;
	double number;

	if (text == NULL)
		return 1;
	number = strtod(text, &end);
	if (end == text || *end != '\0' || !isfinite(number) || number <= 0) {
		fprintf(stderr, "DIRWIRE_TEST_CLOCK=%s is not a speed\n", text);
		exit(64);
	}
	return number;
}

static int64_t
real_us(clockid_t id)
{
	struct timespec now = { 0, 0 };

	clock_gettime(id, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

int64_t
clock_wall_ms(void)
{
	return real_us(CLOCK_REALTIME) / 1000;
}

int64_t
clock_steady_us(void)
{
	return (int64_t)((double)real_us(CLOCK_MONOTONIC) * speed());
}

int64_t
clock_steady_ms(void)
{
	return clock_steady_us() / 1000;
}

int64_t
clock_real_ms(int64_t ms)
{
	return (int64_t)ceil((double)ms / speed());
}

static int
poll_until(struct pollfd *poller, nfds_t count, int64_t end_ms)
{
	int64_t left = clock_real_ms(end_ms - clock_steady_ms());

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
