/* SPDX-License-Identifier: ISC */
#include "bridge/command.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"
#include "bridge/apply.h"
#include "bridge/directory/ldap.h"
#include "bridge/stop.h"
#include "bridge/version.h"

/* Everything that lives as long as the verb. */
struct work {
	const struct command *command;
	struct arena *arena;
	struct config config;
	struct document document;
	struct schema *schema;
	struct map *map;
	struct directory *directory;
	struct intake *intake;
	struct exclude *exclude;
	struct run run;
};

/* Errors and warnings of configuration and map, all of them, on stderr. */
static void
print_diagnostics(
    const struct work *work, const struct diagnostics *diagnostics)
{
	struct buffer out;

	if (diagnostics->count == 0 ||
	    (diagnostics->errors == 0 && work->command->is_quiet))
		return;
	buffer_init(&out, work->arena);
	diagnostics_write(diagnostics, &out);
	fputs(out.data, stderr);
}

static int
read_config(struct work *work, struct error *err)
{
	const char *path = work->command->config_path != NULL
	    ? work->command->config_path
	    : DIRWIRE_CONFIG;
	struct diagnostics diagnostics;

	diagnostics_init(&diagnostics, work->arena);
	document_init(&work->document, work->arena);
	if (config_read(
		path, &work->document, &diagnostics, &work->config, err) < 0)
		return work->command->config_path != NULL
		    ? -1
		    : error_prefix(
			  err, "no configuration (name one with -c FILE)");
	work->schema = schema_create_builtin();
	work->map = map_create(&work->document, work->schema, &diagnostics);
	for (size_t i = 0; i < diagnostics.count; i++)
		if (diagnostics.items[i].place.file == NULL)
			diagnostics.items[i].place.file = path;
	print_diagnostics(work, &diagnostics);
	if (diagnostics.errors > 0)
		return error_set(err, ERROR_CONFIG,
		    "%zu error%s in configuration and map; nothing was done",
		    diagnostics.errors, diagnostics.errors == 1 ? "" : "s");
	return 0;
}

/* -q and -v are about this run, [log] level about all of them. */
static void
set_log_level(const struct work *work)
{
	bool is_set = false;
	const struct section *log =
	    document_find(&work->document, SECTION_CONFIG, "log");

	if (log != NULL)
		is_set = section_find(log, "level") != NULL;
	if (work->command->is_quiet)
		log_set_level(LOG_LEVEL_ERROR);
	else if (work->command->is_verbose)
		log_set_level(LOG_LEVEL_INFO);
	else
		log_set_level(is_set ? (enum log_level)work->config.log_level
				     : LOG_LEVEL_WARNING);
}

static bool
is_coloured(const struct command *command)
{
	const char *no_color = getenv("NO_COLOR");
	const char *term = getenv("TERM");

	if (command->colour != COLOUR_AUTO)
		return command->colour == COLOUR_ALWAYS;
	return (no_color == NULL || *no_color == '\0') && term != NULL &&
	    strcmp(term, "dumb") != 0 && isatty(STDOUT_FILENO) != 0;
}

static int
open_report(
    struct work *work, const char *format, const char *path, struct error *err)
{
	struct report *report =
	    report_open(format, path, is_coloured(work->command), err);

	if (report == NULL)
		return -1;
	work->run.reports[work->run.report_count++] = report;
	return 0;
}

static bool
is_same_file(const char *a, const char *b)
{
	struct stat left, right;

	return stat(a, &left) == 0 && stat(b, &right) == 0 &&
	    S_ISREG(left.st_mode) && left.st_dev == right.st_dev &&
	    left.st_ino == right.st_ino;
}

/* Is `path` one of the files that configuration and map were read from? */
static bool
is_of_document(const struct document *document, const char *path)
{
	for (size_t i = 0; i < document->count; i++) {
		const struct section *section = &document->sections[i];
		const char *last = section->place.file;

		if (last != NULL && is_same_file(path, last))
			return true;
		for (size_t j = 0; j < section->count; j++) {
			const char *file = section->settings[j].place.file;

			if (file != last && is_same_file(path, file))
				return true;
			last = file;
		}
	}
	return false;
}

static bool
is_credential(const struct config_ldap *ldap, const char *path)
{
	const char *const files[] = { ldap->password_file, ldap->ca_file,
		ldap->cert_file, ldap->key_file };

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		if (files[i] != NULL && is_same_file(path, files[i]))
			return true;
	return false;
}

