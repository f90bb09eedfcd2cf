/* SPDX-License-Identifier: ISC */
#include "bridge/intake.h"

#include <stdlib.h>
#include <string.h>

#include "bridge/newest.h"
#include "bridge/source/file.h"
#include "bridge/stop.h"
#include "event/cut.h"
#include "schema/match.h"

/* Where a record begins. */
struct record_place {
	uint16_t file;
	uint64_t offset;
	size_t line;
};

/* A record of the second pass, with all contacts in it. */
struct intake_record {
	struct arena *arena;
	struct event event;
	uint16_t file;
	uint64_t offset;
	bool is_read;               /* the above is good */
	unsigned int holds;         /* who needs it */
	struct intake_record *next; /* of those nobody needs */
};

struct intake {
	struct intake_rules rules;
	struct record_place *places; /* in the order of files and offsets */
	size_t place_count;
	size_t place_capacity;
	struct source_file **files;
	size_t file_count;
	struct source_window window;
	struct newest *newest;
	struct arena *arena; /* of the record at hand in the first pass */
	char *first_account;
	struct intake_record *at;    /* … and in the second */
	struct intake_record *spare; /* others, to be used again */
};

/* The first pass over one file. */
struct reading {
	struct intake *intake;
	struct run *run;
	uint16_t file;
	struct cut_record record;
};

static struct intake_record *
record_create(void)
{
	struct intake_record *record = memory_alloc(1, sizeof(*record));

	record->arena = arena_create();
	return record;
}

static void
record_destroy(struct intake_record *record)
{
	arena_destroy(&record->arena);
	free(record);
}

struct intake *
intake_create(const char *const *paths, const struct intake_rules *rules,
    struct error *err)
{
	struct intake *intake = memory_alloc(1, sizeof(*intake));
	bool has_standard = false;

	intake->rules = *rules;
	intake->newest = newest_create();
	intake->arena = arena_create();
	intake->at = record_create();
	for (size_t i = 0; paths[i] != NULL; i++) {
		struct source_file *file = NULL;
		bool is_standard = strcmp(paths[i], "-") == 0;

		if (i >= NEWEST_FILES_MAX)
			error_set(err, ERROR_USAGE,
			    "more than %d files in one run", NEWEST_FILES_MAX);
		else if (is_standard && has_standard)
			error_set(err, ERROR_USAGE,
			    "- (standard input) is named twice");
		else
			file = source_file_open(paths[i], err);
		if (file == NULL) {
			intake_destroy(&intake);
			return NULL;
		}
		has_standard |= is_standard;
		intake->files =
		    memory_resize(intake->files, i + 1, sizeof(*intake->files));
		intake->files[intake->file_count++] = file;
	}
	return intake;
}

void
intake_set_rules(struct intake *intake, const struct intake_rules *rules)
{
	intake->rules = *rules;
}

void
intake_destroy(struct intake **intake)
{
	struct intake_record *next;

	if (*intake == NULL)
		return;
	for (struct intake_record *spare = (*intake)->spare; spare != NULL;
	     spare = next) {
		next = spare->next;
		record_destroy(spare);
	}
	record_destroy((*intake)->at);
	for (size_t i = 0; i < (*intake)->file_count; i++)
		source_file_close(&(*intake)->files[i]);
	source_window_clear(&(*intake)->window);
	newest_destroy(&(*intake)->newest);
	arena_destroy(&(*intake)->arena);
	free((*intake)->first_account);
	free((*intake)->places);
	free((*intake)->files);
	free(*intake);
	*intake = NULL;
}

/* "events.ndjson:7", for reports. */
static const char *
subject(const struct reading *reading)
{
	return arena_printf(reading->intake->arena, "%s:%zu",
	    source_file_name(reading->intake->files[reading->file]),
	    reading->record.line);
}

/* Without a rule all contacts must be of one account: two in one input are a
 * mistake that would mix two companies in one phonebook. */
static int
check_account(struct intake *intake, const char *account, struct error *err)
{
	if (account == NULL || intake->rules.has_key_account ||
	    intake->rules.account != NULL)
		return 0;
	if (intake->first_account == NULL) {
		intake->first_account = memory_strdup(account);
		return 0;
	}
	if (strcmp(intake->first_account, account) == 0)
		return 0;
	return error_set(err, ERROR_CONFIG,
	    "contacts of two accounts, %s and %s, in one input; set account in [source] to the one that is meant, or put {account} into the key",
	    intake->first_account, account);
}

