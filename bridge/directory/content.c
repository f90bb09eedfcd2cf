/* SPDX-License-Identifier: ISC */
#include "bridge/directory/content.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "bridge/directory/prompt.h"
#include "schema/match.h"

enum { FILE_MAX_BYTES = 1024 * 1024 * 1024 };

struct stored {
	struct current current;
	const char *normal; /* its name, for comparing */
};

/* A value of the key's attribute. */
struct key_value {
	struct value normal;
	const struct stored *stored;
};

struct content {
	struct prompt prompt; /* first: one is the other */
	const struct schema *schema;
	const struct attribute_type *key;
	struct arena *arena;
	struct stored *entries; /* in the order of their names */
	size_t count;
	size_t capacity;
	struct key_value *keys; /* in the order of their values */
	size_t key_count;
	size_t key_capacity;
	struct arena *scratch; /* of the record, or the name, at hand */
	struct arena *assumed_arena;
	const char *assumed; /* name of a parent that is taken to be there */
};

static int
read_stream(
    FILE *in, const char *path, char **data_r, size_t *len_r, struct error *err)
{
	size_t capacity = 64 * 1024, len = 0, got;
	char *data = memory_alloc(capacity, 1);

	while ((got = fread(data + len, 1, capacity - len - 1, in)) > 0) {
		len += got;
		if (len > FILE_MAX_BYTES)
			break;
		if (len + 1 == capacity) {
			capacity *= 2;
			data = memory_resize(data, capacity, 1);
		}
	}
	data[len] = '\0';
	*data_r = data;
	*len_r = len;
	if (len > FILE_MAX_BYTES)
		return error_set(
		    err, ERROR_SYSTEM, "%s is larger than 1 GiB", path);
	if (ferror(in) != 0)
		return error_set_detail(err, ERROR_SYSTEM, errno,
		    "can't read %s: %s", path, strerror(errno));
	return 0;
}

/* *data_r is to be freed, also after a failure. */
static int
read_file(const char *path, char **data_r, size_t *len_r, struct error *err)
{
	FILE *in = fopen(path, "re");
	int rc;

	if (in == NULL)
		return error_set_detail(err,
		    errno == ENOENT ? ERROR_NO_FILE : ERROR_SYSTEM, errno,
		    "can't read %s: %s", path, strerror(errno));
	rc = read_stream(in, path, data_r, len_r, err);
	fclose(in);
	return rc;
}

static const char *
copy_text(const struct content *content, const struct value *value)
{
	return value_copy(content->arena, value->data, value->len).data;
}

static void
copy_attribute(const struct content *content,
    const struct entry_attribute *attribute, struct entry *entry)
{
	const char *name = attribute->type != NULL
	    ? attribute->type->name
	    : arena_strdup(content->arena, attribute->name);

	for (size_t i = 0; i < attribute->values.count; i++)
		entry_add(entry, content->schema, content->arena, name,
		    value_copy(content->arena, attribute->values.items[i].data,
			attribute->values.items[i].len));
}

/* What a server knows of an entry stands in files with it, as other attributes
 * do. */
static void
take_attribute(const struct content *content,
    const struct entry_attribute *attribute, struct current *current)
{
	const struct value *first = &attribute->values.items[0];

	if (strcasecmp(attribute->name, "entryCSN") == 0)
		current->csn = copy_text(content, first);
	else if (strcasecmp(attribute->name, "entryUUID") == 0)
		current->uuid = copy_text(content, first);
	else if (strcasecmp(attribute->name, "structuralObjectClass") == 0)
		current->structural_class = copy_text(content, first);
	else if (attribute->type == NULL || !attribute->type->is_operational)
		copy_attribute(content, attribute, &current->entry);
}

