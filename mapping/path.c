/* SPDX-License-Identifier: ISC */
#include "mapping/path.h"

#include <string.h>

#include "base/text.h"

static bool
is_word_char(int c)
{
	return c != -1 && strchr(" \t,()[]{}\"=!#|", c) == NULL;
}

size_t
word_false_quote(const char *text)
{
	static const char *const quotes[] = { "“", "”", "„", "«", "»", "‘", "’",
		"‚" };

	for (size_t i = 0; i < sizeof(quotes) / sizeof(quotes[0]); i++)
		if (strncmp(text, quotes[i], strlen(quotes[i])) == 0)
			return strlen(quotes[i]);
	return 0;
}

/* Why no word begins at the cursor, or why the one that does is not meant so. */
static const char *
word_fault(const struct reader *in)
{
	const char *text = in->text->joined.data + in->pos;
	size_t len = 0;

	if (reader_peek(in) == -1)
		return "expected a value here; write one, like User";
	while (is_word_char(text[len] == '\0' ? -1 : (unsigned char)text[len]))
		len++;
	if (*text == '=')
		return "one = is enough; write path = value";
	if (word_false_quote(text) > 0)
		return "this typographic quote is part of the word; write plain quotes (\") around a word";
	if (len > 1 && text[0] == '\'' && text[len - 1] == '\'')
		return "these apostrophes are part of the word; write quotes (\") around a word";
	return len == 0
	    ? "expected a word; put quotes around one with blanks or signs"
	    : NULL;
}

int
word_parse(
    struct reader *in, struct diagnostics *diagnostics, struct value *word_r)
{
	const char *fault;
	size_t start;

	reader_skip_blanks(in);
	start = in->pos;
	if (reader_quoted(in, diagnostics->arena, word_r))
		return 0;
	if (reader_peek(in) == '"')
		return diagnostics_error(diagnostics,
		    reader_place(in->text, start),
		    "this quote does not end on its line; put a backslash before a quote that is meant");
	fault = word_fault(in);
	if (fault != NULL)
		return diagnostics_error(
		    diagnostics, reader_place(in->text, start), "%s", fault);
	while (is_word_char(reader_peek(in)))
		in->pos++;
	*word_r = value_copy(
	    diagnostics->arena, in->text->joined.data + start, in->pos - start);
	return 0;
}

/* A value that the field's set does not list is most often a slip. */
static void
warn_of_value(const struct path *path, struct value word, struct place place,
    struct diagnostics *diagnostics)
{
	const char *const *known =
	    path->field != NULL ? path->field->values : NULL;
	const char *hint;
	struct buffer list;

	if (known == NULL)
		return;
	for (size_t i = 0; known[i] != NULL; i++)
		if (value_is_same(value_of(known[i]), word))
			return;
	buffer_init(&list, diagnostics->arena);
	buffer_add_text(&list, "; they are ");
	for (size_t i = 0; known[i] != NULL; i++)
		buffer_printf(&list, "%s%s", i > 0 ? ", " : "", known[i]);
	hint = diagnostics_hint(diagnostics, text_nearest(word.data, known));
	if (memchr(word.data, ',', word.len) != NULL)
		hint =
		    "; put quotes around each value, as in \"User\", \"Limited\"";
	diagnostics_warning(diagnostics, place,
	    "\"%s\" is not among the known values of %s%s", word.data,
	    path->dotted, *hint != '\0' ? hint : buffer_value(&list).data);
}

/* `in` as a whole word at the cursor. */
static bool
accept_in(struct reader *in)
{
	const struct value *text = &in->text->joined;

	if (in->pos + 2 > text->len ||
	    memcmp(text->data + in->pos, "in", 2) != 0)
		return false;
	if (in->pos + 2 < text->len &&
	    is_word_char((unsigned char)text->data[in->pos + 2]))
		return false;
	in->pos += 2;
	return true;
}

/* What was meant by what stands where an operator is due. */
static int
operator_fault(const struct reader *in, bool is_in_allowed,
    struct diagnostics *diagnostics, const struct path *path)
{
	static const struct {
		const char *word;
		const char *way_out;
	} words[] = {
		{ "not",
		    "not stands before the field, as in not type in User, Limited" },
		{ "is", "write = for is" },
		{ "IN", "write in in lower case" },
		{ "~", "there are no patterns; name the values with in" },
		{ "<", "there is no order of values; name them with in" },
		{ ">", "there is no order of values; name them with in" },
	};
	const char *text = in->text->joined.data + in->pos;
	const char *way_out = "write a test like type = User";

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strncmp(text, words[i].word, strlen(words[i].word)) == 0)
			way_out = words[i].way_out;
	return diagnostics_error(diagnostics, reader_place(in->text, in->pos),
	    "expected %s behind %s; %s",
	    is_in_allowed ? "=, !=, in or present" : "= or !=", path->dotted,
	    way_out);
}

