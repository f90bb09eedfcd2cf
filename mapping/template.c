/* SPDX-License-Identifier: ISC */
#include "mapping/template.h"

#include <string.h>

#include "base/text.h"

/* What ends a template. */
enum keyword { KEYWORD_NONE, KEYWORD_ALSO, KEYWORD_ELSE, KEYWORD_WHEN };

struct parser {
	struct reader in;
	enum template_use use;
	const struct document *document;
	struct diagnostics *diagnostics;
};

static struct place
here(const struct parser *parser)
{
	return reader_place(parser->in.text, parser->in.pos);
}

/* The whole run of non-blanks at the cursor is `word`. */
static bool
is_run(const struct parser *parser, const char *word)
{
	const struct value *text = &parser->in.text->joined;
	size_t at = parser->in.pos, len = strlen(word);

	if (text->len - at < len || memcmp(text->data + at, word, len) != 0)
		return false;
	return at + len == text->len || text->data[at + len] == ' ' ||
	    text->data[at + len] == '\t';
}

/* The keyword at the cursor, which must stand at the start of a run. */
static enum keyword
keyword_at(const struct parser *parser)
{
	if (is_run(parser, "also"))
		return KEYWORD_ALSO;
	if (is_run(parser, "else"))
		return KEYWORD_ELSE;
	if (is_run(parser, "when"))
		return KEYWORD_WHEN;
	return KEYWORD_NONE;
}

static struct part *
add_part(struct parser *parser, struct template *template, size_t *capacity,
    enum part_kind kind)
{
	struct part *part;

	template->parts = arena_grow(parser->diagnostics->arena,
	    template->parts, template->count, capacity, sizeof(*part));
	part = &template->parts[template->count++];
	part->kind = kind;
	part->place = here(parser);
	return part;
}

/* {account} and {base} where they are ours, not fields. */
static enum part_kind
kind_of_path(const struct parser *parser, const struct path *path)
{
	if (path->count != 1 || path->steps[0].test_count > 0)
		return PART_FIELD;
	if (parser->use != TEMPLATE_VALUE &&
	    strcmp(path->dotted, "account") == 0)
		return PART_ACCOUNT;
	return PART_FIELD;
}

/* {base} is no field at all, so it is looked for before a path is. */
static bool
accept_base(struct parser *parser)
{
	struct reader in = parser->in;
	const char *name;

	reader_skip_blanks(&in);
	name = reader_name(&in, parser->diagnostics->arena);
	reader_skip_blanks(&in);
	if (parser->use != TEMPLATE_DN || name == NULL ||
	    strcmp(name, "base") != 0 || reader_peek(&in) != '}')
		return false;
	in.pos++;
	parser->in = in;
	return true;
}

static int
check_object(const struct parser *parser, const struct part *part)
{
	const struct field *field = part->path.field;
	const char *member = NULL;
	size_t len = strlen(part->path.dotted);

	if (part->kind != PART_FIELD || field == NULL)
		return 0;
	for (const struct field *f = field_table(); f->path != NULL; f++)
		if (strncmp(f->path, part->path.dotted, len) == 0 &&
		    f->path[len] == '.' && member == NULL)
			member = f->path;
	if (member == NULL)
		return 0;
	return diagnostics_error(parser->diagnostics, part->place,
	    "%s is an object; say a member of it, like %s", part->path.dotted,
	    field->kind == FIELD_OBJECT && strcmp(field->path, "site") == 0
		? "site.name"
		: member);
}