static bool
is_other_account(const struct intake *intake, const struct contact *contact)
{
	return intake->rules.account != NULL && contact->account != NULL &&
	    strcmp(contact->account, intake->rules.account) != 0;
}

/* What tells contacts apart: the id, by the rule of the key when it has letters,
 * and the account where the key does. */
static const char *
identity(struct intake *intake, const struct contact *contact)
{
	const char *id = contact->id;

	if (intake->rules.key_type != NULL)
		id = match_normal(
		    intake->rules.key_type, value_of(id), intake->arena)
			 .data;
	if (!intake->rules.has_key_account || contact->path_account == NULL)
		return id;
	return arena_printf(intake->arena, "%s/%s", contact->path_account, id);
}

/* Say of the record at hand, or of a contact in it, why it can't be used. */
static void
reject(struct reading *reading, const char *reason)
{
	struct report_note note = { .subject = subject(reading),
		.reason = reason };

	run_reject(reading->run, &note);
}

static int
note_contact(struct reading *reading, const struct event *event, size_t n,
    struct error *err)
{
	struct intake *intake = reading->intake;
	const struct contact *contact = &event->contacts[n];
	struct newest_place place = { .timestamp_ms = event->timestamp_ms,
		.offset = reading->record.offset,
		.length = (uint32_t)reading->record.bytes.len,
		.file = reading->file,
		.contact = (uint16_t)n };

	if (contact->reject != NULL) {
		reject(reading, contact->reject);
		return 0;
	}
	if (is_other_account(intake, contact)) {
		reading->run->summary.skipped_account++;
		return 0;
	}
	if (check_account(intake, contact->account, err) < 0)
		return -1;
	if (newest_note(intake->newest, identity(intake, contact), &place))
		reading->run->summary.superseded++;
	return 0;
}

static void
note_place(const struct reading *reading)
{
	struct intake *intake = reading->intake;
	struct record_place *place;

	if (!intake->rules.has_places)
		return;
	if (intake->place_count == intake->place_capacity) {
		intake->place_capacity = intake->place_capacity > 0
		    ? 2 * intake->place_capacity
		    : 64;
		intake->places = memory_resize(intake->places,
		    intake->place_capacity, sizeof(*intake->places));
	}
	place = &intake->places[intake->place_count++];
	place->file = reading->file;
	place->offset = reading->record.offset;
	place->line = reading->record.line;
}

static int
note_record(struct reading *reading, struct error *err)
{
	struct intake *intake = reading->intake;
	struct run *run = reading->run;
	struct error reason;
	struct event event;

	run->summary.events++;
	note_place(reading);
	if (reading->record.fault != NULL) {
		reject(reading,
		    arena_printf(
			intake->arena, "the record %s", reading->record.fault));
		return 0;
	}
	if (decode_event(
		reading->record.bytes, intake->arena, &event, &reason) < 0) {
		reject(reading,
		    arena_printf(intake->arena, "the record %s", reason.text));
		return 0;
	}
	if (event.skip != NULL && event.count == 0) {
		if (strcmp(event.skip, "no contacts") == 0)
			run->summary.skipped_empty++;
		else
			run->summary.skipped_filter++;
		return 0;
	}
	if (event.warning != NULL)
		run_warning(run,
		    &(struct report_note){
			.subject = subject(reading), .reason = event.warning });
	for (size_t i = 0; i < event.count; i++)
		if (note_contact(reading, &event, i, err) < 0)
			return -1;
	return 0;
}

/* 1: read to its end; 0: cut short, which the run knows; -1 with `err`. */
static int
read_file(struct reading *reading, struct error *err)
{
	struct intake *intake = reading->intake;
	struct source_file *file = intake->files[reading->file];
	struct cut *cut = cut_create(source_file_read, file);
	struct error reason;
	int rc = 0, got = 0;

	while (rc == 0 && !stop_is_asked() &&
	    (got = cut_next(cut, &reading->record, &reason)) == 1) {
		arena_reset(intake->arena);
		rc = note_record(reading, err);
	}
	cut_destroy(&cut);
	if (rc < 0)
		return -1;
	if (got == 0)
		return 1;
	if (got < 0)
		run_cut_short(reading->run, EXIT_INPUT,
		    arena_printf(intake->arena,
			"%s: %s; nothing behind it is read",
			source_file_name(file), reason.text));
	return 0;
}

