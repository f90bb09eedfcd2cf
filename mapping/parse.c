/* SPDX-License-Identifier: ISC */
#include "mapping/parse.h"

#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "mapping/parse_line.h"

/* A file being read; `above` is the one that includes it. */
struct file {
	struct parse_file loaded;
	const struct file *above;
	unsigned int depth;
};

struct parser {
	struct document *document;
	struct diagnostics *diagnostics;
	parse_load_fn load;
	void *context;
	const struct file *file;
	ptrdiff_t section; /* index, -1: before the first heading */
	bool is_open;      /* a setting that indented text continues */
	bool is_in_braces;
	bool is_broken; /* the last heading was no good; said once */
};

static struct place
place_at(const struct parser *parser, const struct line *line, size_t byte)
{
	struct place place = { .file = parser->file->loaded.path,
		.line = line->number,
		.column = 1,
		.text = line->text };

	for (size_t i = 0; i < byte && i < line->len; i++)
		if (((unsigned char)line->text[i] & 0xc0) != 0x80)
			place.column++;
	return place;
}

static struct section *
current_section(const struct parser *parser)
{
	if (parser->section < 0)
		return NULL;
	return &parser->document->sections[parser->section];
}

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
	if (first != NULL)
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

	if (word == NULL && reader_peek(in) == -1)
		return 0;
	if (word == NULL || strcmp(word, "when") != 0 ||
	    heading->kind != SECTION_ENTRY)
		return diagnostics_error(parser->diagnostics,
		    reader_place(in->text, start),
		    heading->kind == SECTION_ENTRY
			? "expected `when` and a condition, or ]"
			: "expected ] behind the name");
	reader_skip_blanks(in);
	heading->has_condition = true;
	heading->condition =
	    reader_text_part(in->text, arena, in->pos, in->text->joined.len);
	return 0;
}

static void
parse_heading(struct parser *parser, const struct line *line, size_t len)
{
	struct arena *arena = parser->document->arena;
	struct section heading = { .place = place_at(parser, line, 0) };
	struct reader_text text = { .file = parser->file->loaded.path };
	struct reader in = { .text = &text };
	const char *word;

	parser->section = -1;
	parser->is_broken = true;
	if (line->text[len - 1] != ']') {
		diagnostics_error(parser->diagnostics,
		    place_at(parser, line, len),
		    "a heading ends with ] on the line it begins on");
		return;
	}
	reader_text_add(&text, arena,
	    value_copy(arena, line->text + 1, len - 2), line->number, 1,
	    line->text);
	reader_skip_blanks(&in);
	word = reader_name(&in, arena);
	if (word == NULL) {
		diagnostics_error(parser->diagnostics,
		    reader_place(&text, in.pos),
		    "expected a name behind [, as in [ldap] or [entry person]");
		return;
	}
	heading.kind = heading_kind(word);
	heading.name = word;
	reader_skip_blanks(&in);
	if (heading.kind != SECTION_CONFIG && heading.kind != SECTION_DISABLED)
		heading.name = reader_name(&in, arena);
	if (heading.name == NULL) {
		diagnostics_error(parser->diagnostics,
		    reader_place(&text, in.pos),
		    "expected a name behind %s, as in [%s people]", word, word);
		return;
	}
	reader_skip_blanks(&in);
	if (heading_condition(parser, &in, &heading) == 0) {
		parser->is_broken = false;
		open_section(parser, &heading);
	}
}

static void
add_setting(struct parser *parser, const struct setting *setting)
{
	struct section *section = current_section(parser);
	const struct setting *first = NULL;

	/* attributes are compared by the map */
	if (section->kind == SECTION_TABLE)
		first = section_row(section, setting->name);
	else if (section->kind != SECTION_ENTRY &&
	    section->kind != SECTION_DISABLED)
		first = section_find(section, setting->name);
	if (first != NULL)
		diagnostics_error(parser->diagnostics, setting->place,
		    "%s is set twice; the first stands in %s:%u", setting->name,
		    first->place.file, first->place.line);
	section->settings =
	    arena_grow(parser->document->arena, section->settings,
		section->count, &section->capacity, sizeof(*setting));
	section->settings[section->count++] = *setting;
	parser->is_open = true;
}

