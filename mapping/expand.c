/* SPDX-License-Identifier: ISC */
#include "mapping/expand.h"

#include <string.h>

#include "base/text.h"
#include "schema/match.h"
#include "schema/syntax.h"

/* What one hole gives. */
struct filling {
	struct values values;
	bool is_list;
};

void
scope_drop(struct scope *scope, const char *attribute, struct value value,
    const char *why, struct place place)
{
	struct drop *drop;

	scope->drops = arena_grow(scope->arena, scope->drops, scope->drop_count,
	    &scope->drop_capacity, sizeof(*drop));
	drop = &scope->drops[scope->drop_count++];
	drop->attribute = attribute;
	drop->value = value;
	drop->why = why;
	drop->place = place;
	trace_add_drop(scope->trace, value, why);
}

static bool
is_blank(struct value text)
{
	return strspn(text.data, " \t\r\n\f\v") >= text.len;
}

/* An element function over all values: those it empties or refuses drop out. */
static void
apply_element(const struct call *call, const struct part *part,
    struct scope *scope, struct values *values)
{
	size_t kept = 0;

	for (size_t i = 0; i < values->count; i++) {
		struct value in = values->items[i], out = in;
		const char *why = NULL;
		bool is_kept =
		    call->function->element(call, in, scope->arena, &out, &why);

		if (why != NULL)
			scope_drop(scope, NULL, in, why, part->place);
		/* an empty text that default() made stays one */
		if (is_kept && (!is_blank(out) || is_blank(in)))
			values->items[kept++] = out;
	}
	values->count = kept;
}

static int
find_values(const struct part *part, struct scope *scope,
    struct filling *filling, struct error *err)
{
	struct path_result found;

	path_walk(&part->path, scope->contact->root, scope->contact->is_listing,
	    scope->arena, &found);
	scope->is_unknown |= found.is_unknown;
	trace_add_sent(scope->trace, &found);
	if (found.is_object)
		return error_set(err, ERROR_MAPPING,
		    "%s is an object in this contact; say a member of it (%s:%u)",
		    part->path.dotted, place_file(&part->place),
		    part->place.line);
	for (size_t i = 0; i < found.count; i++) {
		struct value value =
		    text_clean(scope->arena, found.nodes[i]->text);

		if (value.len > 0)
			values_add(&filling->values, scope->arena, value);
	}
	filling->is_list = found.is_list;
	return 0;
}

static void
apply_calls(
    const struct part *part, struct scope *scope, struct filling *filling)
{
	for (size_t i = 0; i < part->call_count; i++) {
		const struct call *call = &part->calls[i];

		if (call->function->element != NULL)
			apply_element(call, part, scope, &filling->values);
		else
			call->function->list(
			    call, &filling->values, scope->arena);
		trace_add_values(scope->trace, &filling->values);
		filling->is_list &= !call->function->is_single;
	}
}

static int
fill(const struct part *part, struct scope *scope, struct filling *filling,
    struct error *err)
{
	if (part->kind == PART_LITERAL) {
		values_add(&filling->values, scope->arena, part->literal);
		return 0;
	}
	trace_begin_hole(scope->trace, part);
	if (part->kind == PART_FIELD) {
		if (find_values(part, scope, filling, err) < 0)
			return -1;
	} else if (scope->account == NULL) {
		return error_set(err, ERROR_MAPPING,
		    "{account} (%s:%u) is not known: the event's path names no account",
		    place_file(&part->place), part->place.line);
	} else {
		values_add(
		    &filling->values, scope->arena, value_of(scope->account));
	}
	trace_add_values(scope->trace, &filling->values);
	apply_calls(part, scope, filling);
	return 0;
}

/* The text with element `at` of the list in it. */
static struct value
join_parts(const struct filling *fillings, size_t count, size_t at,
    struct arena *arena)
{
	struct buffer out;

	buffer_init(&out, arena);
	for (size_t i = 0; i < count; i++) {
		const struct values *values = &fillings[i].values;
		const struct value *value =
		    &values->items[values->count > 1 ? at : 0];

		buffer_add(&out, value->data, value->len);
	}
	return buffer_value(&out);
}

int
template_expand(const struct template *template, struct scope *scope,
    struct values *values_r, struct error *err)
{
	struct filling *fillings =
	    arena_array(scope->arena, template->count, sizeof(*fillings));
	size_t repeats = 1, lists = 0;

	trace_begin_template(scope->trace, template);
	if (template->when != NULL &&
	    !condition_holds(template->when, scope->contact, scope->arena,
		&scope->is_unknown, scope->trace))
		return 0;
	for (size_t i = 0; i < template->count; i++) {
		if (fill(&template->parts[i], scope, &fillings[i], err) < 0)
			return -1;
		if (fillings[i].values.count == 0)
			return 0;
		if (fillings[i].values.count > 1)
			repeats = fillings[i].values.count;
		if (fillings[i].is_list && ++lists == 2)
			return error_set(err, ERROR_MAPPING,
			    "two lists in one text (%s:%u); make one value of one with | first, | last or | join",
			    place_file(&template->place), template->place.line);
	}
	for (size_t at = 0; at < repeats; at++)
		values_add(values_r, scope->arena,
		    join_parts(fillings, template->count, at, scope->arena));
	trace_add_texts(scope->trace, values_r);
	return 0;
}

size_t
template_literal_count(const struct template *template,
    const struct attribute_type *type, struct arena *arena)
{
	size_t count = 0;

	for (size_t i = 0; i < template->count; i++) {
		const struct part *part = &template->parts[i];
		struct value normal;

		if (part->kind != PART_LITERAL)
			continue;
		normal = match_normal_piece(type, part->literal, arena);
		for (size_t j = 0; j < normal.len; j++)
			count += normal.data[j] != ' ' &&
			    ((unsigned char)normal.data[j] & 0xc0) != 0x80;
	}
	return count;
}

/* Clean `text` for `type` and add it. */
static void
add_clean(const struct attribute_type *type, struct value text,
    const struct template *template, struct scope *scope, struct values *values)
{
	struct value value;
	const char *why = "";

	switch (syntax_clean(type, text, scope->arena, &value, &why)) {
	case SYNTAX_OK:
		values_add(values, scope->arena, value);
		break;
	case SYNTAX_EMPTY:
		break;
	case SYNTAX_REFUSED:
		scope_drop(scope, type->name, text, why, template->place);
		break;
	}
}

/* The first choice that is not empty. */
static int
group_expand(const struct group *group, const struct attribute_type *type,
    struct scope *scope, struct values *values_r, struct error *err)
{
	for (size_t i = 0; i < group->count && values_r->count == 0; i++) {
		const struct template *choice = &group->choices[i];
		struct values texts = { 0 };

		if (template_expand(choice, scope, &texts, err) < 0)
			return -1;
		for (size_t j = 0; j < texts.count; j++)
			add_clean(
			    type, texts.items[j], choice, scope, values_r);
		trace_add_cleaned(scope->trace, values_r);
	}
	return 0;
}

int
expression_expand(const struct expression *expression,
    const struct attribute_type *type, struct scope *scope,
    struct values *values_r, struct error *err)
{
	for (size_t i = 0; i < expression->count; i++) {
		struct values values = { 0 };

		if (group_expand(
			&expression->groups[i], type, scope, &values, err) < 0)
			return -1;
		match_add_missing(type, values_r, &values, scope->arena);
	}
	return 0;
}
