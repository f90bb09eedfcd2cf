/* SPDX-License-Identifier: ISC */
#include "bridge/report/report_private.h"

#include <inttypes.h>
#include <string.h>

#include "base/text.h"

enum { NAME_WIDTH = 26, VALUE_WIDTH = 44, SUBJECT_WIDTH = 40 };

/* What stands at the head of a line, and its colour on a terminal. */
struct mark {
	char sign;
	const char *colour;
};

static const struct mark mark_add = { '+', "\033[32m" };
static const struct mark mark_modify = { '~', "\033[33m" };
static const struct mark mark_rename = { '>', "\033[36m" };
static const struct mark mark_remove = { '-', "\033[31m" };
static const struct mark mark_reject = { '!', "\033[1;31m" };
static const struct mark mark_warning = { '?', "\033[35m" };

static void
begin_line(struct report *report, const struct mark *mark, const char *indent)
{
	fputs(indent, report->out);
	if (report->is_coloured)
		fputs(mark->colour, report->out);
	fputc(mark->sign, report->out);
}

static void
end_line(struct report *report)
{
	fputs(report->is_coloured ? "\033[0m\n" : "\n", report->out);
}

void
report_write_line(
    struct report *report, char sign, const char *indent, const char *text)
{
	static const struct mark *const marks[] = { &mark_add, &mark_modify,
		&mark_remove, &mark_reject, &mark_warning };
	const struct mark *mark = marks[0];

	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
		if (marks[i]->sign == sign)
			mark = marks[i];
	begin_line(report, mark, indent);
	fprintf(report->out, " %s", text);
	end_line(report);
}

static const char *
escape(struct report *report, const char *text)
{
	return text_escape(report->arena, value_of(text));
}

static const char *
escape_dn(struct report *report, const char *dn)
{
	return text_escape_dn(report->arena, value_of(dn));
}

/* `text` and blanks up to column `to`, at least two. */
static void
print_column(struct report *report, const char *text, int to)
{
	int missing = to - (int)text_width(text);

	fputs(text, report->out);
	for (int blanks = missing > 2 ? missing : 2; blanks > 0; blanks--)
		fputc(' ', report->out);
}

static void
write_head(struct report *report, const struct report_head *head)
{
	FILE *out = report->out;

	fprintf(out, "%s\n",
	    head->is_dry_run ? "Dry run: nothing is written."
			     : "Changes as they are made.");
	fprintf(out, "  directory  %s as %s\n", escape(report, head->target),
	    escape_dn(report, head->identity));
	fprintf(out, "  base       %s\n", escape_dn(report, head->base));
	fprintf(out, "  account    %s\n",
	    head->account != NULL ? escape(report, head->account) : "any");
	fprintf(out, "  map        %s (%.12s)\n",
	    escape(report, head->map_file), head->map_hash);
	fprintf(out, "  time       %s\n", head->time);
	fprintf(out,
	    "  order      within this input; without a journal nothing older is known\n\n");
}

/* Values for people: text as it is, anything else by its size. */
static const char *
show_value(struct report *report, struct value value)
{
	if (!text_is_utf8(value.data, value.len) ||
	    memchr(value.data, '\0', value.len) != NULL)
		return arena_printf(report->arena, "(%zu bytes)", value.len);
	return text_escape(report->arena, value);
}

static const char *
show_place(struct report *report, const struct place *place)
{
	if (place == NULL || place->line == 0 || place->file == NULL)
		return "";
	return arena_printf(report->arena, "%s:%u",
	    escape(report, place_file(place)), place->line);
}

static void
write_value(struct report *report, const struct mark *mark, const char *name,
    const char *text, const char *place)
{
	begin_line(report, mark, "    ");
	fputc(' ', report->out);
	print_column(report, escape(report, name), NAME_WIDTH);
	if (*place != '\0')
		print_column(report, text, VALUE_WIDTH);
	fputs(*place != '\0' ? place : text, report->out);
	end_line(report);
}

/* A value that goes and one that comes stand on one line, with an arrow. */
static void
write_attribute(struct report *report, const struct change_attribute *attribute)
{
	const struct values *old = &attribute->old_values;
	const struct values *new = &attribute->new_values;
	const char *place = show_place(report, &attribute->place);
	size_t pairs = old->count < new->count ? old->count : new->count;

	for (size_t i = 0; i < pairs; i++)
		write_value(report, &mark_modify, attribute->name,
		    arena_printf(report->arena, "%s -> %s",
			show_value(report, old->items[i]),
			show_value(report, new->items[i])),
		    place);
	for (size_t i = pairs; i < old->count; i++)
		write_value(report, &mark_remove, attribute->name,
		    show_value(report, old->items[i]), place);
	for (size_t i = pairs; i < new->count; i++)
		write_value(report, &mark_add, attribute->name,
		    show_value(report, new->items[i]), place);
}

static void
count_attribute(struct report *report, const struct change_attribute *attribute)
{
	struct report_count *count = NULL;

	for (size_t i = 0; i < report->count && count == NULL; i++)
		if (strcmp(report->counts[i].name, attribute->name) == 0)
			count = &report->counts[i];
	if (count == NULL) {
		report->counts = arena_grow(report->lasting, report->counts,
		    report->count, &report->capacity, sizeof(*count));
		count = &report->counts[report->count++];
		memset(count, 0, sizeof(*count));
		count->name = arena_strdup(report->lasting, attribute->name);
	}
	switch (attribute->op) {
	case CHANGE_ATTRIBUTE_ADD:
		count->added++;
		break;
	case CHANGE_ATTRIBUTE_REPLACE:
		count->replaced++;
		break;
	case CHANGE_ATTRIBUTE_REFORMAT:
		count->reformatted++;
		break;
	case CHANGE_ATTRIBUTE_REMOVE:
		count->removed++;
		break;
	}
}

