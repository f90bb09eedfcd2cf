/* SPDX-License-Identifier: ISC */
#include "bridge/check.h"

#include <stdio.h>

#include "mapping/coverage.h"

/* Ask the map of every contact.  -1 when the input could not be read again. */
static int
gather(struct prepared *with, struct coverage *coverage, struct error *err)
{
	struct arena *arena = arena_create();
	int rc = 0;

	for (size_t i = 0; i < intake_count(with->intake) && rc == 0; i++) {
		struct trace trace = { .arena = arena };
		const struct contact *contact;
		const struct event *event;
		struct desired desired;
		struct error why;
		int made;

		rc = intake_contact(with->intake, i, &contact, &event, err);
		if (rc < 0)
			break;
		made = map_make_traced(
		    with->map, contact, arena, &trace, &desired, &why);
		coverage_add(
		    coverage, contact, &trace, made == 0 ? &desired : NULL);
		arena_reset(arena);
	}
	arena_destroy(&arena);
	return rc;
}

/* What the map makes of the contacts, and what it makes nothing of. */
static void
tell(struct prepared *with, const struct coverage *coverage,
    struct checklist *list)
{
	uint64_t rejected = coverage->unmapped;
	struct diagnostics found;
	struct buffer out;

	diagnostics_init(&found, with->arena);
	coverage_check(coverage, &found);
	buffer_init(&out, with->arena);
	diagnostics_write(&found, &out);
	if (found.count > 0 && !with->command->is_quiet)
		fputs(out.data, stderr);
	for (size_t i = 0; i < coverage->section_count; i++)
		rejected += coverage->sections[i].rejected;
	if (rejected > 0) {
		checklist_warning(list, "contacts",
		    "%zu of %zu would be rejected by the map", (size_t)rejected,
		    (size_t)coverage->contacts);
		checklist_way_out(
		    list, "dirwire explain, with the same files, tells why");
	} else {
		checklist_ok(
		    list, "contacts", "%zu", (size_t)coverage->contacts);
	}
	if (coverage->contacts == coverage->deleted)
		checklist_not_proven(list, "coverage",
		    "no contact is there that the map could be tried with");
	else if (found.count > 0)
		checklist_warning(list, "coverage",
		    "%zu warning%s of sections, picks and lines, told on standard error",
		    found.count, found.count == 1 ? "" : "s");
	else
		checklist_ok(list, "coverage",
		    "every section takes somebody, every pick matches, every line is filled");
}

void
check_contacts(struct prepared *with, struct checklist *list)
{
	struct run run = { .status = EXIT_DONE };
	struct coverage *coverage;
	struct error err;

	if (with->command->operand_count == 0)
		return;
	checklist_head(list, "sample");
	if (with->map == NULL) {
		checklist_not_proven(
		    list, "contacts", "the map has errors, told above");
		return;
	}
	if (prepare_intake(with, &err) < 0 ||
	    intake_read(with->intake, &run, &err) < 0) {
		checklist_failed(
		    list, exit_status_of(&err), "contacts", "%s", err.text);
		return;
	}
	if (run.status != EXIT_DONE)
		checklist_failed(list, run.status, "input",
		    "not all of it can be used, as told on standard error");
	coverage = coverage_create(with->map);
	if (gather(with, coverage, &err) < 0)
		checklist_failed(
		    list, exit_status_of(&err), "contacts", "%s", err.text);
	else
		tell(with, coverage, list);
	coverage_destroy(&coverage);
}
