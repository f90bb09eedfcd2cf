/* SPDX-License-Identifier: ISC */
#include "bridge/command.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

static int
take_config(struct command *command, const char *argument, struct error *err)
{
	(void)err;
	command->config_path = argument;
	return 0;
}

static int
take_dry_run(struct command *command, const char *argument, struct error *err)
{
	(void)argument;
	(void)err;
	command->is_dry_run = true;
	return 0;
}

static int
take_report(struct command *command, const char *argument, struct error *err)
{
	struct command_report *report =
	    &command->reports[command->report_count];
	const char *equals = strchr(argument, '='), *name = argument;

	if (command->report_count == RUN_REPORTS_MAX)
		return error_set(err, ERROR_USAGE,
		    "more than %d reports in one run", RUN_REPORTS_MAX);
	report->path = NULL;
	if (equals != NULL) {
		name = arena_memdup(
		    command->arena, argument, (size_t)(equals - argument));
		report->path = equals + 1;
	}
	report->format = report_format_find(name);
	if (report->format == NULL)
		return error_set(err, ERROR_USAGE,
		    "there is no report format %s; dirwire knows %s", name,
		    report_format_names(command->arena));
	if (report->path != NULL && *report->path == '\0')
		return error_set(err, ERROR_USAGE,
		    "--report %s names no file behind the =", argument);
	command->report_count++;
	return 0;
}

static int
take_max_removes(
    struct command *command, const char *argument, struct error *err)
{
	if (limit_parse(argument, &command->max_removes, err) < 0 ||
	    command->max_removes.has_percent)
		return error_set(err, ERROR_USAGE,
		    "--max-removes takes a number or all, not \"%s\"",
		    argument);
	command->has_max_removes = true;
	return 0;
}

static int
take_record(struct command *command, const char *argument, struct error *err)
{
	if (*argument == '\0')
		return error_set(
		    err, ERROR_USAGE, "--record names no directory");
	command->record_path = argument;
	return 0;
}

static int
take_detailed(struct command *command, const char *argument, struct error *err)
{
	(void)argument;
	(void)err;
	command->is_detailed = true;
	return 0;
}

static int
take_only(struct command *command, const char *argument, struct error *err)
{
	return id_list_add(&command->only, argument, command->arena, err);
}

static int
take_against(struct command *command, const char *argument, struct error *err)
{
	if (command->against_path != NULL)
		return error_set(err, ERROR_USAGE,
		    "--against is given twice; put the entries into one file");
	command->against_path = argument;
	return 0;
}

static int
take_offline(struct command *command, const char *argument, struct error *err)
{
	(void)argument;
	(void)err;
	command->is_offline = true;
	return 0;
}

static int
take_write_probe(
    struct command *command, const char *argument, struct error *err)
{
	(void)argument;
	(void)err;
	command->is_write_probe = true;
	return 0;
}

static int
take_quiet(struct command *command, const char *argument, struct error *err)
{
	(void)argument;
	(void)err;
	command->is_quiet = true;
	return 0;
}

static int
take_verbose(struct command *command, const char *argument, struct error *err)
{
	(void)argument;
	(void)err;
	command->is_verbose = true;
	return 0;
}

static int
take_colour(struct command *command, const char *argument, struct error *err)
{
	if (strcmp(argument, "always") == 0)
		command->colour = COLOUR_ALWAYS;
	else if (strcmp(argument, "never") == 0)
		command->colour = COLOUR_NEVER;
	else if (strcmp(argument, "auto") != 0)
		return error_set(err, ERROR_USAGE,
		    "--color is auto, always or never, not \"%s\"", argument);
	return 0;
}

static int
take_help(struct command *command, const char *argument, struct error *err)
{
	(void)argument;
	(void)err;
	command->is_help = true;
	return 0;
}

static int
take_version(struct command *command, const char *argument, struct error *err)
{
	(void)argument;
	(void)err;
	command->is_version = true;
	return 0;
}

