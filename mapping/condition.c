/* SPDX-License-Identifier: ISC */
#include "mapping/condition.h"

#include <string.h>

#include "base/text.h"

enum condition_kind {
	CONDITION_OR,
	CONDITION_AND,
	CONDITION_NOT,  /* left only */
	CONDITION_TEST, /* test */
	CONDITION_PRESENT
};

struct condition {
	enum condition_kind kind;
	const struct condition *left;
	const struct condition *right;
	struct test test; /* PRESENT: its path only */
};

struct parser {
	struct reader *in;
	struct diagnostics *diagnostics;
	const char *tested; /* the path of the test before, or NULL */
};

static const struct condition *
parse_or(struct parser *parser, unsigned int depth);

static const struct condition *
make(struct arena *arena, enum condition_kind kind,
    const struct condition *left, const struct condition *right)
{
	struct condition *condition = arena_alloc(arena, sizeof(*condition));

	condition->kind = kind;
	condition->left = left;
	condition->right = right;
	return condition;
}

/* The keyword as a whole word at the cursor. */
static bool
accept_keyword(struct reader *in, struct arena *arena, const char *keyword)
{
	size_t start;
	const char *word;

	reader_skip_blanks(in);
	start = in->pos;
	word = reader_name(in, arena);
	if (word != NULL && strcmp(word, keyword) == 0)
		return true;
	in->pos = start;
	return false;
}

/* `type = User or Limited`: a value where a path and its test are due? */
static bool
is_bare_value(const struct parser *parser, const struct path *path)
{
	struct reader in = *parser->in;
	int c;

	reader_skip_blanks(&in);
	c = reader_peek(&in);
	return parser->tested != NULL && path->count == 1 &&
	    path->field == NULL && c != '=' && c != '!' &&
	    !accept_keyword(&in, parser->diagnostics->arena, "in") &&
	    !accept_keyword(&in, parser->diagnostics->arena, "present");
}

static const struct condition *
parse_test(struct parser *parser, unsigned int depth)
{
	struct reader *in = parser->in;
	struct diagnostics *diagnostics = parser->diagnostics;
	struct condition *condition =
	    arena_alloc(diagnostics->arena, sizeof(*condition));
	size_t start = in->pos;
	struct path *path = &condition->test.path;

	condition->kind = CONDITION_TEST;
	if (path_parse(in, NULL, depth, diagnostics, path) < 0)
		return NULL;
	if (is_bare_value(parser, path)) {
		diagnostics_error(diagnostics, path->place,
		    "expected a test like %s = %s; for one of several values write %s in …, %s",
		    parser->tested, path->dotted, parser->tested, path->dotted);
		return NULL;
	}
	parser->tested = path->dotted;
	if (accept_keyword(in, diagnostics->arena, "present"))
		condition->kind = CONDITION_PRESENT;
	else if (test_parse(in, true, diagnostics, &condition->test) < 0)
		return NULL;
	condition->test.text = reader_taken(in, diagnostics->arena, start);
	return condition;
}

static const struct condition *
parse_not(struct parser *parser, unsigned int depth)
{
	struct reader *in = parser->in;
	struct diagnostics *diagnostics = parser->diagnostics;
	const struct condition *inner;

	reader_skip_blanks(in);
	if (depth > MAPPING_NESTING_MAX) {
		diagnostics_error(diagnostics, reader_place(in->text, in->pos),
		    "nested more than %d deep; write it with fewer parentheses",
		    MAPPING_NESTING_MAX);
		return NULL;
	}
	if (accept_keyword(in, diagnostics->arena, "not")) {
		inner = parse_not(parser, depth + 1);
		return inner == NULL
		    ? NULL
		    : make(diagnostics->arena, CONDITION_NOT, inner, NULL);
	}
	if (reader_peek(in) == '!') {
		diagnostics_error(diagnostics, reader_place(in->text, in->pos),
		    "! stands before = alone; write not before a test");
		return NULL;
	}
	if (!reader_accept(in, '('))
		return parse_test(parser, depth);
	inner = parse_or(parser, depth + 1);
	reader_skip_blanks(in);
	if (inner != NULL && !reader_accept(in, ')')) {
		condition_unended(in, " or )", diagnostics);
		return NULL;
	}
	return inner;
}

static const struct condition *
parse_and(struct parser *parser, unsigned int depth)
{
	struct arena *arena = parser->diagnostics->arena;
	const struct condition *left = parse_not(parser, depth);

	while (left != NULL && accept_keyword(parser->in, arena, "and")) {
		const struct condition *right = parse_not(parser, depth);

		if (right == NULL)
			return NULL;
		left = make(arena, CONDITION_AND, left, right);
	}
	return left;
}

static const struct condition *
parse_or(struct parser *parser, unsigned int depth)
{
	struct arena *arena = parser->diagnostics->arena;
	const struct condition *left = parse_and(parser, depth);

	while (left != NULL && accept_keyword(parser->in, arena, "or")) {
		const struct condition *right = parse_and(parser, depth);

		if (right == NULL)
			return NULL;
		left = make(arena, CONDITION_OR, left, right);
	}
	return left;
}

const struct condition *
condition_parse(struct reader *in, struct diagnostics *diagnostics)
{
	struct parser parser = { in, diagnostics, NULL };
	size_t count = diagnostics->count;
	const struct condition *condition = parse_or(&parser, 0);

	if (condition == NULL)
		diagnostics_drop_warnings(diagnostics, count);
	return condition;
}

