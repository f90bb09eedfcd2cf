/* SPDX-License-Identifier: ISC */
#include "mapping/coverage_private.h"

#include <string.h>

#include "base/text.h"

enum { CUT_BYTES_MAX = 16 * COVERAGE_SAMPLE_MAX };

void
coverage_sample(
    struct coverage_sample *sample, struct value text, struct arena *arena)
{
	struct value cut = text;

	if (sample->text.data != NULL)
		return;
	if (cut.len > CUT_BYTES_MAX) {
		cut.len = CUT_BYTES_MAX;
		while (cut.len > 0 &&
		    ((unsigned char)text.data[cut.len] & 0xc0) == 0x80)
			cut.len--;
	}
	cut = value_copy(arena, cut.data, cut.len);
	if (text_is_utf8(cut.data, cut.len))
		cut = text_cut(arena, cut, COVERAGE_SAMPLE_MAX);
	sample->text = cut;
	sample->is_cut = cut.len < text.len;
}

static void
add_template(struct coverage *coverage, struct coverage_line *line,
    const struct template *template)
{
	struct coverage_template *added;

	line->templates = arena_grow(coverage->arena, line->templates,
	    line->template_count, &line->template_capacity, sizeof(*added));
	added = &line->templates[line->template_count++];
	memset(added, 0, sizeof(*added));
	added->template = template;
	coverage_watch_condition(coverage, &added->watch, template->when);
	added->holes = arena_array(
	    coverage->arena, template->count, sizeof(*added->holes));
	for (size_t i = 0; i < template->count; i++) {
		const struct part *part = &template->parts[i];

		if (part->kind != PART_FIELD)
			continue;
		added->holes[added->hole_count++].part = part;
		coverage_watch_path(coverage, &added->watch, &part->path);
	}
}

static void
create_dn(struct coverage *coverage, const struct dn_line *dn,
    struct coverage_line *line)
{
	line->place = dn->place;
	for (size_t i = 0; i < dn->count; i++) {
		const struct dn_choice *choice = &dn->choices[i];

		coverage_watch_condition(coverage, &line->watch, choice->when);
		for (size_t j = 0; j < choice->count; j++)
			for (size_t k = 0; k < choice->levels[j].count; k++)
				add_template(coverage, line,
				    &choice->levels[j].values[k].template);
	}
}

static void
create_line(struct coverage *coverage, const struct line *source,
    struct coverage_line *line)
{
	line->line = source;
	line->place = source->place;
	for (size_t i = 0; i < source->expression.count; i++) {
		const struct group *group = &source->expression.groups[i];

		for (size_t j = 0; j < group->count; j++)
			add_template(coverage, line, &group->choices[j]);
	}
}

static void
create_section(struct coverage *coverage, const struct map_section *source,
    struct coverage_section *section)
{
	section->section = source;
	coverage_watch_condition(coverage, &section->watch, source->when);
	if (source->is_leave)
		return;
	section->lines = arena_array(
	    coverage->arena, source->count + 1, sizeof(*section->lines));
	if (source->dn.count > 0)
		create_dn(coverage, &source->dn,
		    &section->lines[section->line_count++]);
	for (size_t i = 0; i < source->count; i++)
		create_line(coverage, &source->lines[i],
		    &section->lines[section->line_count++]);
}

struct coverage *
coverage_create(const struct map *map)
{
	struct arena *arena = arena_create();
	struct coverage *coverage = arena_alloc(arena, sizeof(*coverage));

	coverage->arena = arena;
	coverage->map = map;
	coverage->section_count =
	    map->is_disabling ? map_section_count(map) : map->count;
	coverage->sections = arena_array(
	    arena, coverage->section_count, sizeof(*coverage->sections));
	for (size_t i = 0; i < coverage->section_count; i++)
		create_section(
		    coverage, map_section_at(map, i), &coverage->sections[i]);
	return coverage;
}

void
coverage_destroy(struct coverage **coverage)
{
	struct arena *arena;

	if (*coverage == NULL)
		return;
	for (size_t i = 0; i < (*coverage)->section_count; i++) {
		struct coverage_section *section = &(*coverage)->sections[i];

		for (size_t j = 0; j < section->line_count; j++)
			distinct_clear(&section->lines[j].distinct);
	}
	arena = (*coverage)->arena;
	arena_destroy(&arena);
	*coverage = NULL;
}

static void
add_value(
    struct coverage *coverage, struct coverage_line *line, struct value value)
{
	distinct_add(&line->distinct, value);
	coverage_sample(&line->sample, value, coverage->arena);
}

/* `count` values were left out; `sample` is one of them, when it is known. */
static void
add_reason(struct coverage *coverage, struct coverage_line *line,
    const char *why, uint64_t count, struct value sample)
{
	struct coverage_reason *reason = NULL;

	for (size_t i = 0; i < line->reason_count && reason == NULL; i++)
		if (strncmp(line->reasons[i].why, why, COVERAGE_WHY_MAX) == 0)
			reason = &line->reasons[i];
	if (reason == NULL && line->reason_count == COVERAGE_REASONS_MAX) {
		line->others += count;
		return;
	}
	if (reason == NULL) {
		reason = &line->reasons[line->reason_count++];
		reason->why = arena_memdup(
		    coverage->arena, why, strnlen(why, COVERAGE_WHY_MAX));
	}
	reason->count += count;
	if (sample.data != NULL)
		coverage_sample(&reason->sample, sample, coverage->arena);
}

/* How many of `values` were told of as drops: the function said why. */
static size_t
count_told(const struct trace_template *template, const struct values *values)
{
	size_t count = 0;

	for (size_t i = 0; i < template->drop_count; i++)
		for (size_t j = 0; j < values->count; j++)
			count += template->drops[i].value.data ==
			    values->items[j].data;
	return count;
}

