/* SPDX-License-Identifier: ISC */
#include "bridge/checklist.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

static const struct {
	const char *word;
	const char *colour;
} results[CHECK_RESULTS] = {
	[CHECK_OK] = { "ok", "\033[32m" },
	[CHECK_WARNING] = { "warning", "\033[33m" },
	[CHECK_FAILED] = { "failed", "\033[1;31m" },
	[CHECK_NOT_PROVEN] = { "not proven", "\033[35m" },
};

void
checklist_init(struct checklist *list, struct arena *arena, bool is_coloured)
{
	memset(list, 0, sizeof(*list));
	list->arena = arena;
	list->is_coloured = is_coloured;
	list->status = EXIT_DONE;
}

const char *
checklist_word(enum check_result result)
{
	return results[result].word;
}

void
checklist_head(struct checklist *list, const char *text)
{
	list->head = text_escape_dn(list->arena, value_of(text));
	list->is_shown = false;
}

static const char *
format(struct checklist *list, const char *fmt, va_list ap)
{
	char text[ERROR_TEXT_MAX];

	vsnprintf(text, sizeof(text), fmt, ap);
	return text_escape_dn(list->arena, value_of(text));
}

static void
item(struct checklist *list, enum check_result result, const char *what,
    const char *fmt, va_list ap)
{
	const char *text = format(list, fmt, ap);

	list->counts[result]++;
	list->is_shown = !list->is_quiet || result != CHECK_OK;
	if (!list->is_shown)
		return;
	if (list->head != NULL)
		printf("%s\n", list->head);
	list->head = NULL;
	printf("  %s%-10s%s  %-14s  %s\n",
	    list->is_coloured ? results[result].colour : "",
	    results[result].word, list->is_coloured ? "\033[0m" : "", what,
	    text);
	fflush(stdout);
}

void
checklist_ok(struct checklist *list, const char *what, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	item(list, CHECK_OK, what, fmt, ap);
	va_end(ap);
}

void
checklist_warning(
    struct checklist *list, const char *what, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	item(list, CHECK_WARNING, what, fmt, ap);
	va_end(ap);
}

void
checklist_not_proven(
    struct checklist *list, const char *what, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	item(list, CHECK_NOT_PROVEN, what, fmt, ap);
	va_end(ap);
}

void
checklist_failed(struct checklist *list, enum exit_status status,
    const char *what, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	item(list, CHECK_FAILED, what, fmt, ap);
	va_end(ap);
	list->status = exit_status_worse(list->status, status);
}

void
checklist_way_out(struct checklist *list, const char *fmt, ...)
{
	const char *text;
	va_list ap;

	va_start(ap, fmt);
	text = format(list, fmt, ap);
	va_end(ap);
	if (list->is_shown)
		printf("%30s%s\n", "", text);
}

void
checklist_end(struct checklist *list)
{
	printf("%zu ok, %zu warning%s, %zu failed, %zu not proven\n",
	    list->counts[CHECK_OK], list->counts[CHECK_WARNING],
	    list->counts[CHECK_WARNING] == 1 ? "" : "s",
	    list->counts[CHECK_FAILED], list->counts[CHECK_NOT_PROVEN]);
}