/* clang-format off */
static const struct command_option options[] = {
	{ 'c', "config", "FILE", COMMAND_APPLY | COMMAND_CHECK | COMMAND_EXPLAIN, "read the configuration from FILE", take_config },
	{ 'n', "dry-run", NULL, COMMAND_APPLY, "plan and report, write nothing", take_dry_run },
	{ 0, "report", "FORMAT[=FILE]", COMMAND_APPLY, "write a report of that format, to FILE if one is named", take_report },
	{ 0, "max-removes", "N|all", COMMAND_APPLY, "hold the removes when they are more than N (5)", take_max_removes },
	{ 0, "record", "DIR", COMMAND_APPLY, "keep the plan, the entries before it and the way back in DIR", take_record },
	{ 0, "detailed-exitcode", NULL, COMMAND_APPLY, "end with 2 when a dry run has changes", take_detailed },
	{ 0, "only", "ID|@FILE", COMMAND_EXPLAIN, "this contact alone, or those of FILE, one a line", take_only },
	{ 0, "against", "FILE", COMMAND_EXPLAIN, "show the change of the entries in FILE, which is LDIF", take_against },
	{ 0, "offline", NULL, COMMAND_EXPLAIN, "ask no server, and show no change", take_offline },
	{ 0, "write-probe", NULL, COMMAND_CHECK, "add an entry on every server, and take it away", take_write_probe },
	{ 'q', "quiet", NULL, COMMAND_APPLY | COMMAND_CHECK | COMMAND_EXPLAIN, "errors only, and no report but those asked for", take_quiet },
	{ 'v', "verbose", NULL, COMMAND_APPLY, "a line for each change that was made", take_verbose },
	{ 0, "color", "WHEN", COMMAND_APPLY | COMMAND_CHECK | COMMAND_EXPLAIN, "colours: auto, always or never", take_colour },
	{ 'h', "help", NULL, COMMAND_ALL, "say how it is used", take_help },
	{ 'V', "version", NULL, COMMAND_ALL, "say which version this is", take_version },
};

static const struct command_verb verbs[] = {
	{ "apply", COMMAND_APPLY, "[FILE|-]...", "bring the directory in step with contact events", "Events: a JSON document, an array of them, or one a line; - is standard input.", verb_apply },
	{ "check", COMMAND_CHECK, "[FILE|-]...", "look for what could go wrong, before it does", "Configuration, map and each of its servers; writes nothing without --write-probe.\nWith events, also whether every section, pick and line of the map is of use to them.", verb_check },
	{ "explain", COMMAND_EXPLAIN, "[FILE|-]...", "tell line by line what the map makes of contacts, and why", "Events as for apply.  Nothing is written; a server is asked when one is configured.", verb_explain },
	{ "help", COMMAND_HELP, "[VERB]", "say what there is, or how a verb is used", NULL, verb_help },
	{ "version", COMMAND_VERSION, "", "say which version this is and what it is built with", NULL, verb_version },
};
/* clang-format on */

enum {
	OPTIONS = sizeof(options) / sizeof(options[0]),
	VERBS = sizeof(verbs) / sizeof(verbs[0])
};

const struct command_option *
command_option(size_t n)
{
	return n < OPTIONS ? &options[n] : NULL;
}

const struct command_verb *
command_verb(size_t n)
{
	return n < VERBS ? &verbs[n] : NULL;
}

const struct command_verb *
command_verb_find(const char *name)
{
	for (size_t i = 0; i < VERBS; i++)
		if (strcmp(verbs[i].name, name) == 0)
			return &verbs[i];
	return NULL;
}

const struct command_option *
command_option_find(const char *name)
{
	for (size_t i = 0; i < OPTIONS; i++)
		if (strcmp(options[i].name, name) == 0)
			return &options[i];
	return NULL;
}

bool
command_takes(
    const struct command_verb *verb, const struct command_option *option)
{
	return (option->verbs & verb->bit) != 0;
}

const char *
command_verb_hint(const char *name, struct arena *arena)
{
	const char *names[VERBS + 1] = { NULL };
	const char *nearest;

	for (size_t i = 0; i < VERBS; i++)
		names[i] = verbs[i].name;
	nearest = text_nearest(name, names);
	if (nearest == NULL)
		return "; `dirwire help` lists them";
	return arena_printf(arena, "; did you mean %s?", nearest);
}

