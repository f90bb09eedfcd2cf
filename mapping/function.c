/* SPDX-License-Identifier: ISC */
#include "mapping/function.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "mapping/path.h"
#include "mapping/regex.h"

static bool
do_lower(const struct call *call, struct value in, struct arena *arena,
    struct value *out_r, const char **why_r)
{
	(void)call;
	(void)why_r;
	*out_r = text_lower(arena, in);
	return true;
}

static bool
do_upper(const struct call *call, struct value in, struct arena *arena,
    struct value *out_r, const char **why_r)
{
	(void)call;
	(void)why_r;
	*out_r = text_upper(arena, in);
	return true;
}

static bool
do_trim(const struct call *call, struct value in, struct arena *arena,
    struct value *out_r, const char **why_r)
{
	(void)call;
	(void)why_r;
	*out_r = text_trim(arena, in);
	return true;
}

static bool
do_ascii(const struct call *call, struct value in, struct arena *arena,
    struct value *out_r, const char **why_r)
{
	(void)call;
	(void)why_r;
	*out_r = text_ascii(arena, in);
	return true;
}

static bool
do_prefix(const struct call *call, struct value in, struct arena *arena,
    struct value *out_r, const char **why_r)
{
	struct buffer out;

	(void)why_r;
	buffer_init(&out, arena);
	buffer_add(&out, call->arguments[0].data, call->arguments[0].len);
	buffer_add(&out, in.data, in.len);
	*out_r = buffer_value(&out);
	return true;
}

static bool
do_strip(const struct call *call, struct value in, struct arena *arena,
    struct value *out_r, const char **why_r)
{
	const struct value *front = &call->arguments[0];

	(void)why_r;
	*out_r = in;
	if (in.len >= front->len &&
	    memcmp(in.data, front->data, front->len) == 0)
		*out_r = value_copy(
		    arena, in.data + front->len, in.len - front->len);
	return true;
}

static bool
do_replace(const struct call *call, struct value in, struct arena *arena,
    struct value *out_r, const char **why_r)
{
	const struct value *from = &call->arguments[0];
	const struct value *to = &call->arguments[1];
	struct buffer out;

	buffer_init(&out, arena);
	for (size_t i = 0; i < in.len;) {
		if (in.len - i >= from->len &&
		    memcmp(in.data + i, from->data, from->len) == 0) {
			buffer_add(&out, to->data, to->len);
			i += from->len;
		} else {
			buffer_add_char(&out, in.data[i++]);
		}
		if (out.len > FUNCTION_VALUE_MAX) {
			*why_r = "replace() would make it larger than 1 MiB";
			return false;
		}
	}
	*out_r = buffer_value(&out);
	return true;
}

static int
prepare_replace(struct call *call, const struct document *document,
    struct diagnostics *diagnostics, struct place place)
{
	(void)document;
	if (call->arguments[0].len > 0)
		return 0;
	return diagnostics_error(diagnostics, place,
	    "replace() can't look for an empty text; name what it replaces");
}

static bool
do_sub(const struct call *call, struct value in, struct arena *arena,
    struct value *out_r, const char **why_r)
{
	return regex_substitute(
	    call->regex, in, arena, FUNCTION_VALUE_MAX, out_r, why_r);
}

static int
prepare_sub(struct call *call, const struct document *document,
    struct diagnostics *diagnostics, struct place place)
{
	struct error err;

	(void)document;
	call->regex = regex_create(
	    call->arguments[0], call->arguments[1], diagnostics->arena, &err);
	if (call->regex == NULL)
		return diagnostics_error(diagnostics, place,
		    "%s; put a backslash before a sign that is meant as it is",
		    err.text);
	return 0;
}

static bool
do_table(const struct call *call, struct value in, struct arena *arena,
    struct value *out_r, const char **why_r)
{
	const struct setting *row = section_row(call->table, in.data);

	(void)why_r;
	if (row == NULL)
		row = section_row(call->table, "*");
	if (row == NULL)
		return false;
	*out_r = value_of(setting_text(row, arena));
	return true;
}

static int
prepare_table(struct call *call, const struct document *document,
    struct diagnostics *diagnostics, struct place place)
{
	const char **names = arena_array(
	    diagnostics->arena, document->count + 1, sizeof(*names));
	const char *nearest;
	size_t count = 0;

	call->table =
	    document_find(document, SECTION_TABLE, call->arguments[0].data);
	if (call->table != NULL)
		return 0;
	for (size_t i = 0; i < document->count; i++)
		if (document->sections[i].kind == SECTION_TABLE)
			names[count++] = document->sections[i].name;
	nearest = text_nearest(call->arguments[0].data, names);
	return diagnostics_error(diagnostics, place, "there is no [table %s]%s",
	    call->arguments[0].data,
	    nearest != NULL ? diagnostics_hint(diagnostics, nearest)
			    : "; write one, with rows like key = value");
}

enum { MAX_MOST = 999999 };

static bool
do_max(const struct call *call, struct value in, struct arena *arena,
    struct value *out_r, const char **why_r)
{
	(void)why_r;
	*out_r = text_cut(arena, in, call->number);
	return true;
}

