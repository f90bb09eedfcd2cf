/* SPDX-License-Identifier: ISC */
/* mapping/expand.h - an expression and a contact become the values of an
 * attribute.
 *
 * Pure: no network, no clock, no globals.  The same contact and the same
 * expression always give the same values, which is what makes a dry run honest.
 */
#ifndef DIRWIRE_MAPPING_EXPAND_H
#define DIRWIRE_MAPPING_EXPAND_H

#include "mapping/template.h"
#include "schema/schema.h"

/* A value that was left out, and why. */
struct drop {
	const char *attribute;
	struct value value;
	const char *why; /* a sentence part: "holds a character …" */
	struct place place;
};

/* What expanding needs to know, and what it finds out on the way. */
struct scope {
	const struct contact *contact;
	const char *account; /* {account} where it is ours; NULL: not known */
	struct arena *arena;
	struct trace *trace; /* how it went, for who asks; or NULL */
	bool is_unknown;     /* a field was read that the notification lacks */
	struct drop *drops;
	size_t drop_count;
	size_t drop_capacity;
};

/* The texts of one template, not yet cleaned for an attribute; none when a hole
 * is empty or its condition is false.  Returns 0, or -1 with ERROR_MAPPING when
 * the contact can't be mapped (an object in a hole, two lists, no
 * account). */
int template_expand(const struct template *template, struct scope *scope,
    struct values *values_r, struct error *err);

/* The values of `type`: of each group the first choice that is not empty,
 * cleaned by the type's syntax, each value once by its matching rule.  What the
 * syntax refuses is noted in scope->drops and counts as empty.  Returns 0, or
 * -1 as above. */
int expression_expand(const struct expression *expression,
    const struct attribute_type *type, struct scope *scope,
    struct values *values_r, struct error *err);

/* How many characters of its own the template has, as the rule of `type` sees
 * them and blanks aside: what tells its values from those of others. */
size_t template_literal_count(const struct template *template,
    const struct attribute_type *type, struct arena *arena);

void scope_drop(struct scope *scope, const char *attribute, struct value value,
    const char *why, struct place place);

#endif
