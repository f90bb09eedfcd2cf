/* SPDX-License-Identifier: ISC */
/* A line's right side: what parses is written in its canonical form, which
 * parses to the same canonical form; expanding it never fails but by a rejected
 * contact. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "event/decode.h"
#include "mapping/expand.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char contact_json[] =
    "{\"event\":\"/account/7/directory/entries\",\"body\":{\"contacts\":[{\"eventType\":\"Update\","
    "\"id\":\"12\",\"type\":\"User\",\"name\":\"J\\u00f6 rg\",\"lastName\":\" x \",\"hidden\":false,\"n\":[1.0,[2,null]],"
    "\"phoneNumbers\":[{\"phoneNumber\":\"+49 (0)30 1234567\",\"type\":\"VoiceFax\"},{\"phoneNumber\":\"7\"}]}]}}";

static int
parse(const char *text, size_t len, struct arena *arena,
    struct expression *expression)
{
	struct document document = { .arena = arena };
	struct diagnostics diagnostics;
	struct reader_text source = { .file = "f" };

	diagnostics_init(&diagnostics, arena);
	reader_text_add(&source, arena, value_copy(arena, text, len), 1, 0,
	    arena_memdup(arena, text, len));
	return expression_parse(
	    &source, TEMPLATE_VALUE, &document, &diagnostics, expression);
}

static void
expand(const struct expression *expression, const struct schema *schema,
    struct arena *arena)
{
	struct scope scope = { .arena = arena };
	struct values values = { 0 };
	struct event event;
	struct error err;

	if (decode_event(value_of(contact_json), arena, &event, &err) < 0)
		abort();
	scope.contact = &event.contacts[0];
	if (expression_expand(expression,
		schema_attribute(schema, "description"), &scope, &values,
		&err) < 0 &&
	    err.kind != ERROR_MAPPING)
		abort();
	for (size_t i = 0; i < values.count; i++)
		if (values.items[i].len == 0)
			abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct schema *schema; /* made once, it never changes */
	struct arena *arena = arena_create();
	struct expression first, second;
	struct buffer once, twice;

	if (schema == NULL)
		schema = schema_create_builtin();
	if (memchr(data, '\n', size) != NULL || memchr(data, 0, size) != NULL ||
	    size > 4096 || parse((const char *)data, size, arena, &first) < 0)
		goto out;
	buffer_init(&once, arena);
	buffer_init(&twice, arena);
	expression_write(&first, &once);
	if (first.count > 0) {
		if (parse(once.data, once.len, arena, &second) < 0)
			abort();
		expression_write(&second, &twice);
		expression_release(&second);
		if (strcmp(once.data, twice.data) != 0)
			abort();
	}
	expand(&first, schema, arena);
	expression_release(&first);
out:
	arena_destroy(&arena);
	return 0;
}
