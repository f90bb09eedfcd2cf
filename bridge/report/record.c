/* SPDX-License-Identifier: ISC */
/* What --record keeps of a plan beside plan.json: the entries as they were, and
 * the way back. */
#include "bridge/report/report_private.h"

#include "bridge/change_ldif.h"
#include "bridge/undo.h"

static void
write_comments(struct buffer *out, const char *const *lines)
{
	for (size_t i = 0; lines[i] != NULL; i++)
		ldif_write_comment(out, lines[i]);
}

static void
begin(struct report *report, const struct report_head *head, const char *what,
    const char *const *lines)
{
	struct buffer out;

	report->map = head->map;
	buffer_init(&out, report->arena);
	ldif_write_comment(&out,
	    arena_printf(report->arena, "dirwire, %s, %s", what, head->time));
	ldif_write_comment(&out,
	    arena_printf(report->arena, "directory %s as %s, map %s",
		head->target, head->identity, head->map_hash));
	write_comments(&out, lines);
	ldif_write_head(&out);
	report_print(report, &out);
}

static void
before_head(struct report *report, const struct report_head *head)
{
	static const char *const lines[] = {
		"Every entry that is about to be changed or removed, as it was read.",
		NULL
	};

	begin(report, head, "entries before the run", lines);
}

static void
before_change(struct report *report, const struct change *change, bool is_held)
{
	struct ldif_record record = { .change = LDIF_CONTENT };
	struct buffer out;

	if (is_held || change->current == NULL)
		return;
	buffer_init(&out, report->arena);
	record.dn = change->current->entry.dn;
	record.entry = change->current->entry;
	ldif_write_comment(&out,
	    arena_printf(report->arena, "contact %s, %s, entryUUID %s",
		change->contact->id, change_op_name(change->op),
		change->current->uuid != NULL ? change->current->uuid
					      : "not readable"));
	ldif_write_record(&out, &record);
	report_print(report, &out);
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

static void
undo_head(struct report *report, const struct report_head *head)
{
	static const char *const lines[] = {
		"For ldapmodify: takes back what the run beside plan.json was about to do, the",
		"last change first.",
		"With ldapmodify -c also when the run was cut short or some contacts were rejected:",
		"what was not done, or others changed since, is told as 32, 16, 20 or 122 and left",
		"alone; but a replace, of an attribute without equality rule, is done in any case.",
		"It can't bring back:",
		"  entryUUID, createTimestamp, creatorsName and other operational attributes of",
		"    entries that were deleted, and modifyTimestamp, entryCSN of all others;",
		"  values that the identity above may not read, like userPassword;",
		"  what the server changes by itself, like references to an entry that was deleted.",
		NULL
	};

	begin(report, head, "the way back", lines);
}

static void
undo_change(struct report *report, const struct change *change, bool is_held)
{
	struct change undo;
	struct buffer out;

	if (is_held)
		return;
	change_undo(change, report->map, report->arena, &undo);
	buffer_init(&out, report->arena);
	ldif_write_comment(&out,
	    arena_printf(report->arena, "contact %s, %s", change->contact->id,
		change_op_name(change->op)));
	change_write_ldif(&undo, &out);
	report->starts =
	    arena_grow(report->lasting, report->starts, report->start_count,
		&report->start_capacity, sizeof(*report->starts));
	report->starts[report->start_count++] = ftell(report->spool);
	fwrite(out.data, 1, out.len, report->spool);
}

/* The last change is taken back first: it may need what one before it made, or a
 * value that one before it gave up. */
static void
undo_end(struct report *report, const struct report_summary *summary)
{
	long end = ftell(report->spool);

	if (report_rewind_spool(report) < 0)
		return; /* which is told when it is closed */
	for (size_t i = report->start_count; i-- > 0;) {
		long start = report->starts[i];

		fseek(report->spool, start, SEEK_SET);
		for (long at = start; at < end; at++)
			putc(getc(report->spool), report->out);
		end = start;
	}
	write_end(report, summary);
}

static void
ignore_note(struct report *report, const struct report_note *note)
{
	(void)report;
	(void)note;
}

const struct report_format report_before = {
	.name = "before",
	.help = "entries as they were",
	.head = before_head,
	.change = before_change,
	.reject = ignore_note,
	.warning = ignore_note,
	.end = write_end,
};

const struct report_format report_undo = {
	.name = "undo",
	.help = "the way back, for ldapmodify",
	.head = undo_head,
	.change = undo_change,
	.reject = ignore_note,
	.warning = ignore_note,
	.end = undo_end,
	.has_spool = true,
};
