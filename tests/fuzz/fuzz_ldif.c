/* SPDX-License-Identifier: ISC */
/* LDIF that is read is written, and what was written is read as the same. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "schema/ldif.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *
rewrite(struct value text, const struct schema *schema, struct arena *arena,
    bool *is_whole)
{
	struct ldif_record record;
	struct buffer out;
	struct error err;
	struct ldif_cursor cursor = { 0 };
	int got;

	buffer_init(&out, arena);
	ldif_write_head(&out);
	while ((got = ldif_read(schema, text, &cursor, arena, &record, &err)) ==
	    1) {
		ldif_write_comment(&out, record.dn);
		ldif_write_record(&out, &record);
	}
	*is_whole = got == 0;
	return buffer_value(&out).data;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct schema *schema; /* made once, it never changes */
	struct arena *arena = arena_create();
	struct value text = value_copy(arena, data, size);
	const char *once, *twice;
	bool is_whole;

	if (schema == NULL)
		schema = schema_create_builtin();
	if (size <= 65536) {
		once = rewrite(text, schema, arena, &is_whole);
		twice = rewrite(value_of(once), schema, arena, &is_whole);
		if (!is_whole || strcmp(once, twice) != 0)
			abort();
	}
	arena_destroy(&arena);
	return 0;
}