static void
write_foreign(struct report *report, const struct change *change)
{
	size_t count = change->foreign.count;

	if (count == 0)
		return;
	fprintf(report->out, "   with %zu attribute%s not ours:", count,
	    count == 1 ? " that is" : "s that are");
	for (size_t i = 0; i < count; i++)
		fprintf(report->out, "%s %s", i > 0 ? "," : "",
		    show_value(report, change->foreign.items[i]));
}

static void
write_change(struct report *report, const struct change *change, bool is_held)
{
	static const struct mark *const marks[] = { [CHANGE_ADD] = &mark_add,
		[CHANGE_MODIFY] = &mark_modify,
		[CHANGE_RENAME] = &mark_rename,
		[CHANGE_MOVE] = &mark_rename,
		[CHANGE_DELETE] = &mark_remove,
		[CHANGE_STRIP] = &mark_remove,
		[CHANGE_DISABLE] = &mark_remove };
	const char *contact = report_contact(change->contact, report->arena);

	begin_line(report, marks[change->op], "");
	fputc(' ', report->out);
	if (change->new_dn != NULL)
		fprintf(report->out, "%s -> %s  ",
		    escape_dn(report, change->dn),
		    escape_dn(report, change->new_dn));
	else
		print_column(
		    report, escape_dn(report, change->dn), SUBJECT_WIDTH);
	if (contact != NULL)
		fputs(contact, report->out);
	else
		fprintf(report->out, "contact %s", change->contact->id);
	if (change->op == CHANGE_DISABLE)
		fputs("   disabled", report->out);
	if (change->op == CHANGE_STRIP)
		fprintf(report->out, "   stripped: %s",
		    escape(report, change->reason));
	write_foreign(report, change);
	if (is_held)
		fputs("   held, not done", report->out);
	end_line(report);
	for (size_t i = 0; i < change->attribute_count; i++) {
		write_attribute(report, &change->attributes[i]);
		count_attribute(report, &change->attributes[i]);
	}
}

static void
write_note(struct report *report, const struct mark *mark, const char *what,
    const struct report_note *note)
{
	const char *where = show_place(report, &note->place);

	begin_line(report, mark, "");
	fputc(' ', report->out);
	print_column(report, escape(report, note->subject), SUBJECT_WIDTH);
	fprintf(report->out, "%s%s", what,
	    escape(report, report_reason(note, report->arena)));
	if (*where != '\0')
		fprintf(report->out, " (%s)", where);
	end_line(report);
}

static void
write_reject(struct report *report, const struct report_note *note)
{
	write_note(report, &mark_reject, "rejected: ", note);
}

static void
write_warning(struct report *report, const struct report_note *note)
{
	write_note(report, &mark_warning, "", note);
}

static void
write_table(struct report *report)
{
	if (report->count == 0)
		return;
	fprintf(report->out, "\n%-26s %9s %9s %16s %9s\n", "attribute", "added",
	    "replaced", "only reformatted", "removed");
	for (size_t i = 0; i < report->count; i++) {
		const struct report_count *c = &report->counts[i];

		fprintf(report->out,
		    "%-26s %9" PRIu64 " %9" PRIu64 " %16" PRIu64 " %9" PRIu64
		    "\n",
		    c->name, c->added, c->replaced, c->reformatted, c->removed);
	}
}

static void
write_skipped(struct report *report, uint64_t count, const char *what)
{
	if (count > 0)
		fprintf(report->out, ", %" PRIu64 " %s", count, what);
}

void
report_write_skipped(struct report *report, const struct report_summary *s)
{
	write_skipped(report, s->skipped_filter, "of other filters");
	write_skipped(report, s->skipped_empty, "without contacts");
	write_skipped(report, s->skipped_account, "contacts of other accounts");
}

static void
write_end(struct report *report, const struct report_summary *s)
{
	const char *to = s->is_dry_run ? "to add" : "added";
	const char *modified = s->is_dry_run ? "to modify" : "modified";
	const char *removed = s->is_dry_run ? "to remove" : "removed";
	const char *renamed = s->is_dry_run ? "to rename" : "renamed";

	write_table(report);
	if (s->incomplete != NULL)
		fprintf(report->out, "\nIncomplete: %s\n",
		    escape(report, s->incomplete));
	if (s->held > 0 && s->held_for != NULL)
		fprintf(report->out,
		    "\nHeld: %" PRIu64 " removes, for %s; run it again then\n",
		    s->held, escape(report, s->held_for));
	else if (s->held > 0)
		fprintf(report->out,
		    "\nHeld: %" PRIu64 " removes, and %" PRIu64
		    " may pass without a word from you. If they are right: --max-removes %" PRIu64
		    "\n",
		    s->held, s->removes_max, s->held);
	fprintf(report->out,
	    "\n%" PRIu64 " %s, %" PRIu64 " %s, %" PRIu64 " %s, %" PRIu64
	    " %s, %" PRIu64 " rejected, %" PRIu64 " unchanged; %" PRIu64
	    " events, %" PRIu64 " superseded",
	    s->adds, to, s->modifies, modified, s->removes, removed, s->renames,
	    renamed, s->rejects, s->unchanged, s->events, s->superseded);
	report_write_skipped(report, s);
	fputc('\n', report->out);
}

const struct report_format report_text = {
	.name = "text",
	.help = "for people: every change with its map line",
	.head = write_head,
	.change = write_change,
	.reject = write_reject,
	.warning = write_warning,
	.end = write_end,
};
