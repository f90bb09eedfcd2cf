/* SPDX-License-Identifier: ISC */
#include "bridge/report/report_private.h"

#include <inttypes.h>
#include <string.h>

#include "base/text.h"

enum { NAME_WIDTH = 26, VALUE_WIDTH = 50, FIELD_WIDTH = 40 };

static const char *
escape(struct report *report, const char *text)
{
	return text_escape(report->arena, value_of(text));
}

/* `text` and blanks up to column `to`, at least two. */
static void
print_column(struct report *report, const char *text, int to)
{
	int missing = to - (int)text_width(text);

	fprintf(report->out, "%s%*s", text, missing > 2 ? missing : 2, "");
}

static const char *
show_place(struct report *report, const struct place *place)
{
	return arena_printf(report->arena, "%s:%u",
	    escape(report, place_file(place)), place->line);
}

/* As a column, with the mark of what was cut; "-" when there was none. */
static const char *
show_sample(struct report *report, const struct coverage_sample *sample)
{
	if (sample->text.data == NULL)
		return "-";
	return arena_printf(report->arena, "%s%s",
	    text_escape(report->arena, sample->text),
	    sample->is_cut ? "…" : "");
}

static void
write_head(struct report *report, const struct report_head *head)
{
	FILE *out = report->out;

	report->coverage = coverage_create(head->map);
	fprintf(
	    out, "What the map makes of these contacts, and what it leaves.\n");
	fprintf(out, "  map        %s (%.12s)\n",
	    escape(report, head->map_file), head->map_hash);
	fprintf(out, "  account    %s\n",
	    head->account != NULL ? escape(report, head->account) : "any");
	fprintf(out, "  time       %s\n", head->time);
}

static void
write_mapped(struct report *report, const struct contact *contact,
    const struct trace *trace, const struct desired *desired)
{
	coverage_add(report->coverage, contact, trace, desired);
}

static void
write_reasons(struct report *report, const struct coverage_line *line)
{
	for (size_t i = 0; i < line->reason_count; i++) {
		const struct coverage_reason *reason = &line->reasons[i];

		fprintf(report->out, "    %" PRIu64 " left out: %s %s",
		    reason->count, reason->count == 1 ? "it" : "each",
		    escape(report, reason->why));
		if (reason->sample.text.data != NULL)
			fprintf(report->out, ", like \"%s\"",
			    show_sample(report, &reason->sample));
		fputc('\n', report->out);
	}
	if (line->others > 0)
		fprintf(report->out,
		    "    %" PRIu64 " left out for other reasons\n",
		    line->others);
}

static void
write_picks(struct report *report, const struct coverage_watch *watch)
{
	for (size_t i = 0; i < watch->pick_count; i++) {
		const struct coverage_pick *pick = &watch->picks[i];
		struct buffer text;

		buffer_init(&text, report->arena);
		path_write(&pick->path, &text);
		fprintf(report->out,
		    "    %s matches in %" PRIu64 " of %" PRIu64 "  %s\n",
		    text_escape_dn(report->arena, buffer_value(&text)),
		    pick->matched, pick->asked,
		    show_place(report, &pick->place));
	}
}

static void
write_line(struct report *report, const struct coverage_line *line)
{
	static const char *const operators[] = {
		[LINE_OWN] = "", [LINE_SEED] = " ?=", [LINE_SHARE] = " +="
	};
	const char *name = line->line == NULL
	    ? "dn"
	    : arena_printf(report->arena, "%s%s", line->line->name,
		  operators[line->line->kind]);

	fputs("  ", report->out);
	print_column(report, name, NAME_WIDTH);
	fprintf(report->out, "%8" PRIu64 " %8" PRIu64 " %8" PRIu64,
	    line->filled, line->empty, line->kept);
	fprintf(report->out, " %s%*zu  ", line->distinct.is_over ? ">" : " ", 8,
	    line->distinct.count);
	print_column(report, show_sample(report, &line->sample), VALUE_WIDTH);
	fprintf(report->out, "%s\n", show_place(report, &line->place));
	write_reasons(report, line);
	write_picks(report, &line->watch);
	for (size_t i = 0; i < line->template_count; i++)
		write_picks(report, &line->templates[i].watch);
}

static void
write_section(struct report *report, const struct coverage_section *section)
{
	const struct map_section *source = section->section;

	if (source == report->coverage->map->disabled)
		fputs("\n[disabled]", report->out);
	else
		fprintf(report->out, "\n[entry %s]", source->name);
	fprintf(report->out, " takes %" PRIu64, section->taken);
	if (section->rejected > 0)
		fprintf(report->out,
		    ", %" PRIu64 " of them rejected by the map",
		    section->rejected);
	fprintf(report->out, "  %s\n", show_place(report, &source->place));
	write_picks(report, &section->watch);
	if (source->is_leave) {
		fputs("  leave: their entries stay as they are\n", report->out);
		return;
	}
	if (section->taken == 0)
		return;
	fprintf(report->out, "  %-24s  %8s %8s %8s %9s  %-48s  %s\n", "line",
	    "filled", "empty", "kept", "values", "first value", "place");
	for (size_t i = 0; i < section->line_count; i++)
		write_line(report, &section->lines[i]);
}

static void
write_fields(struct report *report, const struct coverage *coverage)
{
	size_t unused = 0;

	for (size_t i = 0; i < coverage->field_count; i++) {
		const struct coverage_field *field = &coverage->fields[i];

		if (field->is_used)
			continue;
		if (unused++ == 0)
			fprintf(report->out, "\n%-40s  %8s  %s\n",
			    "fields that no line uses", "contacts",
			    "first value");
		fputs("  ", report->out);
		print_column(report, escape(report, field->path), FIELD_WIDTH);
		fprintf(report->out, "%8" PRIu64 "  %s\n", field->contacts,
		    show_sample(report, &field->sample));
	}
	if (unused == 0)
		fputs("\nEvery field is used by some line.\n", report->out);
	if (coverage->has_more_fields)
		fputs("  … and more than are counted here\n", report->out);
}

static void
write_end(struct report *report, const struct report_summary *summary)
{
	const struct coverage *coverage = report->coverage;

	fprintf(report->out,
	    "  contacts   %" PRIu64 " of %" PRIu64 ", of which %" PRIu64
	    " to be deleted, %" PRIu64 " in no section, %" PRIu64
	    " with an id that is not for the key\n",
	    coverage->contacts, summary->contacts, coverage->deleted,
	    coverage->untaken, coverage->unmapped);
	for (size_t i = 0; i < coverage->section_count; i++) {
		write_section(report, &coverage->sections[i]);
		arena_reset(report->arena);
	}
	write_fields(report, coverage);
	if (summary->incomplete != NULL)
		fprintf(report->out, "\nIncomplete: %s\n",
		    escape(report, summary->incomplete));
	coverage_destroy(&report->coverage);
}

static void
no_change(struct report *report, const struct change *change, bool is_held)
{
	(void)report, (void)change, (void)is_held;
}

static void
no_note(struct report *report, const struct report_note *note)
{
	(void)report, (void)note;
}

const struct report_format report_coverage = {
	.name = "coverage",
	.help = "the map as a table: what its lines gave, and fields none uses",
	.head = write_head,
	.mapped = write_mapped,
	.change = no_change,
	.reject = no_note,
	.warning = no_note,
	.end = write_end,
};
