/* SPDX-License-Identifier: ISC */
#include "tests/unit/unit.h"

#include <signal.h>
#include <unistd.h>

#include "bridge/apply.h"
#include "bridge/directory/memory.h"
#include "bridge/stop.h"
#include "tests/unit/mapped.h"

#define MAP                                                                    \
	"[map]\nbase = dc=x\nkey = uid: rc-{id}\n[entry e when type = User]\n" \
	"dn = uid=rc-{id},{base}\nobjectClass = inetOrgPerson\ncn = {name}\nsn = {name}\nmail = {email}\n"

/* A run of apply on a directory in memory. */
struct fixture {
	struct arena *arena;
	struct schema *schema;
	struct map *map;
	struct directory *directory;
	struct run run;
	bool is_dry_run;
	struct limit max_removes;
	size_t window;
	int64_t rate;
	int64_t retry_for_ms;
	char path[64];
};

static int
set_up(void **state)
{
	struct fixture *f = memory_alloc(1, sizeof(*f));
	const char *said;

	f->arena = arena_create();
	f->schema = schema_create_builtin();
	f->map = mapped_create(MAP, f->schema, f->arena, &said);
	f->directory = memory_directory_create(f->schema, "dc=x");
	f->window = 32;
	f->max_removes.has_number = true;
	f->max_removes.number = APPLY_REMOVES_MAX;
	snprintf(f->path, sizeof(f->path), "/tmp/dirwire-apply-XXXXXX");
	close(mkstemp(f->path));
	*state = f;
	return f->map == NULL;
}

static int
tear_down(void **state)
{
	struct fixture *f = *state;

	unlink(f->path);
	directory_destroy(&f->directory);
	map_destroy(&f->map);
	schema_destroy(&f->schema);
	arena_destroy(&f->arena);
	free(f);
	return 0;
}

static void
begin_file(struct fixture *f)
{
	fclose(fopen(f->path, "w"));
}

/* One more event; `verb` U or D. */
static void
event(struct fixture *f, int second, char verb, int id, const char *name)
{
	FILE *file = fopen(f->path, "a");

	assert_non_null(file);
	fprintf(file,
	    "{\"event\":\"/account/7/directory/entries\",\"timestamp\":\"2026-01-01T00:00:%02dZ\",\"body\":{\"contacts\":[{\"eventType\":\"%s\",\"id\":%d,\"type\":\"User\",\"name\":\"%s\"}]}}\n",
	    second, verb == 'U' ? "Update" : "Delete", id, name);
	fclose(file);
}

static enum exit_status
apply(struct fixture *f)
{
	const char *const paths[] = { f->path, NULL };
	struct intake_rules rules = { .account = NULL };
	struct apply_settings settings = { .is_dry_run = f->is_dry_run,
		.max_removes = f->max_removes,
		.window = f->window,
		.rate = f->rate,
		.retry_for_ms = f->retry_for_ms };
	struct error err;
	struct intake *intake = intake_create(paths, &rules, &err);

	settings.rules.map = f->map;
	settings.rules.has_assertion = true;
	memset(&f->run, 0, sizeof(f->run));
	assert_non_null(intake);
	assert_int_equal(intake_read(intake, &f->run, &err), 0);
	apply_run(&settings, f->directory, intake, &f->run);
	intake_destroy(&intake);
	return f->run.status;
}

/* The cn of the contact's entry; "" when there is none. */
static const char *
cn_of(struct fixture *f, int id)
{
	struct value key = value_of(arena_printf(f->arena, "rc-%d", id));
	struct query query = {
		.base = "dc=x", .attribute = "uid", .values = { &key, 1, 1 }
	};
	struct outcome outcome;
	struct error err;
	struct found found;

	if (f->directory->is_lost)
		assert_int_equal(
		    directory_reopen(f->directory, false, &err), 0);
	directory_find(f->directory, &query, f->arena, &found, &outcome);
	assert_int_equal(outcome.code, 0);
	if (found.count == 0)
		return "";
	assert_int_equal(found.count, 1);
	return entry_find_name(&found.entries[0].entry, "cn")
	    ->values.items[0]
	    .data;
}

