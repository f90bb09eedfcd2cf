/* SPDX-License-Identifier: ISC */
/* What a record has put on disk: fsync() is watched. */
#include "tests/unit/unit.h"

#include <sys/stat.h>
#include <unistd.h>

#include "bridge/record.h"

enum { SYNCED_MAX = 16 };

static ino_t synced[SYNCED_MAX];
static size_t synced_count;
static bool is_failing;

int __real_fsync(int fd);
int __wrap_fsync(int fd);

int
__wrap_fsync(int fd)
{
	struct stat status;

	if (fstat(fd, &status) == 0 && synced_count < SYNCED_MAX)
		synced[synced_count++] = status.st_ino;
	return is_failing ? -1 : __real_fsync(fd);
}

static bool
is_synced(const char *path)
{
	struct stat status;

	if (stat(path, &status) < 0)
		return false;
	for (size_t i = 0; i < synced_count; i++)
		if (synced[i] == status.st_ino)
			return true;
	return false;
}

/* Make a record in `directory`; record_close()'s. */
static int
make(const char *directory, struct arena *arena)
{
	struct record record;
	struct error err;

	synced_count = 0;
	assert_int_equal(record_open(&record, directory, arena, &err), 0);
	return record_close(&record, &err);
}

static void
names_are_on_disk(void **state)
{
	static const char *const names[] = { "before.ldif", "plan.json",
		"undo.ldif" };
	char above[] = "/tmp/dirwire-record-XXXXXX";
	struct arena *arena = arena_create();
	const char *directory;

	(void)state;
	assert_non_null(mkdtemp(above));
	directory = arena_printf(arena, "%s/new/", above);
	for (int is_new = 1; is_new >= 0; is_new--) {
		assert_int_equal(make(directory, arena), 0);
		assert_true(is_synced(directory));
		assert_int_equal(is_synced(above), is_new);
		for (size_t i = 0; i < ROWS(names); i++) {
			const char *path =
			    arena_printf(arena, "%s%s", directory, names[i]);

			assert_row(i, is_synced(path));
			unlink(path);
		}
	}
	is_failing = true;
	assert_int_equal(make(directory, arena), -1);
	is_failing = false;
	/* the directory was there, and is as it was */
	assert_int_equal(rmdir(directory), 0);
	assert_int_equal(rmdir(above), 0);
	arena_destroy(&arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_are_on_disk),
	};

	return cmocka_run_group_tests_name("record", tests, NULL, NULL);
}
