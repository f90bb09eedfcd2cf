/* SPDX-License-Identifier: ISC */
/* A line's right side: what parses is written in its canonical form, which
 * parses to the same canonical form; expanding it never fails but by a rejected
 * contact; what it makes it knows again. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "event/decode.h"
#include "base/text.h"
#include "mapping/map.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char contact_json[] =
    "{\"event\":\"/account/7/directory/entries\",\"body\":{\"contacts\":[{\"eventType\":\"Update\","
    "\"id\":\"12\",\"type\":\"User\",\"name\":\"J\\u00f6 rg\",\"lastName\":\" x \",\"hidden\":false,\"n\":[1.0,[2,null]],"
    "\"phoneNumbers\":[{\"phoneNumber\":\"+49 (0)30 1234567\",\"type\":\"VoiceFax\"},{\"phoneNumber\":\"7\"}]}]}}";

static int
parse(const char *text, size_t len, struct arena *arena,
    struct expression *expression)
{
	static struct setting rows[] = { { .name = "J" }, { .name = "*" } };
	static struct section tables[] = { { .kind = SECTION_TABLE,
	    .name = "t",
	    .settings = rows,
	    .count = 2 } };
	struct document document = {
		.arena = arena, .sections = tables, .count = 1
	};
	struct diagnostics diagnostics;
	struct reader_text source = { .file = "f" };

	diagnostics_init(&diagnostics, arena);
	reader_text_add(&source, arena, value_copy(arena, text, len), 1, 0,
	    arena_memdup(arena, text, len));
	return expression_parse(
	    &source, TEMPLATE_VALUE, &document, &diagnostics, expression);
}

/* What a += line makes is known as its own. */
static void
check_share(const struct expression *expression,
    const struct attribute_type *type, const struct values *values,
    struct arena *arena)
{
	struct line line = {
		.kind = LINE_SHARE, .type = type, .expression = *expression
	};
	struct map_section section = { .lines = &line, .count = 1 };
	struct map map = { .sections = &section, .count = 1 };

	for (size_t i = 0; i < values->count; i++)
		if (!map_shares(&map, type, values->items[i], arena))
			abort();
}

static void
expand(const struct expression *expression, const struct schema *schema,
    bool is_ascii, struct arena *arena)
{
	const struct attribute_type *type =
	    schema_attribute(schema, "description");
	struct scope scope = { .arena = arena };
	struct values values = { 0 };
	struct event event;
	struct error err;

	if (decode_event(value_of(contact_json), arena, &event, &err) < 0)
		abort();
	scope.contact = &event.contacts[0];
	if (expression_expand(expression, type, &scope, &values, &err) < 0 &&
	    err.kind != ERROR_MAPPING)
		abort();
	for (size_t i = 0; i < values.count; i++)
		if (values.items[i].len == 0)
			abort();
	/* a literal and the text in a hole may become one character else */
	if (is_ascii)
		check_share(expression, type, &values, arena);
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
	expand(&first, schema, text_is_ascii(value_copy(arena, data, size)),
	    arena);
	expression_release(&first);
out:
	arena_destroy(&arena);
	return 0;
}
