/* SPDX-License-Identifier: ISC */
#include "bridge/prepare.h"

#include <string.h>
#include <sys/stat.h>

#include "base/clock.h"
#include "base/log.h"
#include "bridge/apply.h"
#include "bridge/record.h"
#include "bridge/stop.h"

/* Everything that lives as long as the verb. */
struct work {
	const struct command *command;
	struct prepared with;
	struct run run;
	struct record record; /* its run is of the plan */
};

static int
open_report(struct work *work, const struct report_format *format,
    const char *path, struct error *err)
{
	struct report *report =
	    report_open(format, path, prepare_is_coloured(work->command), err);

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
	const char *map = work->with.config.map.file;

	if (is_same_file(path, work->with.config_path))
		return "the configuration";
	if (map != NULL && is_same_file(path, map))
		return "the map";
	if (is_of_document(&work->with.document, path))
		return "a file that the configuration includes";
	if (work->with.config.map.exclude_file != NULL &&
	    is_same_file(path, work->with.config.map.exclude_file))
		return "exclude-file";
	if (is_credential(&work->with.config.ldap, path))
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

/* The n-th report needs a file of its own. */
static int
check_shared(const struct command *command, size_t n, struct error *err)
{
	const char *path = command->reports[n].path;

	for (size_t i = 0; i < n; i++) {
		const char *other = command->reports[i].path;

		if (path == NULL && other == NULL)
			return error_set(err, ERROR_USAGE,
			    "two reports on standard output; write one to a file: --report %s=FILE",
			    command->reports[n].format->name);
		if (path != NULL && other != NULL && strcmp(path, other) == 0)
			return error_set(err, ERROR_USAGE,
			    "two reports to %s; give each a file of its own",
			    path);
		if (is_same_file(path != NULL ? path : "/dev/stdout",
			other != NULL ? other : "/dev/stdout"))
			return error_set(err, ERROR_USAGE,
			    "the reports to %s and %s are one file; give each its own",
			    path != NULL ? path : "standard output",
			    other != NULL ? other : "standard output");
	}
	return 0;
}

static int
check_reports(const struct work *work, struct error *err)
{
	const struct command *command = work->command;

	for (size_t i = 0; i < command->report_count; i++) {
		const char *path = command->reports[i].path;
		const char *lost =
		    path != NULL ? destroyed_by(work, path) : NULL;

		if (lost != NULL)
			return error_set(err, ERROR_USAGE,
			    "the report %s would be written over %s", path,
			    lost);
		if (check_shared(command, i, err) < 0)
			return -1;
	}
	return 0;
}

static int
open_reports(struct work *work, struct error *err)
{
	const struct command *command = work->command;

	/* two names of a file that was not there are seen only now */
	for (size_t i = 0; i < command->report_count; i++)
		if (check_shared(command, i, err) < 0 ||
		    open_report(work, command->reports[i].format,
			command->reports[i].path, err) < 0)
			return -1;
	if (command->report_count > 0 || command->is_quiet)
		return 0;
	return open_report(work, report_format_find("text"), NULL, err);
}

static void
tell_head(struct work *work)
{
	char time[CLOCK_TEXT_SIZE];
	struct report_head head = { .is_dry_run = work->command->is_dry_run,
		.target = work->with.directory->target,
		.identity = work->with.directory->identity,
		.base = work->with.map->base_text,
		.account = work->with.config.source.account,
		.map = work->with.map,
		.map_file = prepare_map_file(&work->with),
		.map_hash = work->with.map->hash,
		.time = time };

	clock_write(clock_wall_ms(), time);
	work->run.summary.is_dry_run = head.is_dry_run;
	run_head(&work->run, &head);
	head.is_dry_run = true;
	run_head(&work->record.run, &head);
}

/* What can't be used of the input belongs to the plan, too. */
static int
read_intake(struct work *work, struct error *err)
{
	struct run *run = &work->run, *record = &work->record.run;
	size_t count = run->report_count;
	int rc;

	for (size_t i = 0; i < record->report_count; i++)
		run->reports[run->report_count++] = record->reports[i];
	rc = intake_read(work->with.intake, run, err);
	run->report_count = count;
	record->summary = run->summary;
	record->summary.is_dry_run = true;
	return rc;
}

/* `what` is done with the contacts, for people: " planned", or "". */
static void
run_contacts(struct work *work, const struct apply_settings *settings,
    struct run *run, const char *what)
{
	struct intake *intake = work->with.intake;

	progress_begin(&run->progress, what, intake_count(intake));
	apply_run(settings, work->with.directory, intake, run);
	progress_end(&run->progress);
}

/* Plan everything and write it down.  -1, which the run was told, when it is not
 * whole; then nothing may be written. */
static int
record_plan(struct work *work, struct apply_settings *settings)
{
	struct record *record = &work->record;
	enum exit_status status;
	struct error err;
	bool is_whole;

	settings->is_dry_run = true;
	settings->recorded = recorded_create(intake_count(work->with.intake));
	run_contacts(work, settings, &record->run, " planned");
	settings->is_dry_run = false;
	is_whole = record->run.incomplete[0] == '\0';
	status = is_whole ? EXIT_FAILED : record->run.status;
	if (is_whole && record_close(record, &err) == 0)
		return 0;
	if (!is_whole) {
		record_abandon(record);
		error_set(&err, ERROR_SYSTEM,
		    "the plan could not be recorded whole, so nothing was done");
	}
	run_cut_short(&work->run, status, err.text);
	return -1;
}

static void
apply(struct work *work)
{
	struct apply_settings settings = {
		.exclude = work->with.exclude,
		.is_dry_run = work->command->is_dry_run,
		.window = (size_t)work->with.config.ldap.window,
		.rate = work->with.config.ldap.rate,
		.retry_for_ms = work->with.config.ldap.retry_for_ms,
		.max_removes = { .has_number = true,
		    .number = APPLY_REMOVES_MAX },
	};
	const struct limit *guard = &work->with.config.guard.max_removes;
	struct error err;

	settings.rules = prepare_rules(&work->with);
	/* the guards come later, but who wants less gets less */
	if (guard->has_number && guard->number < APPLY_REMOVES_MAX)
		settings.max_removes.number = guard->number;
	if (work->command->has_max_removes)
		settings.max_removes = work->command->max_removes;
	if (read_intake(work, &err) < 0) {
		run_cut_short(&work->run, exit_status_of(&err), err.text);
		record_abandon(&work->record);
	} else if (work->command->record_path == NULL ||
	    record_plan(work, &settings) == 0) {
		run_contacts(work, &settings, &work->run, "");
	}
	recorded_destroy(&settings.recorded);
	if (work->command->is_detailed && work->command->is_dry_run &&
	    work->run.summary.adds + work->run.summary.modifies +
		    work->run.summary.renames + work->run.summary.removes +
		    work->run.summary.held >
		0)
		run_status(&work->run, EXIT_CHANGES);
}

static int
begin(struct work *work, struct error *err)
{
	struct prepared *with = &work->with;

	if (work->command->record_path != NULL && work->command->is_dry_run)
		return error_set(err, ERROR_USAGE,
		    "--record is for a run that writes; with -n take --report json=FILE");
	if (prepare_map(with, true, err) < 0 || check_reports(work, err) < 0 ||
	    prepare_intake(with, err) < 0 || prepare_directory(with, err) < 0 ||
	    prepare_base(with, err) < 0)
		return -1;
	if (!with->directory->has_assertion || !with->has_csn)
		log_warning(
		    "%s offers no assertions, or %s may not read entryCSN: changes are checked by their old values instead",
		    with->directory->target, with->directory->identity);
	/* the server is asked before a report is begun */
	if (open_reports(work, err) < 0)
		return -1;
	return work->command->record_path == NULL
	    ? 0
	    : record_open(
		  &work->record, work->command->record_path, with->arena, err);
}

enum exit_status
verb_apply(const struct command *command)
{
	struct work work = { .command = command };
	struct error err;

	prepare_init(&work.with, command);
	work.run.status = EXIT_DONE;
	if (begin(&work, &err) < 0) {
		run_cut_short(&work.run, prepare_status(&err), err.text);
		/* those that were opened before one that could not be */
		if (work.run.report_count > 0)
			tell_head(&work);
	} else {
		stop_watch();
		tell_head(&work);
		apply(&work);
	}
	run_end(&work.run);
	prepare_clear(&work.with);
	return work.run.status;
}
