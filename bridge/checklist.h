/* SPDX-License-Identifier: ISC */
/* bridge/checklist.h - what `dirwire check` looked at, one line an item.
 *
 *	checklist_head(&list, "ldaps://ldap1.example.com");
 *	checklist_ok(&list, "bind", "as %s", identity);
 *	checklist_failed(&list, EXIT_CONFIG, "base", "%s is not there", base);
 *	checklist_way_out(&list, "create it, or correct base in [map]");
 *
 * Each line is written as soon as it is known, so that one can see what is being
 * waited for.  Texts are raw and are escaped here.
 */
#ifndef DIRWIRE_BRIDGE_CHECKLIST_H
#define DIRWIRE_BRIDGE_CHECKLIST_H

#include <stdbool.h>

#include "base/arena.h"
#include "bridge/exit_status.h"

enum check_result {
	CHECK_OK,
	CHECK_WARNING,
	CHECK_FAILED,
	CHECK_NOT_PROVEN, /* it could not be found out */
	CHECK_RESULTS     /* how many there are */
};

struct checklist {
	struct arena *arena;
	bool is_coloured;
	bool is_quiet; /* ok is not told */
	bool is_shown; /* the last item was */
	const char *head;
	size_t counts[CHECK_RESULTS];
	enum exit_status status;
};

void
checklist_init(struct checklist *list, struct arena *arena, bool is_coloured);

/* "ok", "warning" …, for the manual. */
const char *checklist_word(enum check_result result);

/* What the items behind it are about. */
void checklist_head(struct checklist *list, const char *text);

void checklist_ok(struct checklist *list, const char *what, const char *fmt,
    ...) __attribute__((format(printf, 3, 4)));
void checklist_warning(struct checklist *list, const char *what,
    const char *fmt, ...) __attribute__((format(printf, 3, 4)));
void checklist_not_proven(struct checklist *list, const char *what,
    const char *fmt, ...) __attribute__((format(printf, 3, 4)));
void checklist_failed(struct checklist *list, enum exit_status status,
    const char *what, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));

/* How to mend the item before: one line of it, or several calls. */
void checklist_way_out(struct checklist *list, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* The sum. */
void checklist_end(struct checklist *list);

#endif
