/* SPDX-License-Identifier: ISC */
/* tests/unit/mapped.h - maps and contacts out of texts, for tests of mapping
 * and bridge. */
#ifndef DIRWIRE_TESTS_UNIT_MAPPED_H
#define DIRWIRE_TESTS_UNIT_MAPPED_H

#include "event/decode.h"
#include "mapping/map.h"
#include "mapping/parse.h"

/* "main" is `text`; any other name is a file "name:content" of `files`. */
struct mapped_files {
	const char *text;
	const char *const *files; /* pairs, NULL-ended; or NULL */
};

static inline int
mapped_load(void *context, const char *from, const char *name,
    struct arena *arena, struct parse_file *file_r, struct error *err)
{
	const struct mapped_files *files = context;

	(void)arena;
	file_r->path = name;
	if (from == NULL) {
		file_r->bytes = value_of(files->text);
		return 0;
	}
	for (size_t i = 0; files->files != NULL && files->files[i] != NULL;
	     i += 2)
		if (strcmp(files->files[i], name) == 0) {
			file_r->bytes = value_of(files->files[i + 1]);
			return 0;
		}
	return error_set(err, ERROR_NO_FILE, "no file %s", name);
}

/* Compile `text`; NULL with what is wrong in *said_r. */
static inline struct map *
mapped_create(const char *text, const struct schema *schema,
    struct arena *arena, const char **said_r)
{
	struct mapped_files files = { text, NULL };
	struct document *document = arena_alloc(arena, sizeof(*document));
	struct diagnostics diagnostics;
	struct buffer said;
	struct map *map;

	diagnostics_init(&diagnostics, arena);
	document_init(document, arena);
	document_read(document, "map", mapped_load, &files, &diagnostics);
	map = map_create(document, schema, &diagnostics);
	buffer_init(&said, arena);
	diagnostics_write(&diagnostics, &said);
	*said_r = said.data;
	if (diagnostics.errors > 0)
		map_destroy(&map);
	return map;
}

/* The contact of `json`, its members without the braces. */
static inline const struct contact *
mapped_contact(const char *json, struct arena *arena)
{
	struct event *event = arena_alloc(arena, sizeof(*event));
	struct error err;

	if (decode_event(
		value_of(arena_printf(arena,
		    "{\"event\":\"/account/77/directory/entries\",\"body\":{\"contacts\":[{%s}]}}",
		    json)),
		arena, event, &err) < 0)
		fail_msg("%s", err.text);
	return &event->contacts[0];
}

#endif
