/* SPDX-License-Identifier: ISC */
/* A file as configuration and map: every error has a place, and a map that
 * compiles makes something of a contact, the same each time. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "event/decode.h"
#include "mapping/map.h"
#include "mapping/parse.h"
#include "schema/syntax.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char contact_json[] =
    "{\"event\":\"/account/7/directory/entries\",\"body\":{\"contacts\":[{\"eventType\":\"Update\","
    "\"id\":\"12\",\"type\":\"User\",\"status\":\"Enabled\",\"firstName\":\"J\\u00f6rg\",\"lastName\":\"O'Neill, + \","
    "\"name\":\"J\",\"department\":\"R&D\",\"email\":\"A@b\",\"extensionNumber\":\"0120\",\"site\":{\"id\":\"main-site\",\"name\":\"M\"},"
    "\"phoneNumbers\":[{\"phoneNumber\":\"+12025550103\",\"usageType\":\"DirectNumber\",\"type\":\"VoiceFax\"},{\"phoneNumber\":\"+1 (202) 5550104\",\"type\":\"FaxOnly\"}]}]}}";

static int
load(void *context, const char *from, const char *name, struct arena *arena,
    struct parse_file *file_r, struct error *err)
{
	(void)arena;
	file_r->path = name;
	if (from != NULL)
		return error_set(err, ERROR_NO_FILE, "no file %s", name);
	file_r->bytes = *(const struct value *)context;
	return 0;
}

static void
check_desired(const struct desired *desired, struct arena *arena)
{
	for (size_t i = 0; i < desired->count; i++) {
		const struct desired_attribute *a = &desired->attributes[i];

		for (size_t j = 0; j < a->own.count; j++) {
			struct value again;
			const char *why;

			if (syntax_clean(a->type, a->own.items[j], arena,
				&again, &why) != SYNTAX_OK ||
			    !value_is_same(again, a->own.items[j]))
				abort();
		}
	}
}

/* Every error and warning points into a line, or at a file as a whole. */
static void
check_places(const struct diagnostics *diagnostics)
{
	for (size_t i = 0; i < diagnostics->count; i++) {
		const struct place *place = &diagnostics->items[i].place;
		size_t columns = 1;

		if (place->line == 0)
			continue;
		for (const char *p = place->text; *p != '\0'; p++)
			columns += ((unsigned char)*p & 0xc0) != 0x80;
		if (place->file == NULL || place->column < 1 ||
		    place->column > columns)
			abort();
	}
}

/* Every test that is told of decided its condition, and none is missing. */
static void
check_trace(const struct trace *trace)
{
	for (size_t i = 0; i < trace->condition_count; i++) {
		const struct trace_condition *condition = &trace->conditions[i];

		if (condition->count == 0)
			abort();
		for (size_t j = 0; j < condition->count; j++)
			if ((condition->tests[j].holds !=
				condition->tests[j].is_not) != condition->holds)
				abort();
	}
}

static void
use(const struct map *map, struct arena *arena)
{
	struct trace trace = { .arena = arena };
	struct desired first, second;
	struct event event;
	struct error err;
	int rc;

	if (decode_event(value_of(contact_json), arena, &event, &err) < 0)
		abort();
	rc = map_make(map, &event.contacts[0], arena, &first, &err);
	/* who asks how it went gets the same */
	if (rc !=
	    map_make_traced(
		map, &event.contacts[0], arena, &trace, &second, &err))
		abort();
	check_trace(&trace);
	if (rc < 0)
		return;
	if (first.count != second.count)
		abort();
	check_desired(&first, arena);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct schema *schema; /* made once, it never changes */
	struct arena *arena = arena_create();
	struct value bytes = value_copy(arena, data, size);
	struct diagnostics diagnostics;
	struct document document;
	struct buffer said;
	struct map *map;

	if (schema == NULL)
		schema = schema_create_builtin();
	diagnostics_init(&diagnostics, arena);
	document_init(&document, arena);
	document_read(&document, "f", load, &bytes, &diagnostics);
	map = map_create(&document, schema, &diagnostics);
	buffer_init(&said, arena);
	diagnostics_write(&diagnostics, &said);
	check_places(&diagnostics);
	if ((map == NULL) && diagnostics.errors == 0)
		abort();
	if (map != NULL)
		use(map, arena);
	map_destroy(&map);
	arena_destroy(&arena);
	return 0;
}