/* What stands in a hole where only | and } can. */
static int
hole_fault(const struct parser *parser, const struct part *part)
{
	struct arena *arena = parser->diagnostics->arena;
	struct reader in = parser->in;
	int c = reader_peek(&in);
	const char *word = reader_name(&in, arena);
	const char *field = part->path.dotted;
	const char *way_out = "put the } where the hole ends";

	if (word != NULL)
		way_out = diagnostics_hint(parser->diagnostics,
		    field_nearest(arena_printf(arena, "%s%s", field, word)));
	if (word != NULL && *way_out != '\0')
		way_out += strlen("; ");
	else if (word != NULL)
		way_out = "a blank has no place in a name";
	if (word != NULL &&
	    (strcmp(word, "else") == 0 || strcmp(word, "or") == 0))
		way_out = arena_printf(
		    arena, "write {%s} else {…}, of two holes", field);
	else if (word != NULL && strcmp(word, "when") == 0)
		way_out = "put the condition behind the }";
	else if (c == ',')
		way_out = arena_printf(arena,
		    "write a function like {%s | lower}, a second field in braces of its own",
		    field);
	else if (c == '(')
		way_out = arena_printf(arena,
		    "write a function behind the field, like {email | %s}",
		    field);
	return diagnostics_error(parser->diagnostics, here(parser),
	    "expected | or } in the hole begun in column %u; %s",
	    part->place.column, way_out);
}

static int
parse_calls(struct parser *parser, struct part *part)
{
	size_t capacity = 0;

	reader_skip_blanks(&parser->in);
	while (reader_accept(&parser->in, '|')) {
		struct call call;

		if (call_parse(&parser->in, parser->document,
			parser->diagnostics, &call) < 0)
			return -1;
		part->calls = arena_grow(parser->diagnostics->arena,
		    part->calls, part->call_count, &capacity, sizeof(call));
		part->calls[part->call_count++] = call;
		part->is_list &= !call.function->is_single;
		reader_skip_blanks(&parser->in);
	}
	if (reader_accept(&parser->in, '}'))
		return 0;
	return hole_fault(parser, part);
}

/* Behind the {.  What was compiled before an error is in the template, so that
 * it can be released. */
static int
parse_hole(struct parser *parser, struct template *template, size_t *capacity)
{
	struct place place = here(parser);
	struct part *part;
	size_t start;

	if (accept_base(parser)) {
		part = add_part(parser, template, capacity, PART_BASE);
		part->place = place;
		return 0;
	}
	start = parser->in.pos;
	part = add_part(parser, template, capacity, PART_FIELD);
	if (path_parse(&parser->in, NULL, 0, parser->diagnostics, &part->path) <
	    0)
		return -1;
	part->text =
	    reader_taken(&parser->in, parser->diagnostics->arena, start);
	part->place = part->path.place;
	part->kind = kind_of_path(parser, &part->path);
	part->is_list = part->path.is_list;
	if (parse_calls(parser, part) < 0)
		return -1;
	return check_object(parser, part);
}

/* Text that follows text is one with it, so that quotes do not count. */
static void
add_literal(struct parser *parser, struct template *template, size_t *capacity,
    size_t start, struct value text)
{
	struct part *last =
	    template->count > 0 ? &template->parts[template->count - 1] : NULL;
	struct buffer joined;

	if (last == NULL || last->kind != PART_LITERAL) {
		last = add_part(parser, template, capacity, PART_LITERAL);
		last->place = reader_place(parser->in.text, start);
		last->literal = text;
		return;
	}
	buffer_init(&joined, parser->diagnostics->arena);
	buffer_add(&joined, last->literal.data, last->literal.len);
	buffer_add(&joined, text.data, text.len);
	last->literal = buffer_value(&joined);
}

static int
parse_quoted(struct parser *parser, struct template *template, size_t *capacity)
{
	size_t start = parser->in.pos;
	struct place place;
	struct value text;

	if (word_parse(&parser->in, parser->diagnostics, &text) < 0)
		return -1;
	if (strchr(text.data, '{') != NULL && strchr(text.data, '}') != NULL) {
		place = reader_place(parser->in.text, start);
		if (parser->use != TEMPLATE_VALUE)
			return diagnostics_error(parser->diagnostics, place,
			    "{ and } in quotes are text, not a hole; take the quotes out");
		diagnostics_warning(parser->diagnostics, place,
		    "{ and } in quotes are text, not a hole; put quotes around the other text alone");
	}
	add_literal(parser, template, capacity, start, text);
	return 0;
}