/* What a report to `path` would destroy; or NULL. */
static const char *
destroyed_by(const struct work *work, const char *path)
{
	const struct command *command = work->command;
	const char *config = command->config_path;
	const char *map = work->config.map.file;

	if (config == NULL)
		config = DIRWIRE_CONFIG;
	if (is_same_file(path, config))
		return "the configuration";
	if (map != NULL && is_same_file(path, map))
		return "the map";
	if (is_of_document(&work->document, path))
		return "a file that the configuration includes";
	if (work->config.map.exclude_file != NULL &&
	    is_same_file(path, work->config.map.exclude_file))
		return "exclude-file";
	if (is_credential(&work->config.ldap, path))
		return "a password or certificate of [ldap]";
	if (command->operand_count == 0 && is_same_file(path, "/dev/stdin"))
		return "the input";
	for (size_t i = 0; i < command->operand_count; i++) {
		const char *input = command->operands[i];

		if (is_same_file(
			path, strcmp(input, "-") == 0 ? "/dev/stdin" : input))
			return "the input";
	}
	return NULL;
}

static int
check_reports(const struct work *work, struct error *err)
{
	const struct command *command = work->command;
	size_t on_stdout = 0;

	for (size_t i = 0; i < command->report_count; i++) {
		const char *path = command->reports[i].path;
		const char *lost =
		    path != NULL ? destroyed_by(work, path) : NULL;

		on_stdout += path == NULL;
		if (lost != NULL)
			return error_set(err, ERROR_USAGE,
			    "the report %s would be written over %s", path,
			    lost);
		for (size_t j = 0; path != NULL && j < i; j++)
			if (command->reports[j].path != NULL &&
			    strcmp(path, command->reports[j].path) == 0)
				return error_set(err, ERROR_USAGE,
				    "two reports to %s; give each a file of its own",
				    path);
	}
	if (on_stdout > 1)
		return error_set(err, ERROR_USAGE,
		    "two reports on standard output; write one to a file: --report ldif=FILE");
	return 0;
}

static int
open_reports(struct work *work, struct error *err)
{
	const struct command *command = work->command;

	for (size_t i = 0; i < command->report_count; i++)
		if (open_report(work, command->reports[i].format,
			command->reports[i].path, err) < 0)
			return -1;
	if (command->report_count > 0 || command->is_quiet)
		return 0;
	return open_report(work, "text", NULL, err);
}

static int
open_intake(struct work *work, struct error *err)
{
	static const char *const standard[] = { "-", NULL };
	const struct command *command = work->command;
	struct intake_rules rules = { .account = work->config.source.account,
		.has_key_account = work->map->key.has_account,
		/* of digits no two are equal */
		.key_type =
		    work->map->key.is_any_id ? work->map->key.type : NULL };

	if (command->operand_count == 0 && isatty(STDIN_FILENO) != 0)
		return error_set(err, ERROR_USAGE,
		    "no events: name files, or - and send them to standard input");
	work->intake = intake_create(
	    command->operand_count > 0 ? command->operands : standard, &rules,
	    err);
	return work->intake != NULL ? 0 : -1;
}

static int
read_exclude(struct work *work, struct error *err)
{
	const char *path = work->config.map.exclude_file;

	if (path == NULL)
		return 0;
	work->exclude = exclude_read(path, work->map, err);
	return work->exclude != NULL ? 0 : -1;
}

static int
open_directory(struct work *work, struct error *err)
{
	const struct config_ldap *ldap = &work->config.ldap;
	struct ldap_settings settings = { .uris = ldap->uris,
		.bind_dn = ldap->bind_dn,
		.password_file = ldap->password_file,
		.ca_file = ldap->ca_file,
		.cert_file = ldap->cert_file,
		.key_file = ldap->key_file,
		.is_sasl_external = ldap->is_sasl_external != 0,
		.is_starttls = ldap->is_starttls != 0,
		.is_plaintext_allowed = ldap->is_plaintext_allowed != 0,
		.connect_timeout_ms = ldap->connect_timeout_ms,
		.timeout_ms = ldap->timeout_ms };

	work->directory = ldap_directory_create(&settings, work->schema, err);
	if (work->directory != NULL)
		return 0;
	if (err->kind == ERROR_LDAP)
		run_status(&work->run,
		    (enum exit_status)result_exit_status(err->detail));
	return -1;
}

/* A base that is not there makes every contact look new, or every search fail.
 */
