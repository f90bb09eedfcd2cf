/* SPDX-License-Identifier: ISC */
#include "bridge/report/report_private.h"

#include "bridge/change_ldif.h"

static void
print(struct report *report, const struct buffer *out)
{
	fwrite(out->data, 1, out->len,
	    report->spool != NULL ? report->spool : report->out);
}

static void
add_head(
    struct report *report, const struct report_head *head, struct buffer *out)
{
	ldif_write_comment(out,
	    arena_printf(report->arena, "dirwire, %s, %s",
		head->is_dry_run ? "dry run: planned changes"
				 : "changes that were made",
		head->time));
	ldif_write_comment(out,
	    arena_printf(report->arena, "directory %s as %s, map %s",
		head->target, head->identity, head->map_hash));
}

static void
write_head(struct report *report, const struct report_head *head)
{
	struct buffer out;

	buffer_init(&out, report->arena);
	add_head(report, head, &out);
	ldif_write_head(&out);
	print(report, &out);
}

static void
write_change(struct report *report, const struct change *change, bool is_held)
{
	struct buffer out;

	buffer_init(&out, report->arena);
	if (is_held) {
		ldif_write_comment(&out,
		    arena_printf(report->arena,
			"held, not done: %s %s%s%s (contact %s)",
			change_op_name(change->op), change->dn,
			change->new_dn != NULL ? " to " : "",
			change->new_dn != NULL ? change->new_dn : "",
			change->contact->id));
		buffer_add_char(&out, '\n');
		print(report, &out);
		return;
	}
	ldif_write_comment(&out,
	    arena_printf(report->arena, "contact %s", change->contact->id));
	change_write_ldif(change, &out);
	print(report, &out);
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
	print(report, &out);
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
	print(report, &out);
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

static void
write_content_head(struct report *report, const struct report_head *head)
{
	struct buffer out;

	buffer_init(&out, report->arena);
	add_head(report, head, &out);
	/* slapadd takes no version line */
	buffer_add_char(&out, '\n');
	print(report, &out);
}

/* Entries alone, all or none: they are held back until it is known that the plan
 * adds and does nothing else, so that who reads on never gets half of it. */
static void
write_entry(struct report *report, const struct change *change, bool is_held)
{
	struct ldif_record record = {
		.change = LDIF_CONTENT, .dn = change->dn, .entry = change->entry
	};
	struct buffer out;

	(void)is_held; /* adds are not, and nothing else is told */
	if (report->refused != NULL)
		return;
	if (change->op != CHANGE_ADD) {
		report->refused = arena_printf(report->lasting,
		    "ldif-content tells entries alone, and the plan holds more than adds (%s %s, contact %s); use ldif",
		    change_op_name(change->op), change->dn,
		    change->contact->id);
		return;
	}
	buffer_init(&out, report->arena);
	ldif_write_comment(&out,
	    arena_printf(report->arena, "contact %s", change->contact->id));
	ldif_write_record(&out, &record);
	print(report, &out);
}

static void
write_content_end(struct report *report, const struct report_summary *summary)
{
	struct buffer out;

	if (report->refused == NULL) {
		write_end(report, summary);
		report_copy_spool(report);
		return;
	}
	buffer_init(&out, report->arena);
	ldif_write_comment(&out,
	    arena_printf(
		report->arena, "refused, no entries: %s", report->refused));
	fwrite(out.data, 1, out.len, report->out);
}

const struct report_format report_ldif_content = {
	.name = "ldif-content",
	.help =
	    "entries (RFC 2849) for ldapadd and slapadd, of a plan that only adds",
	.has_spool = true,
	.head = write_content_head,
	.change = write_entry,
	.reject = write_reject,
	.warning = write_warning,
	.end = write_content_end,
};
