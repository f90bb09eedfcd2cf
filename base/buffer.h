/* SPDX-License-Identifier: ISC */
/* base/buffer.h - text that grows in an arena.
 *
 *	struct buffer out;
 *
 *	buffer_init(&out, arena);
 *	buffer_printf(&out, "%s=%zu", name, count);
 *	return buffer_value(&out);
 */
#ifndef DIRWIRE_BASE_BUFFER_H
#define DIRWIRE_BASE_BUFFER_H

#include "base/value.h"

struct buffer {
	struct arena *arena;
	char *data; /* always NUL-terminated */
	size_t len;
	size_t capacity;
};

void buffer_init(struct buffer *buffer, struct arena *arena);
void buffer_add(struct buffer *buffer, const void *data, size_t len);
void buffer_add_text(struct buffer *buffer, const char *text);
void buffer_add_char(struct buffer *buffer, char c);
void buffer_add_base64(struct buffer *buffer, struct value bytes);
void buffer_printf(struct buffer *buffer, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* What was gathered; borrowed from the arena, valid until more is added. */
struct value buffer_value(const struct buffer *buffer);

#endif
