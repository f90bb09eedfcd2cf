/* SPDX-License-Identifier: ISC */
/* base/reader.h - text that remembers where it came from, and a cursor on it.
 *
 * A setting may stand on several lines of a file; its text is joined, and each
 * byte still knows its file, line and column, so that an error can point at it:
 *
 *	struct reader in = { .text = &setting->value };
 *
 *	reader_skip_blanks(&in);
 *	if (reader_peek(&in) != '{')
 *		complain(reader_place(in.text, in.pos));
 *
 * Everything is borrowed from the arena that the file was read into.
 */
#ifndef DIRWIRE_BASE_READER_H
#define DIRWIRE_BASE_READER_H

#include "base/buffer.h"

/* A spot in a file; what an error message points at. */
struct place {
	const char *file;
	unsigned int line;   /* from 1; 0: the file as a whole */
	unsigned int column; /* from 1, in characters */
	const char *text;    /* the whole line, for the caret */
};

/* From byte `offset` of the joined text on, the bytes stand in line `line`,
 * from its byte `start` on. */
struct reader_piece {
	size_t offset;
	unsigned int line;
	size_t start;
	const char *text;
};

struct reader_text {
	const char *file;
	struct value joined;
	struct buffer bytes; /* where it grows, when it does */
	struct reader_piece *pieces;
	size_t count;
	size_t capacity;
};

struct reader {
	const struct reader_text *text;
	size_t pos;
};

/* Append a piece of a line; a blank joins it to what stands before. */
void reader_text_add(struct reader_text *text, struct arena *arena,
    struct value bytes, unsigned int line, size_t start, const char *whole);

/* The end of the bytes that stand on one line with the one at `pos`. */
size_t reader_line_end(const struct reader_text *text, size_t pos);

/* The part [from, to) of `text`, with its places. */
struct reader_text reader_text_part(const struct reader_text *text,
    struct arena *arena, size_t from, size_t to);

/* Where the byte at `pos` stands; `pos` may be the end. */
struct place reader_place(const struct reader_text *text, size_t pos);

/* The file's name without its folders; "" when there is none. */
const char *place_file(const struct place *place);

/* The byte at the cursor, or -1 at the end. */
int reader_peek(const struct reader *reader);

/* Is the cursor at a blank (space or tab), or at the end? */
bool reader_at_blank(const struct reader *reader);

void reader_skip_blanks(struct reader *reader);

/* Moves behind `c` and returns true when it stands at the cursor. */
bool reader_accept(struct reader *reader, char c);

/* The quoted word at the cursor, without its quotes; \" and \\ are escapes, any
 * other \ is itself.  False with the cursor where it was when none stands there,
 * or it does not end on its line. */
bool
reader_quoted(struct reader *reader, struct arena *arena, struct value *word_r);

/* What stands between `start` and the cursor, without blanks at its ends, as a
 * copy. */
struct value
reader_taken(const struct reader *reader, struct arena *arena, size_t start);

/* letter { letter | digit | "-" | "_" } as a copy; NULL with the cursor where
 * it was when there is none. */
const char *reader_name(struct reader *reader, struct arena *arena);

#endif