static void
the_newest_counts(void **state)
{
	struct fixture *f = *state;

	begin_file(f);
	event(f, 5, 'U', 1, "new");
	event(f, 3, 'U', 1, "old");
	event(f, 4, 'D', 2, "");
	event(f, 6, 'U', 2, "again");
	event(f, 7, 'U', 3, "x");
	event(f, 8, 'D', 3, "");
	assert_int_equal(apply(f), EXIT_DONE);
	assert_string_equal(cn_of(f, 1), "new");
	assert_string_equal(cn_of(f, 2), "again");
	assert_string_equal(cn_of(f, 3), "");
	assert_int_equal(f->run.summary.superseded, 3);
	assert_int_equal(f->run.summary.events, 6);
	assert_int_equal(memory_directory_writes(f->directory), 2);
	assert_int_equal(apply(f), EXIT_DONE);
	assert_int_equal(memory_directory_writes(f->directory), 2);
}

static void
a_dry_run_writes_nothing(void **state)
{
	struct fixture *f = *state;

	begin_file(f);
	event(f, 1, 'U', 1, "a");
	f->is_dry_run = true;
	assert_int_equal(apply(f), EXIT_DONE);
	assert_int_equal(f->run.summary.adds, 1);
	assert_int_equal(memory_directory_writes(f->directory), 0);
}

static void
removes_wait_and_are_held(void **state)
{
	struct fixture *f = *state;

	begin_file(f);
	for (int i = 1; i <= 7; i++)
		event(f, 1, 'U', i, "a");
	assert_int_equal(apply(f), EXIT_DONE);
	begin_file(f);
	for (int i = 1; i <= 6; i++)
		event(f, 2, 'D', i, "");
	event(f, 3, 'U', 7, "b");
	assert_int_equal(apply(f), EXIT_HELD);
	assert_int_equal(f->run.summary.held, 6);
	assert_string_equal(cn_of(f, 1), "a");
	assert_string_equal(cn_of(f, 7), "b");
	f->max_removes.number = 6;
	assert_int_equal(apply(f), EXIT_DONE);
	assert_string_equal(cn_of(f, 6), "");
}

/* Every result code on the write, and what the run makes of it. */
static void
answers_of_the_server(void **state)
{
	static const struct {
		int code;
		enum exit_status status;
		bool is_written; /* in the end, in the same run */
	} rows[] = {
		{ 122, EXIT_DONE, true },
		{ 68, EXIT_DONE, true },
		{ 20, EXIT_DONE, true },
		{ 19, EXIT_REJECTED, false },
		{ 32, EXIT_REJECTED, false },
		{ 50, EXIT_REJECTED, false },
		{ 53, EXIT_REJECTED, false },
		{ 51, EXIT_PAUSED, false },
		{ 80, EXIT_PAUSED, false },
		{ -1, EXIT_PAUSED, false },
		{ 49, EXIT_NO_RIGHTS, false },
		{ 8, EXIT_NO_RIGHTS, false },
		{ 12, EXIT_FAILED, false },
		{ 4711, EXIT_REJECTED, false },
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < ROWS(rows); i++) {
		begin_file(f);
		event(f, 1, 'U', (int)i + 1, "a");
		memory_directory_fail(f->directory, 2, rows[i].code);
		assert_row(i, apply(f) == rows[i].status);
		assert_row(
		    i, (*cn_of(f, (int)i + 1) != '\0') == rows[i].is_written);
		assert_row(i,
		    (f->run.incomplete[0] != '\0') ==
			(rows[i].status != EXIT_DONE &&
			    rows[i].status != EXIT_REJECTED));
	}
}

