/* SPDX-License-Identifier: ISC */
#include "bridge/report/report_private.h"

#include "base/text.h"

static void
print(struct report *report, const struct buffer *out)
{
	fwrite(out->data, 1, out->len, report->out);
}

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
	print(report, &out);
}

static void
write_change(struct report *report, const struct change *change, bool is_held)
{
	struct ldif_record record = { .change = LDIF_MODIFY,
		.dn = change->dn,
		.entry = change->entry,
		.mods = change->mods,
		.mod_count = change->mod_count,
		.rename = change->rename };
	struct buffer out;

	buffer_init(&out, report->arena);
	if (is_held) {
		ldif_write_comment(&out,
		    arena_printf(report->arena,
			"held, not done: %s %s (contact %s)",
			change_op_name(change->op), change->dn,
			change->contact->id));
		buffer_add_char(&out, '\n');
		print(report, &out);
		return;
	}
	ldif_write_comment(&out,
	    arena_printf(report->arena, "contact %s", change->contact->id));
	if (change->new_dn != NULL) {
		record.change = LDIF_MODRDN;
		ldif_write_record(&out, &record);
		record.change = LDIF_MODIFY;
		record.dn = change->new_dn;
	}
	if (change->op == CHANGE_ADD)
		record.change = LDIF_ADD;
	else if (change->op == CHANGE_DELETE)
		record.change = LDIF_DELETE;
	if (record.change != LDIF_MODIFY || record.mod_count > 0)
		ldif_write_record(&out, &record);
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
