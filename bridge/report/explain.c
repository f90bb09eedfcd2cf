/* SPDX-License-Identifier: ISC */
#include "bridge/report/explain_private.h"

#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "base/text.h"

#define INNER "      "

static const char *
escape(struct report *report, const char *text)
{
	return text_escape(report->arena, value_of(text));
}

static void
write_head(struct report *report, const struct report_head *head)
{
	FILE *out = report->out;

	fprintf(out, "Contacts and the map; nothing is written.\n");
	if (head->target == NULL)
		fprintf(out, "  directory  none: %s, so no change is shown\n",
		    escape(report, head->identity));
	else if (head->identity == NULL)
		fprintf(out, "  directory  the entries of %s\n",
		    escape(report, head->target));
	else
		fprintf(out, "  directory  %s as %s\n",
		    escape(report, head->target),
		    text_escape_dn(report->arena, value_of(head->identity)));
	fprintf(out, "  base       %s\n",
	    text_escape_dn(report->arena, value_of(head->base)));
	fprintf(out, "  account    %s\n",
	    head->account != NULL ? escape(report, head->account) : "any");
	fprintf(out, "  map        %s (%.12s)\n",
	    escape(report, head->map_file), head->map_hash);
}

static void
write_contact(struct report *report, const struct explanation *explanation)
{
	static const char *const verbs[] = { [CONTACT_CREATE] = "Create",
		[CONTACT_UPDATE] = "Update",
		[CONTACT_DELETE] = "Delete" };
	const struct contact *contact = explanation->contact;
	const struct event *event = explanation->event;
	const char *name = report_contact(contact, report->arena);
	char time[CLOCK_TEXT_SIZE] = "without a time";

	if (event->timestamp_ms != INT64_MIN)
		clock_write(event->timestamp_ms, time);
	fprintf(report->out, "\ncontact %s%s%s\n", contact->id,
	    name != NULL ? "  " : "", name != NULL ? name : "");
	fprintf(report->out, "  event %s, %s, %s", verbs[contact->verb],
	    escape(report, explanation->place), time);
	if (*event->uuid != '\0')
		fprintf(report->out, ", uuid %s", escape(report, event->uuid));
	fputc('\n', report->out);
	if (contact->warning != NULL)
		report_write_line(
		    report, '?', "  ", escape(report, contact->warning));
}

/* All sections in their order; what decided those that were asked. */
static void
write_section(struct report *report, const struct trace *trace,
    const struct map_section *section)
{
	const struct trace_condition *condition =
	    trace_find_condition(trace, section->when);
	bool is_taken = section == trace->section;
	const char *heading = arena_printf(report->arena,
	    "%s  [entry %s%s%s]: %s", explain_place(report, &section->place),
	    escape(report, section->name),
	    section->when != NULL ? " when " : "",
	    explain_source(report, section->condition),
	    is_taken                ? "taken"
		: condition != NULL ? "not taken"
				    : "not looked at");

	if (is_taken)
		report_write_line(report, '+', "  ", heading);
	else
		fprintf(report->out, "    %s\n", heading);
	if (condition != NULL)
		explain_tests(report, condition, "        ");
}

static void
write_key(struct report *report, const struct explanation *explanation)
{
	const struct key *key = &explanation->map->key;
	struct value value = explanation->desired->key;
	const struct values one = { .items = &value, .count = 1 };

	fprintf(report->out, "\n  %s  key = %s: %s\n",
	    explain_place(report, &key->place), key->type->name,
	    explain_source(report, key->template.text));
	report_write_line(report, '+', INNER, explain_values(report, &one, ""));
}

static void
write_classes(struct report *report, const struct map_section *section)
{
	fprintf(report->out, "  %s  objectClass =",
	    explain_place(report, &section->classes_place));
	for (size_t i = 0; i < section->classes.count; i++)
		fprintf(report->out, "%s %s", i > 0 ? " also" : "",
		    explain_source(report, section->classes.items[i]));
	fputc('\n', report->out);
}

static bool
has_line(const struct map_section *section, const struct attribute_type *type)
{
	for (size_t i = 0; i < section->count; i++)
		if (section->lines[i].type == type)
			return true;
	return false;
}

/* Attributes of which values may go, though no line here names them. */
static void
write_managed(struct report *report, const struct explanation *explanation,
    bool is_owned, const char *what)
{
	const struct map *map = explanation->map;
	const struct desired *desired = explanation->desired;
	struct buffer out;

	buffer_init(&out, report->arena);
	for (size_t i = 0; i < desired->count; i++) {
		const struct desired_attribute *attribute =
		    &desired->attributes[i];

		if (!has_line(desired->section, attribute->type) &&
		    attribute->own.count == 0 &&
		    map_owns(map, attribute->type) == is_owned)
			buffer_printf(&out, "%s%s", out.len > 0 ? ", " : "",
			    attribute->type->name);
	}
	if (out.len > 0)
		report_write_line(report, '-', "  ",
		    arena_printf(report->arena, "%s: %s", what,
			buffer_value(&out).data));
}

