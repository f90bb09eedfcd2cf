/* SPDX-License-Identifier: ISC */
#include "bridge/prepare.h"

#include <string.h>

#include "base/log.h"
#include "bridge/apply.h"
#include "bridge/directory/content.h"
#include "bridge/report/explain.h"
#include "bridge/stop.h"

/* Everything that lives as long as the verb. */
struct work {
	const struct command *command;
	struct prepared with;
	struct report *report; /* the run's only one */
	struct run run;
	struct id_list only;   /* that were found are taken */
	const char *no_change; /* why changes can't be shown; or NULL */
	struct arena *arena;   /* of the contact at hand */
};

/* The server is asked when there is one; without it the rest is told all the
 * same, if only the map needs no names that it alone knows. */
static int
open_server(struct work *work, struct error *err)
{
	struct prepared *with = &work->with;

	if (prepare_directory(with, err) == 0 && prepare_base(with, err) == 0)
		return 0;
	if (with->map == NULL)
		return -1;
	log_error("%s", err->text);
	run_status(&work->run, prepare_status(err));
	directory_destroy(&with->directory);
	work->no_change = "the directory can't be asked";
	return 0;
}

static int
open_directory(struct work *work, struct error *err)
{
	const struct command *command = work->command;
	struct prepared *with = &work->with;

	if (command->against_path != NULL) {
		with->directory =
		    content_directory_create(command->against_path,
			with->schema, with->map->key.type, err);
		return with->directory != NULL ? 0 : -1;
	}
	if (!with->is_server_asked || with->config.ldap.uris == NULL)
		return 0;
	return open_server(work, err);
}

static int
begin(struct work *work, struct error *err)
{
	const struct command *command = work->command;
	struct prepared *with = &work->with;

	if (command->against_path != NULL && command->is_offline)
		return error_set(err, ERROR_USAGE,
		    "--against needs no --offline: no server is asked with it");
	with->has_places = true;
	with->is_advised = true;
	with->is_server_asked =
	    !command->is_offline && command->against_path == NULL;
	if (prepare_map(with, false, err) < 0 ||
	    prepare_intake(with, err) < 0 || open_directory(work, err) < 0)
		return -1;
	work->report = report_open(
	    &report_explain, NULL, prepare_is_coloured(command), err);
	if (work->report == NULL)
		return -1;
	work->run.reports[work->run.report_count++] = work->report;
	return 0;
}

static void
tell_head(struct work *work)
{
	const struct prepared *with = &work->with;
	struct report_head head = { .is_dry_run = true,
		.base = with->map->base_text,
		.account = with->config.source.account,
		.map_file = prepare_map_file(with),
		.map_hash = with->map->hash };

	if (with->directory != NULL) {
		head.target = with->directory->target;
		if (work->command->against_path == NULL)
			head.identity = with->directory->identity;
	} else if (work->no_change != NULL) {
		head.identity = work->no_change;
	} else {
		head.identity = work->command->is_offline
		    ? "offline"
		    : "[ldap] names no uri";
	}
	run_head(&work->run, &head);
}

/* The change, planned by the code of apply. */
static void
tell_change(struct work *work, size_t n, const struct desired *desired)
{
	struct prepared *with = &work->with;
	struct apply_settings settings = {
		.exclude = with->exclude, .is_dry_run = true, .window = 1
	};
	size_t told = strlen(work->run.incomplete);

	if (with->directory == NULL) {
		if (work->no_change != NULL)
			explain_no_change(work->report, work->no_change);
		return;
	}
	if (work->command->against_path != NULL && desired != NULL &&
	    desired->kind == DESIRED_ENTRY)
		content_directory_assume_parent(with->directory, &desired->dn);
	settings.rules = prepare_rules(with);
	apply_one(&settings, with->directory, with->intake, n, &work->run);
	if (strlen(work->run.incomplete) == told)
		return;
	work->no_change = "the directory does not answer as it should";
	explain_no_change(work->report, work->no_change);
	directory_destroy(&with->directory);
}

static void
explain(struct work *work, size_t n, const struct contact *contact,
    const struct event *event)
{
	const struct prepared *with = &work->with;
	struct trace trace = { .arena = work->arena };
	struct desired desired;
	struct change added = { .op = CHANGE_NONE };
	struct error err;
	struct explanation explanation = { .map = with->map,
		.on_delete = (enum on_delete)with->config.map.on_delete,
		.contact = contact,
		.event = event,
		.place = intake_place(with->intake, n, work->arena),
		.trace = &trace,
		.added = &added };
	/* apply leaves it alone, whatever the map says */
	bool is_excluded = with->exclude != NULL &&
	    exclude_has(with->exclude, contact->id, work->arena);

	if (map_make_traced(
		with->map, contact, work->arena, &trace, &desired, &err) < 0)
		explanation.reject = err.text;
	else
		explanation.desired = &desired;
	if (explanation.desired != NULL && desired.kind == DESIRED_ENTRY)
		change_add(with->map, &desired, work->arena, &added);
	if (!is_excluded &&
	    (explanation.desired == NULL ||
		(with->directory == NULL && added.op == CHANGE_REJECT))) {
		work->run.summary.rejects++;
		run_status(&work->run, EXIT_REJECTED);
	}
	explain_contact(work->report, &explanation);
	if (explanation.desired != NULL || is_excluded)
		tell_change(work, n, explanation.desired);
}

static void
explain_contacts(struct work *work)
{
	struct intake *intake = work->with.intake;
	struct id_list *only = &work->only;
	struct error err;

	for (size_t i = 0; i < intake_count(intake); i++) {
		const struct contact *contact;
		const struct event *event;

		arena_reset(work->arena);
		if (stop_is_asked()) {
			run_cut_short(
			    &work->run, EXIT_PAUSED, "stopped by a signal");
			return;
		}
		if (intake_contact(intake, i, &contact, &event, &err) < 0) {
			run_cut_short(&work->run, EXIT_FAILED, err.text);
			return;
		}
		if (only->ids.count == 0 || id_list_take(only, contact->id))
			explain(work, i, contact, event);
	}
	for (size_t i = 0; i < only->ids.count; i++)
		if (!only->is_taken[i]) {
			log_error("there is no contact %s in the input",
			    only->ids.items[i].data);
			run_status(&work->run, EXIT_FAILED);
		}
}

enum exit_status
verb_explain(const struct command *command)
{
	struct work work = { .command = command, .only = command->only };
	struct error err;

	prepare_init(&work.with, command);
	work.arena = arena_create();
	if (begin(&work, &err) < 0) {
		log_error("%s", err.text);
		run_status(&work.run, prepare_status(&err));
	} else {
		stop_watch();
		tell_head(&work);
		if (intake_read(work.with.intake, &work.run, &err) < 0)
			run_cut_short(
			    &work.run, exit_status_of(&err), err.text);
		else
			explain_contacts(&work);
		run_end(&work.run);
	}
	arena_destroy(&work.arena);
	prepare_clear(&work.with);
	return work.run.status;
}
