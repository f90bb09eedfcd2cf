/* SPDX-License-Identifier: ISC */
#include "bridge/config_file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

const char *
config_path(const char *from, const char *name, struct arena *arena)
{
	const char *slash = from != NULL ? strrchr(from, '/') : NULL;

	if (*name == '/' || slash == NULL)
		return arena_strdup(arena, name);
	return arena_printf(arena, "%.*s/%s", (int)(slash - from), from, name);
}

static int
read_all(int fd, const char *path, struct arena *arena, struct value *bytes_r,
    struct error *err)
{
	struct stat status;
	size_t size, len = 0;
	ssize_t got = 1;
	char *data;

	if (fstat(fd, &status) < 0)
		return error_set_detail(
		    err, ERROR_SYSTEM, errno, "%s: %s", path, strerror(errno));
	if (!S_ISREG(status.st_mode))
		return error_set(err, ERROR_SYSTEM,
		    "%s is not a regular file; name a text file", path);
	if (status.st_size > CONFIG_FILE_MAX_BYTES)
		return error_set(err, ERROR_SYSTEM,
		    "%s is larger than %d bytes; is it a configuration file?",
		    path, CONFIG_FILE_MAX_BYTES);
	size = (size_t)status.st_size;
	data = arena_alloc(arena, size + 1);
	while (len < size && got > 0) {
		got = read(fd, data + len, size - len);
		if (got < 0 && errno == EINTR)
			got = 1;
		else if (got < 0)
			return error_set_detail(err, ERROR_SYSTEM, errno,
			    "%s: %s", path, strerror(errno));
		else
			len += (size_t)got;
	}
	bytes_r->data = data;
	bytes_r->len = len;
	return 0;
}

int
config_load(void *context, const char *from, const char *name,
    struct arena *arena, struct parse_file *file_r, struct error *err)
{
	struct parse_file file = { .path = config_path(from, name, arena) };
	const char *way_out = "";
	int fd, rc;

	(void)context;
	fd = open(file.path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0 && errno == ENOENT)
		way_out = "; create it, or correct its name";
	else if (fd < 0 && errno == EACCES)
		way_out = "; let the user read it that dirwire runs as";
	if (fd < 0)
		return error_set_detail(err,
		    errno == ENOENT ? ERROR_NO_FILE : ERROR_SYSTEM, errno,
		    "can't read %s: %s%s", file.path, strerror(errno), way_out);
	rc = read_all(fd, file.path, arena, &file.bytes, err);
	close(fd);
	if (rc == 0)
		*file_r = file;
	return rc;
}