static void
a_failed_search_proves_nothing(void **state)
{
	static const int codes[] = { 3, 4, 11, 32, 50, 80, -1, -5 };
	struct fixture *f = *state;

	for (size_t i = 0; i < ROWS(codes); i++) {
		begin_file(f);
		event(f, 1, 'U', 1, "a");
		memory_directory_fail(f->directory, 1, codes[i]);
		assert_row(i, apply(f) != EXIT_DONE);
		assert_row(i, memory_directory_writes(f->directory) == 0);
	}
}

static void
a_lost_answer_ends_the_run_and_the_next_finds_it_done(void **state)
{
	struct fixture *f = *state;

	begin_file(f);
	event(f, 1, 'U', 1, "a");
	event(f, 2, 'U', 2, "b");
	memory_directory_lose(f->directory, 2);
	assert_int_equal(apply(f), EXIT_PAUSED);
	assert_non_null(strstr(f->run.incomplete, "contact 1"));
	assert_non_null(strstr(f->run.incomplete, "may have happened"));
	assert_string_equal(cn_of(f, 2), "");
	assert_int_equal(apply(f), EXIT_DONE);
	assert_string_equal(cn_of(f, 1), "a");
	assert_string_equal(cn_of(f, 2), "b");
	assert_int_equal(memory_directory_writes(f->directory), 2);
}

/* The same when it may be tried again: the run looks what became of it, and tells
 * what its dry run told. */
static void
a_lost_answer_is_looked_after(void **state)
{
	struct fixture *f = *state;

	f->retry_for_ms = 60000;
	for (unsigned int n = 1; n <= 4; n++) {
		unsigned int writes = memory_directory_writes(f->directory);

		begin_file(f);
		event(f, (int)(3 * n), 'U', 1, n % 2 == 0 ? "a" : "b");
		event(f, (int)(3 * n + 1), 'U', 2, n % 2 == 0 ? "b" : "a");
		event(f, (int)(3 * n + 2), 'U', 100 + (int)n, "c");
		memory_directory_lose(f->directory, n);
		assert_int_equal(apply(f), EXIT_DONE);
		assert_row(n, f->run.summary.unchanged == 0);
		assert_row(
		    n, f->run.summary.adds + f->run.summary.modifies == 3);
		assert_row(
		    n, memory_directory_writes(f->directory) == writes + 3);
	}
	assert_string_equal(cn_of(f, 1), "a");
	memory_directory_go(f->directory);
	f->retry_for_ms = 1;
	memory_directory_lose(f->directory, 1);
	assert_int_equal(apply(f), EXIT_PAUSED);
}

/* Answers come in any order; what is told does not. */
static void
the_window_changes_nothing(void **state)
{
	struct fixture *f = *state;

	memory_directory_reverse(f->directory);
	for (f->window = 1; f->window < 300; f->window *= 3) {
		begin_file(f);
		for (int i = 0; i < 500; i++)
			event(f, i % 60, 'U', i,
			    f->window % 2 == 0 ? "even" : "odd");
		assert_int_equal(apply(f), EXIT_DONE);
		assert_int_equal(f->run.summary.adds + f->run.summary.modifies +
			f->run.summary.unchanged,
		    500);
		begin_file(f);
		for (int i = 0; i < 500; i++)
			event(f, i % 60, 'D', i, "");
		f->max_removes.number = 1000;
		assert_int_equal(apply(f), EXIT_DONE);
		assert_int_equal(f->run.summary.removes, 500);
	}
}

/* Unreadable input, and then no answer: the second is not lost behind the first.
 */
static void
every_reason_is_told(void **state)
{
	struct fixture *f = *state;
	FILE *file;

	begin_file(f);
	event(f, 1, 'U', 1, "a");
	file = fopen(f->path, "a");
	assert_non_null(file);
	fputs("{\"event\":", file);
	fclose(file);
	memory_directory_lose(f->directory, 2);
	assert_int_equal(apply(f), EXIT_PAUSED);
	assert_non_null(strstr(f->run.incomplete, "line 2, column"));
	assert_non_null(strstr(f->run.incomplete, "contact 1: add: no answer"));
}

