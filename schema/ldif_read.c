/* SPDX-License-Identifier: ISC */
#include "schema/ldif.h"

#include <stdio.h> /* ldif.h wants FILE */
#include <string.h>
#include <strings.h>

#include <ldap.h>
#include <ldif.h>

#include "base/text.h"

/* The lines of one record, unfolded and without comments. */
struct lines {
	struct arena *arena;
	char **items;
	size_t *numbers; /* where each begins, from 1 */
	size_t count;
	size_t capacity;
	size_t number_capacity;
	struct buffer last; /* the bytes of the last item, as it grows */
	size_t at;          /* the next to be read */
};

/* One parsed line. */
struct pair {
	const char *name;
	struct value value;
	bool is_dash;
};

/* The physical line at the cursor without its end; the cursor moves behind it.
 */
static struct value
next_line(struct value text, struct ldif_cursor *cursor)
{
	const char *start = text.data + cursor->pos;
	const char *end = memchr(start, '\n', text.len - cursor->pos);
	struct value line = { start, 0 };

	line.len = end != NULL ? (size_t)(end - start) : text.len - cursor->pos;
	cursor->pos += line.len + (end != NULL);
	cursor->lines++;
	if (line.len > 0 && line.data[line.len - 1] == '\r')
		line.len--;
	return line;
}

static void
add_line(struct lines *lines, struct value line, size_t number)
{
	lines->items = arena_grow(lines->arena, lines->items, lines->count,
	    &lines->capacity, sizeof(*lines->items));
	lines->numbers = arena_grow(lines->arena, lines->numbers, lines->count,
	    &lines->number_capacity, sizeof(*lines->numbers));
	buffer_init(&lines->last, lines->arena);
	buffer_add(&lines->last, line.data, line.len);
	lines->items[lines->count] = lines->last.data;
	lines->numbers[lines->count++] = number;
}

static void
continue_line(struct lines *lines, struct value line)
{
	buffer_add(&lines->last, line.data + 1, line.len - 1);
	lines->items[lines->count - 1] = lines->last.data;
}

/* Gather the lines of the next record; none at the end of the text. */
static int
gather(struct value text, struct ldif_cursor *cursor, struct lines *lines,
    struct error *err)
{
	bool is_comment = false;

	while (cursor->pos < text.len) {
		struct value line = next_line(text, cursor);
		size_t number = cursor->lines;

		if (memchr(line.data, '\0', line.len) != NULL)
			return error_set(
			    err, ERROR_INPUT, "line %zu: holds a NUL", number);
		if (line.len == 0 && lines->count > 0)
			return 0;
		if (line.len == 0) {
			is_comment = false;
		} else if (line.data[0] == '#') {
			is_comment = true;
		} else if (line.data[0] != ' ') {
			is_comment = false;
			add_line(lines, line, number);
		} else if (!is_comment) {
			if (lines->count == 0)
				return error_set(err, ERROR_INPUT,
				    "line %zu: continues nothing", number);
			continue_line(lines, line);
		}
	}
	return 0;
}

static int
fail(const struct lines *lines, struct error *err, const char *what)
{
	size_t at = lines->at > 0 ? lines->at - 1 : 0;

	return error_set(err, ERROR_INPUT, "line %zu: %s",
	    lines->count > 0 ? lines->numbers[at] : 0, what);
}

/* An attribute description (RFC 4512 section 2.5), or a word of RFC 2849. */
static bool
is_name(const char *text, size_t len)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz"
				      "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "0123456789-.;_";

	return len > 0 && strspn(text, letters) >= len;
}

static int
next_pair(struct lines *lines, struct pair *pair, struct error *err)
{
	struct berval name, value;
	int is_allocated = 0;
	char *line = lines->items[lines->at++];
	char *colon = strchr(line, ':');

	memset(pair, 0, sizeof(*pair));
	if (strcmp(line, "-") == 0) {
		pair->is_dash = true;
		return 0;
	}
	if (colon == NULL || !is_name(line, (size_t)(colon - line)))
		return fail(lines, err, "expected name: value");
	if (colon[1] == '<')
		return fail(lines, err,
		    "a URL as a value; dirwire reads no other files");
	if (ldif_parse_line2(line, &name, &value, &is_allocated) != 0)
		return fail(lines, err, "can't be read as name: value");
	pair->name = arena_memdup(lines->arena, name.bv_val, name.bv_len);
	pair->value = value_copy(lines->arena,
	    value.bv_val != NULL ? value.bv_val : "", value.bv_len);
	if (is_allocated)
		ber_memfree(value.bv_val);
	return 0;
}

