/* SPDX-License-Identifier: ISC */
#include "bridge/report/explain_private.h"

#include <string.h>

#include "base/text.h"

enum { VALUE_CHARACTERS_MAX = 200 };

#define DETAIL "      "
#define DEEPER "          "

static void
write_quoted(struct report *report, struct value value, struct buffer *out)
{
	struct value shown = value;
	const char *text;

	if (!text_is_utf8(value.data, value.len)) {
		buffer_printf(out, "(%zu bytes)", value.len);
		return;
	}
	if (value.len > VALUE_CHARACTERS_MAX)
		shown = text_cut(report->arena, value, VALUE_CHARACTERS_MAX);
	buffer_add_char(out, '"');
	for (text = text_escape(report->arena, shown); *text != '\0'; text++) {
		/* a backslash is two already, so this is no other text's */
		if (*text == '"')
			buffer_add_char(out, '\\');
		buffer_add_char(out, *text);
	}
	buffer_add_char(out, '"');
	if (shown.len < value.len)
		buffer_printf(out, " and so on, %zu bytes", value.len);
}

const char *
explain_values(
    struct report *report, const struct values *values, const char *none)
{
	struct buffer out;

	if (values->count == 0)
		return none;
	buffer_init(&out, report->arena);
	for (size_t i = 0; i < values->count; i++) {
		if (i > 0)
			buffer_add_text(&out, ", ");
		write_quoted(report, values->items[i], &out);
	}
	return buffer_value(&out).data;
}

const char *
explain_source(struct report *report, struct value text)
{
	return text_escape_dn(report->arena, text);
}

const char *
explain_place(struct report *report, const struct place *place)
{
	return arena_printf(report->arena, "%s:%u",
	    text_escape(report->arena, value_of(place_file(place))),
	    place->line);
}

void
explain_tests(struct report *report, const struct trace_condition *condition,
    const char *indent)
{
	for (size_t i = 0; i < condition->count; i++) {
		const struct trace_test *test = &condition->tests[i];
		const char *found =
		    explain_values(report, &test->found, "absent");

		if (test->is_object)
			found = "an object";
		else if (test->is_unknown)
			found =
			    "unknown, as notifications do not carry it, and taken as absent";
		fprintf(report->out, "%s%s%s: it is %s\n", indent,
		    test->is_not ? "not " : "",
		    explain_source(report, test->test->text), found);
	}
}

static bool
is_same(const struct values *a, const struct values *b)
{
	for (size_t i = 0; i < a->count && i < b->count; i++)
		if (!value_is_same(a->items[i], b->items[i]))
			return false;
	return a->count == b->count;
}

/* {path} -> what was sent; | function -> what it made of it */
static void
write_hole(
    struct report *report, const struct trace_hole *hole, const char *indent)
{
	const struct part *part = hole->part;
	const struct values *values = hole->values;
	struct buffer out;

	buffer_init(&out, report->arena);
	buffer_printf(&out, "{%s} -> ", explain_source(report, part->text));
	if (hole->count == 0)
		buffer_add_text(&out,
		    part->kind == PART_ACCOUNT ? "not known" : "an object");
	else if (part->kind == PART_ACCOUNT)
		buffer_add_text(&out, explain_values(report, values, ""));
	else if (hole->is_unknown && hole->sent.count == 0)
		buffer_add_text(
		    &out, "unknown: this notification does not carry it");
	else
		buffer_add_text(
		    &out, explain_values(report, &hole->sent, "absent"));
	if (part->kind != PART_ACCOUNT && hole->count > 0 &&
	    !is_same(&hole->sent, values))
		buffer_printf(&out, "; cleaned: %s",
		    explain_values(report, values, "nothing"));
	for (size_t i = 1; i < hole->count; i++)
		if (values[i - 1].count > 0 || values[i].count > 0)
			buffer_printf(&out, "; | %s -> %s",
			    explain_source(report, part->calls[i - 1].text),
			    explain_values(report, &values[i], "nothing"));
	fprintf(report->out, "%s%s\n", indent, buffer_value(&out).data);
}

static void
write_drops(struct report *report, const struct trace_template *template,
    const char *indent)
{
	for (size_t i = 0; i < template->drop_count; i++) {
		const struct trace_drop *drop = &template->drops[i];
		const struct values one = { .items = &template->drops[i].value,
			.count = 1 };

		report_write_line(report, '?', indent,
		    arena_printf(report->arena, "left out %s, which %s",
			explain_values(report, &one, ""),
			text_escape(report->arena, value_of(drop->why))));
	}
}

/* The parts of one choice, and what it gives; of one that is alone the line
 * itself tells that, if cleaning left it as it was. */
