/* SPDX-License-Identifier: ISC */
#include "base/error.h"

#include <stdio.h>
#include <string.h>

/* vsnprintf may cut a UTF-8 sequence in two; drop the broken rest. */
static void
cut_at_boundary(char *text)
{
	size_t len = strlen(text);

	if (len < ERROR_TEXT_MAX - 1)
		return;
	while (len > 0 && ((unsigned char)text[len - 1] & 0xc0) == 0x80)
		len--;
	if (len > 0 && ((unsigned char)text[len - 1] & 0x80) != 0)
		len--;
	text[len] = '\0';
}

static int
set(struct error *err, enum error_kind kind, int detail, const char *fmt,
    va_list ap)
{
	if (err == NULL)
		return -1;
	err->kind = kind;
	err->detail = detail;
	vsnprintf(err->text, sizeof(err->text), fmt, ap);
	cut_at_boundary(err->text);
	return -1;
}

int
error_set(struct error *err, enum error_kind kind, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	set(err, kind, 0, fmt, ap);
	va_end(ap);
	return -1;
}

int
error_set_detail(
    struct error *err, enum error_kind kind, int detail, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	set(err, kind, detail, fmt, ap);
	va_end(ap);
	return -1;
}

int
error_prefix(struct error *err, const char *fmt, ...)
{
	char old[ERROR_TEXT_MAX];
	va_list ap;
	size_t len;

	if (err == NULL)
		return -1;
	memcpy(old, err->text, sizeof(old));
	va_start(ap, fmt);
	vsnprintf(err->text, sizeof(err->text), fmt, ap);
	va_end(ap);
	len = strlen(err->text);
	snprintf(err->text + len, sizeof(err->text) - len, ": %s", old);
	cut_at_boundary(err->text);
	return -1;
}
