/* SPDX-License-Identifier: ISC */
#include "bridge/report/report_private.h"

#include "bridge/change_ldif.h"

static void
write_head(struct report *report, const struct report_head *head)
{
	struct buffer out;

	buffer_init(&out, report->arena);
	ldif_write_comment(&out,
	    arena_printf(report->arena, "dirwire, %s, %s",
		head->is_dry_run ? "dry run: planned changes"
				 : "changes that were made",
		head->time));
	ldif_write_comment(&out,
	    arena_printf(report->arena, "directory %s as %s, map %s",
		head->target, head->identity, head->map_hash));
	ldif_write_head(&out);
	report_print(report, &out);
}

static void
write_change(struct report *report, const struct change *change, bool is_held)
{
	struct buffer out;

	buffer_init(&out, report->arena);
	if (is_held) {
		ldif_write_comment(&out,
		    arena_printf(report->arena,
			"held, not done: %s %s (contact %s)",
			change_op_name(change->op), change->dn,
			change->contact->id));
		buffer_add_char(&out, '\n');
		report_print(report, &out);
		return;
	}
	ldif_write_comment(&out,
	    arena_printf(report->arena, "contact %s", change->contact->id));
	change_write_ldif(change, &out);
	report_print(report, &out);
}

static void
write_note(
    struct report *report, const char *what, const struct report_note *note)
{
	const struct place *place = &note->place;
	const char *where = "";
	struct buffer out;

	if (place->line > 0 && place->file != NULL)
		where = arena_printf(
		    report->arena, " (%s:%u)", place_file(place), place->line);
	buffer_init(&out, report->arena);
	ldif_write_comment(&out,
	    arena_printf(report->arena, "%s%s: %s%s", note->subject, what,
		report_reason(note, report->arena), where));
	buffer_add_char(&out, '\n');
	report_print(report, &out);
}

static void
write_reject(struct report *report, const struct report_note *note)
{
	write_note(report, " rejected", note);
}

static void
write_warning(struct report *report, const struct report_note *note)
{
	write_note(report, "", note);
}

static void
write_end(struct report *report, const struct report_summary *summary)
{
	struct buffer out;

	buffer_init(&out, report->arena);
	if (summary->incomplete != NULL)
		ldif_write_comment(&out,
		    arena_printf(
			report->arena, "incomplete: %s", summary->incomplete));
	ldif_write_comment(&out, "end");
	report_print(report, &out);
}

const struct report_format report_ldif = {
	.name = "ldif",
	.help = "LDIF change records (RFC 2849) that ldapmodify takes",
	.head = write_head,
	.change = write_change,
	.reject = write_reject,
	.warning = write_warning,
	.end = write_end,
};