static int
take_record(struct content *content, const struct ldif_record *record,
    const char *path, struct error *err)
{
	struct stored *stored;
	struct dn dn;

	if (record->change != LDIF_CONTENT)
		return error_set(err, ERROR_INPUT,
		    "%s, line %zu: a change, and entries are wanted (LDIF without changetype)",
		    path, record->line);
	if (dn_parse(value_of(record->dn), content->scratch, &dn, err) < 0)
		return error_prefix(err, "%s, line %zu", path, record->line);
	content->entries = arena_grow(content->arena, content->entries,
	    content->count, &content->capacity, sizeof(*stored));
	stored = &content->entries[content->count++];
	memset(stored, 0, sizeof(*stored));
	stored->normal = arena_strdup(
	    content->arena, dn_normal(content->schema, &dn, content->scratch));
	stored->current.entry.dn = arena_strdup(content->arena, record->dn);
	for (size_t i = 0; i < record->entry.count; i++)
		take_attribute(
		    content, &record->entry.attributes[i], &stored->current);
	return 0;
}

static int
read_records(struct content *content, struct value text, const char *path,
    struct error *err)
{
	struct ldif_cursor cursor = { 0 };
	struct ldif_record record;
	int got;

	while ((got = ldif_read(content->schema, text, &cursor,
		    content->scratch, &record, err)) == 1) {
		if (take_record(content, &record, path, err) < 0)
			return -1;
		arena_reset(content->scratch);
	}
	return got < 0 ? error_prefix(err, "%s", path) : 0;
}

static int
compare_names(const void *left, const void *right)
{
	const struct stored *a = left, *b = right;

	return strcmp(a->normal, b->normal);
}

static struct stored *
find_name(const struct content *content, const char *normal)
{
	struct stored wanted = { .normal = normal };

	return content->count == 0
	    ? NULL
	    : bsearch(&wanted, content->entries, content->count, sizeof(wanted),
		  compare_names);
}

static int
compare_keys(const void *left, const void *right)
{
	const struct key_value *a = left, *b = right;
	int order = value_compare(a->normal, b->normal);

	if (order != 0)
		return order;
	return (a->stored > b->stored) - (a->stored < b->stored);
}

static void
add_keys(struct content *content, struct stored *stored)
{
	const struct entry_attribute *found =
	    entry_find(&stored->current.entry, content->key);

	for (size_t i = 0; found != NULL && i < found->values.count; i++) {
		struct key_value *key;
		struct value normal;

		content->keys = arena_grow(content->arena, content->keys,
		    content->key_count, &content->key_capacity, sizeof(*key));
		key = &content->keys[content->key_count++];
		normal = match_normal(
		    content->key, found->values.items[i], content->scratch);
		key->normal =
		    value_copy(content->arena, normal.data, normal.len);
		key->stored = stored;
	}
}

static const char *
parent_of(
    const struct content *content, const struct dn *dn, struct arena *arena)
{
	struct dn parent = { dn->rdns + 1, dn->count - 1 };

	return dn->count == 0 ? NULL
			      : dn_normal(content->schema, &parent, arena);
}

static void
note_child(const struct content *content, const struct stored *stored)
{
	const char *name = NULL;
	struct stored *parent = NULL;
	struct dn dn;

	arena_reset(content->scratch);
	if (dn_parse(value_of(stored->current.entry.dn), content->scratch, &dn,
		NULL) == 0)
		name = parent_of(content, &dn, content->scratch);
	if (name != NULL)
		parent = find_name(content, name);
	if (parent != NULL)
		parent->current.has_children = true;
}

/* Put all in order, so that finding is no walk through the file. */
static int
index_entries(struct content *content, const char *path, struct error *err)
{
	if (content->count == 0)
		return 0;
	qsort(content->entries, content->count, sizeof(*content->entries),
	    compare_names);
	for (size_t i = 0; i < content->count; i++) {
		struct stored *stored = &content->entries[i];

		if (i > 0 && compare_names(stored - 1, stored) == 0)
			return error_set(err, ERROR_INPUT,
			    "%s holds the entry %s twice", path,
			    stored->current.entry.dn);
		note_child(content, stored);
		add_keys(content, stored);
	}
	if (content->key_count > 0)
		qsort(content->keys, content->key_count, sizeof(*content->keys),
		    compare_keys);
	return 0;
}