static int
prepare_max(struct call *call, const struct document *document,
    struct diagnostics *diagnostics, struct place place)
{
	const char *text = call->arguments[0].data;

	(void)document;
	call->number = 0;
	for (; *text >= '0' && *text <= '9' && call->number <= MAX_MOST; text++)
		call->number = call->number * 10 + (size_t)(*text - '0');
	if (*text == '\0' && call->number > 0 && call->number <= MAX_MOST)
		return 0;
	return diagnostics_error(diagnostics, place,
	    "max() takes a number of characters from 1 to %d", MAX_MOST);
}

static bool
do_digits(const struct call *call, struct value in, struct arena *arena,
    struct value *out_r, const char **why_r)
{
	struct buffer out;

	(void)call;
	(void)why_r;
	buffer_init(&out, arena);
	for (size_t i = 0; i < in.len; i++)
		if (in.data[i] >= '0' && in.data[i] <= '9')
			buffer_add_char(&out, in.data[i]);
	*out_r = buffer_value(&out);
	return true;
}

/* "+49 (0)30 231-25 104" is +493023125104; what is not + and 7 to 15 digits
 * then is no number that a phone in another country could dial. */
static bool
do_e164(const struct call *call, struct value in, struct arena *arena,
    struct value *out_r, const char **why_r)
{
	struct buffer out;

	(void)call;
	(void)why_r;
	buffer_init(&out, arena);
	for (size_t i = 0; i < in.len; i++) {
		if (in.len - i >= 3 && memcmp(in.data + i, "(0)", 3) == 0)
			i += 2;
		else if (strchr(" \t-./()", in.data[i]) == NULL ||
		    in.data[i] == '\0')
			buffer_add_char(&out, in.data[i]);
	}
	*out_r = buffer_value(&out);
	if (out.len < 8 || out.len > 16 || out.data[0] != '+')
		return false;
	return strspn(out.data + 1, "0123456789") == out.len - 1;
}

static void
do_first(const struct call *call, struct values *values, struct arena *arena)
{
	(void)call;
	(void)arena;
	if (values->count > 1)
		values->count = 1;
}

static void
do_last(const struct call *call, struct values *values, struct arena *arena)
{
	(void)call;
	(void)arena;
	if (values->count > 1)
		values->items[0] = values->items[values->count - 1];
	if (values->count > 1)
		values->count = 1;
}

static void
do_join(const struct call *call, struct values *values, struct arena *arena)
{
	struct buffer out;

	if (values->count < 2)
		return;
	buffer_init(&out, arena);
	for (size_t i = 0; i < values->count; i++) {
		if (i > 0)
			buffer_add(&out, call->arguments[0].data,
			    call->arguments[0].len);
		buffer_add(&out, values->items[i].data, values->items[i].len);
	}
	values->items[0] = buffer_value(&out);
	values->count = 1;
}

static int
order_values(const void *a, const void *b)
{
	const struct value *left = a, *right = b;

	return value_compare(*left, *right);
}

static void
do_sort(const struct call *call, struct values *values, struct arena *arena)
{
	(void)call;
	(void)arena;
	if (values->count > 1)
		qsort(values->items, values->count, sizeof(*values->items),
		    order_values);
}

static void
do_default(const struct call *call, struct values *values, struct arena *arena)
{
	if (values->count == 0)
		values_add(values, arena, call->arguments[0]);
}

/* clang-format off */
static const struct function functions[] = {
	{ .name = "lower", .usage = "lower", .element = do_lower,
	  .help = "lower case, of no particular language" },
	{ .name = "upper", .usage = "upper", .element = do_upper,
	  .help = "upper case, of no particular language" },
	{ .name = "trim", .usage = "trim", .element = do_trim,
	  .help = "without blanks at both ends" },
	{ .name = "prefix", .usage = "prefix(s)", .arguments = 1,
	  .element = do_prefix, .help = "s put in front" },
	{ .name = "strip", .usage = "strip(s)", .arguments = 1,
	  .element = do_strip,
	  .can_empty = true, .help = "s taken off the front, when it is there" },
	{ .name = "replace", .usage = "replace(a, b)", .arguments = 2,
	  .prepare = prepare_replace, .element = do_replace,
	  .can_empty = true, .help = "every a becomes b" },
	{ .name = "sub", .usage = "sub(regex, text)", .arguments = 2,
	  .prepare = prepare_sub, .element = do_sub,
	  .can_empty = true, .help = "every match of the PCRE2 regex becomes text; $1 to $9 are its groups" },
	{ .name = "table", .usage = "table(name)", .arguments = 1,
	  .prepare = prepare_table, .element = do_table,
	  .can_empty = true, .help = "looked up in [table name]; no row and no * empties" },
	{ .name = "max", .usage = "max(n)", .arguments = 1,
	  .prepare = prepare_max, .element = do_max,
	  .can_empty = true, .help = "at most n characters, never half a visible one" },
	{ .name = "digits", .usage = "digits", .element = do_digits,
	  .can_empty = true, .help = "only 0 to 9 stay" },
	{ .name = "e164", .usage = "e164", .element = do_e164,
	  .can_empty = true, .help = "+ and 7 to 15 digits, without separators; anything else is dropped" },
	{ .name = "ascii", .usage = "ascii", .element = do_ascii,
	  .can_empty = true, .help = "without accents; what still is not ASCII empties" },
	{ .name = "first", .usage = "first", .is_single = true,
	  .list = do_first, .help = "the first value of the list" },
	{ .name = "last", .usage = "last", .is_single = true,
	  .list = do_last, .help = "the last value of the list" },
	{ .name = "join", .usage = "join(s)", .arguments = 1,
	  .is_single = true, .list = do_join,
	  .help = "all values in one, with s between them" },
	{ .name = "sort", .usage = "sort", .list = do_sort,
	  .help = "the list in the order of code points" },
	{ .name = "default", .usage = "default(s)", .arguments = 1,
	  .is_filler = true, .list = do_default,
	  .help = "s when there is no value; default(\"\") lets a hole be empty" },
	{ .name = NULL },
};
/* clang-format on */

