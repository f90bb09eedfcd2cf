/* SPDX-License-Identifier: ISC */
#include "bridge/source/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bridge/spool.h"
enum { WINDOW_SIZE = 32 * 1024, SPOOL_SIZE = 256 * 1024 };

struct source_file {
	char *name;
	int fd;
	uint64_t read_offset;
};

static int
write_all(int fd, const char *data, size_t len)
{
	while (len > 0) {
		ssize_t done = write(fd, data, len);

		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return -1;
		data += done;
		len -= (size_t)done;
	}
	return 0;
}

static int
spool(int from, struct error *err)
{
	int fd = spool_create("standard input", err);
	char *data;
	ssize_t got;

	if (fd < 0)
		return -1;
	data = memory_alloc(SPOOL_SIZE, 1);
	do {
		got = read(from, data, SPOOL_SIZE);
		if (got > 0 && write_all(fd, data, (size_t)got) < 0)
			got = -1;
	} while (got > 0 || (got < 0 && errno == EINTR));
	free(data);
	if (got < 0) {
		error_set_detail(err, ERROR_SYSTEM, errno,
		    "can't copy the input to a temporary file: %s; set TMPDIR to a folder with room",
		    strerror(errno));
		close(fd);
		return -1;
	}
	return fd;
}

static int
open_path(const char *path, struct error *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return error_set_detail(err,
		    errno == ENOENT ? ERROR_NO_FILE : ERROR_SYSTEM, errno,
		    "can't read %s: %s", path, strerror(errno));
	return fd;
}

struct source_file *
source_file_open(const char *path, struct error *err)
{
	bool is_standard = strcmp(path, "-") == 0;
	int fd = is_standard ? STDIN_FILENO : open_path(path, err);
	struct source_file *file;
	struct stat status;
	int spooled;

	if (fd < 0)
		return NULL;
	if (fstat(fd, &status) == 0 && S_ISDIR(status.st_mode)) {
		error_set(err, ERROR_NO_FILE, "%s is a folder", path);
		close(fd);
		return NULL;
	}
	if (!S_ISREG(status.st_mode) ||
	    (is_standard && lseek(fd, 0, SEEK_CUR) != 0)) {
		spooled = spool(fd, err);
		if (!is_standard)
			close(fd);
		if (spooled < 0)
			return NULL;
		fd = spooled;
	}
	file = memory_alloc(1, sizeof(*file));
	file->fd = fd;
	file->name = memory_strdup(is_standard ? "standard input" : path);
	return file;
}

void
source_file_close(struct source_file **file)
{
	if (*file == NULL)
		return;
	if ((*file)->fd != STDIN_FILENO)
		close((*file)->fd);
	free((*file)->name);
	free(*file);
	*file = NULL;
}

const char *
source_file_name(const struct source_file *file)
{
	return file->name;
}

ssize_t
source_file_read(void *context, char *data, size_t size)
{
	struct source_file *file = context;
	ssize_t got = pread(file->fd, data, size, (off_t)file->read_offset);

	if (got > 0)
		file->read_offset += (uint64_t)got;
	return got;
}

/* Fill the window from `offset` of `file` on with at least `length` bytes. */
static int
fill_window(struct source_window *window, const struct source_file *file,
    uint64_t offset, size_t length, struct error *err)
{
	size_t wanted = length > WINDOW_SIZE ? length : WINDOW_SIZE;
	ssize_t got = 1;

	if (window->capacity < wanted + 1) {
		window->data = memory_resize(window->data, wanted + 1, 1);
		window->capacity = wanted + 1;
	}
	window->file = file;
	window->offset = offset;
	window->len = 0;
	while (window->len < wanted && got != 0) {
		got = pread(file->fd, window->data + window->len,
		    wanted - window->len, (off_t)(offset + window->len));
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return error_set_detail(err, ERROR_SYSTEM, errno,
			    "can't read %s again: %s", file->name,
			    strerror(errno));
		window->len += (size_t)got;
	}
	if (window->len < length)
		return error_set(err, ERROR_SYSTEM,
		    "%s became shorter while it was read", file->name);
	return 0;
}

int
source_file_fetch(const struct source_file *file, struct source_window *window,
    uint64_t offset, uint32_t length, struct value *bytes_r, struct error *err)
{
	if ((window->file != file || offset < window->offset ||
		offset + length > window->offset + window->len) &&
	    fill_window(window, file, offset, length, err) < 0)
		return -1;
	bytes_r->data = window->data + (offset - window->offset);
	bytes_r->len = length;
	return 0;
}

void
source_window_clear(struct source_window *window)
{
	free(window->data);
	memset(window, 0, sizeof(*window));
}
