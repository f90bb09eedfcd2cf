/* SPDX-License-Identifier: ISC */
/* mapping/template.h - the right side of a line: text, holes, else, also, when.
 *
 *	{lastName}, {firstName} else {name} else "Extension" {extensionNumber}
 *
 * An expression is parsed once and expanded for each contact.  expand.h does
 * the second.
 */
#ifndef DIRWIRE_MAPPING_TEMPLATE_H
#define DIRWIRE_MAPPING_TEMPLATE_H

#include "mapping/condition.h"
#include "mapping/function.h"

enum part_kind {
	PART_LITERAL,
	PART_FIELD,   /* {path | functions} */
	PART_ACCOUNT, /* {account} where it is ours */
	PART_BASE     /* {base}, in dn only */
};

struct part {
	enum part_kind kind;
	struct value literal;
	struct path path;
	struct value text; /* of the path, as it is written */
	struct call *calls;
	size_t call_count;
	bool is_list; /* a list of the field table, not made one value */
	struct place place;
};

struct template
{
	struct part *parts; /* at least one */
	size_t count;
	const struct condition *when; /* or NULL */
	struct value text;            /* as it is written, with its when */
	struct place place;
};

/* choices with `else` between them */
struct group {
	struct template *choices;
	size_t count;
};

struct expression {
	struct group *groups; /* with `also` between them; none: empties */
	size_t count;
	bool is_kept; /* ends in else keep */
	struct place place;
};

/* What holes of ours a template may have. */
enum template_use {
	TEMPLATE_VALUE, /* none: {account} is a path and an object */
	TEMPLATE_DN,    /* {account}, {base} */
	TEMPLATE_KEY    /* {account} */
};

/* Parse all of `text`.  Returns 0 with *expression_r in the arena of
 * `diagnostics`, or -1 with the errors there.  expression_release() gives back
 * what is outside it. */
int expression_parse(const struct reader_text *text, enum template_use use,
    const struct document *document, struct diagnostics *diagnostics,
    struct expression *expression_r);
void expression_release(const struct expression *expression);

/* Has no hole. */
bool template_is_constant(const struct template *template);

/* Can it come out empty for some contact?  With a condition it can; else when a
 * hole can (other than {id}, and default() that no function empties again), and
 * when nothing but blanks is sure to be in it. */
bool
template_can_be_empty(const struct template *template, struct arena *arena);

/* Does a hole look up in `table`? */
bool expression_uses_table(
    const struct expression *expression, const struct section *table);

void template_write(const struct template *template, struct buffer *out);
void expression_write(const struct expression *expression, struct buffer *out);

#endif
