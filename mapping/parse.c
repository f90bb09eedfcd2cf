/* SPDX-License-Identifier: ISC */
#include "mapping/parse_private.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"

struct place
parser_place(const struct parser *parser, const struct line *line, size_t byte)
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

int
parser_fail(struct parser *parser, struct place place, const char *fmt, ...)
{
	char text[ERROR_TEXT_MAX];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	if (parser->section >= 0)
		parser->document->sections[parser->section].is_incomplete =
		    true;
	else
		parser->document->is_incomplete = true;
	return diagnostics_error(parser->diagnostics, place, "%s", text);
}

struct section *
parser_section(const struct parser *parser)
{
	if (parser->section < 0)
		return NULL;
	return &parser->document->sections[parser->section];
}

static void
add_setting(struct parser *parser, const struct setting *setting)
{
	struct section *section = parser_section(parser);
	const struct setting *first = NULL;

	/* attributes are compared by the map */
	if (section->kind == SECTION_TABLE)
		first = section_row(section, setting->name);
	else if (section->kind != SECTION_ENTRY &&
	    section->kind != SECTION_DISABLED)
		first = section_find(section, setting->name);
	if (first != NULL)
		diagnostics_error(parser->diagnostics, setting->place,
		    "%s is set twice; the first stands in %s:%u; take one of them out",
		    setting->name, first->place.file, first->place.line);
	section->settings =
	    arena_grow(parser->document->arena, section->settings,
		section->count, &section->capacity, sizeof(*setting));
	section->settings[section->count++] = *setting;
	parser->is_open = true;
}

/* `in` stands behind the name and, if there is one, the operator. */
static int
check_setting(struct parser *parser, const struct reader *in, const char *name,
    bool has_operator)
{
	const struct section *section = parser_section(parser);
	const struct reader_text *text = in->text;
	struct place place = reader_place(text, in->pos);
	size_t len = name != NULL ? strlen(name) : 0;
	bool is_table = section != NULL && section->kind == SECTION_TABLE;

	if (text->joined.data[0] == ';' ||
	    strncmp(text->joined.data, "//", 2) == 0)
		return parser_fail(parser, reader_place(text, 0),
		    "a comment begins with #; write one here");
	if (name == NULL || (len > 0 && name[0] == '<'))
		return parser_fail(parser, place,
		    "expected a [heading], a comment, or a setting like name = value");
	if (len > 1 && name[len - 1] == ':' && !(is_table && has_operator))
		return parser_fail(parser, reader_place(text, len - 1),
		    "a setting has an equals sign; write %.*s = …",
		    (int)len - 1, name);
	if (!is_table && strcasecmp(name, "include") == 0)
		return parser_fail(parser, reader_place(text, 0),
		    "include takes no equals sign; write include FILE");
	if (!has_operator && section != NULL &&
	    section->kind == SECTION_ENTRY && reader_peek(in) == -1)
		return parser_fail(parser, reader_place(text, 0),
		    "expected name = value, or leave alone, to leave the entry as it is");
	if (!has_operator)
		return parser_fail(parser, place,
		    "expected a [heading], a comment, or a setting; write %s = …",
		    name);
	if (reader_peek(in) == '=')
		return parser_fail(parser, place,
		    "one equals sign is enough; put quotes around a value that begins with it");
	return 0;
}

