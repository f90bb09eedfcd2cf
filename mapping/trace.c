/* SPDX-License-Identifier: ISC */
#include "mapping/trace.h"

#include <string.h>

#include "mapping/path.h"

const struct trace_condition *
trace_find_condition(
    const struct trace *trace, const struct condition *condition)
{
	for (size_t i = 0; i < trace->condition_count; i++)
		if (trace->conditions[i].condition == condition)
			return &trace->conditions[i];
	return NULL;
}

const struct trace_template *
trace_find_template(const struct trace *trace, const struct template *template)
{
	for (size_t i = 0; i < trace->template_count; i++)
		if (trace->templates[i].template == template)
			return &trace->templates[i];
	return NULL;
}

const struct trace_line *
trace_find_line(const struct trace *trace, const struct line *line)
{
	for (size_t i = 0; i < trace->line_count; i++)
		if (trace->lines[i].line == line)
			return &trace->lines[i];
	return NULL;
}

static struct trace_condition *
last_condition(const struct trace *trace)
{
	return &trace->conditions[trace->condition_count - 1];
}

static struct trace_template *
last_template(const struct trace *trace)
{
	return &trace->templates[trace->template_count - 1];
}

static struct trace_hole *
last_hole(const struct trace *trace)
{
	const struct trace_template *last = last_template(trace);

	return &last->holes[last->hole_count - 1];
}

/* The list as it is now: functions work in place. */
static struct values
copy(struct trace *trace, const struct values *values)
{
	struct values copied = { 0 };

	for (size_t i = 0; i < values->count; i++)
		values_add(&copied, trace->arena, values->items[i]);
	return copied;
}

static struct values
texts_of(struct trace *trace, const struct path_result *found)
{
	struct values texts = { 0 };

	for (size_t i = 0; i < found->count; i++)
		values_add(&texts, trace->arena, found->nodes[i]->text);
	return texts;
}

void
trace_begin_condition(struct trace *trace, const struct condition *condition)
{
	struct trace_condition *begun;

	if (trace == NULL)
		return;
	trace->conditions = arena_grow(trace->arena, trace->conditions,
	    trace->condition_count, &trace->condition_capacity, sizeof(*begun));
	begun = &trace->conditions[trace->condition_count++];
	memset(begun, 0, sizeof(*begun));
	begun->condition = condition;
}

void
trace_end_condition(struct trace *trace, bool holds)
{
	if (trace != NULL)
		last_condition(trace)->holds = holds;
}

void
trace_add_test(struct trace *trace, const struct test *test, bool holds,
    const struct path_result *found)
{
	struct trace_condition *last;
	struct trace_test *added;

	if (trace == NULL)
		return;
	last = last_condition(trace);
	last->tests = arena_grow(trace->arena, last->tests, last->count,
	    &last->capacity, sizeof(*added));
	added = &last->tests[last->count++];
	memset(added, 0, sizeof(*added));
	added->test = test;
	added->holds = holds;
	added->is_unknown = found->is_unknown;
	added->is_object = found->is_object;
	added->found = texts_of(trace, found);
}

size_t
trace_test_count(const struct trace *trace)
{
	return trace == NULL ? 0 : last_condition(trace)->count;
}

void
trace_forget_tests(struct trace *trace, size_t from, size_t to)
{
	struct trace_condition *last;

	if (trace == NULL || from == to)
		return;
	last = last_condition(trace);
	memmove(&last->tests[from], &last->tests[to],
	    (last->count - to) * sizeof(*last->tests));
	last->count -= to - from;
}

void
trace_turn_tests(struct trace *trace, size_t from)
{
	if (trace == NULL)
		return;
	for (size_t i = from; i < last_condition(trace)->count; i++)
		last_condition(trace)->tests[i].is_not ^= true;
}

void
trace_begin_template(struct trace *trace, const struct template *template)
{
	struct trace_template *begun;

	if (trace == NULL)
		return;
	trace->templates = arena_grow(trace->arena, trace->templates,
	    trace->template_count, &trace->template_capacity, sizeof(*begun));
	begun = &trace->templates[trace->template_count++];
	memset(begun, 0, sizeof(*begun));
	begun->template = template;
}

void
trace_begin_hole(struct trace *trace, const struct part *part)
{
	struct trace_template *last;
	struct trace_hole *begun;

	if (trace == NULL)
		return;
	last = last_template(trace);
	last->holes = arena_grow(trace->arena, last->holes, last->hole_count,
	    &last->hole_capacity, sizeof(*begun));
	begun = &last->holes[last->hole_count++];
	memset(begun, 0, sizeof(*begun));
	begun->part = part;
}

void
trace_add_sent(struct trace *trace, const struct path_result *found)
{
	if (trace == NULL)
		return;
	last_hole(trace)->sent = texts_of(trace, found);
	last_hole(trace)->is_unknown = found->is_unknown;
}

void
trace_add_values(struct trace *trace, const struct values *values)
{
	struct trace_hole *hole;

	if (trace == NULL)
		return;
	hole = last_hole(trace);
	hole->values = arena_grow(trace->arena, hole->values, hole->count,
	    &hole->capacity, sizeof(*hole->values));
	hole->values[hole->count++] = copy(trace, values);
}

void
trace_add_texts(struct trace *trace, const struct values *texts)
{
	if (trace != NULL)
		last_template(trace)->texts = copy(trace, texts);
}

void
trace_add_cleaned(struct trace *trace, const struct values *values)
{
	if (trace != NULL)
		last_template(trace)->values = copy(trace, values);
}

void
trace_add_drop(struct trace *trace, struct value value, const char *why)
{
	struct trace_template *last;
	struct trace_drop *drop;

	if (trace == NULL)
		return;
	last = last_template(trace);
	last->drops = arena_grow(trace->arena, last->drops, last->drop_count,
	    &last->drop_capacity, sizeof(*drop));
	drop = &last->drops[last->drop_count++];
	drop->value = value;
	drop->why = why;
}

void
trace_add_line(struct trace *trace, const struct line *line, bool is_unknown,
    const struct values *values)
{
	struct trace_line *added;

	if (trace == NULL)
		return;
	trace->lines = arena_grow(trace->arena, trace->lines, trace->line_count,
	    &trace->line_capacity, sizeof(*added));
	added = &trace->lines[trace->line_count++];
	added->line = line;
	added->is_unknown = is_unknown;
	added->values = copy(trace, values);
}

void
trace_add_dn(struct trace *trace, const struct dn_choice *choice)
{
	if (trace != NULL)
		trace->dn_choice = choice;
}

void
trace_add_section(struct trace *trace, const struct map_section *section)
{
	if (trace != NULL)
		trace->section = section;
}
