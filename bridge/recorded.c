/* SPDX-License-Identifier: ISC */
#include "bridge/recorded.h"

#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "bridge/change_ldif.h"

enum { MARK = 32 }; /* of the 64 digits of a SHA-256 */

struct recorded {
	char (*marks)[MARK];
};

struct recorded *
recorded_create(size_t count)
{
	struct recorded *recorded = memory_alloc(1, sizeof(*recorded));

	recorded->marks =
	    memory_alloc(count > 0 ? count : 1, sizeof(*recorded->marks));
	return recorded;
}

void
recorded_destroy(struct recorded **recorded)
{
	if (*recorded == NULL)
		return;
	free((*recorded)->marks);
	free(*recorded);
	*recorded = NULL;
}

/* Everything that the server is sent, byte for byte. */
static void
mark(const struct change *change, struct arena *arena, char hex[65])
{
	struct buffer out;

	buffer_init(&out, arena);
	buffer_printf(&out, "%s\n", change_op_name(change->op));
	change_write_ldif(change, &out);
	digest_hex(buffer_value(&out), hex);
}

void
recorded_note(struct recorded *recorded, size_t n, const struct change *change,
    struct arena *arena)
{
	char hex[65];

	mark(change, arena, hex);
	memcpy(recorded->marks[n], hex, MARK);
}

bool
recorded_has(const struct recorded *recorded, size_t n,
    const struct change *change, struct arena *arena)
{
	char hex[65];

	mark(change, arena, hex);
	return memcmp(recorded->marks[n], hex, MARK) == 0;
}