static void
parse_setting(struct parser *parser, const struct line *line, size_t len)
{
	struct arena *arena = parser->document->arena;
	struct section *section = parser_section(parser);
	struct reader_text text = { .file = parser->file->loaded.path };
	struct reader in = { .text = &text };
	struct setting setting = { .place = parser_place(parser, line, 0) };
	bool is_operator;

	reader_text_add(&text, arena, value_copy(arena, line->text, len),
	    line->number, 0, line->text);
	setting.name = line_setting_name(
	    &in, arena, section != NULL && section->kind == SECTION_TABLE);
	reader_skip_blanks(&in);
	is_operator = line_accept_operator(&in, &setting.op);
	if (check_setting(parser, &in, setting.name, is_operator) < 0)
		return;
	reader_skip_blanks(&in);
	setting.value = reader_text_part(&text, arena, in.pos, len);
	if (section == NULL) {
		if (!parser->is_broken)
			parser_fail(parser, setting.place,
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
	struct section *section = parser_section(parser);
	struct place place = parser_place(parser, line, start);
	struct setting *setting;

	if (!parser->is_open) {
		if (!parser->is_indented)
			parser_fail(parser, place,
			    "indented text continues the setting above, and there is none; begin this line and its like in the first column");
		parser->is_indented = true;
		return;
	}
	setting = &section->settings[section->count - 1];
	if (!parser->is_in_braces &&
	    looks_swallowed(line, start, len, setting->name, arena)) {
		parser_fail(parser, place,
		    "the setting %s of line %u would swallow this line; begin it in the first column, or put quotes around its first word",
		    setting->name, setting->place.line);
		return;
	}
	if (setting->value.joined.len + len > PARSE_LINE_MAX) {
		parser_fail(parser, place,
		    "%s is longer than %d bytes; is a line indented that should not be?",
		    setting->name, PARSE_LINE_MAX);
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
	    parser_place(parser, line, start));
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
	struct section *section = parser_section(parser);
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
	parser->is_indented = false;
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

/* UTF-8 without NUL and signs that only look like a blank?  Says what is wrong
 * otherwise. */
static int
check_line(struct parser *parser, const struct line *line)
{
	struct place place = parser_place(parser, line, 0);
	const char *fault;
	size_t at;

	if (line->len > PARSE_LINE_MAX)
		return parser_fail(parser, place,
		    "the line is longer than %d bytes; break it, and indent what follows",
		    PARSE_LINE_MAX);
	fault = line_fault(line, &at);
	if (fault == NULL)
		return 0;
	if (!text_is_utf8(line->text, line->len) ||
	    memchr(line->text, '\0', line->len) != NULL)
		place.text = text_escape_dn(parser->document->arena,
		    value_copy(parser->document->arena, line->text, line->len));
	else
		place = parser_place(parser, line, at);
	return parser_fail(parser, place, "%s", fault);
}

/* UTF-16 is said once, not of every line. */
static int
check_encoding(struct parser *parser, struct value bytes)
{
	struct line nothing = { .text = "",
		.number = 1 }; /* to be shown of it */
	const char *data = bytes.data;

	if (bytes.len < 2 ||
	    (memcmp(data, "\xff\xfe", 2) != 0 &&
		memcmp(data, "\xfe\xff", 2) != 0 && data[0] != '\0' &&
		data[1] != '\0'))
		return 0;
	return parser_fail(parser, parser_place(parser, &nothing, 0),
	    "the file is UTF-16; save it as UTF-8");
}

/* A heading that can't be read; what is below it belongs to no other. */
static void
lose_section(struct parser *parser)
{
	parser->document->is_incomplete = true;
	parser->is_broken = true;
	parser->section = -1;
}

static void
parse_bytes(struct parser *parser, struct value bytes)
{
	struct arena *arena = parser->document->arena;
	static const char mark[] = "\xef\xbb\xbf";
	struct line line = { .number = 0 };
	struct line first = { .text = "", .number = 1 };

	if (check_encoding(parser, bytes) < 0)
		return;
	if (bytes.len >= strlen(mark) &&
	    memcmp(bytes.data, mark, strlen(mark)) == 0) {
		diagnostics_error(parser->diagnostics,
		    parser_place(parser, &first, 0),
		    "the file begins with a byte order mark; save it as UTF-8 without one");
		bytes.data += strlen(mark);
		bytes.len -= strlen(mark);
	}
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
		if (check_line(parser, &line) == 0) {
			parse_line(parser, &line);
			continue;
		}
		parser->is_open = false;
		if (line.text[0] == '[')
			lose_section(parser);
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
		parser_fail(parser, place,
		    "includes are more than %d deep; put the text of one into the file that includes it",
		    PARSE_INCLUDE_MAX);
		return;
	}
	if (parser->load(parser->context,
		above != NULL ? above->loaded.path : NULL, name,
		parser->document->arena, &file.loaded, &err) < 0) {
		parser_fail(parser, place, "%s", err.text);
		return;
	}
	for (const struct file *f = above; f != NULL; f = f->above) {
		if (strcmp(f->loaded.path, file.loaded.path) != 0)
			continue;
		diagnostics_error(parser->diagnostics, place,
		    "%s would include itself; take this line out",
		    file.loaded.path);
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