static void
parse_setting(struct parser *parser, const struct line *line, size_t len)
{
	struct arena *arena = parser->document->arena;
	struct section *section = current_section(parser);
	struct reader_text text = { .file = parser->file->loaded.path };
	struct reader in = { .text = &text };
	struct setting setting = { .place = place_at(parser, line, 0) };
	bool is_operator;

	reader_text_add(&text, arena, value_copy(arena, line->text, len),
	    line->number, 0, line->text);
	setting.name = line_setting_name(
	    &in, arena, section != NULL && section->kind == SECTION_TABLE);
	reader_skip_blanks(&in);
	is_operator = line_accept_operator(&in, &setting.op);
	if (setting.name == NULL || !is_operator) {
		diagnostics_error(parser->diagnostics,
		    reader_place(&text, in.pos),
		    "expected a [heading], a comment, or a setting like name = value");
		return;
	}
	reader_skip_blanks(&in);
	setting.value = reader_text_part(&text, arena, in.pos, len);
	if (section == NULL) {
		if (!parser->is_broken)
			diagnostics_error(parser->diagnostics, setting.place,
			    "%s stands before the first heading; put it below one like [ldap]",
			    setting.name);
		return; /* below a broken heading: that error is enough */
	}
	add_setting(parser, &setting);
}

/* Does continued text begin like a setting or a heading of its own? */
static bool
looks_swallowed(const struct line *line, size_t start, size_t len,
    const char *name, struct arena *arena)
{
	struct reader_text text = { 0 };
	struct reader in = { .text = &text };
	enum setting_op op;

	if (line->text[start] == '[')
		return true;
	if (strcasecmp(name, "dn") == 0 || strcasecmp(name, "key") == 0)
		return false;
	text.joined = value_copy(arena, line->text + start, len - start);
	if (line_setting_name(&in, arena, false) == NULL)
		return false;
	reader_skip_blanks(&in);
	return line_accept_operator(&in, &op);
}

static void
parse_continuation(
    struct parser *parser, const struct line *line, size_t start, size_t len)
{
	struct arena *arena = parser->document->arena;
	struct section *section = current_section(parser);
	struct place place = place_at(parser, line, start);
	struct setting *setting;

	if (!parser->is_open) {
		diagnostics_error(parser->diagnostics, place,
		    "indented text continues the setting above, and there is none; begin the line in its first column");
		return;
	}
	setting = &section->settings[section->count - 1];
	if (!parser->is_in_braces &&
	    looks_swallowed(line, start, len, setting->name, arena)) {
		diagnostics_error(parser->diagnostics, place,
		    "the setting %s of line %u would swallow this line; begin it in the first column, or put quotes around its first word",
		    setting->name, setting->place.line);
		return;
	}
	if (setting->value.joined.len + len > PARSE_LINE_MAX) {
		diagnostics_error(parser->diagnostics, place,
		    "%s is longer than %d bytes", setting->name,
		    PARSE_LINE_MAX);
		return;
	}
	reader_text_add(&setting->value, arena,
	    value_copy(arena, line->text + start, len - start), line->number,
	    start, line->text);
}

static void
read_file(struct parser *parser, const char *name, struct place place);

static void
parse_include(struct parser *parser, const struct line *line, size_t len)
{
	struct arena *arena = parser->document->arena;
	struct reader_text text = { .file = parser->file->loaded.path };
	struct setting setting = { .name = "include" };
	ptrdiff_t section = parser->section;
	size_t start = strlen("include");

	while (line_is_blank(line->text[start]))
		start++;
	reader_text_add(&text, arena,
	    value_copy(arena, line->text + start, len - start), line->number,
	    start, line->text);
	setting.value = text;
	parser->section = -1;
	read_file(parser, setting_text(&setting, arena),
	    place_at(parser, line, start));
	parser->section = section;
}

static bool
is_word(const struct line *line, size_t len, const char *word)
{
	return len == strlen(word) && strncasecmp(line->text, word, len) == 0;
}

static bool
is_include(const struct line *line, size_t len)
{
	size_t word = strlen("include");

	return len > word && strncasecmp(line->text, "include", word) == 0 &&
	    line_is_blank(line->text[word]) &&
	    line->text[word + strspn(line->text + word, " \t")] != '=';
}

