/* SPDX-License-Identifier: ISC */
#include "mapping/diagnostic.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"

void
diagnostics_init(struct diagnostics *diagnostics, struct arena *arena)
{
	memset(diagnostics, 0, sizeof(*diagnostics));
	diagnostics->arena = arena;
}

static void
note(struct diagnostics *diagnostics, bool is_error, struct place place,
    const char *fmt, va_list ap)
{
	char text[ERROR_TEXT_MAX];
	struct diagnostic *item;

	vsnprintf(text, sizeof(text), fmt, ap);
	diagnostics->items = arena_grow(diagnostics->arena, diagnostics->items,
	    diagnostics->count, &diagnostics->capacity, sizeof(*item));
	item = &diagnostics->items[diagnostics->count++];
	item->is_error = is_error;
	item->is_of_schema = false;
	item->is_advice = false;
	item->place = place;
	item->text = text_escape_dn(diagnostics->arena, value_of(text));
	if (is_error)
		diagnostics->errors++;
}

int
diagnostics_error(
    struct diagnostics *diagnostics, struct place place, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	note(diagnostics, true, place, fmt, ap);
	va_end(ap);
	return -1;
}

int
diagnostics_schema_error(
    struct diagnostics *diagnostics, struct place place, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	note(diagnostics, true, place, fmt, ap);
	va_end(ap);
	diagnostics->items[diagnostics->count - 1].is_of_schema = true;
	diagnostics->schema_errors++;
	return -1;
}

int
diagnostics_warning(
    struct diagnostics *diagnostics, struct place place, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	note(diagnostics, false, place, fmt, ap);
	va_end(ap);
	return -1;
}

int
diagnostics_advice(
    struct diagnostics *diagnostics, struct place place, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	note(diagnostics, false, place, fmt, ap);
	va_end(ap);
	diagnostics->items[diagnostics->count - 1].is_advice = true;
	return -1;
}

bool
diagnostics_has(const struct diagnostics *diagnostics, struct place place)
{
	for (size_t i = 0; i < diagnostics->count; i++) {
		const struct place *told = &diagnostics->items[i].place;

		if (told->file == place.file && told->line == place.line &&
		    told->column == place.column)
			return true;
	}
	return false;
}

void
diagnostics_drop_warnings(struct diagnostics *diagnostics, size_t count)
{
	size_t kept = count;

	for (size_t i = count; i < diagnostics->count; i++)
		if (diagnostics->items[i].is_error)
			diagnostics->items[kept++] = diagnostics->items[i];
	diagnostics->count = kept;
}

void
diagnostics_drop_advice(struct diagnostics *diagnostics)
{
	size_t kept = 0;

	for (size_t i = 0; i < diagnostics->count; i++)
		if (!diagnostics->items[i].is_advice)
			diagnostics->items[kept++] = diagnostics->items[i];
	diagnostics->count = kept;
}

const char *
diagnostics_hint(struct diagnostics *diagnostics, const char *nearest)
{
	if (nearest == NULL)
		return "";
	return arena_printf(diagnostics->arena, "; did you mean %s?", nearest);
}

/* A line of the file as it is, but for what could drive a terminal; or, for a
 * caret, blanks as wide as that.  Tabs stay tabs. */
static void
write_line(struct buffer *out, struct value line, bool is_blank)
{
	buffer_add_text(out, "    ");
	for (size_t start = 0; start <= line.len;) {
		const char *from = line.data + start;
		const char *tab = memchr(from, '\t', line.len - start);
		size_t end = tab != NULL ? (size_t)(tab - line.data) : line.len;
		const char *shown = text_escape_dn(
		    out->arena, value_copy(out->arena, from, end - start));

		if (!is_blank)
			buffer_add_text(out, shown);
		else
			buffer_printf(out, "%*s", (int)text_width(shown), "");
		if (tab != NULL)
			buffer_add_char(out, '\t');
		start = end + 1;
	}
}

/* How much of the line may be shown: a password that someone wrote into the
 * configuration does not go on into logs. */
static size_t
shown_length(const char *line)
{
	static const char *const words[] = { "password", "passwd", "bindpw",
		"bind-pw", "secret", "jwt", "token" };
	size_t start = strspn(line, " \t");
	size_t len = strcspn(line + start, " \t=:");
	size_t word, end;

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		word = strlen(words[i]);
		end = start + len;
		if (len >= word &&
		    (len == word || line[end - word - 1] == '-') &&
		    strncasecmp(line + end - word, words[i], word) == 0)
			return end + strspn(line + end, " \t=:");
	}
	return strlen(line);
}

/* The bytes before the column. */
static size_t
column_start(const struct place *place)
{
	unsigned int column = 0;
	size_t at = 0;

	for (; place->text[at] != '\0'; at++)
		if (((unsigned char)place->text[at] & 0xc0) != 0x80 &&
		    ++column == place->column)
			break;
	return at;
}

static void
write_one(const struct diagnostic *item, const char *schema, struct buffer *out)
{
	const struct place *place = &item->place;
	struct value line;
	const char *file = text_escape(out->arena,
	    value_of(place->file != NULL ? place->file : "dirwire"));

	buffer_add_text(out, file);
	if (place->line > 0)
		buffer_printf(out, ":%u:%u", place->line, place->column);
	buffer_printf(
	    out, ": %s: %s", item->is_error ? "error" : "warning", item->text);
	if (item->is_of_schema && schema != NULL)
		buffer_printf(
		    out, " (by %s)", text_escape(out->arena, value_of(schema)));
	buffer_add_char(out, '\n');
	if (place->line == 0 || place->text == NULL || *place->text == '\0')
		return;
	line = value_of(place->text);
	line.len = shown_length(place->text);
	write_line(out, line, false);
	buffer_add_text(out, place->text[line.len] == '\0' ? "\n" : "…\n");
	line.len = column_start(place);
	write_line(out, line, true);
	buffer_add_text(out, "^\n");
}

/* Files stay in the order in which they were first heard of. */
static size_t
file_rank(const struct diagnostics *diagnostics, const char *file)
{
	size_t rank = 0;

	while (diagnostics->items[rank].place.file != file)
		rank++;
	return rank;
}

static bool
stands_before(const struct diagnostics *diagnostics, const struct diagnostic *a,
    const struct diagnostic *b)
{
	if (a->place.file != b->place.file)
		return file_rank(diagnostics, a->place.file) <
		    file_rank(diagnostics, b->place.file);
	if (a->place.line != b->place.line)
		return a->place.line < b->place.line;
	return a->place.column < b->place.column;
}

void
diagnostics_write(const struct diagnostics *diagnostics, struct buffer *out)
{
	struct diagnostic *sorted =
	    arena_array(out->arena, diagnostics->count + 1, sizeof(*sorted));

	/* insertion keeps equal places in their order; there are few */
	for (size_t i = 0; i < diagnostics->count; i++) {
		size_t at = i;

		while (at > 0 &&
		    stands_before(
			diagnostics, &diagnostics->items[i], &sorted[at - 1])) {
			sorted[at] = sorted[at - 1];
			at--;
		}
		sorted[at] = diagnostics->items[i];
	}
	for (size_t i = 0; i < diagnostics->count; i++)
		write_one(&sorted[i], diagnostics->schema, out);
}