/* `in (User, Limited)`: the values stand as they are. */
static int
check_unbracketed(struct reader *in, struct diagnostics *diagnostics)
{
	reader_skip_blanks(in);
	if (reader_peek(in) != '(' && reader_peek(in) != '[')
		return 0;
	return diagnostics_error(diagnostics, reader_place(in->text, in->pos),
	    "the values behind in stand without brackets; write in User, Limited");
}

int
test_parse(struct reader *in, bool is_in_allowed,
    struct diagnostics *diagnostics, struct test *test)
{
	bool is_many = false;

	reader_skip_blanks(in);
	if (reader_accept(in, '!')) {
		test->is_not = true;
		if (!reader_accept(in, '='))
			return diagnostics_error(diagnostics,
			    reader_place(in->text, in->pos),
			    "expected = behind !; write != for not equal");
	} else if (is_in_allowed && accept_in(in)) {
		is_many = true;
		if (check_unbracketed(in, diagnostics) < 0)
			return -1;
	} else if (!reader_accept(in, '=')) {
		return operator_fault(
		    in, is_in_allowed, diagnostics, &test->path);
	}
	do {
		struct value word;
		struct place place;

		reader_skip_blanks(in);
		place = reader_place(in->text, in->pos);
		if (word_parse(in, diagnostics, &word) < 0)
			return -1;
		warn_of_value(&test->path, word, place, diagnostics);
		values_add(&test->words, diagnostics->arena, word);
		reader_skip_blanks(in);
	} while (is_many && reader_accept(in, ','));
	return 0;
}

/* [test, test …] behind a step's name. */
static int
pick_parse(struct reader *in, const char *dotted, unsigned int depth,
    struct diagnostics *diagnostics, struct step *step)
{
	struct test *tests = NULL;
	size_t capacity = 0;

	do {
		struct test test = { .is_not = false };

		reader_skip_blanks(in);
		if (path_parse(in, dotted, depth + 1, diagnostics, &test.path) <
			0 ||
		    test_parse(in, false, diagnostics, &test) < 0)
			return -1;
		tests = arena_grow(diagnostics->arena, tests, step->test_count,
		    &capacity, sizeof(*tests));
		tests[step->test_count++] = test;
		reader_skip_blanks(in);
	} while (reader_accept(in, ','));
	step->tests = tests;
	if (!reader_accept(in, ']'))
		return diagnostics_error(diagnostics,
		    reader_place(in->text, in->pos),
		    "expected , or ] in the pick of %s; close it like %s[type=FaxOnly]",
		    dotted, dotted);
	return 0;
}

/* What the table says of the path so far. */
static void
look_up(struct path *path, struct step *step, const char *prefix)
{
	path->field = field_find(path->dotted);
	step->is_carried = path->field != NULL && path->field->is_carried;
	if (prefix == NULL && path->field != NULL &&
	    path->field->kind == FIELD_ARRAY)
		path->is_list = true;
}

static void
warn_of_path(const struct path *path, struct diagnostics *diagnostics)
{
	const char *nearest, *hint;

	if (path->field != NULL || field_is_open(path->dotted))
		return;
	nearest = field_nearest(path->dotted);
	hint = diagnostics_hint(diagnostics, nearest);
	if (strcmp(path->dotted, "base") == 0)
		hint = "; {base} stands in a dn alone";
	else if (nearest == NULL)
		hint = "; dirwire.map(5) lists them";
	diagnostics_warning(diagnostics, path->place,
	    "%s is not a field that RingCentral documents%s", path->dotted,
	    hint);
}

/* No name begins at the cursor. */
static int
name_fault(const struct reader *in, const char *dotted,
    struct diagnostics *diagnostics)
{
	int c = reader_peek(in);
	const char *way_out = "like lastName";

	if (c == -1)
		way_out = "like type; write a test like type = User";
	else if (c == '}')
		way_out = "like firstName; write one, or take the braces out";
	else if (c >= '0' && c <= '9' && dotted != NULL)
		way_out =
		    "like type; elements have no numbers: pick by a field, as in phoneNumbers[type=FaxOnly], or end the hole with | first";
	else if (c == '{')
		way_out = "like lastName; one brace is enough";
	return diagnostics_error(diagnostics, reader_place(in->text, in->pos),
	    "expected the name of a field, %s", way_out);
}

int
path_parse(struct reader *in, const char *prefix, unsigned int depth,
    struct diagnostics *diagnostics, struct path *path_r)
{
	struct arena *arena = diagnostics->arena;
	struct path path = { .dotted = prefix };
	struct step *steps = NULL;
	size_t capacity = 0;

	path.place = reader_place(in->text, in->pos);
	if (depth > MAPPING_NESTING_MAX)
		return diagnostics_error(diagnostics, path.place,
		    "nested more than %d deep; write fewer picks within picks",
		    MAPPING_NESTING_MAX);
	do {
		struct step step = { .name = NULL };

		reader_skip_blanks(in);
		step.name = reader_name(in, arena);
		if (step.name == NULL)
			return name_fault(in, path.dotted, diagnostics);
		path.dotted = path.dotted == NULL
		    ? step.name
		    : arena_printf(arena, "%s.%s", path.dotted, step.name);
		look_up(&path, &step, prefix);
		reader_skip_blanks(in);
		if (reader_accept(in, '[') &&
		    pick_parse(in, path.dotted, depth, diagnostics, &step) < 0)
			return -1;
		steps = arena_grow(
		    arena, steps, path.count, &capacity, sizeof(*steps));
		steps[path.count++] = step;
		reader_skip_blanks(in);
	} while (reader_accept(in, '.'));
	path.steps = steps;
	warn_of_path(&path, diagnostics);
	*path_r = path;
	return 0;
}