static void
add_found(struct found *found, const struct stored *stored, size_t *capacity,
    struct arena *arena)
{
	/* one that bears two of the values is found once */
	for (size_t i = 0; i < found->count; i++)
		if (found->entries[i].entry.dn == stored->current.entry.dn)
			return;
	found->entries = arena_grow(arena, found->entries, found->count,
	    capacity, sizeof(*found->entries));
	found->entries[found->count++] = stored->current;
}

static void
find_by_key(const struct content *content, struct value value,
    const struct dn *base, struct arena *arena, struct found *found)
{
	struct value wanted = match_normal(content->key, value, arena);
	size_t low = 0, high = content->key_count, capacity = found->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (value_compare(content->keys[middle].normal, wanted) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < content->key_count &&
	     value_is_same(content->keys[low].normal, wanted);
	     low++) {
		const struct stored *stored = content->keys[low].stored;
		struct dn dn;

		if (dn_parse(value_of(stored->current.entry.dn), arena, &dn,
			NULL) == 0 &&
		    dn_is_below(content->schema, &dn, base, arena))
			add_found(found, stored, &capacity, arena);
	}
}

static int
find(const struct content *content, const struct query *query,
    struct arena *arena, struct found *found)
{
	const struct stored *stored;
	size_t capacity = 0;
	const char *normal;
	struct dn base;

	if (dn_parse(value_of(query->base), arena, &base, NULL) < 0)
		return RESULT_NO_SUCH_OBJECT;
	if (query->attribute != NULL) {
		for (size_t i = 0; i < query->values.count; i++)
			find_by_key(content, query->values.items[i], &base,
			    arena, found);
		return RESULT_SUCCESS;
	}
	normal = dn_normal(content->schema, &base, arena);
	stored = find_name(content, normal);
	if (stored != NULL)
		add_found(found, stored, &capacity, arena);
	else if (content->assumed == NULL ||
	    strcmp(content->assumed, normal) != 0)
		return RESULT_NO_SUCH_OBJECT;
	return RESULT_SUCCESS;
}

/* What is planned against a file is not carried out. */
static int
content_perform(
    struct prompt *prompt, const struct request *request, struct reply *reply_r)
{
	const struct content *content = (const void *)prompt;

	if (request->op != DIRECTORY_SEARCH)
		return RESULT_UNWILLING;
	return find(content, &request->query, request->arena, &reply_r->found);
}

static void
content_destroy(struct directory *directory)
{
	struct content *content = (struct content *)(void *)directory;

	arena_destroy(&content->scratch);
	arena_destroy(&content->assumed_arena);
	arena_destroy(&content->arena);
	prompt_clear(&content->prompt);
	free(content);
}

static const struct directory_methods content_methods = {
	.start = prompt_start,
	.next = prompt_next,
	.destroy = content_destroy,
};

struct directory *
content_directory_create(const char *path, const struct schema *schema,
    const struct attribute_type *key, struct error *err)
{
	struct content *content = memory_alloc(1, sizeof(*content));
	struct directory *directory = &content->prompt.directory;
	struct value text;
	char *data = NULL;
	int rc;

	content->prompt.perform = content_perform;
	directory->methods = &content_methods;
	directory->target = path;
	directory->identity = "nobody";
	directory->has_assertion = true;
	content->schema = schema;
	content->key = key;
	content->arena = arena_create();
	content->scratch = arena_create();
	content->assumed_arena = arena_create();
	rc = read_file(path, &data, &text.len, err);
	text.data = data;
	if (rc == 0)
		rc = read_records(content, text, path, err);
	if (rc == 0)
		rc = index_entries(content, path, err);
	free(data);
	if (rc < 0)
		directory_destroy(&directory);
	return directory;
}

void
content_directory_assume_parent(
    struct directory *directory, const struct dn *dn)
{
	struct content *content = (struct content *)(void *)directory;

	arena_reset(content->assumed_arena);
	content->assumed = parent_of(content, dn, content->assumed_arena);
}
