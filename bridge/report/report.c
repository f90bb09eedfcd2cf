/* SPDX-License-Identifier: ISC */
#include "bridge/report/report_private.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/text.h"
#include "bridge/spool.h"

static const struct report_format *const formats[] = { &report_text,
	&report_ldif, &report_ldif_content, &report_json, &report_coverage };

enum { FORMATS = sizeof(formats) / sizeof(formats[0]) };

const struct report_format *
report_format_find(const char *name)
{
	for (size_t i = 0; i < FORMATS; i++)
		if (strcmp(formats[i]->name, name) == 0)
			return formats[i];
	return NULL;
}

const struct report_format *
report_format_at(size_t n)
{
	return n < FORMATS ? formats[n] : NULL;
}

const char *
report_format_names(struct arena *arena)
{
	struct buffer out;

	buffer_init(&out, arena);
	for (size_t i = 0; i < FORMATS; i++)
		buffer_printf(&out, "%s%s",
		    i == 0                ? ""
			: i + 1 < FORMATS ? ", "
					  : " and ",
		    formats[i]->name);
	return buffer_value(&out).data;
}

static FILE *
open_spool(struct error *err)
{
	int fd = spool_create("a part of a report", err);
	FILE *spool;

	if (fd < 0)
		return NULL;
	spool = fdopen(fd, "w+");
	if (spool == NULL) {
		error_set_detail(err, ERROR_SYSTEM, errno,
		    "can't hold a part of a report: %s", strerror(errno));
		close(fd);
	}
	return spool;
}

static struct report *
create(const struct report_format *format, FILE *out, FILE *spool,
    const char *path)
{
	struct report *report = memory_alloc(1, sizeof(*report));

	report->format = format;
	report->out = out;
	report->spool = spool;
	report->is_screen = isatty(fileno(out)) != 0;
	report->path = path != NULL ? memory_strdup(path) : NULL;
	report->arena = arena_create();
	report->lasting = arena_create();
	return report;
}

struct report *
report_attach(const struct report_format *format, FILE *out, const char *path,
    struct error *err)
{
	FILE *spool = NULL;

	if (format->has_spool && (spool = open_spool(err)) == NULL)
		return NULL;
	return create(format, out, spool, path);
}

struct report *
report_open(const struct report_format *format, const char *path,
    bool is_coloured, struct error *err)
{
	struct report *report;
	FILE *out = stdout, *spool = NULL;

	if (format->has_spool && (spool = open_spool(err)) == NULL)
		return NULL;
	if (path != NULL)
		out = fopen(path, "we");
	if (out == NULL) {
		error_set_detail(err, ERROR_SYSTEM, errno,
		    "can't write the report %s: %s", path, strerror(errno));
		if (spool != NULL)
			fclose(spool);
		return NULL;
	}
	report = create(format, out, spool, path);
	report->is_coloured = is_coloured && path == NULL;
	return report;
}

/* Was all of it written?  -1 with `err`. */
static int
finish(struct report *report, struct error *err)
{
	const char *name =
	    report->path != NULL ? report->path : "on standard output";
	const char *why = NULL;

	if (report->spool != NULL &&
	    (report->is_spool_lost || ferror(report->spool) != 0))
		why = "a part of it could not be held in TMPDIR";
	if (report->spool != NULL)
		fclose(report->spool);
	if (fflush(report->out) != 0 || ferror(report->out) != 0)
		why = strerror(errno);
	if (report->path != NULL && fclose(report->out) != 0 && why == NULL)
		why = strerror(errno);
	if (why != NULL)
		return error_set_detail(err, ERROR_SYSTEM, errno,
		    "the report %s is not whole: %s", name, why);
	if (report->refused != NULL)
		return error_set(err, ERROR_USAGE,
		    "the report %s is refused: %s", name, report->refused);
	return 0;
}

int
report_close(struct report **report, struct error *err)
{
	struct report *r = *report;
	int rc;

	if (r == NULL)
		return 0;
	rc = finish(r, err);
	free(r->path);
	arena_destroy(&r->arena);
	arena_destroy(&r->lasting);
	free(r);
	*report = NULL;
	return rc;
}

void
report_print(struct report *report, const struct buffer *out)
{
	fwrite(out->data, 1, out->len, report->out);
}

