/* SPDX-License-Identifier: ISC */
/* docs/report.schema.json says what each key means.  Changes are written as they
 * come, one a line; rejects and warnings come in between and wait in the spool,
 * each a line behind the letter of its array.  So memory does not grow. */
#include "bridge/report/report_private.h"

#include <inttypes.h>
#include <string.h>

#include "base/text.h"

enum { LETTER_REJECT = 'r', LETTER_WARNING = 'w' };

/* The comma, unless nothing stands before it, and the key, unless it is an
 * element. */
static void
begin(struct buffer *out, const char *key)
{
	char last = out->len > 0 ? out->data[out->len - 1] : '{';

	if (last != '{' && last != '[')
		buffer_add_text(out, ", ");
	if (key != NULL)
		buffer_printf(out, "\"%s\": ", key);
}

static void
add_string(struct buffer *out, const char *key, const char *text)
{
	begin(out, key);
	if (text == NULL)
		buffer_add_text(out, "null");
	else
		buffer_printf(out, "\"%s\"",
		    text_escape_json(out->arena, value_of(text)));
}

static void
add_optional(struct buffer *out, const char *key, const char *text)
{
	if (text != NULL && *text != '\0')
		add_string(out, key, text);
}

static void
add_bool(struct buffer *out, const char *key, bool is_so)
{
	begin(out, key);
	buffer_add_text(out, is_so ? "true" : "false");
}

static void
add_count(struct buffer *out, const char *key, uint64_t count)
{
	begin(out, key);
	buffer_printf(out, "%" PRIu64, count);
}

static void
add_value(struct buffer *out, const char *key, struct value value)
{
	begin(out, key);
	if (text_is_utf8(value.data, value.len)) {
		buffer_add_char(out, '"');
		buffer_add_text(out, text_escape_json(out->arena, value));
		buffer_add_char(out, '"');
	} else {
		buffer_add_text(out, "{\"base64\": \"");
		buffer_add_base64(out, value);
		buffer_add_text(out, "\"}");
	}
}

static void
add_values(struct buffer *out, const char *key, const struct values *values)
{
	begin(out, key);
	buffer_add_char(out, '[');
	for (size_t i = 0; i < values->count; i++)
		add_value(out, NULL, values->items[i]);
	buffer_add_char(out, ']');
}

static void
add_line(struct buffer *out, const struct place *place)
{
	if (place->line > 0 && place->file != NULL)
		add_string(out, "line",
		    arena_printf(
			out->arena, "%s:%u", place_file(place), place->line));
}

static void
write_head(struct report *report, const struct report_head *head)
{
	struct buffer out;

	digest_init(&report->plan);
	buffer_init(&out, report->arena);
	buffer_add_text(&out, "{\"format\": 1");
	add_bool(&out, "dryRun", head->is_dry_run);
	add_string(&out, "time", head->time);
	add_string(&out, "target", head->target);
	add_string(&out, "identity", head->identity);
	add_string(&out, "base", head->base);
	add_string(&out, "account", head->account);
	begin(&out, "map");
	buffer_add_char(&out, '{');
	add_string(&out, "file", head->map_file);
	add_string(&out, "hash", head->map_hash);
	buffer_add_text(&out, "},\n\"changes\": [");
	report_print(report, &out);
}

/* The plan's hash: of each change its op, dn, newdn, contact, attributes and
 * foreign, each text as a netstring ("3:add,", "0:," when there is none), each
 * list as its count, a netstring too, and its elements. */
static void
hash_value(struct report *report, struct value value)
{
	digest_add(&report->plan,
	    value_of(arena_printf(report->arena, "%zu:", value.len)));
	digest_add(&report->plan, value);
	digest_add(&report->plan, value_of(","));
}

static void
hash_string(struct report *report, const char *text)
{
	hash_value(report, value_of(text != NULL ? text : ""));
}

static void
hash_count(struct report *report, size_t count)
{
	hash_string(report, arena_printf(report->arena, "%zu", count));
}

static void
hash_values(struct report *report, const struct values *values)
{
	hash_count(report, values->count);
	for (size_t i = 0; i < values->count; i++)
		hash_value(report, values->items[i]);
}

static const char *
attribute_op_name(enum change_attribute_op op)
{
	static const char *const names[] = { [CHANGE_ATTRIBUTE_ADD] = "add",
		[CHANGE_ATTRIBUTE_REPLACE] = "replace",
		[CHANGE_ATTRIBUTE_REFORMAT] = "reformat",
		[CHANGE_ATTRIBUTE_REMOVE] = "remove" };

	return names[op];
}

static void
hash_change(struct report *report, const struct change *change)
{
	hash_string(report, change_op_name(change->op));
	hash_string(report, change->dn);
	hash_string(report, change->new_dn);
	hash_string(report, change->contact->id);
	hash_count(report, change->attribute_count);
	for (size_t i = 0; i < change->attribute_count; i++) {
		const struct change_attribute *a = &change->attributes[i];

		hash_string(report, a->name);
		hash_string(report, attribute_op_name(a->op));
		hash_values(report, &a->old_values);
		hash_values(report, &a->new_values);
	}
	hash_values(report, &change->foreign);
}

static void
add_attribute(struct buffer *out, const struct change_attribute *attribute)
{
	begin(out, NULL);
	buffer_add_char(out, '{');
	add_string(out, "name", attribute->name);
	add_string(out, "op", attribute_op_name(attribute->op));
	add_values(out, "old", &attribute->old_values);
	add_values(out, "new", &attribute->new_values);
	add_line(out, &attribute->place);
	buffer_add_char(out, '}');
}

