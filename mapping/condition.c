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

static const struct condition *parse_or(
    struct reader *in, unsigned int depth, struct diagnostics *diagnostics);

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

static const struct condition *
parse_test(
    struct reader *in, unsigned int depth, struct diagnostics *diagnostics)
{
	struct condition *condition =
	    arena_alloc(diagnostics->arena, sizeof(*condition));
	size_t start = in->pos;

	condition->kind = CONDITION_TEST;
	if (path_parse(in, NULL, depth, diagnostics, &condition->test.path) < 0)
		return NULL;
	if (accept_keyword(in, diagnostics->arena, "present"))
		condition->kind = CONDITION_PRESENT;
	else if (test_parse(in, true, diagnostics, &condition->test) < 0)
		return NULL;
	condition->test.text = reader_taken(in, diagnostics->arena, start);
	return condition;
}

static const struct condition *
parse_not(
    struct reader *in, unsigned int depth, struct diagnostics *diagnostics)
{
	const struct condition *inner;

	reader_skip_blanks(in);
	if (depth > MAPPING_NESTING_MAX) {
		diagnostics_error(diagnostics, reader_place(in->text, in->pos),
		    "nested more than %d deep", MAPPING_NESTING_MAX);
		return NULL;
	}
	if (accept_keyword(in, diagnostics->arena, "not")) {
		inner = parse_not(in, depth + 1, diagnostics);
		return inner == NULL
		    ? NULL
		    : make(diagnostics->arena, CONDITION_NOT, inner, NULL);
	}
	if (!reader_accept(in, '('))
		return parse_test(in, depth, diagnostics);
	inner = parse_or(in, depth + 1, diagnostics);
	reader_skip_blanks(in);
	if (inner != NULL && !reader_accept(in, ')')) {
		diagnostics_error(diagnostics, reader_place(in->text, in->pos),
		    "expected and, or or )");
		return NULL;
	}
	return inner;
}

static const struct condition *
parse_and(
    struct reader *in, unsigned int depth, struct diagnostics *diagnostics)
{
	const struct condition *left = parse_not(in, depth, diagnostics);

	while (left != NULL && accept_keyword(in, diagnostics->arena, "and")) {
		const struct condition *right =
		    parse_not(in, depth, diagnostics);

		if (right == NULL)
			return NULL;
		left = make(diagnostics->arena, CONDITION_AND, left, right);
	}
	return left;
}

static const struct condition *
parse_or(struct reader *in, unsigned int depth, struct diagnostics *diagnostics)
{
	const struct condition *left = parse_and(in, depth, diagnostics);

	while (left != NULL && accept_keyword(in, diagnostics->arena, "or")) {
		const struct condition *right =
		    parse_and(in, depth, diagnostics);

		if (right == NULL)
			return NULL;
		left = make(diagnostics->arena, CONDITION_OR, left, right);
	}
	return left;
}

const struct condition *
condition_parse(struct reader *in, struct diagnostics *diagnostics)
{
	return parse_or(in, 0, diagnostics);
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
