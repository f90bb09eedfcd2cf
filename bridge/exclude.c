/* SPDX-License-Identifier: ISC */
#include "bridge/exclude.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "event/contact.h"
#include "schema/match.h"

struct exclude {
	struct arena *arena;
	const struct key *key;
	struct value *ids; /* sorted */
	size_t count;
	size_t capacity;
};

static int
compare(const void *a, const void *b)
{
	return value_compare(
	    *(const struct value *)a, *(const struct value *)b);
}

/* Digits are compared as they are, others as the key's attribute does. */
static struct value
normal(const struct exclude *exclude, const char *id, struct arena *arena)
{
	struct value value = value_copy(arena, id, strlen(id));

	if (!exclude->key->is_any_id)
		return value;
	return match_normal(exclude->key->type, value, arena);
}

/* Note the id on `line`, which is cut at its end. */
static int
take_line(struct exclude *exclude, char *line, const char *path,
    unsigned int number, struct error *err)
{
	char *id = line + strspn(line, " \t\r\n");
	const char *rest;
	size_t len = strcspn(id, " \t\r\n#");

	rest = id + len + strspn(id + len, " \t\r\n");
	if (len == 0 && (*rest == '\0' || *rest == '#'))
		return 0;
	if (*rest != '\0' && *rest != '#')
		return error_set(err, ERROR_CONFIG,
		    "%s:%u: more than one id on a line; write one a line, and remarks behind a #",
		    path, number);
	id[len] = '\0';
	if (!contact_id_is_valid(id) ||
	    (!exclude->key->is_any_id && id[strspn(id, "0123456789")] != '\0'))
		return error_set(err, ERROR_CONFIG,
		    "%s:%u: \"%.64s\" is not the id of a contact%s", path,
		    number, id,
		    exclude->key->is_any_id
			? ""
			: ", which is of digits (see key-id)");
	exclude->ids = arena_grow(exclude->arena, exclude->ids, exclude->count,
	    &exclude->capacity, sizeof(*exclude->ids));
	exclude->ids[exclude->count++] = normal(exclude, id, exclude->arena);
	return 0;
}

static int
read_lines(
    struct exclude *exclude, FILE *in, const char *path, struct error *err)
{
	char *line = NULL;
	size_t size = 0;
	unsigned int number = 0;
	int rc = 0;

	while (rc == 0 && getline(&line, &size, in) >= 0)
		rc = take_line(exclude, line, path, ++number, err);
	if (rc == 0 && ferror(in) != 0)
		rc = error_set_detail(err, ERROR_CONFIG, errno,
		    "exclude-file %s can't be read: %s", path, strerror(errno));
	free(line);
	return rc;
}

struct exclude *
exclude_read(const char *path, const struct map *map, struct error *err)
{
	struct exclude *exclude;
	FILE *in = fopen(path, "re");

	if (in == NULL) {
		error_set_detail(err, ERROR_CONFIG, errno,
		    "exclude-file %s can't be read: %s; correct exclude-file in [map], or take it out",
		    path, strerror(errno));
		return NULL;
	}
	exclude = memory_alloc(1, sizeof(*exclude));
	exclude->arena = arena_create();
	exclude->key = &map->key;
	if (read_lines(exclude, in, path, err) < 0)
		exclude_destroy(&exclude);
	else if (exclude->count > 0)
		qsort(exclude->ids, exclude->count, sizeof(*exclude->ids),
		    compare);
	fclose(in);
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
exclude_has(const struct exclude *exclude, const char *id, struct arena *arena)
{
	struct value wanted = normal(exclude, id, arena);

	return exclude->count > 0 &&
	    bsearch(&wanted, exclude->ids, exclude->count,
		sizeof(*exclude->ids), compare) != NULL;
}
