/* SPDX-License-Identifier: ISC */
/* mapping/function.h - what may stand behind | in a hole.
 *
 * A closed table: name, arguments, whether it looks at one value or at the
 * whole list, and a line of help from which dirwire.map(5) is checked.  No
 * function reads clock, network or environment.
 */
#ifndef DIRWIRE_MAPPING_FUNCTION_H
#define DIRWIRE_MAPPING_FUNCTION_H

#include "mapping/document.h"

enum { FUNCTION_ARGUMENTS_MAX = 2, FUNCTION_VALUE_MAX = 1024 * 1024 };

struct function;
struct regex;

/* A function with its arguments, ready to be applied. */
struct call {
	const struct function *function;
	struct value arguments[FUNCTION_ARGUMENTS_MAX];
	size_t count;
	struct value text;           /* as it is written */
	size_t number;               /* max: code points */
	const struct section *table; /* table */
	const struct regex *regex;   /* sub */
};

/* One row of the table. */
struct function {
	const char *name;
	const char *usage; /* "replace(a, b)" */
	size_t arguments;  /* how many it takes */
	bool is_single;    /* leaves one value of a list: first, join … */
	bool is_filler;    /* gives a hole a value when it has none: default */
	bool can_empty;    /* may leave nothing of a value: strip, e164 … */
	int (*prepare)(struct call *call, const struct document *document,
	    struct diagnostics *diagnostics, struct place place);
	/* element by element: false drops the value; *why_r tells of a fault */
	bool (*element)(const struct call *call, struct value in,
	    struct arena *arena, struct value *out_r, const char **why_r);
	/* of the list, in place */
	void (*list)(const struct call *call, struct values *values,
	    struct arena *arena);
	const char *help; /* one line */
};

/* All rows, ended by one whose name is NULL. */
const struct function *function_table(void);

/* name [ "(" word { "," word } ")" ] at the cursor.  Regular expressions live
 * until call_release() is called. */
int call_parse(struct reader *in, const struct document *document,
    struct diagnostics *diagnostics, struct call *call_r);

/* Give back what is outside the arena. */
void call_release(const struct call *call);

void call_write(const struct call *call, struct buffer *out);

#endif
