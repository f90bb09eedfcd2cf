/* SPDX-License-Identifier: ISC */
#include "bridge/check_private.h"
#include "bridge/probe_entry.h"

#include <string.h>

/* An entry that comes and goes. */
struct probe {
	struct server_check *check;
	struct probe_entry made;
	char csn[OUTCOME_CSN_MAX];
	const char *at; /* where it stands */
	bool is_lost;   /* an answer is missing: it may stand elsewhere */
	size_t failures;
};

static void
tell_refused(
    struct probe *probe, const char *step, const struct outcome *outcome)
{
	struct checklist *list = probe->check->list;
	const char *identity = probe->check->identity;

	probe->failures++;
	probe->is_lost |= outcome->code < 0;
	checklist_failed(list,
	    (enum exit_status)result_exit_status(outcome->code), "writing",
	    "%s: %s", step, outcome->text);
	if (outcome->verdict == VERDICT_REFUSED &&
	    result_exit_status(outcome->code) == EXIT_NO_RIGHTS)
		checklist_way_out(list,
		    "access to dn.subtree=\"%s\" by dn.exact=\"%s\" write by * break",
		    probe->check->with->map->base_text, identity);
	else if (outcome->code == RESULT_REFERRAL)
		checklist_way_out(list,
		    "this server is a copy that takes no writes: take it out of uri, or name the one that does");
	else if (outcome->code == RESULT_NO_SUCH_OBJECT)
		checklist_way_out(list, "create the parent, see above");
	else
		checklist_way_out(list,
		    "what the server says is what contacts would be rejected for");
}

static void
note_csn(struct probe *probe, const struct outcome *outcome)
{
	memcpy(probe->csn, outcome->csn, sizeof(probe->csn));
}

static const char *
csn_of(const struct probe *probe)
{
	return probe->csn[0] != '\0' ? probe->csn : NULL;
}

/* One attribute after another, to name those that may not be written. */
static void
modify_one_by_one(struct probe *probe)
{
	size_t failures = probe->failures;
	struct outcome outcome;

	for (size_t i = 0; i < probe->made.mod_count; i++) {
		directory_modify(probe->check->directory, probe->made.name,
		    &probe->made.mods[i], 1, NULL, &outcome);
		if (outcome.verdict == VERDICT_DONE)
			note_csn(probe, &outcome);
		else
			tell_refused(probe,
			    arena_printf(probe->check->arena, "modify %s of %s",
				probe->made.mods[i].name, probe->made.name),
			    &outcome);
		if (probe->is_lost)
			return;
	}
	if (probe->failures == failures)
		checklist_warning(probe->check->list, "writing",
		    "modify %s: each attribute alone, but not all in one",
		    probe->made.name);
}

/* An assertion that does not hold must hold the change back. */
static void
try_assertion(struct probe *probe, const char *old_csn)
{
	struct outcome outcome;

	if (!probe->check->directory->has_assertion || *old_csn == '\0' ||
	    strcmp(old_csn, probe->csn) == 0)
		return;
	directory_modify(probe->check->directory, probe->made.name,
	    probe->made.mods, 1, old_csn, &outcome);
	if (outcome.verdict != VERDICT_DONE)
		return;
	note_csn(probe, &outcome);
	probe->failures++;
	checklist_failed(probe->check->list, EXIT_FAILED, "writing",
	    "the server offers assertions and does not heed them: what others write in between would be lost");
	checklist_way_out(probe->check->list,
	    "is there a proxy between that drops controls?");
}

static void
try_modify(struct probe *probe)
{
	char old_csn[OUTCOME_CSN_MAX];
	struct outcome outcome;

	memcpy(old_csn, probe->csn, sizeof(old_csn));
	directory_modify(probe->check->directory, probe->made.name,
	    probe->made.mods, probe->made.mod_count, csn_of(probe), &outcome);
	if (outcome.verdict == VERDICT_DONE) {
		note_csn(probe, &outcome);
		try_assertion(probe, old_csn);
	} else if (outcome.code < 0) {
		tell_refused(probe, "modify", &outcome);
	} else {
		modify_one_by_one(probe);
	}
}

static void
try_rename(struct probe *probe)
{
	struct outcome outcome;

	directory_rename(probe->check->directory, probe->made.name,
	    &probe->made.rename, csn_of(probe), &outcome);
	if (outcome.verdict == VERDICT_DONE)
		probe->at = probe->made.later_name;
	else
		tell_refused(probe,
		    arena_printf(probe->check->arena, "rename %s to %s",
			probe->made.name, probe->made.rename.rdn),
		    &outcome);
}

/* 1: something stands there, and *is_ours_r tells whether a probe left it; 0:
 * nothing; -1: not known. */
static int
look(struct probe *probe, const char *name, bool *is_ours_r)
{
	static const char *const names[] = { "*", NULL };
	struct question question = { .base = name, .attributes = names };
	struct answer *answer = &probe->check->answer;

	*is_ours_r = false;
	if (ldap_ask(probe->check->directory, &question, probe->check->arena,
		answer) < 0)
		return answer->outcome.code == RESULT_NO_SUCH_OBJECT ? 0 : -1;
	if (answer->kept == 0)
		return -1; /* it is there and may not be seen */
	*is_ours_r = probe_entry_is(&probe->made, &answer->entries[0]);
	return 1;
}

