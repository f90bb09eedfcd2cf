/* SPDX-License-Identifier: ISC */
/* Waiting, by the test clock at speeds of its own; test_base has the system's. */
#include "tests/unit/unit.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"

static int64_t
real_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void
time_is_faster(void **state)
{
	static const struct {
		const char *speed;
		int64_t wait_ms, real_ms;
	} rows[] = {
		{ NULL, 30, 30 },
		{ "1", 30, 30 },
		{ "0.5", 20, 40 },
		{ "1000", 60000, 60 },
		{ "1000", 1, 1 },
		{ "1000", 0, 0 },
		{ "1000", -60000, -60 },
	};

	(void)state;
	for (size_t i = 0; i < ROWS(rows); i++) {
		int64_t begun, real, took;

		if (rows[i].speed == NULL)
			unsetenv("DIRWIRE_TEST_CLOCK");
		else
			setenv("DIRWIRE_TEST_CLOCK", rows[i].speed, 1);
		assert_row(
		    i, clock_real_ms(rows[i].wait_ms) == rows[i].real_ms);
		begun = clock_steady_ms();
		real = real_ms();
		assert_row(i, clock_sleep(begun + rows[i].wait_ms));
		took = real_ms() - real;
		assert_row(i, clock_steady_ms() >= begun + rows[i].wait_ms);
		/* not before its time, and not by the other clock */
		assert_row(i, took >= rows[i].real_ms - 1);
		assert_row(i, rows[i].wait_ms < 1000 || took < 30000);
	}
}

static void
a_wait_ends_with_the_file_or_the_time(void **state)
{
	int64_t begun;
	int ends[2];

	(void)state;
	setenv("DIRWIRE_TEST_CLOCK", "1000", 1);
	assert_int_equal(pipe(ends), 0);
	begun = clock_steady_ms();
	assert_false(clock_wait_fd(ends[0], false, begun + 20000));
	assert_true(clock_steady_ms() >= begun + 20000);
	assert_true(clock_wait_fd(ends[1], true, clock_steady_ms()));
	assert_int_equal(write(ends[1], "x", 1), 1);
	assert_true(clock_wait_fd(ends[0], false, clock_steady_ms()));
	close(ends[0]);
	close(ends[1]);
}

static void
count_signal(int number)
{
	(void)number;
}

static void
a_signal_ends_a_sleep(void **state)
{
	struct itimerval soon = { .it_value = { 0, 20000 } };
	struct sigaction action = { .sa_handler = count_signal,
		.sa_flags = SA_RESTART };
	int64_t begun;

	(void)state;
	setenv("DIRWIRE_TEST_CLOCK", "1", 1);
	sigaction(SIGALRM, &action, NULL);
	setitimer(ITIMER_REAL, &soon, NULL);
	begun = clock_steady_ms();
	assert_false(clock_sleep(begun + 60000));
	assert_true(clock_steady_ms() < begun + 30000);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(time_is_faster),
		cmocka_unit_test(a_wait_ends_with_the_file_or_the_time),
		cmocka_unit_test(a_signal_ends_a_sleep),
	};

	return cmocka_run_group_tests_name("clock", tests, NULL, NULL);
}