/* Text at the cursor that most often is meant otherwise. */
static void
warn_of_literal(const struct parser *parser, bool is_first)
{
	static const char *const keywords[] = { "ALSO", "ELSE", "WHEN" };
	struct value text = parser->in.text->joined;
	const char *at = text.data + parser->in.pos;
	const char *fault = NULL;

	for (size_t i = 0; i < sizeof(keywords) / sizeof(keywords[0]); i++)
		if (is_run(parser, keywords[i]))
			fault =
			    "this word in capitals is text; write it in lower case, or in quotes when it is meant";
	if (is_first && word_false_quote(at) > 0)
		fault =
		    "this typographic quote becomes part of the value; write plain quotes (\"), or them around it when it is meant";
	if (is_first && *at == '\'' && text.data[text.len - 1] == '\'')
		fault =
		    "these apostrophes become part of the value; write quotes (\"), or them around it when they are meant";
	if ((*at == '$' || *at == '%') && at[1] == '{')
		fault =
		    "the sign before { is text; write the hole alone, or the sign in quotes when it is meant";
	if (fault != NULL)
		diagnostics_warning(
		    parser->diagnostics, here(parser), "%s", fault);
}

/* Text up to a hole, a quote, or blanks that a keyword or the end follows. */
static int
parse_literal(
    struct parser *parser, struct template *template, size_t *capacity)
{
	size_t start = parser->in.pos, end = start;

	warn_of_literal(parser, template->count == 0);
	for (int c = reader_peek(&parser->in); c != -1 && c != '{' && c != '"';
	     c = reader_peek(&parser->in)) {
		if (c == '}')
			return diagnostics_error(parser->diagnostics,
			    here(parser),
			    "a } without {; put it in quotes when it is meant");
		if (reader_at_blank(&parser->in)) {
			reader_skip_blanks(&parser->in);
			if (keyword_at(parser) != KEYWORD_NONE ||
			    reader_peek(&parser->in) == -1)
				break;
			end = parser->in.pos;
			warn_of_literal(parser, false);
			continue;
		}
		parser->in.pos++;
		if (strchr("$%", reader_peek(&parser->in)) != NULL)
			warn_of_literal(parser, false);
		end = parser->in.pos;
	}
	if (end > start)
		add_literal(parser, template, capacity, start,
		    value_copy(parser->diagnostics->arena,
			parser->in.text->joined.data + start, end - start));
	return 0;
}

static int
parse_parts(struct parser *parser, struct template *template)
{
	size_t capacity = 0;

	for (;;) {
		int c = reader_peek(&parser->in), rc;
		bool is_start = parser->in.pos == 0 ||
		    strchr(" \t",
			parser->in.text->joined.data[parser->in.pos - 1]) !=
			NULL;

		if (c == -1 || (is_start && keyword_at(parser) != KEYWORD_NONE))
			return 0;
		if (reader_accept(&parser->in, '{'))
			rc = parse_hole(parser, template, &capacity);
		else if (c == '"')
			rc = parse_quoted(parser, template, &capacity);
		else
			rc = parse_literal(parser, template, &capacity);
		if (rc < 0)
			return -1;
	}
}

static int
check_template(const struct parser *parser, const struct template *template)
{
	bool is_blank = true;
	size_t lists = 0;

	if (template->count == 0)
		return diagnostics_error(parser->diagnostics, template->place,
		    "expected a text or a {field} here; write one, or take the word before out");
	for (size_t i = 0; i < template->count; i++) {
		const struct part *part = &template->parts[i];

		is_blank &= part->kind == PART_LITERAL &&
		    text_clean(parser->diagnostics->arena, part->literal).len ==
			0;
		if (part->is_list && ++lists == 2)
			return diagnostics_error(parser->diagnostics,
			    part->place,
			    "a second list in one text; make one value of it with | first, | last or | join(\", \")");
	}
	if (is_blank)
		return diagnostics_error(parser->diagnostics, template->place,
		    "\"\" is no value; to empty the attribute write nothing behind =");
	return 0;
}