/* Somebody writes into the input between the passes. */
static void
an_input_that_changes_is_noticed(void **state)
{
	struct fixture *f = *state;
	const char *const paths[] = { f->path, NULL };
	struct intake_rules rules = { .account = NULL };
	const struct contact *contact;
	const struct event *event_at;
	struct error err;
	struct intake *intake;

	begin_file(f);
	event(f, 1, 'U', 1, "a");
	intake = intake_create(paths, &rules, &err);
	assert_non_null(intake);
	assert_int_equal(intake_read(intake, &f->run, &err), 0);
	begin_file(f);
	event(f, 1, 'U', 2, "a");
	assert_int_equal(
	    intake_contact(intake, 0, &contact, &event_at, &err), -1);
	assert_non_null(strstr(err.text, "changed while it was read"));
	intake_destroy(&intake);
}

static void
write_title(struct directory *directory, void *context)
{
	struct value value = value_of("theirs");
	struct ldif_mod mod = { LDIF_OP_REPLACE, "title", { &value, 1, 1 } };
	struct outcome outcome;

	(void)context;
	directory_modify(directory, "uid=rc-1,dc=x", &mod, 1, NULL, &outcome);
	assert_int_equal(outcome.code, 0);
}

static void
somebody_else_writes_between(void **state)
{
	struct fixture *f = *state;
	struct value key = value_of("rc-1");
	struct query query = {
		.base = "dc=x", .attribute = "uid", .values = { &key, 1, 1 }
	};
	struct outcome outcome;
	struct found found;

	begin_file(f);
	event(f, 1, 'U', 1, "a");
	apply(f);
	begin_file(f);
	event(f, 2, 'U', 1, "b");
	memory_directory_interfere(f->directory, 2, write_title, NULL);
	assert_int_equal(apply(f), EXIT_DONE);
	assert_string_equal(cn_of(f, 1), "b");
	directory_find(f->directory, &query, f->arena, &found, &outcome);
	assert_non_null(entry_find_name(&found.entries[0].entry, "title"));
}

/* The time for the next operation comes while nothing else is under way, and often
 * between two looks at the clock. */
static void
a_rate_is_no_standstill(void **state)
{
	struct fixture *f = *state;

	f->window = 1;
	for (f->rate = 10000; f->rate <= 60000; f->rate += 5000) {
		begin_file(f);
		for (int i = 1; i <= 100; i++)
			event(f, 1, 'U', i, f->rate % 10000 == 0 ? "a" : "b");
		assert_int_equal(apply(f), EXIT_DONE);
		assert_string_equal(f->run.incomplete, "");
	}
	assert_int_equal(memory_directory_writes(f->directory), 1100);
}

/* The last test: who is asked to stop stays asked. */
static void
a_signal_before_the_first_contact_is_told(void **state)
{
	struct fixture *f = *state;

	begin_file(f);
	stop_watch();
	raise(SIGTERM);
	assert_int_equal(apply(f), EXIT_PAUSED);
	assert_string_not_equal(f->run.incomplete, "");
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(the_newest_counts),
		TEST(a_dry_run_writes_nothing),
		TEST(removes_wait_and_are_held),
		TEST(answers_of_the_server),
		TEST(a_failed_search_proves_nothing),
		TEST(a_lost_answer_ends_the_run_and_the_next_finds_it_done),
		TEST(a_lost_answer_is_looked_after),
		TEST(the_window_changes_nothing),
		TEST(every_reason_is_told),
		TEST(an_input_that_changes_is_noticed),
		TEST(somebody_else_writes_between),
		TEST(a_rate_is_no_standstill),
		TEST(a_signal_before_the_first_contact_is_told),
	};

	return cmocka_run_group_tests_name("apply", tests, NULL, NULL);
}