static void
write_parts(struct report *report, const struct trace_template *template,
    const struct attribute_type *type, bool is_alone)
{
	const struct values *texts = &template->texts;
	bool is_clean = is_same(texts, &template->values);
	const char *indent = is_alone ? DETAIL : DEEPER;

	for (size_t i = 0; i < template->hole_count; i++)
		write_hole(report, &template->holes[i], indent);
	if (!is_clean || !is_alone)
		fprintf(report->out, "%sgives %s", indent,
		    explain_values(report, texts, "nothing"));
	if (!is_clean)
		fprintf(report->out, "; as %s: %s", type->name,
		    explain_values(report, &template->values, "nothing"));
	if (!is_clean || !is_alone)
		fputc('\n', report->out);
	write_drops(report, template, indent);
}

/* Says why the choice is passed over; true when it is not. */
static bool
write_when(struct report *report, const struct trace *trace,
    const struct condition *when, const char *indent)
{
	const struct trace_condition *condition =
	    when != NULL ? trace_find_condition(trace, when) : NULL;

	if (condition == NULL)
		return true;
	explain_tests(report, condition, indent);
	if (!condition->holds)
		fprintf(report->out, "%sgives nothing: its when is false\n",
		    indent);
	return condition->holds;
}

static void
write_choice(struct report *report, const struct trace *trace,
    const struct template *choice, const struct attribute_type *type,
    bool is_alone)
{
	const struct trace_template *template =
	    trace_find_template(trace, choice);

	if (write_when(report, trace, choice->when, is_alone ? DETAIL : DEEPER))
		write_parts(report, template, type, is_alone);
}

/* Choices one after another; those behind the first that gives something are
 * not looked at. */
static void
write_group(struct report *report, const struct trace *trace,
    const struct group *group, const struct attribute_type *type,
    const char *lead)
{
	bool is_over = false;

	for (size_t i = 0; i < group->count; i++) {
		const struct template *choice = &group->choices[i];
		bool is_reached = trace_find_template(trace, choice) != NULL;

		fprintf(report->out, "%s%s%s",
		    is_over      ? " "
			: i == 0 ? DETAIL
				 : DETAIL "else ",
		    is_over      ? "else "
			: i == 0 ? lead
				 : "",
		    explain_source(report, choice->text));
		is_over |= !is_reached;
		if (is_over)
			continue;
		fputc('\n', report->out);
		write_choice(report, trace, choice, type, false);
	}
	if (is_over)
		fprintf(report->out, ": not looked at\n");
}

static void
write_choices(
    struct report *report, const struct trace *trace, const struct line *line)
{
	const struct expression *expression = &line->expression;

	if (expression->count == 1 && expression->groups[0].count == 1) {
		const struct template *only = &expression->groups[0].choices[0];

		write_choice(report, trace, only, line->type, true);
		return;
	}
	for (size_t i = 0; i < expression->count; i++)
		write_group(report, trace, &expression->groups[i], line->type,
		    i > 0 ? "also " : "");
}

/* Did two choices give the same? */
static bool
has_doubles(const struct trace *trace, const struct trace_line *found)
{
	const struct expression *expression = &found->line->expression;
	size_t count = 0;

	for (size_t i = 0; i < expression->count; i++)
		for (size_t j = 0; j < expression->groups[i].count; j++) {
			const struct trace_template *template =
			    trace_find_template(
				trace, &expression->groups[i].choices[j]);

			if (template != NULL)
				count += template->values.count;
		}
	return count > found->values.count;
}

/* The attribute stays as it is, whatever the line gave. */
static const char *
kept_because(
    const struct explanation *explanation, const struct trace_line *found)
{
	const struct desired *desired = explanation->desired;

	if (found->is_unknown)
		return "left as it is, for a field that is unknown here";
	if (found->line->expression.is_kept && found->values.count == 0)
		return "left as it is (else keep)";
	for (size_t i = 0; desired != NULL && i < desired->count; i++)
		if (desired->attributes[i].type == found->line->type &&
		    desired->attributes[i].is_kept)
			return "left as it is, for another line of the attribute";
	return NULL;
}

/* Does no line give an attribute that the classes demand? */
static bool
is_missing(
    const struct explanation *explanation, const struct attribute_type *type)
{
	const struct schema *schema = explanation->map->schema;
	const struct desired *desired = explanation->desired;
	const struct values *classes = &desired->section->classes;
	bool is_must = false;

	for (size_t i = 0; i < classes->count; i++) {
		const struct object_class *oc =
		    schema_class(schema, classes->items[i].data);

		is_must |=
		    oc != NULL && schema_class_has_must(schema, oc, type);
	}
	for (size_t i = 0; i < desired->count; i++)
		if (desired->attributes[i].type == type)
			is_must &= desired->attributes[i].own.count == 0 &&
			    desired->attributes[i].share.count == 0;
	return is_must;
}

/* What becomes of the values that an entry has, when the line gives none. */
static const char *
none_given(const struct explanation *explanation, const struct line *line)
{
	static const char *const none[] = {
		[LINE_OWN] = "no value; one that the entry has goes",
		[LINE_SEED] = "no value to begin with",
		[LINE_SHARE] = "no value; older ones of ours go"
	};

	if (explanation->desired == NULL)
		return "no value";
	if (line->kind == LINE_OWN && is_missing(explanation, line->type))
		return "no value, and there must be one: the contact is rejected, unless its entry has one in its name";
	return none[line->kind];
}

