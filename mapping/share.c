/* SPDX-License-Identifier: ISC */
#include "mapping/map.h"

#include <stdint.h>
#include <string.h>

#include "schema/match.h"

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

/* Can the template, with any text in its holes, make the normal form `text`? */
static bool
could_make(const struct template *template, const struct attribute_type *type,
    struct value text, struct arena *arena)
{
	size_t at = 0;
	bool is_open = false; /* a hole stands before the piece */

	for (size_t i = 0; i < template->count; i++) {
		const struct part *part = &template->parts[i];
		bool is_last = i + 1 == template->count;
		struct value piece;
		size_t found;

		if (part->kind != PART_LITERAL) {
			is_open = true;
			continue;
		}
		piece = match_normal_piece(type, part->literal, arena);
		if (is_open && is_last)
			found = text.len - at >= piece.len
			    ? text.len - piece.len
			    : SIZE_MAX;
		else
			found = find_piece(text, at, piece);
		if (found == SIZE_MAX || (!is_open && found != at) ||
		    find_piece(text, found, piece) != found)
			return false;
		at = found + piece.len;
		is_open = false;
	}
	return is_open || at == text.len;
}

static bool
line_could_make(
    const struct line *line, struct value normal, struct arena *arena)
{
	for (size_t i = 0; i < line->expression.count; i++) {
		const struct group *group = &line->expression.groups[i];

		for (size_t j = 0; j < group->count; j++)
			if (could_make(
				&group->choices[j], line->type, normal, arena))
				return true;
	}
	return false;
}

bool
map_shares(const struct map *map, const struct attribute_type *type,
    struct value value, struct arena *arena)
{
	struct value normal = match_normal(type, value, arena);

	for (size_t i = 0; i < map->count; i++)
		for (size_t j = 0; j < map->sections[i].count; j++) {
			const struct line *line = &map->sections[i].lines[j];

			if (line->kind == LINE_SHARE && line->type == type &&
			    line_could_make(line, normal, arena))
				return true;
		}
	return false;
}
