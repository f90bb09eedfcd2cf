/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "base/text.h"
#include "mapping/template.h"

bool
template_is_constant(const struct template *template)
{
	for (size_t i = 0; i < template->count; i++)
		if (template->parts[i].kind != PART_LITERAL)
			return false;
	return true;
}

/* What a hole is sure to have. */
enum sure { SURE_NOTHING, SURE_EMPTY_TEXT, SURE_TEXT };

static enum sure
sure_of(const struct part *part, struct arena *arena)
{
	bool is_id =
	    part->kind == PART_FIELD && strcmp(part->path.dotted, "id") == 0;
	enum sure sure = SURE_NOTHING;

	if (part->kind == PART_LITERAL)
		return text_clean(arena, part->literal).len > 0
		    ? SURE_TEXT
		    : SURE_EMPTY_TEXT;
	if (is_id || part->kind != PART_FIELD)
		sure = SURE_TEXT;
	for (size_t i = 0; i < part->call_count; i++) {
		const struct call *call = &part->calls[i];
		const struct value *filling = &call->arguments[0];

		if (call->function->can_empty)
			sure = SURE_NOTHING;
		if (call->function->is_filler && sure == SURE_NOTHING)
			sure = text_clean(arena, *filling).len > 0
			    ? SURE_TEXT
			    : SURE_EMPTY_TEXT;
	}
	return sure;
}

bool
template_can_be_empty(const struct template *template, struct arena *arena)
{
	bool has_text = false;

	if (template->when != NULL)
		return true;
	for (size_t i = 0; i < template->count; i++) {
		enum sure sure = sure_of(&template->parts[i], arena);

		if (sure == SURE_NOTHING)
			return true;
		has_text |= sure == SURE_TEXT;
	}
	return !has_text;
}

static bool
template_uses_table(
    const struct template *template, const struct section *table)
{
	for (size_t i = 0; i < template->count; i++)
		for (size_t j = 0; j < template->parts[i].call_count; j++)
			if (template->parts[i].calls[j].table == table)
				return true;
	return false;
}

bool
expression_uses_table(
    const struct expression *expression, const struct section *table)
{
	for (size_t i = 0; i < expression->count; i++)
		for (size_t j = 0; j < expression->groups[i].count; j++)
			if (template_uses_table(
				&expression->groups[i].choices[j], table))
				return true;
	return false;
}

void
template_write(const struct template *template, struct buffer *out)
{
	for (size_t i = 0; i < template->count; i++) {
		const struct part *part = &template->parts[i];

		if (part->kind == PART_LITERAL) {
			word_write(part->literal, out);
			continue;
		}
		buffer_add_char(out, '{');
		if (part->kind == PART_BASE)
			buffer_add_text(out, "base");
		else
			path_write(&part->path, out);
		for (size_t j = 0; j < part->call_count; j++)
			call_write(&part->calls[j], out);
		buffer_add_char(out, '}');
	}
	if (template->when != NULL) {
		buffer_add_text(out, " when ");
		condition_write(template->when, out);
	}
}

void
expression_write(const struct expression *expression, struct buffer *out)
{
	for (size_t i = 0; i < expression->count; i++) {
		const struct group *group = &expression->groups[i];

		if (i > 0)
			buffer_add_text(out, " also ");
		for (size_t j = 0; j < group->count; j++) {
			if (j > 0)
				buffer_add_text(out, " else ");
			template_write(&group->choices[j], out);
		}
	}
	if (expression->is_kept)
		buffer_add_text(out, " else keep");
}