static void
write_result(struct report *report, const struct explanation *explanation,
    const struct trace_line *found)
{
	static const char *const given[] = { [LINE_OWN] = "",
		[LINE_SEED] =
		    "  where the entry has no value; never taken away",
		[LINE_SHARE] =
		    "  beside the values of others; older ones of ours go" };
	const char *values = explain_values(report, &found->values, NULL);
	const char *kept = kept_because(explanation, found);
	enum line_kind kind = found->line->kind;

	if (kept != NULL)
		report_write_line(report, '~', DETAIL,
		    arena_printf(report->arena, "%s; a new entry gets %s", kept,
			values != NULL ? values : "none"));
	else if (values != NULL)
		report_write_line(report, '+', DETAIL,
		    arena_printf(report->arena, "%s%s%s", values, given[kind],
			has_doubles(explanation->trace, found)
			    ? "  equal values are one"
			    : ""));
	else
		report_write_line(
		    report, '-', DETAIL, none_given(explanation, found->line));
}

void
explain_line(struct report *report, const struct explanation *explanation,
    const struct line *line)
{
	static const char *const operators[] = {
		[LINE_OWN] = "=", [LINE_SEED] = "?=", [LINE_SHARE] = "+="
	};
	const struct trace_line *found =
	    trace_find_line(explanation->trace, line);

	bool is_reached = found != NULL ||
	    (line->expression.count > 0 &&
		trace_find_template(explanation->trace,
		    &line->expression.groups[0].choices[0]) != NULL);

	fprintf(report->out, "  %s  %s %s%s%s%s\n",
	    explain_place(report, &line->place),
	    text_escape(report->arena, value_of(line->name)),
	    operators[line->kind], line->text.len > 0 ? " " : "",
	    explain_source(report, line->text),
	    is_reached ? "" : ": not looked at");
	if (is_reached)
		write_choices(report, explanation->trace, line);
	if (found != NULL)
		write_result(report, explanation, found);
}

/* The values of a name; each is a text of its own. */
static void
write_name(struct report *report, const struct trace *trace,
    const struct dn_choice *choice, const char *indent)
{
	for (size_t i = 0; i < choice->count; i++)
		for (size_t j = 0; j < choice->levels[i].count; j++) {
			const struct dn_value *value =
			    &choice->levels[i].values[j];
			const struct trace_template *template =
			    trace_find_template(trace, &value->template);

			for (size_t k = 0;
			     template != NULL && k < template->hole_count; k++)
				write_hole(report, &template->holes[k], indent);
		}
}

static bool
is_looked_at(const struct trace *trace, const struct dn_choice *choice)
{
	if (choice->when != NULL)
		return trace_find_condition(trace, choice->when) != NULL;
	return choice->count > 0 && choice->levels[0].count > 0 &&
	    trace_find_template(trace, &choice->levels[0].values[0].template) !=
	    NULL;
}

static void
write_rdn(struct report *report, const struct desired *desired)
{
	const struct dn_rdn *rdn = &desired->dn.rdns[0];

	for (size_t i = 0; i < rdn->count; i++) {
		const struct values one = { .items = &rdn->avas[i].value,
			.count = 1 };

		report_write_line(report, '+', DETAIL,
		    arena_printf(report->arena, "%s  is the value of %s",
			explain_values(report, &one, ""), rdn->avas[i].type));
	}
}

void
explain_dn(struct report *report, const struct explanation *explanation,
    const struct map_section *section)
{
	const struct trace *trace = explanation->trace;
	const struct dn_line *line = &section->dn;
	const struct desired *desired = explanation->desired;

	fprintf(report->out, "  %s  dn %s %s\n",
	    explain_place(report, &line->place), line->is_seed ? "?=" : "=",
	    explain_source(report, line->text));
	for (size_t i = 0; i < line->count; i++) {
		const struct dn_choice *choice = &line->choices[i];
		const char *indent = line->count > 1 ? DEEPER : DETAIL;
		bool is_tried = is_looked_at(trace, choice);

		if (line->count > 1)
			fprintf(report->out, DETAIL "%s%s%s\n",
			    i > 0 ? "else " : "",
			    explain_source(report,
				line->expression.groups[0].choices[i].text),
			    is_tried ? "" : ": not looked at");
		if (!is_tried ||
		    !write_when(report, trace, choice->when, indent))
			continue;
		write_name(report, trace, choice, indent);
		if (choice != trace->dn_choice)
			fprintf(report->out, "%sgives no whole name\n", indent);
	}
	if (desired == NULL)
		return;
	report_write_line(report, '+', DETAIL,
	    text_escape_dn(report->arena, value_of(desired->dn_text)));
	write_rdn(report, desired);
}
