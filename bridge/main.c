/* SPDX-License-Identifier: ISC */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/log.h"
#include "bridge/command.h"

static const struct command_verb *
verb_of(const struct command *command)
{
	if (command->is_version)
		return command_verb_find("version");
	if (command->is_help || command->verb == NULL)
		return command_verb_find("help");
	return command_verb_find(command->verb);
}

/* Who was started without one of the standard files would open the next file,
 * or the server, under its number, and reports would be written there.  What
 * takes the place can't be used either way, so that the loss is noticed. */
static void
fill_standard_files(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0)
			open("/dev/null",
			    fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);
}

/* `apply` holds all its input files open. */
static void
raise_file_limit(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) < 0)
		return;
	limit.rlim_cur = limit.rlim_max;
	setrlimit(RLIMIT_NOFILE, &limit);
}

int
main(int argc, char **argv)
{
	struct arena *arena = arena_create();
	enum exit_status status = EXIT_USAGE;
	const struct command_verb *verb;
	struct command command;
	struct error err;

	fill_standard_files();
	raise_file_limit();
	/* a server or reader that is gone is an error to tell, not our end */
	signal(SIGPIPE, SIG_IGN);
	if (command_parse(argc, argv, arena, &command, &err) < 0) {
		log_error("%s", err.text);
		status = exit_status_of(&err);
	} else {
		verb = verb_of(&command);
		if (verb == NULL)
			log_error("there is no verb %s%s", command.verb,
			    command_verb_hint(command.verb, arena));
		else
			status = verb->run(&command);
		if (command.verb == NULL && !command.is_help &&
		    !command.is_version)
			status = EXIT_USAGE;
	}
	arena_destroy(&arena);
	if (fflush(stdout) != 0 && status == EXIT_DONE)
		status = EXIT_FAILED;
	return (int)status;
}