int
intake_read(struct intake *intake, struct run *run, struct error *err)
{
	struct reading reading = { .intake = intake, .run = run };
	int rc = 1;

	for (size_t i = 0; i < intake->file_count && rc == 1; i++) {
		reading.file = (uint16_t)i;
		rc = read_file(&reading, err);
	}
	newest_sort(intake->newest);
	run->summary.contacts = newest_count(intake->newest);
	return rc < 0 ? -1 : 0;
}

size_t
intake_count(const struct intake *intake)
{
	return newest_count(intake->newest);
}

/* Is it still the contact that the first pass saw there? */
static bool
is_contact_of(
    struct intake *intake, const struct event *event, size_t at, const char *id)
{
	return at < event->count && event->contacts[at].reject == NULL &&
	    strcmp(identity(intake, &event->contacts[at]), id) == 0;
}

/* A record that nobody holds, as the one at hand. */
static struct intake_record *
fresh_record(struct intake *intake)
{
	struct intake_record *record = intake->at;

	if (record->holds > 0) {
		record = intake->spare;
		if (record != NULL)
			intake->spare = record->next;
		else
			record = record_create();
	}
	record->is_read = false;
	arena_reset(record->arena);
	intake->at = record;
	return record;
}

static int
read_record(
    struct intake *intake, const struct newest_place *place, struct error *err)
{
	struct source_file *file = intake->files[place->file];
	struct intake_record *record = fresh_record(intake);
	struct value bytes;

	if (source_file_fetch(file, &intake->window, place->offset,
		place->length, &bytes, err) < 0)
		return -1;
	if (decode_event(bytes, record->arena, &record->event, err) < 0)
		return error_set(err, ERROR_SYSTEM,
		    "%s changed while it was read", source_file_name(file));
	record->file = place->file;
	record->offset = place->offset;
	record->is_read = true;
	return 0;
}

int
intake_contact(struct intake *intake, size_t n,
    const struct contact **contact_r, const struct event **event_r,
    struct error *err)
{
	struct newest_place place = newest_at(intake->newest, n);
	const struct intake_record *at = intake->at;

	arena_reset(intake->arena);
	/* contacts of one event follow each other */
	if ((!at->is_read || at->file != place.file ||
		at->offset != place.offset) &&
	    read_record(intake, &place, err) < 0)
		return -1;
	at = intake->at;
	if (!is_contact_of(intake, &at->event, place.contact,
		newest_id(intake->newest, n)))
		return error_set(err, ERROR_SYSTEM,
		    "%s changed while it was read",
		    source_file_name(intake->files[place.file]));
	*contact_r = &at->event.contacts[place.contact];
	*event_r = &at->event;
	return 0;
}

struct intake_record *
intake_hold(struct intake *intake)
{
	intake->at->holds++;
	return intake->at;
}

void
intake_release(struct intake *intake, struct intake_record **record)
{
	struct intake_record *released = *record;

	*record = NULL;
	if (released == NULL || --released->holds > 0 || released == intake->at)
		return;
	arena_reset(released->arena);
	released->is_read = false;
	released->next = intake->spare;
	intake->spare = released;
}

static int
compare_places(const void *left, const void *right)
{
	const struct record_place *a = left, *b = right;

	if (a->file != b->file)
		return a->file < b->file ? -1 : 1;
	return (a->offset > b->offset) - (a->offset < b->offset);
}

const char *
intake_place(const struct intake *intake, size_t n, struct arena *arena)
{
	struct newest_place place = newest_at(intake->newest, n);
	struct record_place wanted = { .file = place.file,
		.offset = place.offset };
	const char *name = source_file_name(intake->files[place.file]);
	const struct record_place *found = intake->place_count == 0
	    ? NULL
	    : bsearch(&wanted, intake->places, intake->place_count,
		  sizeof(wanted), compare_places);

	return found == NULL ? name
			     : arena_printf(arena, "%s:%zu", name, found->line);
}
