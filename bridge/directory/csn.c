/* SPDX-License-Identifier: ISC */
#include "bridge/directory/csn.h"

#include <string.h>

/* The three digits of the server id behind the second #; NULL when there are
 * none. */
static const char *
server_of(const char *csn)
{
	const char *at = strchr(csn, '#');

	at = at != NULL ? strchr(at + 1, '#') : NULL;
	return at != NULL && strlen(at) > 4 && at[4] == '#' ? at + 1 : NULL;
}

static bool
is_of_same(const char *csn, const char *other)
{
	const char *a = server_of(csn), *b = server_of(other);

	return a != NULL && b != NULL && memcmp(a, b, 3) == 0;
}

void
csn_note(struct csn_set *set, const char *csn)
{
	size_t at = 0;

	if (csn == NULL || server_of(csn) == NULL ||
	    strlen(csn) >= CSN_TEXT_MAX)
		return;
	while (at < set->count && !is_of_same(csn, set->newest[at]))
		at++;
	if (at == CSN_SERVERS_MAX)
		return;
	if (at == set->count)
		set->count++;
	else if (strcmp(csn, set->newest[at]) <= 0)
		return;
	memcpy(set->newest[at], csn, strlen(csn) + 1);
}

bool
csn_covers(const struct values *context, const struct csn_set *seen)
{
	for (size_t i = 0; i < seen->count; i++) {
		bool is_known = false;

		for (size_t j = 0; j < context->count; j++) {
			const char *known = context->items[j].data;

			if (is_of_same(known, seen->newest[i]) &&
			    strcmp(known, seen->newest[i]) >= 0)
				is_known = true;
		}
		if (!is_known)
			return false;
	}
	return true;
}