static void
write_lines(struct report *report, const struct explanation *explanation)
{
	const struct map_section *section = explanation->trace->section;

	explain_dn(report, explanation, section);
	if (section->classes_place.line > 0)
		write_classes(report, section);
	for (size_t i = 0; i < section->count; i++)
		explain_line(report, explanation, &section->lines[i]);
	if (explanation->desired == NULL)
		return;
	write_managed(report, explanation, true,
	    "owned by the map and without a line here, so what the entry has goes");
	write_managed(report, explanation, false,
	    "shared in by the map and without a line here, so old values of ours go");
}

static void
write_entry(struct report *report, const struct change *added)
{
	struct ldif_record record = {
		.change = LDIF_CONTENT, .dn = added->dn, .entry = added->entry
	};
	struct buffer out;

	if (added->op == CHANGE_REJECT) {
		report_write_line(report, '!', "\n  ",
		    arena_printf(report->arena,
			"as a new entry it is rejected: %s (%s)",
			escape(report, added->reason),
			explain_place(report, &added->place)));
		return;
	}
	buffer_init(&out, report->arena);
	ldif_write_record(&out, &record);
	/* without the empty line at its end */
	fprintf(report->out, "\n  as a new entry\n%.*s", (int)out.len - 1,
	    out.data);
}

/* What becomes of a contact that the map makes no entry of. */
static void
write_no_entry(struct report *report, const struct explanation *explanation)
{
	static const char *const on_delete[] = { [ON_DELETE_DELETE] = "delete",
		[ON_DELETE_DISABLE] = "disable",
		[ON_DELETE_KEEP] = "keep" };
	const char *why = "no section takes it";

	if (explanation->desired->kind == DESIRED_LEAVE) {
		fprintf(report->out,
		    "\n  The section says leave: an entry of it stays as it is.\n");
		return;
	}
	if (explanation->contact->verb == CONTACT_DELETE)
		why = "it is deleted, so no section is looked at";
	report_write_line(report, '-', "\n  ",
	    arena_printf(report->arena,
		"not in the phonebook: %s; if it has an entry, on-delete = %s",
		why, on_delete[explanation->on_delete]));
}

void
explain_contact(struct report *report, const struct explanation *explanation)
{
	const struct map *map = explanation->map;
	const struct desired *desired = explanation->desired;
	const struct map_section *section = explanation->trace->section;

	write_contact(report, explanation);
	fprintf(report->out, "\n");
	for (size_t i = 0; i < map->count; i++)
		write_section(report, explanation->trace, &map->sections[i]);
	if (desired != NULL)
		write_key(report, explanation);
	else if (section != NULL)
		fputc('\n', report->out);
	if (section != NULL && !section->is_leave)
		write_lines(report, explanation);
	if (desired == NULL)
		report_write_line(report, '!', "\n  ",
		    arena_printf(report->arena, "rejected: %s",
			escape(report, explanation->reject)));
	else if (desired->kind != DESIRED_ENTRY)
		write_no_entry(report, explanation);
	else
		write_entry(report, explanation->added);
	arena_reset(report->arena);
}

void
explain_no_change(struct report *report, const char *why)
{
	fprintf(report->out, "\n  change: can't be shown, as %s\n", why);
}

static void
write_change(struct report *report, const struct change *change, bool is_held)
{
	fprintf(report->out, "\n  change\n");
	report_text.change(report, change, is_held);
}

static void
write_unchanged(struct report *report, const struct change *change)
{
	fprintf(report->out, "\n  change: nothing to do, as %s\n",
	    change->reason != NULL ? escape(report, change->reason)
				   : "the entry is as it should be");
}

static void
write_reject(struct report *report, const struct report_note *note)
{
	if (note->is_contact)
		fprintf(report->out, "\n  change\n");
	report_text.reject(report, note);
}

/* A value that was left out has been told with its line. */
static void
write_warning(struct report *report, const struct report_note *note)
{
	if (note->value.data == NULL)
		report_text.warning(report, note);
}

static void
write_end(struct report *report, const struct report_summary *summary)
{
	if (summary->incomplete != NULL)
		fprintf(report->out, "\nIncomplete: %s\n",
		    escape(report, summary->incomplete));
	fprintf(report->out,
	    "\n%" PRIu64 " events, %" PRIu64 " superseded, %" PRIu64
	    " rejected",
	    summary->events, summary->superseded, summary->rejects);
	report_write_skipped(report, summary);
	fputc('\n', report->out);
}

const struct report_format report_explain = {
	.name = "explain",
	.head = write_head,
	.change = write_change,
	.unchanged = write_unchanged,
	.reject = write_reject,
	.warning = write_warning,
	.end = write_end,
};
