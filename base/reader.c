/* SPDX-License-Identifier: ISC */
#include "base/reader.h"

#include <string.h>

void
reader_text_add(struct reader_text *text, struct arena *arena,
    struct value bytes, unsigned int line, size_t start, const char *whole)
{
	struct reader_piece *piece;

	if (text->bytes.data == NULL) {
		buffer_init(&text->bytes, arena);
		buffer_add(&text->bytes, text->joined.data, text->joined.len);
	}
	if (text->count > 0)
		buffer_add_char(&text->bytes, ' ');
	text->pieces = arena_grow(arena, text->pieces, text->count,
	    &text->capacity, sizeof(*text->pieces));
	piece = &text->pieces[text->count++];
	piece->offset = text->bytes.len;
	piece->line = line;
	piece->start = start;
	piece->text = whole;
	buffer_add(&text->bytes, bytes.data, bytes.len);
	text->joined = buffer_value(&text->bytes);
}

/* The last piece that begins at `pos` or before it; the first otherwise. */
static size_t
piece_of(const struct reader_text *text, size_t pos)
{
	size_t low = 0, high = text->count;

	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (text->pieces[middle].offset > pos)
			high = middle;
		else
			low = middle;
	}
	return low;
}

size_t
reader_line_end(const struct reader_text *text, size_t pos)
{
	size_t next;

	if (text->count == 0)
		return text->joined.len;
	next = piece_of(text, pos) + 1;
	/* the blank that joins two lines stands on neither */
	return next < text->count ? text->pieces[next].offset - 1
				  : text->joined.len;
}

struct reader_text
reader_text_part(
    const struct reader_text *text, struct arena *arena, size_t from, size_t to)
{
	struct reader_text part = { .file = text->file };
	size_t first;

	part.joined = value_copy(arena, text->joined.data + from, to - from);
	if (text->count == 0)
		return part;
	first = piece_of(text, from);
	for (size_t i = first; i < text->count; i++) {
		struct reader_piece piece = text->pieces[i];

		if (i > first && piece.offset >= to)
			break;
		if (piece.offset < from) {
			piece.start += from - piece.offset;
			piece.offset = from;
		}
		piece.offset -= from;
		part.pieces = arena_grow(arena, part.pieces, part.count,
		    &part.capacity, sizeof(piece));
		part.pieces[part.count++] = piece;
	}
	return part;
}

struct place
reader_place(const struct reader_text *text, size_t pos)
{
	struct place place = { .file = text->file, .text = "" };
	const struct reader_piece *piece;
	size_t byte, length;

	if (text->count == 0)
		return place;
	piece = &text->pieces[piece_of(text, pos)];
	byte = piece->start + (pos > piece->offset ? pos - piece->offset : 0);
	length = strlen(piece->text);
	place.line = piece->line;
	place.text = piece->text;
	place.column = 1;
	for (size_t i = 0; i < byte && i < length; i++)
		if (((unsigned char)piece->text[i] & 0xc0) != 0x80)
			place.column++;
	return place;
}

const char *
place_file(const struct place *place)
{
	const char *slash;

	if (place->file == NULL)
		return "";
	slash = strrchr(place->file, '/');
	return slash != NULL ? slash + 1 : place->file;
}

int
reader_peek(const struct reader *reader)
{
	if (reader->pos >= reader->text->joined.len)
		return -1;
	return (unsigned char)reader->text->joined.data[reader->pos];
}

bool
reader_at_blank(const struct reader *reader)
{
	int c = reader_peek(reader);

	return c == -1 || c == ' ' || c == '\t';
}

void
reader_skip_blanks(struct reader *reader)
{
	while (reader_peek(reader) == ' ' || reader_peek(reader) == '\t')
		reader->pos++;
}

bool
reader_accept(struct reader *reader, char c)
{
	if (reader_peek(reader) != (unsigned char)c)
		return false;
	reader->pos++;
	return true;
}

static bool
is_letter(int c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

struct value
reader_taken(const struct reader *reader, struct arena *arena, size_t start)
{
	const char *data = reader->text->joined.data;
	size_t end = reader->pos;

	while (start < end && strchr(" \t", data[start]) != NULL)
		start++;
	while (start < end && strchr(" \t", data[end - 1]) != NULL)
		end--;
	return value_copy(arena, data + start, end - start);
}

const char *
reader_name(struct reader *reader, struct arena *arena)
{
	size_t start = reader->pos;
	int c = reader_peek(reader);

	if (!is_letter(c))
		return NULL;
	while (is_letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '_') {
		reader->pos++;
		c = reader_peek(reader);
	}
	return arena_memdup(
	    arena, reader->text->joined.data + start, reader->pos - start);
}

bool
reader_quoted(struct reader *reader, struct arena *arena, struct value *word_r)
{
	const char *data = reader->text->joined.data;
	struct buffer word;
	size_t at = reader->pos + 1, end;

	if (reader_peek(reader) != '"')
		return false;
	end = reader_line_end(reader->text, reader->pos);
	buffer_init(&word, arena);
	for (; at < end && data[at] != '"'; at++) {
		if (data[at] == '\\' && at + 1 < end &&
		    (data[at + 1] == '"' || data[at + 1] == '\\'))
			at++;
		buffer_add_char(&word, data[at]);
	}
	if (at >= end)
		return false;
	reader->pos = at + 1;
	*word_r = buffer_value(&word);
	return true;
}