/* Values that a function made empty without a word. */
static void
add_emptied(struct coverage *coverage, struct coverage_line *line,
    const struct trace_template *template, const struct trace_hole *hole,
    struct arena *arena)
{
	for (size_t i = 0; i + 1 < hole->count && i < hole->part->call_count;
	     i++) {
		const struct call *call = &hole->part->calls[i];
		const struct values *in = &hole->values[i];
		const struct values *out = &hole->values[i + 1];
		struct value sample = { .data = NULL };
		size_t told, lost;

		if (call->function->element == NULL || in->count <= out->count)
			continue;
		lost = in->count - out->count;
		told = count_told(template, in);
		if (out->count == 0)
			sample = in->items[0];
		if (lost > told)
			add_reason(coverage, line,
			    arena_printf(arena, "becomes empty in | %s",
				call->function->name),
			    lost - told, sample);
	}
}

static void
add_trace(struct coverage *coverage, struct coverage_line *line,
    struct coverage_template *template, const struct trace *trace)
{
	const struct trace_template *traced =
	    trace_find_template(trace, template->template);
	const struct trace_condition *when;

	if (traced == NULL)
		return;
	template->asked++;
	if (template->template->when != NULL) {
		when = trace_find_condition(trace, template->template->when);
		template->held += when != NULL && when->holds;
	}
	for (size_t i = 0; i < traced->hole_count; i++) {
		const struct trace_hole *hole = &traced->holes[i];

		for (size_t j = 0; j < template->hole_count; j++) {
			if (template->holes[j].part != hole->part)
				continue;
			template->holes[j].asked++;
			template->holes[j].found +=
			    hole->count > 0 && hole->values[0].count > 0;
		}
		add_emptied(coverage, line, traced, hole, trace->arena);
	}
	for (size_t i = 0; i < traced->drop_count; i++)
		add_reason(coverage, line, traced->drops[i].why, 1,
		    traced->drops[i].value);
}

static void
add_line(struct coverage *coverage, struct coverage_line *line,
    const struct trace *trace, const struct desired *desired)
{
	const struct trace_line *made = NULL;

	for (size_t i = 0; i < line->template_count; i++)
		add_trace(coverage, line, &line->templates[i], trace);
	if (line->line == NULL) {
		line->asked++;
		if (trace->dn_choice != NULL)
			line->filled++;
		else
			line->empty++;
		if (desired != NULL && desired->dn_text != NULL)
			add_value(coverage, line, value_of(desired->dn_text));
		return;
	}
	made = trace_find_line(trace, line->line);
	if (made == NULL)
		return;
	line->asked++;
	if (made->is_unknown ||
	    (made->values.count == 0 && line->line->expression.is_kept))
		line->kept++;
	else if (made->values.count > 0)
		line->filled++;
	else
		line->empty++;
	for (size_t i = 0; i < made->values.count; i++)
		add_value(coverage, line, made->values.items[i]);
}

static void
add_lines(struct coverage *coverage, struct coverage_section *section,
    const struct contact *contact, const struct trace *trace,
    const struct desired *desired)
{
	for (size_t i = 0; i < section->line_count; i++) {
		struct coverage_line *line = &section->lines[i];

		coverage_watch_add(
		    coverage, &line->watch, contact, trace->arena);
		for (size_t j = 0; j < line->template_count; j++)
			coverage_watch_add(coverage, &line->templates[j].watch,
			    contact, trace->arena);
		add_line(coverage, line, trace, desired);
	}
}

/* Would the section take the contact if it stood first? */
static bool
section_holds(const struct map_section *section, const struct contact *contact,
    const struct trace *trace)
{
	const struct trace_condition *asked;
	bool is_unknown = false;

	if (section->when == NULL)
		return true;
	asked = trace_find_condition(trace, section->when);
	if (asked != NULL)
		return asked->holds;
	return condition_holds(
	    section->when, contact, trace->arena, &is_unknown, NULL);
}

static void
take(struct coverage *coverage, struct coverage_section *section,
    const struct contact *contact, const struct trace *trace,
    const struct desired *desired)
{
	section->taken++;
	section->rejected += desired == NULL;
	add_lines(coverage, section, contact, trace, desired);
}

static void
add_sections(struct coverage *coverage, const struct contact *contact,
    const struct trace *trace, const struct desired *desired)
{
	for (size_t i = 0; i < coverage->map->count; i++) {
		struct coverage_section *section = &coverage->sections[i];

		coverage_watch_add(
		    coverage, &section->watch, contact, trace->arena);
		if (!section_holds(section->section, contact, trace))
			continue;
		section->held++;
		if (section->section == trace->section)
			take(coverage, section, contact, trace, desired);
		else if (section->before == NULL)
			section->before = trace->section;
	}
}

void
coverage_add(struct coverage *coverage, const struct contact *contact,
    const struct trace *trace, const struct desired *desired)
{
	bool is_delete = contact->verb == CONTACT_DELETE;

	coverage->contacts++;
	coverage->deleted += is_delete;
	/* a delete says nothing of the contact but its id */
	if (!is_delete)
		coverage_add_fields(coverage, contact, trace->arena);
	/* the key was asked first; nothing else was */
	if (trace->section == NULL && desired == NULL &&
	    trace->template_count == 0) {
		coverage->unmapped += !is_delete;
		return;
	}
	if (!is_delete) {
		coverage->untaken += trace->section == NULL;
		add_sections(coverage, contact, trace, desired);
	}
	if (trace->section == NULL &&
	    coverage->section_count > coverage->map->count)
		take(coverage, &coverage->sections[coverage->map->count],
		    contact, trace, desired);
}
