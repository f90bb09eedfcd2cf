/* SPDX-License-Identifier: ISC */
/* tests/unit/unit.h - what every unit test needs. */
#ifndef DIRWIRE_TESTS_UNIT_UNIT_H
#define DIRWIRE_TESTS_UNIT_UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define ROWS(table) (sizeof(table) / sizeof((table)[0]))

/* Say which row of a table failed. */
#define assert_row(row, condition)                                          \
	do {                                                                \
		if (!(condition))                                           \
			fail_msg("row %zu: %s", (size_t)(row), #condition); \
	} while (0)

#define assert_row_text(row, got, wanted)                              \
	do {                                                           \
		if (strcmp((got), (wanted)) != 0)                      \
			fail_msg("row %zu: got \"%s\", wanted \"%s\"", \
			    (size_t)(row), (got), (wanted));           \
	} while (0)

#endif