static void
write_change(struct report *report, const struct change *change, bool is_held)
{
	const struct map_section *section = change->section;
	struct buffer out;

	hash_change(report, change);
	buffer_init(&out, report->arena);
	buffer_add_text(&out, report->has_change ? ",\n{" : "\n{");
	report->has_change = true;
	add_string(&out, "op", change_op_name(change->op));
	add_string(&out, "dn", change->dn);
	add_optional(&out, "newdn", change->new_dn);
	add_string(&out, "contact", change->contact->id);
	add_string(&out, "name", report_name(change->contact, report->arena));
	add_string(&out, "section", section != NULL ? section->name : NULL);
	add_optional(&out, "event", change->event);
	if (is_held)
		add_bool(&out, "held", true);
	add_optional(&out, "reason", change->reason);
	begin(&out, "attributes");
	buffer_add_char(&out, '[');
	for (size_t i = 0; i < change->attribute_count; i++)
		add_attribute(&out, &change->attributes[i]);
	buffer_add_char(&out, ']');
	add_values(&out, "foreign", &change->foreign);
	buffer_add_char(&out, '}');
	report_print(report, &out);
}

/* A note waits, as a line: JSON has none inside, for its strings are escaped. */
static void
write_note(struct report *report, char letter, const struct report_note *note)
{
	struct buffer out;

	buffer_init(&out, report->arena);
	buffer_add_char(&out, '{');
	add_string(&out, "contact", note->is_contact ? note->subject : NULL);
	if (!note->is_contact)
		add_string(&out, "input", note->subject);
	add_optional(&out, "attribute", note->attribute);
	add_line(&out, &note->place);
	if (note->value.data != NULL)
		add_value(&out, "value", note->value);
	add_string(&out, "reason", note->reason);
	buffer_add_char(&out, '}');
	fprintf(report->spool, "%c%s\n", letter, out.data);
}

static void
write_reject(struct report *report, const struct report_note *note)
{
	write_note(report, LETTER_REJECT, note);
}

static void
write_warning(struct report *report, const struct report_note *note)
{
	write_note(report, LETTER_WARNING, note);
}

/* The array of the notes with that letter. */
static void
write_notes(struct report *report, const char *key, int letter)
{
	const char *comma = "";
	bool is_begun = false, is_wanted = false;
	int c;

	fprintf(report->out, "\"%s\": [", key);
	if (report_rewind_spool(report) < 0) {
		fputs("],\n", report->out);
		return;
	}
	while ((c = getc(report->spool)) != EOF) {
		if (!is_begun) {
			is_begun = true;
			is_wanted = c == letter;
			if (is_wanted)
				fprintf(report->out, "%s\n", comma);
		} else if (c == '\n') {
			is_begun = false;
			if (is_wanted)
				comma = ",";
		} else if (is_wanted) {
			putc(c, report->out);
		}
	}
	fputs("\n],\n", report->out);
}

static const char *
status_of(const struct report_summary *summary)
{
	if (summary->incomplete != NULL)
		return "incomplete";
	if (summary->held > 0)
		return "held";
	return summary->is_dry_run ? "dry-run" : "done";
}

static void
add_input(struct buffer *out, const struct report_summary *summary)
{
	begin(out, "input");
	buffer_add_char(out, '{');
	add_count(out, "events", summary->events);
	add_count(out, "contacts", summary->contacts);
	add_count(out, "superseded", summary->superseded);
	begin(out, "skipped");
	buffer_add_char(out, '{');
	add_count(out, "filter", summary->skipped_filter);
	add_count(out, "empty", summary->skipped_empty);
	add_count(out, "account", summary->skipped_account);
	buffer_add_text(out, "}}");
}

static void
add_summary(struct buffer *out, const struct report_summary *summary)
{
	begin(out, "summary");
	buffer_add_char(out, '{');
	add_count(out, "add", summary->adds);
	add_count(out, "modify", summary->modifies);
	add_count(out, "rename", summary->renames);
	add_count(out, "remove", summary->removes);
	add_count(out, "none", summary->unchanged);
	add_count(out, "reject", summary->rejects);
	buffer_add_char(out, '}');
	begin(out, "held");
	buffer_add_char(out, '{');
	/* nothing but removes is held yet */
	add_count(out, "adds", 0);
	add_count(out, "changes", 0);
	add_count(out, "removes", summary->held);
	add_count(out, "adopts", 0);
	buffer_add_char(out, '}');
}

static void
write_end(struct report *report, const struct report_summary *summary)
{
	struct report_summary told = *summary;
	char hash[DIGEST_HEX_SIZE];
	struct buffer out;

	digest_end(&report->plan, hash);
	fputs("\n],\n", report->out);
	write_notes(report, "rejected", LETTER_REJECT);
	write_notes(report, "warnings", LETTER_WARNING);
	if (report->is_spool_lost && told.incomplete == NULL)
		told.incomplete =
		    "rejected and warnings could not be held in TMPDIR";
	buffer_init(&out, report->arena);
	add_input(&out, &told);
	add_summary(&out, &told);
	add_string(&out, "plan", hash);
	add_optional(&out, "incomplete", told.incomplete);
	add_string(&out, "status", status_of(&told));
	buffer_add_text(&out, "}\n");
	report_print(report, &out);
}

const struct report_format report_json = {
	.name = "json",
	.help = "for programs: JSON, as report.schema.json says",
	.has_spool = true,
	.has_open_lines = true,
	.head = write_head,
	.change = write_change,
	.reject = write_reject,
	.warning = write_warning,
	.end = write_end,
};
