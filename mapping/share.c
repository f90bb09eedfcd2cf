/* SPDX-License-Identifier: ISC */
#include "mapping/map.h"

#include <stdint.h>
#include <string.h>

#include "base/buffer.h"
#include "base/text.h"
#include "schema/match.h"
#include "schema/syntax.h"

/* Where `piece` occurs first in `text` from `at` on, or SIZE_MAX. */
static size_t
find_piece(struct value text, size_t at, struct value piece)
{
	for (; at + piece.len <= text.len; at++)
		if (piece.len == 0 ||
		    memcmp(text.data + at, piece.data, piece.len) == 0)
			return at;
	return SIZE_MAX;
}

/* A mark at an edge of a hole is composed with the letter beside it: compare what
 * is composed of nothing. */
static struct value
apart(struct value text, struct arena *arena)
{
	return text_is_utf8(text.data, text.len) ? text_nfd(arena, text) : text;
}

/* The normal form of literal `at`, taken apart; cleaned as a part of the value
 * was: between two points, so that its ends are not trimmed.  The value's own
 * ends count as blanks, as in map_shares(). */
static struct value
piece_of(const struct template *template, size_t at,
    const struct attribute_type *type, struct arena *arena)
{
	const struct value *literal = &template->parts[at].literal;
	struct buffer text;
	struct value piece;
	const char *why;

	buffer_init(&text, arena);
	buffer_add_text(&text, at == 0 ? ". " : ".");
	buffer_add(&text, literal->data, literal->len);
	buffer_add_text(&text, at + 1 == template->count ? " ." : ".");
	/* what the syntax refuses for the points alone is cleaned as any text */
	if (syntax_clean(type, buffer_value(&text), arena, &piece, &why) !=
	    SYNTAX_OK)
		piece = text_clean(arena, buffer_value(&text));
	piece = value_copy(arena, piece.data + 1, piece.len - 2);
	return apart(match_normal_piece(type, piece, arena), arena);
}

/* Can the template, with any text in its holes, make the normal form `text`?
 * The first place for each literal is the best one, but for the last, which
 * stands at the end.  Literals share a blank when the hole between them was
 * empty. */
static bool
could_make(const struct template *template, const struct attribute_type *type,
    struct value text, struct arena *arena)
{
	size_t at = 0, end = 0;
	bool is_open = false; /* a hole stands before the piece */

	for (size_t i = 0; i < template->count; i++) {
		struct value piece;
		size_t found;

		if (template->parts[i].kind != PART_LITERAL) {
			is_open = true;
			continue;
		}
		piece = piece_of(template, i, type, arena);
		if (is_open && i + 1 == template->count &&
		    text.len > at + piece.len)
			at = text.len - piece.len;
		found = find_piece(text, at, piece);
		if (found == SIZE_MAX || (!is_open && found != at))
			return false;
		end = found + piece.len;
		at = end;
		if (piece.len > 0 && piece.data[piece.len - 1] == ' ')
			at--;
		is_open = false;
	}
	return is_open || end == text.len;
}

static bool
line_could_make(const struct line *line, struct value text, struct arena *arena)
{
	for (size_t i = 0; i < line->expression.count; i++) {
		const struct group *group = &line->expression.groups[i];

		for (size_t j = 0; j < group->count; j++)
			if (could_make(
				&group->choices[j], line->type, text, arena))
				return true;
	}
	return false;
}

bool
map_shares(const struct map *map, const struct attribute_type *type,
    struct value value, struct arena *arena)
{
	struct value normal = apart(match_normal(type, value, arena), arena);
	struct value blank = match_normal_piece(type, value_of(" "), arena);
	struct buffer text;

	buffer_init(&text, arena);
	buffer_add(&text, blank.data, blank.len);
	buffer_add(&text, normal.data, normal.len);
	buffer_add(&text, blank.data, blank.len);
	for (size_t i = 0; i < map->count; i++)
		for (size_t j = 0; j < map->sections[i].count; j++) {
			const struct line *line = &map->sections[i].lines[j];

			if (line->kind == LINE_SHARE && line->type == type &&
			    line_could_make(line, buffer_value(&text), arena))
				return true;
		}
	return false;
}