const struct function *
function_table(void)
{
	return functions;
}

static const struct function *
function_find(const char *name)
{
	for (const struct function *f = functions; f->name != NULL; f++)
		if (strcasecmp(f->name, name) == 0)
			return f;
	return NULL;
}

static int
unknown_function(
    struct diagnostics *diagnostics, struct place place, const char *name)
{
	static const char *const later[] = { "national", "dialforms" };
	const char *names[sizeof(functions) / sizeof(functions[0])];
	const char *nearest;
	struct buffer list;
	size_t count = 0;

	for (size_t i = 0; i < sizeof(later) / sizeof(later[0]); i++)
		if (strcasecmp(name, later[i]) == 0)
			return diagnostics_error(diagnostics, place,
			    "%s is not in this version of dirwire yet; write numbers with e164",
			    name);
	buffer_init(&list, diagnostics->arena);
	buffer_add_text(&list, "; they are");
	for (const struct function *f = functions; f->name != NULL; f++) {
		buffer_printf(&list, "%s %s", count > 0 ? "," : "", f->name);
		names[count++] = f->name;
	}
	names[count] = NULL;
	nearest = text_nearest(name, names);
	return diagnostics_error(diagnostics, place,
	    "there is no function %s%s", name,
	    nearest != NULL ? diagnostics_hint(diagnostics, nearest)
			    : buffer_value(&list).data);
}

static int
parse_arguments(
    struct reader *in, struct diagnostics *diagnostics, struct call *call)
{
	reader_skip_blanks(in);
	if (reader_accept(in, ')'))
		return 0;
	do {
		struct value word;

		if (word_parse(in, diagnostics, &word) < 0)
			return -1;
		if (call->count < FUNCTION_ARGUMENTS_MAX)
			call->arguments[call->count] = word;
		call->count++;
		reader_skip_blanks(in);
	} while (reader_accept(in, ','));
	if (reader_accept(in, ')'))
		return 0;
	return diagnostics_error(diagnostics, reader_place(in->text, in->pos),
	    "expected , or ) in the arguments of %s; put quotes around one with blanks or signs",
	    call->function->name);
}

int
call_parse(struct reader *in, const struct document *document,
    struct diagnostics *diagnostics, struct call *call_r)
{
	struct call call = { .count = 0 };
	struct place place;
	const char *name;
	size_t start;

	reader_skip_blanks(in);
	start = in->pos;
	place = reader_place(in->text, start);
	name = reader_name(in, diagnostics->arena);
	if (name == NULL)
		return diagnostics_error(diagnostics, place,
		    reader_peek(in) == '|'
			? "expected the name of a function behind |; for another field close the brace and write else {name}"
			: "expected the name of a function behind |; write one, like lower, or take the | out");
	call.function = function_find(name);
	if (call.function == NULL)
		return unknown_function(diagnostics, place, name);
	reader_skip_blanks(in);
	if (reader_accept(in, '(') &&
	    parse_arguments(in, diagnostics, &call) < 0)
		return -1;
	if (call.count != call.function->arguments)
		return diagnostics_error(diagnostics, place,
		    "%s has %zu argument%s here; write %s", call.function->name,
		    call.count, call.count == 1 ? "" : "s",
		    call.function->usage);
	if (call.function->prepare != NULL &&
	    call.function->prepare(&call, document, diagnostics, place) < 0)
		return -1;
	call.text = reader_taken(in, diagnostics->arena, start);
	*call_r = call;
	return 0;
}

void
call_release(const struct call *call)
{
	regex_release(call->regex);
}

void
call_write(const struct call *call, struct buffer *out)
{
	buffer_printf(out, "|%s", call->function->name);
	for (size_t i = 0; i < call->count; i++) {
		buffer_add_char(out, i == 0 ? '(' : ',');
		word_write(call->table != NULL ? value_of(call->table->name)
					       : call->arguments[i],
		    out);
	}
	if (call->count > 0)
		buffer_add_char(out, ')');
}
