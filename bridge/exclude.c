/* SPDX-License-Identifier: ISC */
#include "bridge/exclude.h"

#include <stdlib.h>
#include <string.h>

#include "bridge/id_list.h"
#include "schema/match.h"

struct exclude {
	struct arena *arena;
	const struct key *key;
	struct id_list list; /* ids as normal() has them */
};

/* Digits are compared as they are, others as the key's attribute does. */
static struct value
normal(const struct exclude *exclude, struct value id, struct arena *arena)
{
	if (!exclude->key->is_any_id)
		return id;
	return match_normal(exclude->key->type, id, arena);
}

static int
read_list(struct exclude *exclude, const char *path, struct error *err)
{
	struct values *ids = &exclude->list.ids;

	if (id_list_add(&exclude->list,
		arena_printf(exclude->arena, "@%s", path), exclude->arena,
		err) < 0) {
		err->kind = ERROR_CONFIG;
		return error_prefix(err, "exclude-file in [map]");
	}
	for (size_t i = 0; i < ids->count; i++) {
		const char *id = ids->items[i].data;

		if (!exclude->key->is_any_id &&
		    id[strspn(id, "0123456789")] != '\0')
			return error_set(err, ERROR_CONFIG,
			    "exclude-file in [map]: %s: \"%s\" is not the id of a contact, which is of digits (see key-id)",
			    path, id);
		ids->items[i] = normal(exclude, ids->items[i], exclude->arena);
	}
	id_list_close(&exclude->list, exclude->arena);
	return 0;
}

struct exclude *
exclude_read(const char *path, const struct map *map, struct error *err)
{
	struct exclude *exclude = memory_alloc(1, sizeof(*exclude));

	exclude->arena = arena_create();
	exclude->key = &map->key;
	if (read_list(exclude, path, err) < 0)
		exclude_destroy(&exclude);
	return exclude;
}

void
exclude_destroy(struct exclude **exclude)
{
	if (*exclude == NULL)
		return;
	arena_destroy(&(*exclude)->arena);
	free(*exclude);
	*exclude = NULL;
}

bool
exclude_has(struct exclude *exclude, const char *id, struct arena *arena)
{
	return id_list_take(
	    &exclude->list, normal(exclude, value_of(id), arena).data);
}
