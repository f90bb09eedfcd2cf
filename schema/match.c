/* SPDX-License-Identifier: ISC */
#include "schema/match.h"

#include <stdlib.h>
#include <string.h>

#include <unicase.h>
#include <unictype.h>
#include <unistr.h>

#include "base/buffer.h"
#include "base/text.h"
#include "schema/dn.h"

/* slapd's ASCII_SPACE: a tab is none */
static bool
is_space(char c)
{
	return c == ' ';
}

/* The simple lower case of each capital letter and then NFKC, in that order:
 * what slapd's UTF8bvnormalize() makes.  The other way round a trade mark sign
 * would equal "tm", which slapd keeps apart.  Its tables are of Unicode 3, so that
 * letters of newer scripts are equal only here. */
static struct value
fold(struct value text, bool is_case_ignored, struct arena *arena)
{
	struct buffer lower;
	uint8_t bytes[6];

	if (text_is_ascii(text))
		return is_case_ignored ? text_lower(arena, text) : text;
	if (!text_is_utf8(text.data, text.len))
		return text;
	if (!is_case_ignored)
		return text_nfkc(arena, text);
	buffer_init(&lower, arena);
	for (size_t at = 0; at < text.len;) {
		ucs4_t c;
		int len = u8_mbtoucr(
		    &c, (const uint8_t *)text.data + at, text.len - at);

		at += (size_t)len;
		if (uc_is_general_category_withtable(
			c, UC_CATEGORY_MASK_Lu | UC_CATEGORY_MASK_Lt))
			c = uc_tolower(c);
		len = u8_uctomb(bytes, c, sizeof(bytes));
		buffer_add(&lower, bytes, (size_t)len);
	}
	return text_nfkc(arena, buffer_value(&lower));
}

/* Which ends of a text are the middle of a value. */
enum open_ends { OPEN_NONE, OPEN_LEFT = 1, OPEN_RIGHT = 2, OPEN_BOTH = 3 };

/* Runs of blanks become one; those at the ends go, or become one at an open
 * end. */
static struct value
squeeze(struct value text, unsigned int open, struct arena *arena)
{
	struct buffer out;
	bool was_space = (open & OPEN_LEFT) == 0;

	buffer_init(&out, arena);
	for (size_t i = 0; i < text.len; i++) {
		bool is_blank = is_space(text.data[i]);

		if (!is_blank)
			buffer_add_char(&out, text.data[i]);
		else if (!was_space)
			buffer_add_char(&out, ' ');
		was_space = is_blank;
	}
	if ((open & OPEN_RIGHT) == 0 && out.len > 0 &&
	    out.data[out.len - 1] == ' ')
		out.data[--out.len] = '\0';
	if (open == OPEN_NONE && out.len == 0 && text.len > 0)
		buffer_add_char(&out, ' ');
	return buffer_value(&out);
}

static struct value
without(struct value text, const char *set, struct arena *arena)
{
	struct buffer out;

	buffer_init(&out, arena);
	for (size_t i = 0; i < text.len; i++)
		if (text.data[i] == '\0' || strchr(set, text.data[i]) == NULL)
			buffer_add_char(&out, text.data[i]);
	return buffer_value(&out);
}

static struct value
fold_lines(struct value text, bool is_piece, struct arena *arena)
{
	struct buffer out;
	size_t start = 0;
	unsigned int open = is_piece ? OPEN_LEFT : OPEN_NONE;

	buffer_init(&out, arena);
	for (size_t i = 0; i <= text.len; i++) {
		struct value line;

		if (i < text.len && text.data[i] != '$')
			continue;
		if (is_piece && i == text.len)
			open |= OPEN_RIGHT;
		line = squeeze(
		    fold(value_copy(arena, text.data + start, i - start), true,
			arena),
		    open, arena);
		if (start > 0)
			buffer_add_char(&out, '$');
		buffer_add(&out, line.data, line.len);
		start = i + 1;
		open = OPEN_NONE;
	}
	return buffer_value(&out);
}

static struct value
normal_dn(const struct schema *schema, struct value value, struct arena *arena)
{
	struct dn dn;

	if (dn_parse(value, arena, &dn, NULL) < 0)
		return value;
	return value_of(dn_normal(schema, &dn, arena));
}

static struct value
normal(const struct attribute_type *type, struct value value, bool is_piece,
    struct arena *arena)
{
	unsigned int open = is_piece ? OPEN_BOTH : OPEN_NONE;