int
condition_unended(const struct reader *in, const char *others,
    struct diagnostics *diagnostics)
{
	static const struct {
		const char *sign;
		const char *way_out;
	} signs[] = {
		{ "&", "write and for &&" },
		{ "|", "write or for ||" },
		{ ",",
		    "for one of several values write in, as in type in User, Limited" },
		{ "AND", "write and in lower case" },
		{ "OR", "write or in lower case" },
		{ "ELSE", "write else in lower case" },
	};
	const char *text = in->text->joined.data + in->pos;
	const char *way_out = "put quotes around a value with blanks or signs";

	for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++)
		if (strncmp(text, signs[i].sign, strlen(signs[i].sign)) == 0)
			way_out = signs[i].way_out;
	if (*text == '\0')
		way_out = "close what was opened before it";
	return diagnostics_error(diagnostics, reader_place(in->text, in->pos),
	    "expected and, or%s; %s", others, way_out);
}

/* What evaluating goes by. */
struct question {
	const struct contact *contact;
	struct arena *arena;
	bool *is_unknown;
	struct trace *trace;
};

/* Some value that is more than blanks, or an object; false and 0 are present. */
static bool
is_present(const struct path *path, const struct question *question,
    struct path_result *found_r)
{
	path_walk(path, question->contact->root, question->contact->is_listing,
	    question->arena, found_r);
	if (found_r->is_object)
		return true;
	for (size_t i = 0; i < found_r->count; i++)
		if (text_clean(question->arena, found_r->nodes[i]->text).len >
		    0)
			return true;
	return false;
}

static bool
leaf_holds(const struct condition *condition, const struct question *question)
{
	const struct test *test = &condition->test;
	struct path_result found;
	bool is_held = condition->kind == CONDITION_PRESENT
	    ? is_present(&test->path, question, &found)
	    : test_holds(test, question->contact->root,
		  question->contact->is_listing, question->arena, &found);

	*question->is_unknown |= found.is_unknown;
	trace_add_test(question->trace, test, is_held, &found);
	return is_held;
}

static bool
holds(const struct condition *condition, const struct question *question);

/* `and` and `or`: when the right side decides alone, the left did not. */
static bool
pair_holds(const struct condition *condition, const struct question *question)
{
	bool is_or = condition->kind == CONDITION_OR;
	size_t from = trace_test_count(question->trace), middle;

	if (holds(condition->left, question) == is_or)
		return is_or;
	middle = trace_test_count(question->trace);
	if (holds(condition->right, question) != is_or)
		return !is_or;
	trace_forget_tests(question->trace, from, middle);
	return is_or;
}

static bool
holds(const struct condition *condition, const struct question *question)
{
	size_t from = trace_test_count(question->trace);
	bool is_held;

	switch (condition->kind) {
	case CONDITION_OR:
	case CONDITION_AND:
		return pair_holds(condition, question);
	case CONDITION_NOT:
		is_held = holds(condition->left, question);
		trace_turn_tests(question->trace, from);
		return !is_held;
	case CONDITION_TEST:
	case CONDITION_PRESENT:
		return leaf_holds(condition, question);
	}
	return false;
}

bool
condition_holds(const struct condition *condition,
    const struct contact *contact, struct arena *arena, bool *is_unknown,
    struct trace *trace)
{
	const struct question question = { contact, arena, is_unknown, trace };
	bool is_held;

	trace_begin_condition(trace, condition);
	is_held = holds(condition, &question);
	trace_end_condition(trace, is_held);
	return is_held;
}

void
condition_each_path(const struct condition *condition,
    void (*visit)(void *context, const struct path *path), void *context)
{
	if (condition == NULL)
		return;
	if (condition->kind == CONDITION_TEST ||
	    condition->kind == CONDITION_PRESENT)
		path_each(&condition->test.path, visit, context);
	condition_each_path(condition->left, visit, context);
	condition_each_path(condition->right, visit, context);
}

void
condition_each_test(const struct condition *condition, bool is_not,
    void (*visit)(void *context, const struct test *test, bool is_not),
    void *context)
{
	if (condition == NULL)
		return;
	if (condition->kind == CONDITION_TEST ||
	    condition->kind == CONDITION_PRESENT)
		visit(context, &condition->test, is_not);
	is_not ^= condition->kind == CONDITION_NOT;
	condition_each_test(condition->left, is_not, visit, context);
	condition_each_test(condition->right, is_not, visit, context);
}

void
condition_write(const struct condition *condition, struct buffer *out)
{
	switch (condition->kind) {
	case CONDITION_OR:
	case CONDITION_AND:
		buffer_add_char(out, '(');
		condition_write(condition->left, out);
		buffer_add_text(
		    out, condition->kind == CONDITION_OR ? " or " : " and ");
		condition_write(condition->right, out);
		buffer_add_char(out, ')');
		break;
	case CONDITION_NOT:
		buffer_add_text(out, "not ");
		condition_write(condition->left, out);
		break;
	case CONDITION_TEST:
		test_write(&condition->test, out);
		break;
	case CONDITION_PRESENT:
		path_write(&condition->test.path, out);
		buffer_add_text(out, " present");
		break;
	}
}
