/* SPDX-License-Identifier: ISC */
/* bridge/limit.h - how many changes of a kind may pass: `10%`, `50`, `10% or
 * 50`, `0`, `all`. */
#ifndef DIRWIRE_BRIDGE_LIMIT_H
#define DIRWIRE_BRIDGE_LIMIT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"

struct limit {
	bool has_percent;
	bool has_number;
	uint32_t percent; /* of what was there at the start */
	uint64_t number;
}; /* neither: no limit */

/* Returns 0, or -1 with ERROR_CONFIG and *limit_r left as it was. */
int limit_parse(const char *text, struct limit *limit_r, struct error *err);

/* The most that may pass of `total`: a percentage is rounded up and at least 1;
 * of two the smaller; UINT64_MAX without a limit. */
uint64_t limit_of(const struct limit *limit, uint64_t total);

#endif
