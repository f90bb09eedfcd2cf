/* SPDX-License-Identifier: ISC */
/* mapping/trace.h - how a map came to what it made of one contact.
 *
 * The code that makes the entry fills it on its way; there is no second
 * evaluation that could tell another story.  Who asks gives an empty trace, all
 * others NULL:
 *
 *	struct trace trace = { .arena = arena };
 *
 *	map_make_traced(map, contact, arena, &trace, &desired, &err);
 *	taken = trace_find_condition(&trace, section->when);
 *
 * Conditions, templates and lines are found by the place in the map that they
 * were made for; what was not reached is not there.  Also good when the contact
 * was rejected: then it ends where the map did.
 */
#ifndef DIRWIRE_MAPPING_TRACE_H
#define DIRWIRE_MAPPING_TRACE_H

#include "base/value.h"

struct condition;
struct dn_choice;
struct line;
struct map_section;
struct part;
struct path_result;
struct template;
struct test;

/* A test that decided its condition. */
struct trace_test {
	const struct test *test;
	bool is_not;     /* behind a not: the condition wants it false */
	bool holds;      /* the test itself */
	bool is_unknown; /* the notification does not carry the field */
	bool is_object;
	struct values found; /* as they were sent */
};

struct trace_condition {
	const struct condition *condition;
	bool holds;
	struct trace_test *tests;
	size_t count;
	size_t capacity;
};

struct trace_hole {
	const struct part *part;
	bool is_unknown;
	struct values sent;    /* as they were sent, not yet cleaned */
	struct values *values; /* of the path, then behind each function */
	size_t count;
	size_t capacity;
};

/* A value that was left out, and why. */
struct trace_drop {
	struct value value;
	const char *why;
};

struct trace_template {
	const struct template *template;
	struct trace_hole *holes; /* up to the first that is empty */
	size_t hole_count;
	size_t hole_capacity;
	struct values texts;  /* what it made … */
	struct values values; /* … cleaned for its attribute */
	struct trace_drop *drops;
	size_t drop_count;
	size_t drop_capacity;
};

struct trace_line {
	const struct line *line;
	bool is_unknown; /* it read a field that the notification lacks */
	struct values values;
};

struct trace {
	struct arena *arena;
	const struct map_section *section; /* that takes the contact; or NULL */
	struct trace_condition *conditions;
	size_t condition_count;
	size_t condition_capacity;
	struct trace_template *templates;
	size_t template_count;
	size_t template_capacity;
	struct trace_line *lines;
	size_t line_count;
	size_t line_capacity;
	const struct dn_choice *dn_choice; /* that names the entry; or NULL */
};

/* What is noted of it, or NULL when it was not reached. */
const struct trace_condition *trace_find_condition(
    const struct trace *trace, const struct condition *condition);
const struct trace_template *
trace_find_template(const struct trace *trace, const struct template *template);
const struct trace_line *
trace_find_line(const struct trace *trace, const struct line *line);

/* For those who make the entry; each does nothing when `trace` is NULL.  A
 * condition, a template and a hole are begun, and what follows is noted of the
 * one begun last. */
void
trace_begin_condition(struct trace *trace, const struct condition *condition);
void trace_end_condition(struct trace *trace, bool holds);

void trace_add_section(struct trace *trace, const struct map_section *section);

/* A test and what its path led to. */
void trace_add_test(struct trace *trace, const struct test *test, bool holds,
    const struct path_result *found);

/* How many tests there are; those in [from, to) did not decide, or stand behind
 * a not. */
size_t trace_test_count(const struct trace *trace);
void trace_forget_tests(struct trace *trace, size_t from, size_t to);
void trace_turn_tests(struct trace *trace, size_t from);

void trace_begin_template(struct trace *trace, const struct template *template);
void trace_begin_hole(struct trace *trace, const struct part *part);
void trace_add_sent(struct trace *trace, const struct path_result *found);
void trace_add_values(struct trace *trace, const struct values *values);
void trace_add_texts(struct trace *trace, const struct values *texts);
void trace_add_cleaned(struct trace *trace, const struct values *values);
void trace_add_drop(struct trace *trace, struct value value, const char *why);
void trace_add_line(struct trace *trace, const struct line *line,
    bool is_unknown, const struct values *values);
void trace_add_dn(struct trace *trace, const struct dn_choice *choice);

#endif
