/* SPDX-License-Identifier: ISC */
#include "base/log.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>

#include "base/text.h"

enum { LINE_MAX_BYTES = 8192, STATUS_MAX_BYTES = 128 };

/* To the left margin, and nothing from there on. */
static const char clear[] = "\r\033[K";

static enum log_level log_level = LOG_LEVEL_INFO;
static char status[STATUS_MAX_BYTES]; /* "": none */
static bool is_status_hidden;

void
log_set_level(enum log_level level)
{
	log_level = level;
}

static bool
is_status_shown(void)
{
	return *status != '\0' && !is_status_hidden;
}

void
log_status(const char *text)
{
	bool was_shown = is_status_shown();

	if (log_level < LOG_LEVEL_WARNING)
		return;
	snprintf(status, sizeof(status), "%s", text != NULL ? text : "");
	if (was_shown || is_status_shown())
		fprintf(stderr, "%s%s", clear, status);
}

void
log_status_hide(void)
{
	if (is_status_shown())
		fputs(clear, stderr);
	is_status_hidden = true;
}

void
log_status_show(void)
{
	is_status_hidden = false;
	if (is_status_shown())
		fputs(status, stderr);
}

static void
write_line(
    enum log_level level, const char *prefix, const char *fmt, va_list ap)
{
	bool is_shown = is_status_shown();
	char text[LINE_MAX_BYTES];
	struct arena *arena;

	if (level > log_level)
		return;
	vsnprintf(text, sizeof(text), fmt, ap);
	arena = arena_create();
	/* one write, so that the status below is never seen half */
	fprintf(stderr, "%sdirwire: %s%s\n%s", is_shown ? clear : "", prefix,
	    text_escape(arena, value_of(text)), is_shown ? status : "");
	arena_destroy(&arena);
}

void
log_error(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	write_line(LOG_LEVEL_ERROR, "error: ", fmt, ap);
	va_end(ap);
}

void
log_warning(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	write_line(LOG_LEVEL_WARNING, "warning: ", fmt, ap);
	va_end(ap);
}

void
log_info(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	write_line(LOG_LEVEL_INFO, "", fmt, ap);
	va_end(ap);
}

void
log_debug(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	write_line(LOG_LEVEL_DEBUG, "debug: ", fmt, ap);
	va_end(ap);
}