/* getopt's tables out of ours; a long option's value is its row + 256. */
static void
make_tables(char *letters, struct option *longs)
{
	*letters++ = ':';
	for (int i = 0; i < OPTIONS; i++) {
		bool has_argument = options[i].argument != NULL;

		longs[i].name = options[i].name;
		longs[i].has_arg =
		    has_argument ? required_argument : no_argument;
		longs[i].flag = NULL;
		longs[i].val = 256 + i;
		if (options[i].letter != '\0')
			*letters++ = options[i].letter;
		if (options[i].letter != '\0' && has_argument)
			*letters++ = ':';
	}
	*letters = '\0';
	memset(&longs[OPTIONS], 0, sizeof(longs[OPTIONS]));
}

static const struct command_option *
option_of(int code)
{
	if (code >= 256)
		return &options[code - 256];
	for (size_t i = 0; i < OPTIONS; i++)
		if (options[i].letter == code)
			return &options[i];
	return NULL;
}

static int
unknown_option(struct arena *arena, char **argv, struct error *err)
{
	const char *names[OPTIONS + 1];
	/* of letters in one argument getopt tells which; argv may be behind */
	const char *given = optopt > 0 && optopt < 256
	    ? arena_printf(arena, "-%c", optopt)
	    : argv[optind - 1];
	const char *nearest;
	char *name = arena_strdup(arena, given + strspn(given, "-"));

	for (size_t i = 0; i < OPTIONS; i++)
		names[i] = options[i].name;
	names[OPTIONS] = NULL;
	name[strcspn(name, "=")] = '\0';
	nearest =
	    strncmp(given, "--", 2) == 0 ? text_nearest(name, names) : NULL;
	if (nearest != NULL)
		return error_set(err, ERROR_USAGE,
		    "there is no option %s; did you mean --%s?", given,
		    nearest);
	return error_set(err, ERROR_USAGE,
	    "there is no option %s; `dirwire help` lists them", given);
}

/* An option that the verb does not take would be passed over in silence. */
static int
check_options(
    const struct command *command, const bool *is_given, struct error *err)
{
	const struct command_verb *verb =
	    command->verb != NULL ? command_verb_find(command->verb) : NULL;

	if (verb == NULL || command->is_help || command->is_version)
		return 0;
	for (size_t i = 0; i < OPTIONS; i++)
		if (is_given[i] && !command_takes(verb, &options[i]))
			return error_set(err, ERROR_USAGE,
			    "%s takes no --%s; `dirwire help%s%s` lists what %s",
			    verb->name, options[i].name,
			    verb->more != NULL ? " " : "",
			    verb->more != NULL ? verb->name : "",
			    verb->more != NULL ? "it takes" : "there is");
	return 0;
}

int
command_parse(int argc, char **argv, struct arena *arena,
    struct command *command_r, struct error *err)
{
	struct command command = { .arena = arena };
	char letters[2 * OPTIONS + 2];
	struct option longs[OPTIONS + 1];
	bool is_given[OPTIONS] = { false };
	int code;

	make_tables(letters, longs);
	opterr = 0;
	while ((code = getopt_long(argc, argv, letters, longs, NULL)) != -1) {
		const struct command_option *option = option_of(code);

		if (code == ':')
			return error_set(err, ERROR_USAGE,
			    "%s needs an argument", argv[optind - 1]);
		if (option == NULL)
			return unknown_option(arena, argv, err);
		is_given[option - options] = true;
		if (option->take(&command, optarg, err) < 0)
			return -1;
	}
	id_list_close(&command.only, arena);
	if (optind < argc)
		command.verb = argv[optind++];
	command.operands = (const char *const *)(argv + optind);
	command.operand_count = (size_t)(argc - optind);
	if (check_options(&command, is_given, err) < 0)
		return -1;
	*command_r = command;
	return 0;
}
