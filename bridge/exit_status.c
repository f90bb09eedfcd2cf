/* SPDX-License-Identifier: ISC */
#include "bridge/exit_status.h"

/* In the order in which they are told when several hold. */
static const struct exit_status_row rows[] = {
	{ EXIT_CONFIG, "configuration or map is wrong" },
	{ EXIT_USAGE, "the command line is wrong" },
	{ EXIT_NO_FILE, "no such file" },
	{ EXIT_NO_RIGHTS, "no rights, or a wrong password" },
	{ EXIT_NO_SERVER, "no server reached" },
	{ EXIT_PAUSED,
	    "stopped before the end; nothing is lost, run it again" },
	{ EXIT_FAILED, "other failure" },
	{ EXIT_HELD, "held by a guard" },
	{ EXIT_INCOMPLETE, "incomplete, nothing removed" },
	{ EXIT_INPUT, "input unreadable; what came before it is done" },
	{ EXIT_REJECTED, "some contacts were rejected" },
	{ EXIT_CHANGES,
	    "dry run with changes (only with --detailed-exitcode)" },
	{ EXIT_DONE, "done" },
};

enum { ROWS = sizeof(rows) / sizeof(rows[0]) };

const struct exit_status_row *
exit_status_row(size_t n)
{
	return n < ROWS ? &rows[n] : NULL;
}

enum exit_status
exit_status_worse(enum exit_status a, enum exit_status b)
{
	for (size_t i = 0; i < ROWS; i++)
		if (rows[i].status == a || rows[i].status == b)
			return rows[i].status;
	return EXIT_FAILED;
}

enum exit_status
exit_status_of(const struct error *err)
{
	static const enum exit_status statuses[] = {
		[ERROR_NONE] = EXIT_DONE,
		[ERROR_INPUT] = EXIT_INPUT,
		[ERROR_MAPPING] = EXIT_REJECTED,
		[ERROR_USAGE] = EXIT_USAGE,
		[ERROR_NO_FILE] = EXIT_NO_FILE,
		[ERROR_CONFIG] = EXIT_CONFIG,
		[ERROR_CREDENTIALS] = EXIT_NO_RIGHTS,
		[ERROR_NETWORK] = EXIT_NO_SERVER,
		[ERROR_LDAP] = EXIT_FAILED,
		[ERROR_SYSTEM] = EXIT_FAILED,
		[ERROR_INTERNAL] = EXIT_FAILED,
	};

	return statuses[err->kind];
}
