/* SPDX-License-Identifier: ISC */
#include "bridge/record.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *const names[RUN_RECORDS_MAX] = { "before.ldif", "plan.json",
	"undo.ldif" };

static const struct report_format *
format_of(size_t n)
{
	if (n == 1)
		return report_format_find("json");
	return n == 0 ? &report_before : &report_undo;
}

static const char *
path_of(const struct record *record, size_t n)
{
	return arena_printf(
	    record->arena, "%s/%s", record->directory, names[n]);
}

static int
open_file(struct record *record, size_t n, struct error *err)
{
	const char *path = path_of(record, n);
	int fd = open(
	    path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	struct report *report;
	FILE *out;

	if (fd < 0 && errno == EEXIST)
		return error_set(err, ERROR_USAGE,
		    "%s is there: a record is never written over; name another directory with --record",
		    path);
	out = fd >= 0 ? fdopen(fd, "w") : NULL;
	if (out == NULL) {
		error_set_detail(err, ERROR_SYSTEM, errno,
		    "can't write the record %s: %s; nothing was done", path,
		    strerror(errno));
		if (fd >= 0)
			close(fd);
		return -1;
	}
	report = report_attach(format_of(n), out, path, err);
	if (report == NULL) {
		fclose(out);
		unlink(path);
		return -1;
	}
	record->run.reports[record->run.report_count++] = report;
	return 0;
}

void
record_abandon(struct record *record)
{
	for (size_t i = 0; i < record->run.report_count; i++) {
		report_close(&record->run.reports[i], NULL);
		unlink(path_of(record, i));
	}
	record->run.report_count = 0;
}

int
record_open(struct record *record, const char *directory, struct arena *arena,
    struct error *err)
{
	memset(record, 0, sizeof(*record));
	record->directory = directory;
	record->arena = arena;
	if (mkdir(directory, 0700) < 0 && errno != EEXIST)
		return error_set_detail(err, ERROR_SYSTEM, errno,
		    "can't make the directory %s for the record: %s; nothing was done",
		    directory, strerror(errno));
	for (size_t i = 0; i < RUN_RECORDS_MAX; i++) {
		if (open_file(record, i, err) == 0)
			continue;
		record_abandon(record);
		return -1;
	}
	return 0;
}

/* What is written is on disk, and its name, too. */
static int
sync_path(const char *path, int flags, struct error *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | flags), rc = 0;

	if (fd < 0 || fsync(fd) < 0)
		rc = error_set_detail(err, ERROR_SYSTEM, errno,
		    "the record %s is not safe on disk: %s; nothing was done",
		    path, strerror(errno));
	if (fd >= 0)
		close(fd);
	return rc;
}

int
record_close(struct record *record, struct error *err)
{
	record->run.status = EXIT_DONE;
	run_end(&record->run);
	if (record->run.status == EXIT_FAILED)
		return error_set(err, ERROR_SYSTEM,
		    "the record in %s is not whole; nothing was done",
		    record->directory);
	for (size_t i = 0; i < RUN_RECORDS_MAX; i++)
		if (sync_path(path_of(record, i), 0, err) < 0)
			return -1;
	return sync_path(record->directory, O_DIRECTORY, err);
}
