/* SPDX-License-Identifier: ISC */
#include "bridge/secret.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

static int
check_status(const char *path, const struct stat *status, struct error *err)
{
	if (!S_ISREG(status->st_mode))
		return error_set(err, ERROR_CONFIG,
		    "%s is not a regular file; name a file that holds the secret alone",
		    path);
	if (status->st_uid != 0 && status->st_uid != geteuid())
		return error_set(err, ERROR_CONFIG,
		    "%s belongs to user %u; a secret belongs to root or to the user dirwire runs as",
		    path, (unsigned int)status->st_uid);
	if ((status->st_mode & (S_IRWXO | S_IWGRP)) != 0)
		return error_set(err, ERROR_CONFIG,
		    "%s is open to others (mode %04o); say chmod 0640 %s", path,
		    (unsigned int)status->st_mode & 07777, path);
	if ((status->st_mode & S_IRGRP) != 0 && status->st_gid != getegid() &&
	    status->st_gid != 0)
		return error_set(err, ERROR_CONFIG,
		    "%s can be read by group %u, which is not ours; say chmod 0600 %s",
		    path, (unsigned int)status->st_gid, path);
	if (status->st_size > SECRET_MAX_BYTES)
		return error_set(err, ERROR_CONFIG,
		    "%s is larger than %d bytes; it must hold the secret alone",
		    path, SECRET_MAX_BYTES);
	return 0;
}

static int
read_bytes(int fd, const char *path, struct secret *secret, struct error *err)
{
	ssize_t got = 1;

	while (got > 0 && secret->len < SECRET_MAX_BYTES) {
		got = read(fd, secret->data + secret->len,
		    SECRET_MAX_BYTES - secret->len);
		if (got < 0 && errno == EINTR)
			got = 1;
		else if (got < 0)
			return error_set_detail(err, ERROR_CONFIG, errno,
			    "can't read %s: %s", path, strerror(errno));
		else
			secret->len += (size_t)got;
	}
	return 0;
}

static int
check_content(const char *path, struct secret *secret, struct error *err)
{
	if (secret->len > 0 && secret->data[secret->len - 1] == '\n')
		secret->len--;
	if (secret->len > 0 && secret->data[secret->len - 1] == '\r')
		secret->len--;
	secret->data[secret->len] = '\0';
	if (secret->len == 0)
		return error_set(err, ERROR_CONFIG,
		    "%s is empty; write the password into it", path);
	if (memchr(secret->data, '\0', secret->len) != NULL ||
	    memchr(secret->data, '\n', secret->len) != NULL)
		return error_set(err, ERROR_CONFIG,
		    "%s holds more than one line; it must hold the secret alone",
		    path);
	return 0;
}

int
secret_read(const char *path, struct secret *secret_r, struct error *err)
{
	struct secret secret = { .len = 0 };
	struct stat status;
	int fd, rc;

	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	if (fd < 0)
		return error_set_detail(err, ERROR_CONFIG, errno,
		    "can't read the secret %s: %s", path,
		    errno == ELOOP
			? "it is a symbolic link; name the file itself"
			: errno == ENOENT
			? "there is none; write the password there and say chmod 0600"
			: strerror(errno));
	if (fstat(fd, &status) < 0)
		rc = error_set_detail(
		    err, ERROR_CONFIG, errno, "%s: %s", path, strerror(errno));
	else
		rc = check_status(path, &status, err);
	if (rc == 0)
		rc = read_bytes(fd, path, &secret, err);
	close(fd);
	if (rc == 0)
		rc = check_content(path, &secret, err);
	if (rc == 0)
		*secret_r = secret;
	secret_wipe(&secret);
	return rc;
}

void
secret_wipe(struct secret *secret)
{
	explicit_bzero(secret, sizeof(*secret));
}
