/* SPDX-License-Identifier: ISC */
#include "mapping/parse_line.h"

#include <string.h>

#include "base/text.h"

bool
line_is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* Behind the closing quote of the one at `i`, or i + 1 when it closes nowhere
 * on this line: then it is a character like others. */
static size_t
skip_quoted(const char *text, size_t len, size_t i)
{
	for (size_t end = i + 1; end < len; end++) {
		if (text[end] == '\\' && end + 1 < len)
			end++;
		else if (text[end] == '"')
			return end + 1;
	}
	return i + 1;
}

size_t
line_length(const struct line *line, bool *is_in_braces)
{
	size_t len = line->len;

	for (size_t i = 0; i < len;) {
		char c = line->text[i];

		if (c == '"') {
			i = skip_quoted(line->text, len, i);
			continue;
		}
		if (c == '{' || c == '}')
			*is_in_braces = c == '{';
		else if (c == '#' && !*is_in_braces &&
		    (i == 0 || line_is_blank(line->text[i - 1])))
			len = i;
		i++;
	}
	while (len > 0 && line_is_blank(line->text[len - 1]))
		len--;
	return len;
}

size_t
line_heading_end(const struct line *line, size_t len)
{
	unsigned int depth = 0;

	for (size_t i = 0; i < len;) {
		char c = line->text[i];

		if (c == '"') {
			i = skip_quoted(line->text, len, i);
			continue;
		}
		i++;
		if (c == '[')
			depth++;
		else if (c == ']' && --depth == 0)
			return i;
	}
	return len;
}

/* Characters that look like a blank, or like nothing, and are none: they come
 * with text that was copied from elsewhere. */
static bool
is_false_blank(const char *text)
{
	static const char *const signs[] = { "\xc2\xa0", "\xe2\x80\x87",
		"\xe2\x80\xaf", "\xe2\x80\x8b", "\xef\xbb\xbf" };

	for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++)
		if (strncmp(text, signs[i], strlen(signs[i])) == 0)
			return true;
	return false;
}

const char *
line_fault(const struct line *line, size_t *at_r)
{
	bool is_in_braces = false;
	size_t len = line_length(line, &is_in_braces);

	*at_r = 0;
	if (memchr(line->text, '\0', line->len) != NULL)
		return "the line holds a NUL; save the file as plain text";
	if (!text_is_utf8(line->text, line->len))
		return "the line is not UTF-8; save the file as UTF-8";
	for (size_t i = 0; i < len;) {
		if (line->text[i] == '"') {
			i = skip_quoted(line->text, len, i);
			continue;
		}
		*at_r = i;
		if (is_false_blank(line->text + i))
			return "a no-break space, or one of no width, stands here; write a blank, or put quotes around it when it is meant";
		i++;
	}
	return NULL;
}

const char *
line_setting_name(struct reader *in, struct arena *arena, bool is_table)
{
	const char *data = in->text->joined.data;
	size_t start = in->pos, end = in->pos;
	const char *stops = is_table ? " \t=" : " \t=?+\"{}[](),";
	struct value word;

	if (is_table && reader_peek(in) == '"')
		return reader_quoted(in, arena, &word) ? word.data : NULL;
	while (end < in->text->joined.len && strchr(stops, data[end]) == NULL)
		end++;
	in->pos = end;
	if (end == start)
		return NULL;
	return arena_memdup(arena, data + start, end - start);
}

bool
line_accept_operator(struct reader *in, enum setting_op *op_r)
{
	size_t start = in->pos;
	enum setting_op op = SETTING_SET;

	if (reader_accept(in, '?'))
		op = SETTING_SEED;
	else if (reader_accept(in, '+'))
		op = SETTING_SHARE;
	if (!reader_accept(in, '=')) {
		in->pos = start;
		return false;
	}
	*op_r = op;
	return true;
}
