/* SPDX-License-Identifier: ISC */
#include "bridge/limit.h"

#include <stdlib.h>
#include <string.h>

/* Digits at *p up to 18 of them; -1 when there are none. */
static int
number(const char **p, uint64_t *number_r)
{
	size_t digits = strspn(*p, "0123456789");

	if (digits == 0 || digits > 18)
		return -1;
	*number_r = strtoull(*p, NULL, 10);
	*p += digits;
	return 0;
}

static int
parse(const char *text, struct limit *limit)
{
	uint64_t n;

	if (strcmp(text, "all") == 0)
		return 0;
	if (number(&text, &n) < 0)
		return -1;
	if (*text == '%' && n <= 100) {
		limit->has_percent = true;
		limit->percent = (uint32_t)n;
		text++;
		if (*text == '\0')
			return 0;
		text += strspn(text, " \t");
		if (strncmp(text, "or", 2) != 0)
			return -1;
		text += 2;
		text += strspn(text, " \t");
		if (number(&text, &n) < 0)
			return -1;
	}
	limit->has_number = true;
	limit->number = n;
	return *text == '\0' ? 0 : -1;
}

int
limit_parse(const char *text, struct limit *limit_r, struct error *err)
{
	struct limit limit = { .has_percent = false };

	if (parse(text, &limit) < 0)
		return error_set(err, ERROR_CONFIG,
		    "\"%.64s\" is not a limit; write 50, 10%%, 10%% or 50, 0, or all",
		    text);
	*limit_r = limit;
	return 0;
}

uint64_t
limit_of(const struct limit *limit, uint64_t total)
{
	uint64_t most = UINT64_MAX, share;

	if (limit->has_number)
		most = limit->number;
	if (!limit->has_percent)
		return most;
	share = total / 100 * limit->percent +
	    (total % 100 * limit->percent + 99) / 100;
	if (share == 0 && limit->percent > 0)
		share = 1;
	return share < most ? share : most;
}