/* Nothing but a probe's own is ever taken away. -1: something else is there. */
static int
clear_place(struct probe *probe)
{
	const char *const names[] = { probe->made.name,
		probe->made.later_name };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct outcome outcome;
		bool is_ours;
		int found = look(probe, names[i], &is_ours);

		if (found == 0)
			continue;
		if (!is_ours) {
			checklist_not_proven(probe->check->list, "writing",
			    "%s is there, or may be, and is not of a probe: it was not touched",
			    names[i]);
			return -1;
		}
		directory_remove(
		    probe->check->directory, names[i], NULL, &outcome);
		if (outcome.verdict != VERDICT_DONE) {
			tell_refused(probe,
			    arena_printf(probe->check->arena,
				"delete %s, left over from a probe", names[i]),
			    &outcome);
			return -1;
		}
		checklist_warning(probe->check->list, "writing",
		    "%s was left over from a probe that was cut short; it is gone now",
		    names[i]);
	}
	return 0;
}

/* A handle that died is of no use for tidying up. */
static void
connect_again(struct probe *probe)
{
	struct server_check *check = probe->check;
	struct ldap_settings settings = prepare_ldap(check->with);
	struct directory *again;
	struct error err;

	again = ldap_directory_open(
	    &settings, check->uri, check->with->schema, &err);
	if (again == NULL)
		return;
	directory_destroy(&check->directory);
	check->directory = again;
}

/* -1 when it has stayed or, with probe->is_lost, may have; why is told. */
static int
remove_at(struct probe *probe, const char *name)
{
	struct outcome outcome;

	directory_remove(probe->check->directory, name, NULL, &outcome);
	if (outcome.verdict == VERDICT_DONE)
		return 0;
	tell_refused(probe,
	    arena_printf(probe->check->arena, "delete %s", name), &outcome);
	return -1;
}

/* What is left to do by hand; of one entry it is told once. */
static void
tell_stayed(struct probe *probe, const char *how, const char *names)
{
	checklist_way_out(probe->check->list,
	    "the entry of the probe %s: delete %s by hand, or run this again",
	    how, names);
}

/* An answer is missing: look where it stands, if at all. */
static void
find_and_remove(struct probe *probe)
{
	const char *const names[] = { probe->made.name,
		probe->made.later_name };
	const char *unknown = NULL;

	connect_again(probe);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		bool is_ours;
		int found = look(probe, names[i], &is_ours);

		if (is_ours) {
			if (remove_at(probe, names[i]) < 0)
				tell_stayed(
				    probe, "has stayed, or may have", names[i]);
			return; /* it is one entry */
		}
		if (found < 0)
			unknown = unknown == NULL
			    ? names[i]
			    : arena_printf(probe->check->arena, "%s or %s",
				  unknown, names[i]);
	}
	if (unknown != NULL)
		tell_stayed(probe, "may have stayed", unknown);
}

static void
run_probe(struct probe *probe)
{
	struct outcome outcome;

	directory_add(probe->check->directory, &probe->made.entry, &outcome);
	if (outcome.verdict == VERDICT_DONE) {
		probe->at = probe->made.name;
		note_csn(probe, &outcome);
		try_modify(probe);
		if (!probe->is_lost)
			try_rename(probe);
		/* taken away, whatever went wrong before */
		if (!probe->is_lost && remove_at(probe, probe->at) < 0 &&
		    !probe->is_lost)
			tell_stayed(probe, "has stayed", probe->at);
	} else {
		tell_refused(probe,
		    arena_printf(
			probe->check->arena, "add %s", probe->made.name),
		    &outcome);
	}
	if (probe->is_lost)
		find_and_remove(probe);
	if (probe->failures == 0)
		checklist_ok(probe->check->list, "writing",
		    "%s was added, modified, renamed and deleted",
		    probe->made.name);
}

/* The first that makes entries; NULL when all of them say leave. */
static const struct map_section *
first_section(const struct map *map)
{
	for (size_t i = 0; i < map->count; i++)
		if (map->sections[i].dn.count > 0)
			return &map->sections[i];
	return NULL;
}

static void
probe_below(struct server_check *check, const struct dn *parent,
    const struct map_section *section)
{
	const char *account = check->with->config.source.account;
	struct probe probe = { .check = check };

	/* [disabled] names no classes: any entry may come there */
	if (section == check->with->map->disabled)
		section = first_section(check->with->map);
	if (section == NULL) {
		checklist_not_proven(check->list, "writing",
		    "every [entry] of the map says leave, so there is no entry to try with");
		return;
	}
	if (probe_entry_make(check->with->map, section, parent,
		account != NULL ? account : "0", check->arena,
		&probe.made) < 0) {
		checklist_not_proven(check->list, "writing",
		    "[entry %s] makes no name that could be tried",
		    section->name);
		return;
	}
	if (probe.made.impossible != NULL)
		checklist_not_proven(check->list, "writing",
		    "[entry %s] must have %s, which a text can't make",
		    section->name, probe.made.impossible->name);
	else if (clear_place(&probe) == 0)
		run_probe(&probe);
}

void
check_probe(struct server_check *check)
{
	const struct map_section *section;
	const struct dn *parent;

	for (size_t n = 0;
	     (parent = check_parent_at(check, n, &section)) != NULL; n++)
		probe_below(check, parent, section);
}