static void
parse_line(struct parser *parser, const struct line *line)
{
	struct section *section = current_section(parser);
	size_t start = strspn(line->text, " \t");
	bool is_in_braces; /* behind this line */
	size_t len;

	if (!parser->is_open || start == 0)
		parser->is_in_braces = false;
	if (start == line->len || line->text[start] == '#') {
		parser->is_open = false;
		return;
	}
	is_in_braces = parser->is_in_braces;
	len = line_length(line, &is_in_braces);
	if (start > 0)
		parse_continuation(parser, line, start, len);
	parser->is_in_braces = is_in_braces;
	if (start > 0)
		return;
	parser->is_open = false;
	if (line->text[0] == '[') {
		parse_heading(parser, line, len);
	} else if (is_include(line, len)) {
		parse_include(parser, line, len);
	} else if (is_word(line, len, "leave") && section != NULL &&
	    section->kind == SECTION_ENTRY) {
		section->is_leave = true;
	} else {
		parse_setting(parser, line, len);
	}
}

/* UTF-8 without BOM and NUL?  Says what is wrong otherwise. */
static int
check_line(struct parser *parser, const struct line *line)
{
	struct place place = place_at(parser, line, 0);

	if (line->len > PARSE_LINE_MAX)
		return diagnostics_error(parser->diagnostics, place,
		    "the line is longer than %d bytes", PARSE_LINE_MAX);
	place.text = text_escape_dn(parser->document->arena,
	    value_copy(parser->document->arena, line->text, line->len));
	if (memchr(line->text, '\0', line->len) != NULL)
		return diagnostics_error(parser->diagnostics, place,
		    "the line holds a NUL; save the file as plain text");
	if (!text_is_utf8(line->text, line->len))
		return diagnostics_error(parser->diagnostics, place,
		    "the line is not UTF-8; save the file as UTF-8");
	if (line->number == 1 && strncmp(line->text, "\xef\xbb\xbf", 3) == 0)
		return diagnostics_error(parser->diagnostics, place,
		    "the file begins with a byte order mark; save it as UTF-8 without");
	return 0;
}

static void
parse_bytes(struct parser *parser, struct value bytes)
{
	struct arena *arena = parser->document->arena;
	struct line line = { .number = 0 };

	for (size_t at = 0; at < bytes.len;) {
		const char *start = bytes.data + at;
		const char *end = memchr(start, '\n', bytes.len - at);
		size_t len =
		    end != NULL ? (size_t)(end - start) : bytes.len - at;

		at += len + 1;
		if (len > 0 && start[len - 1] == '\r')
			len--;
		line.text = arena_memdup(arena, start, len);
		line.len = len;
		line.number++;
		if (check_line(parser, &line) == 0)
			parse_line(parser, &line);
		else
			parser->is_open = false;
	}
}

static void
read_file(struct parser *parser, const char *name, struct place place)
{
	const struct file *above = parser->file;
	struct file file = { .above = above };
	struct error err;

	file.depth = above != NULL ? above->depth + 1 : 0;
	if (file.depth > PARSE_INCLUDE_MAX) {
		diagnostics_error(parser->diagnostics, place,
		    "includes are more than %d deep", PARSE_INCLUDE_MAX);
		return;
	}
	if (parser->load(parser->context,
		above != NULL ? above->loaded.path : NULL, name,
		parser->document->arena, &file.loaded, &err) < 0) {
		diagnostics_error(parser->diagnostics, place, "%s", err.text);
		return;
	}
	for (const struct file *f = above; f != NULL; f = f->above) {
		if (strcmp(f->loaded.path, file.loaded.path) != 0)
			continue;
		diagnostics_error(parser->diagnostics, place,
		    "%s includes itself", file.loaded.path);
		return;
	}
	parser->file = &file;
	parser->is_open = false;
	parse_bytes(parser, file.loaded.bytes);
	parser->file = above;
	parser->is_open = false;
}

void
document_read(struct document *document, const char *name, parse_load_fn load,
    void *context, struct diagnostics *diagnostics)
{
	struct parser parser = { .document = document,
		.diagnostics = diagnostics,
		.load = load,
		.context = context,
		.section = -1 };
	struct place place = { .file = name };

	read_file(&parser, name, place);
}