static int
read_content(const struct schema *schema, struct lines *lines,
    struct ldif_record *record, struct error *err)
{
	while (lines->at < lines->count) {
		struct pair pair;

		if (next_pair(lines, &pair, err) < 0)
			return -1;
		if (pair.is_dash)
			return fail(lines, err, "a - outside of a modify");
		entry_add(&record->entry, schema, lines->arena, pair.name,
		    pair.value);
	}
	return 0;
}

static int
mod_op(const char *name, enum ldif_op *op_r)
{
	static const struct {
		const char *name;
		enum ldif_op op;
	} ops[] = { { "add", LDIF_OP_ADD }, { "delete", LDIF_OP_DELETE },
		{ "replace", LDIF_OP_REPLACE } };

	for (size_t i = 0; i < sizeof(ops) / sizeof(ops[0]); i++)
		if (strcasecmp(ops[i].name, name) == 0) {
			*op_r = ops[i].op;
			return 0;
		}
	return -1;
}

static int
read_mod(struct lines *lines, struct ldif_record *record, size_t *capacity,
    struct error *err)
{
	struct ldif_mod mod = { .name = NULL };
	struct pair pair;

	if (next_pair(lines, &pair, err) < 0)
		return -1;
	if (pair.is_dash || mod_op(pair.name, &mod.op) < 0 ||
	    !is_name(pair.value.data, pair.value.len))
		return fail(lines, err,
		    "expected add:, delete: or replace: and an attribute");
	mod.name = pair.value.data;
	for (;;) {
		if (lines->at == lines->count)
			break;
		if (next_pair(lines, &pair, err) < 0)
			return -1;
		if (pair.is_dash)
			break;
		if (strcasecmp(pair.name, mod.name) != 0)
			return fail(lines, err,
			    "a value of another attribute; expected -");
		values_add(&mod.values, lines->arena, pair.value);
	}
	record->mods = arena_grow(lines->arena, record->mods, record->mod_count,
	    capacity, sizeof(mod));
	record->mods[record->mod_count++] = mod;
	return 0;
}

static int
read_modify(struct lines *lines, struct ldif_record *record, struct error *err)
{
	size_t capacity = 0;

	while (lines->at < lines->count)
		if (read_mod(lines, record, &capacity, err) < 0)
			return -1;
	return 0;
}

/* A value that is a name, and so text. */
static int
take_name(struct lines *lines, const struct pair *pair, const char **name_r,
    struct error *err)
{
	if (!text_is_utf8(pair->value.data, pair->value.len) ||
	    memchr(pair->value.data, '\0', pair->value.len) != NULL)
		return fail(lines, err, "the DN is not UTF-8 text");
	*name_r = pair->value.data;
	return 0;
}

/* newrdn, deleteoldrdn and perhaps newsuperior, in this order (RFC 2849). */
static int
read_rename(struct lines *lines, struct ldif_rename *rename, struct error *err)
{
	static const char *const names[] = { "newrdn", "deleteoldrdn",
		"newsuperior" };
	size_t at = 0;

	for (; lines->at < lines->count && at < 3; at++) {
		struct pair pair;

		if (next_pair(lines, &pair, err) < 0)
			return -1;
		if (pair.is_dash || strcasecmp(pair.name, names[at]) != 0)
			return fail(lines, err,
			    "a modrdn has newrdn:, deleteoldrdn: and perhaps newsuperior:");
		if (at != 1) {
			if (take_name(lines, &pair,
				at == 0 ? &rename->rdn : &rename->parent,
				err) < 0)
				return -1;
			continue;
		}
		rename->is_old_deleted = strcmp(pair.value.data, "1") == 0;
		if (!rename->is_old_deleted &&
		    strcmp(pair.value.data, "0") != 0)
			return fail(lines, err, "deleteoldrdn is 0 or 1");
	}
	if (at >= 2 && lines->at == lines->count)
		return 0;
	if (lines->at < lines->count)
		lines->at++;
	return fail(lines, err,
	    "a modrdn has newrdn:, deleteoldrdn: and perhaps newsuperior:");
}

