/* SPDX-License-Identifier: ISC */
#include "base/log.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/text.h"

enum { LINE_MAX_BYTES = 8192 };

static enum log_level log_level = LOG_LEVEL_INFO;

void
log_set_level(enum log_level level)
{
	log_level = level;
}

static void
write_line(
    enum log_level level, const char *prefix, const char *fmt, va_list ap)
{
	char text[LINE_MAX_BYTES];
	struct arena *arena;

	if (level > log_level)
		return;
	vsnprintf(text, sizeof(text), fmt, ap);
	arena = arena_create();
	fprintf(stderr, "dirwire: %s%s\n", prefix,
	    text_escape(arena, value_of(text)));
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
