/* SPDX-License-Identifier: ISC */
#include "bridge/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

int
spool_create(const char *what, struct error *err)
{
	const char *folder = getenv("TMPDIR");
	int fd;

	if (folder == NULL || *folder == '\0')
		folder = "/tmp";
	fd = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	if (fd < 0)
		return error_set_detail(err, ERROR_SYSTEM, errno,
		    "can't make a file in %s to hold %s: %s; set TMPDIR to a folder with room",
		    folder, what, strerror(errno));
	return fd;
}
