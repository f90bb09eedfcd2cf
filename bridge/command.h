/* SPDX-License-Identifier: ISC */
/* bridge/command.h - the command line: verbs and options, each a row of a
 * table.
 *
 * The manual and --help are checked against these tables.
 */
#ifndef DIRWIRE_BRIDGE_COMMAND_H
#define DIRWIRE_BRIDGE_COMMAND_H

#include "base/error.h"
#include "bridge/id_list.h"
#include "bridge/limit.h"
#include "bridge/run.h"

enum command_colour { COLOUR_AUTO, COLOUR_ALWAYS, COLOUR_NEVER };

/* --report FORMAT[=FILE] */
struct command_report {
	const struct report_format *format;
	const char *path; /* NULL: standard output */
};

/* What the options said. */
struct command {
	struct arena *arena;
	const char *verb;
	const char *config_path; /* NULL: the standard one */
	bool is_dry_run;
	struct command_report reports[RUN_REPORTS_MAX];
	size_t report_count;
	bool has_max_removes;
	struct limit max_removes;
	const char *record_path; /* NULL: no record */
	bool is_detailed;
	const char *against_path; /* or NULL */
	bool is_offline;
	struct id_list only; /* empty: all */
	bool is_write_probe;
	bool is_quiet;
	bool is_verbose;
	bool is_help;
	bool is_version;
	enum command_colour colour;
	const char *const *operands; /* NULL-ended */
	size_t operand_count;
};

/* Which verbs take an option: these bits of theirs. */
enum {
	COMMAND_APPLY = 1 << 0,
	COMMAND_EXPLAIN = 1 << 1,
	COMMAND_HELP = 1 << 2,
	COMMAND_VERSION = 1 << 3,
	COMMAND_CHECK = 1 << 4,
	COMMAND_ALL = (1 << 5) - 1
};

struct command_option {
	char letter;          /* or '\0' */
	const char *name;     /* long form */
	const char *argument; /* NULL: takes none */
	unsigned int verbs;   /* that take it */
	const char *help;
	int (*take)(
	    struct command *command, const char *argument, struct error *err);
};

struct command_verb {
	const char *name;
	unsigned int bit;
	const char *operands; /* as in the usage, or "" */
	const char *help;
	const char *more; /* what else help VERB says; NULL: nothing */
	enum exit_status (*run)(const struct command *command);
};

/* The n-th row of each table, or NULL behind the last. */
const struct command_option *command_option(size_t n);
const struct command_verb *command_verb(size_t n);

/* The verb of that name, or NULL. */
const struct command_verb *command_verb_find(const char *name);

/* The option of that long name, or NULL; does the verb take it? */
const struct command_option *command_option_find(const char *name);
bool command_takes(
    const struct command_verb *verb, const struct command_option *option);

/* "; did you mean apply?", or where verbs are listed; in `arena`. */
const char *command_verb_hint(const char *name, struct arena *arena);

/* Parse what stands behind the program's name.  -1 with ERROR_USAGE. */
int command_parse(int argc, char **argv, struct arena *arena,
    struct command *command_r, struct error *err);

/* The verbs. */
enum exit_status verb_apply(const struct command *command);
enum exit_status verb_explain(const struct command *command);
enum exit_status verb_check(const struct command *command);
enum exit_status verb_help(const struct command *command);
enum exit_status verb_version(const struct command *command);

#endif
