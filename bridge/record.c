/* SPDX-License-Identifier: ISC */
#include "bridge/record.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
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

/* Its name until all of them are whole: what has this one was left by a run that
 * did nothing. */
static const char *
part_of(const struct record *record, size_t n)
{
	return arena_printf(
	    record->arena, "%s/.dirwire-%s", record->directory, names[n]);
}

static int
open_file(struct record *record, size_t n, struct error *err)
{
	const char *path = path_of(record, n), *part = part_of(record, n);
	struct report *report;
	FILE *out;
	int fd;

	unlink(part);
	fd = open(
	    part, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
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
		return -1;
	}
	record->run.reports[record->run.report_count++] = report;
	return 0;
}

/* One run writes to a directory at a time. */
static int
lock(struct record *record, struct error *err)
{
	int fd = open(record->directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return error_set_detail(err, ERROR_SYSTEM, errno,
		    "can't use %s for the record: %s; nothing was done",
		    record->directory, strerror(errno));
	record->fd = fd;
	/* a file system without locks is none to wait for */
	if (flock(fd, LOCK_EX | LOCK_NB) < 0 && errno == EWOULDBLOCK)
		return error_set(err, ERROR_USAGE,
		    "another run writes its record to %s just now; name another directory with --record",
		    record->directory);
	return 0;
}

static int
open_files(struct record *record, struct error *err)
{
	struct stat status;

	if (lock(record, err) < 0)
		return -1;
	for (size_t i = 0; i < RUN_RECORDS_MAX; i++)
		if (lstat(path_of(record, i), &status) == 0)
			return error_set(err, ERROR_USAGE,
			    "%s is there: a record is never written over; name another directory with --record",
			    path_of(record, i));
	for (size_t i = 0; i < RUN_RECORDS_MAX; i++)
		if (open_file(record, i, err) < 0)
			return -1;
	return 0;
}

static void
unlock(struct record *record)
{
	if (record->fd >= 0)
		close(record->fd);
	record->directory = NULL;
}

void
record_abandon(struct record *record)
{
	if (record->directory == NULL)
		return;
	for (size_t i = 0; i < record->run.report_count; i++) {
		report_close(&record->run.reports[i], NULL);
		unlink(part_of(record, i));
	}
	record->run.report_count = 0;
	if (record->is_made)
		rmdir(record->directory);
	unlock(record);
}

int
record_open(struct record *record, const char *directory, struct arena *arena,
    struct error *err)
{
	memset(record, 0, sizeof(*record));
	record->directory = directory;
	record->arena = arena;
	record->fd = -1;
	record->is_made = mkdir(directory, 0700) == 0;
	if (!record->is_made && errno != EEXIST) {
		error_set_detail(err, ERROR_SYSTEM, errno,
		    "can't make the directory %s for the record: %s; nothing was done",
		    directory, strerror(errno));
	} else if (open_files(record, err) == 0) {
		return 0;
	}
	record_abandon(record);
	return -1;
}

static int
not_safe(const char *path, struct error *err)
{
	return error_set_detail(err, ERROR_SYSTEM, errno,
	    "the record %s is not safe on disk: %s; nothing was done", path,
	    strerror(errno));
}

/* What is written is on disk. */
static int
sync_file(const char *path, struct error *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), rc = 0;

	if (fd < 0 || fsync(fd) < 0)
		rc = not_safe(path, err);
	if (fd >= 0)
		close(fd);
	return rc;
}

/* … and its name, and that of a directory that was made for it. */
static int
sync_names(const struct record *record, struct error *err)
{
	int above = -1, rc = 0;

	if (fsync(record->fd) < 0)
		return not_safe(record->directory, err);
	if (!record->is_made)
		return 0;
	above = openat(record->fd, "..", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (above < 0 || fsync(above) < 0)
		rc = not_safe(record->directory, err);
	if (above >= 0)
		close(above);
	return rc;
}

static int
close_files(struct record *record, struct error *err)
{
	record->run.status = EXIT_DONE;
	run_end(&record->run);
	if (record->run.status == EXIT_FAILED)
		return error_set(err, ERROR_SYSTEM,
		    "the record in %s is not whole; nothing was done",
		    record->directory);
	for (size_t i = 0; i < RUN_RECORDS_MAX; i++)
		if (sync_file(part_of(record, i), err) < 0)
			return -1;
	for (size_t i = 0; i < RUN_RECORDS_MAX; i++)
		if (rename(part_of(record, i), path_of(record, i)) < 0)
			return not_safe(path_of(record, i), err);
	return sync_names(record, err);
}

int
record_close(struct record *record, struct error *err)
{
	if (close_files(record, err) < 0) {
		for (size_t i = 0; i < RUN_RECORDS_MAX; i++)
			unlink(path_of(record, i));
		record_abandon(record);
		return -1;
	}
	unlock(record);
	return 0;
}