/* Behind `when`. */
static int
parse_when(struct parser *parser, struct template *template)
{
	template->when = condition_parse(&parser->in, parser->diagnostics);
	if (template->when == NULL)
		return -1;
	reader_skip_blanks(&parser->in);
	if (reader_peek(&parser->in) == -1 ||
	    keyword_at(parser) == KEYWORD_ALSO ||
	    keyword_at(parser) == KEYWORD_ELSE)
		return 0;
	return condition_unended(&parser->in,
	    ", else, also or the end of the line", parser->diagnostics);
}

/* template [ "when" cond ] */
static int
parse_choice(struct parser *parser, struct template *template)
{
	size_t start;

	reader_skip_blanks(&parser->in);
	start = parser->in.pos;
	template->place = here(parser);
	if (parse_parts(parser, template) < 0 ||
	    check_template(parser, template) < 0)
		return -1;
	if (keyword_at(parser) == KEYWORD_WHEN) {
		parser->in.pos += strlen("when");
		if (parse_when(parser, template) < 0)
			return -1;
	}
	template->text =
	    reader_taken(&parser->in, parser->diagnostics->arena, start);
	return 0;
}

/* else keep, last on the line */
static bool
accept_keep(struct parser *parser)
{
	reader_skip_blanks(&parser->in);
	if (!is_run(parser, "keep"))
		return false;
	parser->in.pos += strlen("keep");
	reader_skip_blanks(&parser->in);
	if (reader_peek(&parser->in) != -1)
		diagnostics_error(parser->diagnostics, here(parser),
		    "keep stands last on the line; put quotes around a text that is meant");
	return true;
}

/* choice { else choice } */
static int
parse_group(struct parser *parser, struct group *group, bool *is_kept)
{
	size_t capacity = 0;

	for (;;) {
		struct template *choice;

		group->choices = arena_grow(parser->diagnostics->arena,
		    group->choices, group->count, &capacity, sizeof(*choice));
		choice = &group->choices[group->count++];
		if (parse_choice(parser, choice) < 0)
			return -1;
		if (keyword_at(parser) != KEYWORD_ELSE)
			return 0;
		parser->in.pos += strlen("else");
		if (accept_keep(parser)) {
			*is_kept = true;
			return 0;
		}
	}
}

int
expression_parse(const struct reader_text *text, enum template_use use,
    const struct document *document, struct diagnostics *diagnostics,
    struct expression *expression_r)
{
	struct parser parser = { .in = { .text = text },
		.use = use,
		.document = document,
		.diagnostics = diagnostics };
	struct expression expression = { .count = 0 };
	size_t errors = diagnostics->errors, count = diagnostics->count;
	size_t capacity = 0;
	int rc = 0;

	expression.place = reader_place(text, 0);
	reader_skip_blanks(&parser.in);
	while (rc == 0 && reader_peek(&parser.in) != -1) {
		expression.groups = arena_grow(diagnostics->arena,
		    expression.groups, expression.count, &capacity,
		    sizeof(*expression.groups));
		rc =
		    parse_group(&parser, &expression.groups[expression.count++],
			&expression.is_kept);
		if (rc < 0 || keyword_at(&parser) != KEYWORD_ALSO)
			break;
		parser.in.pos += strlen("also");
		reader_skip_blanks(&parser.in);
		if (reader_peek(&parser.in) == -1)
			rc = diagnostics_error(diagnostics, here(&parser),
			    "expected a text or a {field} behind also; write one, or take the also out");
	}
	if (rc < 0 || diagnostics->errors > errors) {
		diagnostics_drop_warnings(diagnostics, count);
		expression_release(&expression);
		return -1;
	}
	*expression_r = expression;
	return 0;
}

static void
template_release(const struct template *template)
{
	for (size_t i = 0; i < template->count; i++)
		for (size_t j = 0; j < template->parts[i].call_count; j++)
			call_release(&template->parts[i].calls[j]);
}

void
expression_release(const struct expression *expression)
{
	for (size_t i = 0; i < expression->count; i++)
		for (size_t j = 0; j < expression->groups[i].count; j++)
			template_release(&expression->groups[i].choices[j]);
}