static int
check_base(struct work *work, struct error *err)
{
	struct query query = { .base = work->map->base_text };
	struct outcome outcome;
	struct found found;

	directory_find(work->directory, &query, work->arena, &found, &outcome);
	if (outcome.code == RESULT_NO_SUCH_OBJECT)
		return error_set(err, ERROR_CONFIG,
		    "base %s is not in %s, or %s may not see it: %s; create it, or correct base in [map]",
		    work->map->base_text, work->directory->target,
		    work->directory->identity, outcome.text);
	if (outcome.verdict != VERDICT_DONE) {
		run_status(&work->run,
		    (enum exit_status)result_exit_status(outcome.code));
		return error_set_detail(err, ERROR_LDAP, outcome.code,
		    "base %s can't be read: %s", work->map->base_text,
		    outcome.text);
	}
	if (found.count == 0)
		return error_set(err, ERROR_CONFIG,
		    "base %s can't be seen by %s; give it the right to read",
		    work->map->base_text, work->directory->identity);
	if (!work->directory->has_assertion || found.entries[0].csn == NULL)
		log_warning(
		    "%s offers no assertions, or %s may not read entryCSN: changes are checked by their old values instead",
		    work->directory->target, work->directory->identity);
	return 0;
}

static void
tell_head(struct work *work)
{
	char time[CLOCK_TEXT_SIZE];
	struct report_head head = { .is_dry_run = work->command->is_dry_run,
		.target = work->directory->target,
		.identity = work->directory->identity,
		.base = work->map->base_text,
		.account = work->config.source.account,
		.map_file = work->config.map.file,
		.map_hash = work->map->hash,
		.time = time };

	if (head.map_file == NULL)
		head.map_file = work->map->sections[0].place.file;
	clock_write(clock_wall_ms(), time);
	work->run.summary.is_dry_run = head.is_dry_run;
	run_head(&work->run, &head);
}

static void
apply(struct work *work)
{
	struct apply_settings settings = {
		.exclude = work->exclude,
		.is_dry_run = work->command->is_dry_run,
		.max_removes = { .has_number = true,
		    .number = APPLY_REMOVES_MAX },
	};
	const struct limit *guard = &work->config.guard.max_removes;
	struct error err;

	settings.rules.map = work->map;
	settings.rules.on_delete = (enum on_delete)work->config.map.on_delete;
	settings.rules.is_delete_foreign =
	    work->config.map.is_delete_foreign != 0;
	settings.rules.has_assertion = work->directory->has_assertion;
	/* the guards come later, but who wants less gets less */
	if (guard->has_number && guard->number < APPLY_REMOVES_MAX)
		settings.max_removes.number = guard->number;
	if (work->command->has_max_removes)
		settings.max_removes = work->command->max_removes;
	if (intake_read(work->intake, &work->run, &err) < 0)
		run_cut_short(&work->run, exit_status_of(&err), err.text);
	else
		apply_run(&settings, work->directory, work->intake, &work->run);
	if (work->command->is_detailed && work->command->is_dry_run &&
	    work->run.summary.adds + work->run.summary.modifies +
		    work->run.summary.removes + work->run.summary.held >
		0)
		run_status(&work->run, EXIT_CHANGES);
}

/* What can be known wrong is found before the server is asked, and the server
 * is asked before a report is begun. */
static int
prepare(struct work *work, struct error *err)
{
	if (read_config(work, err) < 0)
		return -1;
	set_log_level(work);
	if (check_reports(work, err) < 0 || read_exclude(work, err) < 0 ||
	    open_intake(work, err) < 0 || open_directory(work, err) < 0 ||
	    check_base(work, err) < 0)
		return -1;
	return open_reports(work, err);
}

enum exit_status
verb_apply(const struct command *command)
{
	struct work work = { .command = command };
	struct error err;

	work.arena = arena_create();
	work.run.status = EXIT_DONE;
	if (prepare(&work, &err) < 0) {
		log_error("%s", err.text);
		run_status(&work.run, exit_status_of(&err));
		for (size_t i = 0; i < work.run.report_count; i++)
			report_close(&work.run.reports[i], NULL);
	} else {
		stop_watch();
		tell_head(&work);
		apply(&work);
		run_end(&work.run);
	}
	intake_destroy(&work.intake);
	exclude_destroy(&work.exclude);
	if (work.directory != NULL)
		directory_destroy(&work.directory);
	map_destroy(&work.map);
	schema_destroy(&work.schema);
	arena_destroy(&work.arena);
	return work.run.status;
}
