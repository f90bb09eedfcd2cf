/* SPDX-License-Identifier: ISC */
#include "bridge/stop.h"

#include <signal.h>
#include <string.h>

static volatile sig_atomic_t is_asked;

static void
ask(int signal_number)
{
	(void)signal_number;
	is_asked = 1;
}

void
stop_watch(void)
{
	struct sigaction action;

	memset(&action, 0, sizeof(action));
	sigemptyset(&action.sa_mask);
	action.sa_handler = ask;
	action.sa_flags = SA_RESTART | (int)SA_RESETHAND;
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
}

bool
stop_is_asked(void)
{
	return is_asked != 0;
}
