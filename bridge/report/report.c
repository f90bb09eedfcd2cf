/* SPDX-License-Identifier: ISC */
#include "bridge/report/report_private.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

static const struct report_format *const formats[] = { &report_text,
	&report_ldif, &report_coverage };

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

struct report *
report_attach(const struct report_format *format, FILE *out, const char *path)
{
	struct report *report = memory_alloc(1, sizeof(*report));

	report->format = format;
	report->out = out;
	report->path = path != NULL ? memory_strdup(path) : NULL;
	report->arena = arena_create();
	report->lasting = arena_create();
	return report;
}

struct report *
report_create(const struct report_format *format, const char *path,
    bool is_coloured, struct error *err)
{
	struct report *report;
	FILE *out = stdout;

	if (path != NULL)
		out = fopen(path, "we");
	if (out == NULL) {
		error_set_detail(err, ERROR_SYSTEM, errno,
		    "can't write the report %s: %s", path, strerror(errno));
		return NULL;
	}
	report = report_attach(format, out, path);
	report->is_coloured = is_coloured && path == NULL;
	return report;
}

struct report *
report_open(
    const char *format, const char *path, bool is_coloured, struct error *err)
{
	const struct report_format *found = report_format_find(format);

	if (found != NULL)
		return report_create(found, path, is_coloured, err);
	error_set(err, ERROR_USAGE,
	    "there is no report format %s; dirwire knows text and ldif",
	    format);
	return NULL;
}

int
report_close(struct report **report, struct error *err)
{
	struct report *r = *report;
	int rc = 0;

	if (r == NULL)
		return 0;
	if (fflush(r->out) != 0 || ferror(r->out) != 0)
		rc = error_set_detail(err, ERROR_SYSTEM, errno,
		    "the report %s is not whole: %s",
		    r->path != NULL ? r->path : "on standard output",
		    strerror(errno));
	if (r->path != NULL && fclose(r->out) != 0 && rc == 0)
		rc = error_set_detail(err, ERROR_SYSTEM, errno,
		    "the report %s is not whole: %s", r->path, strerror(errno));
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

void
report_head(struct report *report, const struct report_head *head)
{
	report->format->head(report, head);
	arena_reset(report->arena);
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
	report->format->change(report, change, is_held);
	arena_reset(report->arena);
}

void
report_unchanged(struct report *report, const struct change *change)
{
	if (report->format->unchanged != NULL)
		report->format->unchanged(report, change);
	arena_reset(report->arena);
}

void
report_reject(struct report *report, const struct report_note *note)
{
	report->format->reject(report, note);
	arena_reset(report->arena);
}

void
report_warning(struct report *report, const struct report_note *note)
{
	report->format->warning(report, note);
	arena_reset(report->arena);
}

void
report_end(struct report *report, const struct report_summary *summary)
{
	report->format->end(report, summary);
	arena_reset(report->arena);
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
	return text.len > 0 ? text_escape(arena, text) : NULL;
}

static const char *
name_of(const struct contact *contact, struct arena *arena)
{
	const char *first = field(contact->root, "firstName", arena);
	const char *last = field(contact->root, "lastName", arena);

	if (first != NULL && last != NULL)
		return arena_printf(arena, "%s %s", first, last);
	if (first != NULL || last != NULL)
		return first != NULL ? first : last;
	return field(contact->root, "name", arena);
}

const char *
report_contact(const struct contact *contact, struct arena *arena)
{
	const struct node *site = node_member(contact->root, "site");
	const char *parts[] = { field(contact->root, "type", arena),
		field(contact->root, "status", arena),
		field(site, "name", arena) };
	const char *name = name_of(contact, arena);
	struct buffer out;

	buffer_init(&out, arena);
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		if (parts[i] != NULL)
			buffer_printf(
			    &out, "%s%s", out.len > 0 ? ", " : "", parts[i]);
	if (name == NULL && out.len == 0)
		return NULL;
	if (out.len == 0)
		return name;
	if (name == NULL)
		return arena_printf(arena, "(%s)", out.data);
	return arena_printf(arena, "%s (%s)", name, out.data);
}
