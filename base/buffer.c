/* SPDX-License-Identifier: ISC */
#include "base/buffer.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <nettle/base64.h>

void
buffer_init(struct buffer *buffer, struct arena *arena)
{
	buffer->arena = arena;
	buffer->capacity = 64;
	buffer->data = arena_alloc(arena, buffer->capacity);
	buffer->len = 0;
}

static void
reserve(struct buffer *buffer, size_t len)
{
	size_t capacity = buffer->capacity;
	char *larger;

	if (capacity - buffer->len > len)
		return;
	while (capacity - buffer->len <= len)
		capacity *= 2;
	larger = arena_alloc(buffer->arena, capacity);
	memcpy(larger, buffer->data, buffer->len);
	buffer->data = larger;
	buffer->capacity = capacity;
}

void
buffer_add(struct buffer *buffer, const void *data, size_t len)
{
	reserve(buffer, len);
	if (len > 0)
		memcpy(buffer->data + buffer->len, data, len);
	buffer->len += len;
	buffer->data[buffer->len] = '\0';
}

void
buffer_add_text(struct buffer *buffer, const char *text)
{
	buffer_add(buffer, text, strlen(text));
}

void
buffer_add_char(struct buffer *buffer, char c)
{
	buffer_add(buffer, &c, 1);
}

void
buffer_add_base64(struct buffer *buffer, struct value bytes)
{
	size_t len = BASE64_ENCODE_RAW_LENGTH(bytes.len);

	reserve(buffer, len);
	base64_encode_raw(
	    buffer->data + buffer->len, bytes.len, (const uint8_t *)bytes.data);
	buffer->len += len;
	buffer->data[buffer->len] = '\0';
}

void
buffer_printf(struct buffer *buffer, const char *fmt, ...)
{
	size_t room = buffer->capacity - buffer->len;
	va_list ap;
	int len;

	va_start(ap, fmt);
	len = vsnprintf(buffer->data + buffer->len, room, fmt, ap);
	va_end(ap);
	if (len >= 0 && (size_t)len >= room) {
		reserve(buffer, (size_t)len);
		va_start(ap, fmt);
		vsnprintf(buffer->data + buffer->len, (size_t)len + 1, fmt, ap);
		va_end(ap);
	}
	if (len > 0)
		buffer->len += (size_t)len;
	buffer->data[buffer->len] = '\0';
}

struct value
buffer_value(const struct buffer *buffer)
{
	struct value value = { buffer->data, buffer->len };

	return value;
}
