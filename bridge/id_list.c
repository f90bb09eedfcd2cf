/* SPDX-License-Identifier: ISC */
#include "bridge/id_list.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "bridge/config_file.h"
#include "event/contact.h"

static int
add_line(struct id_list *list, struct value line, struct arena *arena)
{
	const char *remark = memchr(line.data, '#', line.len);
	struct value id;

	if (remark != NULL)
		line.len = (size_t)(remark - line.data);
	id = text_trim(arena, line);
	if (id.len == 0)
		return 0;
	if (strlen(id.data) != id.len || !contact_id_is_valid(id.data))
		return -1;
	values_add(&list->ids, arena, id);
	return 0;
}

static int
add_file(struct id_list *list, const char *path, struct arena *arena,
    struct error *err)
{
	struct parse_file file;
	size_t number = 1;

	if (config_load(NULL, NULL, path, arena, &file, err) < 0)
		return -1;
	if (!text_is_utf8(file.bytes.data, file.bytes.len))
		return error_set(err, ERROR_USAGE,
		    "%s is not a list of ids, one a line", path);
	for (size_t start = 0; start < file.bytes.len; number++) {
		const char *line = file.bytes.data + start;
		size_t rest = file.bytes.len - start;
		const char *end = memchr(line, '\n', rest);
		size_t len = end != NULL ? (size_t)(end - line) : rest;

		if (add_line(list, value_copy(arena, line, len), arena) < 0)
			return error_set(err, ERROR_USAGE,
			    "%s, line %zu, is not the id of a contact", path,
			    number);
		start += len + 1;
	}
	return 0;
}

int
id_list_add(struct id_list *list, const char *argument, struct arena *arena,
    struct error *err)
{
	if (*argument == '@')
		return add_file(list, argument + 1, arena, err);
	if (!contact_id_is_valid(argument))
		return error_set(err, ERROR_USAGE,
		    "\"%s\" is not the id of a contact; --only takes one, or @FILE with one a line",
		    argument);
	values_add(&list->ids, arena, value_of(argument));
	return 0;
}

static int
compare(const void *left, const void *right)
{
	const struct value *a = left, *b = right;

	return value_compare(*a, *b);
}

void
id_list_close(struct id_list *list, struct arena *arena)
{
	struct values *ids = &list->ids;
	size_t kept = 0;

	if (ids->count == 0)
		return;
	qsort(ids->items, ids->count, sizeof(*ids->items), compare);
	for (size_t i = 0; i < ids->count; i++)
		if (kept == 0 ||
		    !value_is_same(ids->items[kept - 1], ids->items[i]))
			ids->items[kept++] = ids->items[i];
	ids->count = kept;
	list->is_taken = arena_array(arena, kept, sizeof(*list->is_taken));
}

bool
id_list_take(struct id_list *list, const char *id)
{
	struct value wanted = value_of(id);
	const struct value *found;

	if (list->ids.count == 0)
		return false;
	found = bsearch(
	    &wanted, list->ids.items, list->ids.count, sizeof(wanted), compare);
	if (found != NULL)
		list->is_taken[found - list->ids.items] = true;
	return found != NULL;
}