int
report_rewind_spool(struct report *report)
{
	/* rewind() forgets that something could not be written */
	report->is_spool_lost |=
	    fflush(report->spool) != 0 || ferror(report->spool) != 0;
	if (report->is_spool_lost)
		return -1;
	rewind(report->spool);
	return 0;
}

void
report_copy_spool(struct report *report)
{
	char data[BUFSIZ];
	size_t got;

	if (report_rewind_spool(report) < 0)
		return;
	while ((got = fread(data, 1, sizeof(data), report->spool)) > 0)
		fwrite(data, 1, got, report->out);
}

/* The log's status line does not stand in the way. */
static void
begin_call(struct report *report)
{
	if (report->is_screen)
		log_status_hide();
}

static void
end_call(struct report *report)
{
	if (report->is_screen && !report->format->has_open_lines)
		log_status_show();
	arena_reset(report->arena);
}

void
report_head(struct report *report, const struct report_head *head)
{
	begin_call(report);
	report->format->head(report, head);
	end_call(report);
}

bool
report_wants_mapped(const struct report *report)
{
	return report->format->mapped != NULL;
}

void
report_mapped(struct report *report, const struct contact *contact,
    const struct trace *trace, const struct desired *desired)
{
	if (report->format->mapped != NULL)
		report->format->mapped(report, contact, trace, desired);
	arena_reset(report->arena);
}

void
report_change(struct report *report, const struct change *change, bool is_held)
{
	begin_call(report);
	report->format->change(report, change, is_held);
	end_call(report);
}

void
report_unchanged(struct report *report, const struct change *change)
{
	if (report->format->unchanged == NULL)
		return;
	begin_call(report);
	report->format->unchanged(report, change);
	end_call(report);
}

void
report_reject(struct report *report, const struct report_note *note)
{
	begin_call(report);
	report->format->reject(report, note);
	end_call(report);
}

void
report_warning(struct report *report, const struct report_note *note)
{
	begin_call(report);
	report->format->warning(report, note);
	end_call(report);
}

void
report_end(struct report *report, const struct report_summary *summary)
{
	begin_call(report);
	report->format->end(report, summary);
	end_call(report);
}

const char *
report_reason(const struct report_note *note, struct arena *arena)
{
	const char *attribute = note->attribute != NULL ? note->attribute : "";
	const char *colon = note->attribute != NULL ? ": " : "";

	if (note->value.data == NULL)
		return arena_printf(
		    arena, "%s%s%s", attribute, colon, note->reason);
	return arena_printf(arena, "%s%sleft out \"%.200s\", which %s",
	    attribute, colon, note->value.data, note->reason);
}

static const char *
field(const struct node *object, const char *name, struct arena *arena)
{
	const struct node *node = node_member(object, name);
	struct value text;

	if (node == NULL || node->text.len == 0)
		return NULL;
	text = text_clean(arena, node->text);
	return text.len > 0 ? text.data : NULL;
}

const char *
report_name(const struct contact *contact, struct arena *arena)
{
	const char *first = field(contact->root, "firstName", arena);
	const char *last = field(contact->root, "lastName", arena);

	if (first != NULL && last != NULL)
		return arena_printf(arena, "%s %s", first, last);
	if (first != NULL || last != NULL)
		return first != NULL ? first : last;
	return field(contact->root, "name", arena);
}

enum { CONTACT_WIDTH_MAX = 200 };

const char *
report_contact(const struct contact *contact, struct arena *arena)
{
	const struct node *site = node_member(contact->root, "site");
	const char *parts[] = { field(contact->root, "type", arena),
		field(contact->root, "status", arena),
		field(site, "name", arena) };
	const char *name = report_name(contact, arena);
	const char *text;
	struct buffer out;

	buffer_init(&out, arena);
	if (name != NULL)
		buffer_add_text(&out, name);
	for (size_t i = 0, shown = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		if (parts[i] != NULL)
			buffer_printf(&out, "%s%s",
			    shown++ > 0       ? ", "
				: out.len > 0 ? " ("
					      : "(",
			    parts[i]);
	if (parts[0] != NULL || parts[1] != NULL || parts[2] != NULL)
		buffer_add_char(&out, ')');
	if (out.len == 0)
		return NULL;
	text = text_escape(arena, buffer_value(&out));
	if (text_width(text) <= CONTACT_WIDTH_MAX)
		return text;
	return arena_printf(arena, "%s and so on",
	    text_cut(arena, value_of(text), CONTACT_WIDTH_MAX).data);
}