	switch (type != NULL ? type->equality : MATCHING_OCTET) {
	case MATCHING_CASE_IGNORE:
	case MATCHING_CASE_IGNORE_IA5:
		return squeeze(fold(value, true, arena), open, arena);
	case MATCHING_CASE_EXACT:
	case MATCHING_CASE_EXACT_IA5:
		return squeeze(fold(value, false, arena), open, arena);
	case MATCHING_CASE_IGNORE_LIST:
		return fold_lines(value, is_piece, arena);
	case MATCHING_TELEPHONE:
		return without(value, " -", arena);
	case MATCHING_NUMERIC:
		return without(value, " ", arena);
	case MATCHING_DN:
		return is_piece ? value : normal_dn(type->schema, value, arena);
	case MATCHING_OID:
	case MATCHING_BOOLEAN:
		return fold(value, true, arena);
	case MATCHING_INTEGER:
	case MATCHING_OCTET:
	case MATCHING_NONE:
		break;
	}
	return value;
}

struct value
match_normal(
    const struct attribute_type *type, struct value value, struct arena *arena)
{
	return normal(type, value, false, arena);
}

struct value
match_normal_piece(
    const struct attribute_type *type, struct value piece, struct arena *arena)
{
	return normal(type, piece, true, arena);
}

bool
match_is_equal(const struct attribute_type *type, struct value a,
    struct value b, struct arena *arena)
{
	if (value_is_same(a, b))
		return true;
	return value_is_same(
	    match_normal(type, a, arena), match_normal(type, b, arena));
}

ptrdiff_t
match_find(const struct attribute_type *type, const struct values *values,
    struct value value, struct arena *arena)
{
	struct value wanted;

	for (size_t i = 0; i < values->count; i++)
		if (value_is_same(values->items[i], value))
			return (ptrdiff_t)i;
	if (values->count == 0 || type == NULL)
		return -1;
	wanted = match_normal(type, value, arena);
	for (size_t i = 0; i < values->count; i++)
		if (value_is_same(
			match_normal(type, values->items[i], arena), wanted))
			return (ptrdiff_t)i;
	return -1;
}

/* Up to so many values are compared one by one. */
enum { FEW = 8 };

struct match_member {
	struct value normal;
	size_t index;
};

static int
compare_members(const void *a, const void *b)
{
	const struct match_member *left = a, *right = b;
	int order = value_compare(left->normal, right->normal);

	if (order != 0)
		return order;
	return (left->index > right->index) - (left->index < right->index);
}

static struct match_member *
sort_members(const struct attribute_type *type, const struct values *values,
    struct arena *arena)
{
	struct match_member *members =
	    arena_array(arena, values->count, sizeof(*members));

	for (size_t i = 0; i < values->count; i++) {
		members[i].normal = match_normal(type, values->items[i], arena);
		members[i].index = i;
	}
	qsort(members, values->count, sizeof(*members), compare_members);
	return members;
}

static void
add_few_missing(const struct attribute_type *type, struct values *target,
    const struct values *more, struct arena *arena)
{
	for (size_t i = 0; i < more->count; i++)
		if (match_find(type, target, more->items[i], arena) < 0)
			values_add(target, arena, more->items[i]);
}

void
match_add_missing(const struct attribute_type *type, struct values *target,
    const struct values *more, struct arena *arena)
{
	const struct match_member *members;
	size_t count = target->count;
	struct values all = { 0 };
	bool *is_double;

	if (count + more->count <= FEW) {
		add_few_missing(type, target, more, arena);
		return;
	}
	for (size_t i = 0; i < count; i++)
		values_add(&all, arena, target->items[i]);
	for (size_t i = 0; i < more->count; i++)
		values_add(&all, arena, more->items[i]);
	members = sort_members(type, &all, arena);
	is_double = arena_array(arena, all.count, sizeof(*is_double));
	for (size_t i = 1; i < all.count; i++)
		if (value_is_same(members[i - 1].normal, members[i].normal))
			is_double[members[i].index] = true;
	for (size_t i = count; i < all.count; i++)
		if (!is_double[i])
			values_add(target, arena, all.items[i]);
}

struct match_set
match_set_of(const struct attribute_type *type, const struct values *values,
    struct arena *arena)
{
	struct match_set set = { type, values, arena, NULL };

	if (values->count > FEW)
		set.members = sort_members(type, values, arena);
	return set;
}

/* The first member that does not stand before `wanted`. */
static size_t
lower_bound(const struct match_set *set, struct value wanted)
{
	size_t low = 0, high = set->values->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (value_compare(set->members[middle].normal, wanted) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

ptrdiff_t
match_set_find(const struct match_set *set, struct value value)
{
	const struct values *values = set->values;
	ptrdiff_t found = -1;
	struct value wanted;

	if (set->members == NULL)
		return match_find(set->type, values, value, set->arena);
	wanted = match_normal(set->type, value, set->arena);
	for (size_t i = lower_bound(set, wanted);
	     i < values->count && value_is_same(set->members[i].normal, wanted);
	     i++) {
		size_t index = set->members[i].index;

		if (value_is_same(values->items[index], value))
			return (ptrdiff_t)index;
		if (found < 0)
			found = (ptrdiff_t)index;
	}
	return found;
}
