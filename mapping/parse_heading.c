/* SPDX-License-Identifier: ISC */
#include <string.h>
#include <strings.h>

#include "mapping/parse_private.h"

/* The kind of the heading's first word. */
static enum section_kind
heading_kind(const char *word)
{
	static const struct {
		const char *word;
		enum section_kind kind;
	} kinds[] = {
		{ "entry", SECTION_ENTRY },
		{ "disabled", SECTION_DISABLED },
		{ "table", SECTION_TABLE },
		{ "dialplan", SECTION_DIALPLAN },
	};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (strcasecmp(word, kinds[i].word) == 0)
			return kinds[i].kind;
	return SECTION_CONFIG;
}

static const char *
kind_word(enum section_kind kind)
{
	static const char *const words[] = { "section", "entry", "disabled",
		"table", "dialplan" };

	return words[kind];
}

/* Open the section a heading names: a config section that comes again goes on,
 * any other must be new. */
static void
open_section(struct parser *parser, const struct section *heading)
{
	struct document *document = parser->document;
	const struct section *first =
	    document_find(document, heading->kind, heading->name);

	if (first != NULL && heading->kind == SECTION_CONFIG) {
		parser->section = first - document->sections;
		return;
	}
	if (first != NULL && heading->kind == SECTION_DISABLED)
		diagnostics_error(parser->diagnostics, heading->place,
		    "[disabled] stands already in %s:%u; write all of its lines there",
		    first->place.file, first->place.line);
	else if (first != NULL)
		diagnostics_error(parser->diagnostics, heading->place,
		    "[%s %s] stands already in %s:%u; give one of them another name",
		    kind_word(heading->kind), heading->name, first->place.file,
		    first->place.line);
	document->sections = arena_grow(document->arena, document->sections,
	    document->count, &document->capacity, sizeof(*heading));
	parser->section = (ptrdiff_t)document->count;
	document->sections[document->count++] = *heading;
}

/* `when` and its condition, behind the name of an [entry]. */
static int
heading_condition(
    struct parser *parser, struct reader *in, struct section *heading)
{
	struct arena *arena = parser->document->arena;
	size_t start = in->pos;
	const char *word = reader_name(in, arena);
	bool is_when = word != NULL && strcmp(word, "when") == 0;

	if (word == NULL && reader_peek(in) == -1)
		return 0;
	if (heading->kind == SECTION_ENTRY && !is_when)
		return parser_fail(parser, reader_place(in->text, start),
		    "expected `when` and a condition, or ], behind the name; write [entry %s when type in User, Limited]",
		    heading->name);
	if (heading->kind != SECTION_ENTRY)
		return parser_fail(parser, reader_place(in->text, start),
		    is_when
			? "expected ] behind the name; a section with a condition is written [entry %s when …]"
			: "expected ] behind the name; write [%s] alone",
		    heading->name);
	reader_skip_blanks(in);
	heading->has_condition = true;
	heading->condition =
	    reader_text_part(in->text, arena, in->pos, in->text->joined.len);
	return 0;
}

/* The heading ends where its [ is closed, and so does its line. */
static int
check_heading_end(struct parser *parser, const struct line *line, size_t len)
{
	size_t end = line_heading_end(line, len);

	if (end == len && line->text[len - 1] == ']')
		return 0;
	while (end < len && line_is_blank(line->text[end]))
		end++;
	if (end == len)
		return parser_fail(parser, parser_place(parser, line, len),
		    "a heading ends with ] on the line it begins on; write one here");
	return parser_fail(parser, parser_place(parser, line, end),
	    strncmp(line->text + end, "when", 4) == 0
		? "a condition stands within the heading; put the ] behind the condition"
		: "a heading stands alone on its line; put this text on the next");
}

void
parse_heading(struct parser *parser, const struct line *line, size_t len)
{
	struct arena *arena = parser->document->arena;
	struct section heading = { .place = parser_place(parser, line, 0) };
	struct reader_text text = { .file = parser->file->loaded.path };
	struct reader in = { .text = &text };
	const char *word;

	parser->section = -1;
	parser->is_broken = true;
	if (check_heading_end(parser, line, len) < 0)
		return;
	reader_text_add(&text, arena,
	    value_copy(arena, line->text + 1, len - 2), line->number, 1,
	    line->text);
	reader_skip_blanks(&in);
	word = reader_name(&in, arena);
	if (word == NULL) {
		parser_fail(parser, reader_place(&text, in.pos),
		    "expected a name behind [, as in [ldap] or [entry person]");
		return;
	}
	heading.kind = heading_kind(word);
	heading.name = word;
	reader_skip_blanks(&in);
	if (heading.kind != SECTION_CONFIG &&
	    heading.kind != SECTION_DISABLED) {
		struct reader at = in;

		heading.name = reader_name(&in, arena);
		if (heading.name == NULL || strcmp(heading.name, "when") == 0) {
			parser_fail(parser, reader_place(&text, at.pos),
			    "expected a name behind %s, as in [%s people]",
			    word, word);
			return;
		}
	}
	reader_skip_blanks(&in);
	if (heading_condition(parser, &in, &heading) == 0) {
		parser->is_broken = false;
		open_section(parser, &heading);
	}
}
