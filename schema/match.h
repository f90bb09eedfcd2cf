/* SPDX-License-Identifier: ISC */
/* schema/match.h - when two values of an attribute are one.
 *
 * Equality is that of the type's matching rule as slapd carries it out; two
 * values are equal exactly when their normal forms are the same bytes.  `type`
 * may be NULL, an attribute the schema does not know: then bytes decide.
 */
#ifndef DIRWIRE_SCHEMA_MATCH_H
#define DIRWIRE_SCHEMA_MATCH_H

#include "schema/schema.h"

/* The normal form, in `arena`.  A type without equality rule compares bytes. */
struct value match_normal(
    const struct attribute_type *type, struct value value, struct arena *arena);

bool match_is_equal(const struct attribute_type *type, struct value a,
    struct value b, struct arena *arena);

/* Does the list hold a value that equals `value`?  Its index, or -1. */
ptrdiff_t match_find(const struct attribute_type *type,
    const struct values *values, struct value value, struct arena *arena);

/* Append to `target` each of `more` that equals no value before it; n log n for
 * any number. */
void match_add_missing(const struct attribute_type *type, struct values *target,
    const struct values *more, struct arena *arena);

/* A list in which many values are looked up. */
struct match_set {
	const struct attribute_type *type;
	const struct values *values;
	struct arena *arena;
	const struct match_member *members; /* by normal form; NULL: few */
};

/* `values` is borrowed and stays as it is while the set is used. */
struct match_set match_set_of(const struct attribute_type *type,
    const struct values *values, struct arena *arena);

/* The same as match_find() in the list of the set. */
ptrdiff_t match_set_find(const struct match_set *set, struct value value);

/* The normal form of a piece of a value, for patterns: case and inner blanks as
 * match_normal() has them, but a run of blanks at an end stays one blank. */
struct value match_normal_piece(
    const struct attribute_type *type, struct value piece, struct arena *arena);

#endif