/* A walk under way. */
struct walk {
	const struct path *path;
	bool is_listing;
	bool is_missed;  /* a field that is not carried was not there */
	bool is_reached; /* … and in another element it was */
	struct arena *arena;
	struct path_result *result;
};

static void walk_step(struct walk *walk, const struct node *node, size_t at);

static bool
is_picked(struct walk *walk, const struct step *step, const struct node *node)
{
	bool is_picked = true;

	for (size_t i = 0; i < step->test_count && is_picked; i++) {
		struct path_result found;

		is_picked = test_holds(&step->tests[i], node, walk->is_listing,
		    walk->arena, &found);
		walk->is_missed |= found.is_unknown;
	}
	return is_picked;
}

/* `node` stands where step `at` led: elements one by one, then on. */
static void
walk_value(struct walk *walk, const struct node *node, size_t at)
{
	const struct step *step = &walk->path->steps[at];
	struct path_result *result = walk->result;

	if (node->kind == NODE_ARRAY) {
		result->is_list = true;
		for (const struct node *child = node->first; child != NULL;
		     child = child->next)
			walk_value(walk, child, at);
		return;
	}
	if (node->kind == NODE_NULL || !is_picked(walk, step, node))
		return;
	if (at + 1 < walk->path->count) {
		walk_step(walk, node, at + 1);
		return;
	}
	if (node->kind == NODE_OBJECT) {
		result->is_object = true;
		return;
	}
	result->nodes = arena_grow(walk->arena, result->nodes, result->count,
	    &result->capacity, sizeof(*result->nodes));
	result->nodes[result->count++] = node;
}

static void
walk_step(struct walk *walk, const struct node *node, size_t at)
{
	const struct step *step = &walk->path->steps[at];
	const struct node *member = node_member(node, step->name);

	if (!step->is_carried && member != NULL)
		walk->is_reached = true;
	if (!step->is_carried && member == NULL && !walk->is_listing)
		walk->is_missed = true;
	if (member != NULL)
		walk_value(walk, member, at);
}

void
path_walk(const struct path *path, const struct node *root, bool is_listing,
    struct arena *arena, struct path_result *result_r)
{
	struct walk walk = { .path = path,
		.is_listing = is_listing,
		.arena = arena,
		.result = result_r };

	memset(result_r, 0, sizeof(*result_r));
	walk_step(&walk, root, 0);
	result_r->is_list |= path->is_list;
	result_r->is_unknown = walk.is_missed && !walk.is_reached;
}

bool
test_holds(const struct test *test, const struct node *root, bool is_listing,
    struct arena *arena, struct path_result *found_r)
{
	bool is_equal = false;

	path_walk(&test->path, root, is_listing, arena, found_r);
	for (size_t i = 0; i < found_r->count && !is_equal; i++)
		is_equal = values_has(
		    &test->words, text_trim(arena, found_r->nodes[i]->text));
	return is_equal != test->is_not;
}

void
path_each(const struct path *path,
    void (*visit)(void *context, const struct path *path), void *context)
{
	visit(context, path);
	for (size_t i = 0; i < path->count; i++)
		for (size_t j = 0; j < path->steps[i].test_count; j++)
			path_each(
			    &path->steps[i].tests[j].path, visit, context);
}

void
word_write(struct value word, struct buffer *out)
{
	buffer_add_char(out, '"');
	for (size_t i = 0; i < word.len; i++) {
		if (word.data[i] == '"' || word.data[i] == '\\')
			buffer_add_char(out, '\\');
		buffer_add_char(out, word.data[i]);
	}
	buffer_add_char(out, '"');
}

void
test_write(const struct test *test, struct buffer *out)
{
	path_write(&test->path, out);
	if (test->words.count > 1)
		buffer_add_text(out, " in ");
	else
		buffer_add_text(out, test->is_not ? "!=" : "=");
	for (size_t i = 0; i < test->words.count; i++) {
		if (i > 0)
			buffer_add_char(out, ',');
		word_write(test->words.items[i], out);
	}
}

void
path_write(const struct path *path, struct buffer *out)
{
	for (size_t i = 0; i < path->count; i++) {
		const struct step *step = &path->steps[i];

		buffer_printf(out, "%s%s", i > 0 ? "." : "", step->name);
		for (size_t j = 0; j < step->test_count; j++) {
			buffer_add_char(out, j == 0 ? '[' : ',');
			test_write(&step->tests[j], out);
		}
		if (step->test_count > 0)
			buffer_add_char(out, ']');
	}
}