static int
read_dn(struct lines *lines, struct ldif_record *record, struct error *err)
{
	struct pair pair;

	if (next_pair(lines, &pair, err) < 0)
		return -1;
	if (pair.is_dash || strcasecmp(pair.name, "dn") != 0)
		return fail(lines, err, "a record begins with dn:");
	if (take_name(lines, &pair, &record->dn, err) < 0)
		return -1;
	record->entry.dn = record->dn;
	return 0;
}

/* `changetype:`, when it stands next. */
static int
read_change(struct lines *lines, struct ldif_record *record, struct error *err)
{
	struct pair pair;

	record->change = LDIF_CONTENT;
	if (lines->at == lines->count ||
	    strncasecmp(lines->items[lines->at], "changetype:", 11) != 0)
		return 0;
	if (next_pair(lines, &pair, err) < 0)
		return -1;
	if (strcasecmp(pair.value.data, "add") == 0)
		record->change = LDIF_ADD;
	else if (strcasecmp(pair.value.data, "modify") == 0)
		record->change = LDIF_MODIFY;
	else if (strcasecmp(pair.value.data, "delete") == 0)
		record->change = LDIF_DELETE;
	else if (strcasecmp(pair.value.data, "modrdn") == 0 ||
	    strcasecmp(pair.value.data, "moddn") == 0)
		record->change = LDIF_MODRDN;
	else
		return fail(
		    lines, err, "changetype is add, modify, modrdn or delete");
	return 0;
}

static int
read_body(const struct schema *schema, struct lines *lines,
    struct ldif_record *record, struct error *err)
{
	if (read_dn(lines, record, err) < 0)
		return -1;
	if (lines->at < lines->count &&
	    strncasecmp(lines->items[lines->at], "control:", 8) == 0) {
		lines->at++;
		return fail(lines, err, "controls are not taken");
	}
	if (read_change(lines, record, err) < 0)
		return -1;
	if (record->change == LDIF_MODIFY)
		return read_modify(lines, record, err);
	if (record->change == LDIF_MODRDN)
		return read_rename(lines, &record->rename, err);
	if (record->change != LDIF_DELETE)
		return read_content(schema, lines, record, err);
	if (lines->at < lines->count) {
		lines->at++;
		return fail(lines, err, "a delete has no attributes");
	}
	return 0;
}

/* "version: 1" may stand at the head of the file, alone or before the first dn.
 */
static int
skip_version(struct lines *lines, bool is_first, struct error *err)
{
	struct pair pair;

	if (lines->count == 0 ||
	    strncasecmp(lines->items[0], "version:", 8) != 0)
		return 0;
	if (next_pair(lines, &pair, err) < 0)
		return -1;
	if (!is_first || strcmp(pair.value.data, "1") != 0)
		return fail(lines, err, "only version 1, at the head");
	return 0;
}

int
ldif_read(const struct schema *schema, struct value text,
    struct ldif_cursor *cursor, struct arena *arena,
    struct ldif_record *record_r, struct error *err)
{
	struct ldif_record record = { .change = LDIF_CONTENT };
	struct lines lines = { .arena = arena };
	bool is_first = cursor->pos == 0;

	do {
		lines.count = 0;
		lines.at = 0;
		if (gather(text, cursor, &lines, err) < 0 ||
		    skip_version(&lines, is_first, err) < 0)
			return -1;
		is_first = false;
	} while (lines.at == lines.count && lines.count > 0);
	if (lines.count == 0)
		return 0;
	record.line = lines.numbers[lines.at];
	if (read_body(schema, &lines, &record, err) < 0)
		return -1;
	*record_r = record;
	return 1;
}
