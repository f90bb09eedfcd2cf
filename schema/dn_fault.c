/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "base/buffer.h"
#include "base/text.h"
#include "schema/dn.h"

/* The first of `signs` at or behind `at` that no backslash stands before. */
static size_t
find_sign(struct value text, size_t at, const char *signs)
{
	for (; at < text.len; at++) {
		if (text.data[at] == '\\')
			at++;
		else if (strchr(signs, text.data[at]) != NULL)
			return at;
	}
	return text.len;
}

/* example.com as dc=example,dc=com; NULL when the text is no such name. */
static const char *
from_domain(const char *text, struct arena *arena)
{
	struct buffer out;

	if (strchr(text, '.') == NULL || strpbrk(text, " ,;=\"@") != NULL)
		return NULL;
	buffer_init(&out, arena);
	while (*text != '\0') {
		size_t len = strcspn(text, ".");

		if (len == 0)
			return NULL;
		buffer_printf(
		    &out, "%sdc=%.*s", out.len > 0 ? "," : "", (int)len, text);
		text += len;
		text += *text == '.';
	}
	return buffer_value(&out).data;
}

static bool
is_type(struct value name)
{
	for (size_t i = 0; i < name.len; i++) {
		char c = name.data[i];
		bool is_letter =
		    (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');

		if (!is_letter && !(c >= '0' && c <= '9') &&
		    (c != '-' || i == 0) && (c != '.' || i == 0))
			return false;
	}
	return name.len > 0;
}

/* What is wrong with a part between two commas; or NULL. */
static const char *
part_fault(struct value part, const char *usual, struct arena *arena)
{
	size_t equals = find_sign(part, 0, "=");
	size_t sign = find_sign(part, equals, "\"<>;+");
	struct value name =
	    text_trim(arena, value_copy(arena, part.data, equals));

	if (text_trim(arena, part).len == 0)
		return "it has a comma too many; take that out";
	if (equals == part.len)
		return arena_printf(arena,
		    "its part \"%s\" names no attribute; write one before it, like %s=%s",
		    part.data, usual, part.data);
	if (!is_type(name))
		return arena_printf(arena,
		    "\"%s\" is no name of an attribute; write one like ou",
		    name.data);
	if (sign < part.len && part.data[sign] == '+' &&
	    find_sign(part, sign, "=") < part.len)
		return NULL;
	if (sign < part.len)
		return arena_printf(arena,
		    "put a backslash before the %c in \"%s\"", part.data[sign],
		    part.data);
	return NULL;
}

const char *
dn_fault(struct value text, struct arena *arena)
{
	const char *domain = from_domain(text.data, arena);

	if (domain != NULL)
		return arena_printf(arena, "write the domain as %s", domain);
	if (strpbrk(text.data, ";") != NULL &&
	    find_sign(text, 0, ";") < text.len &&
	    find_sign(text, 0, ",") == text.len)
		return "write a comma between its parts, not a semicolon";
	for (size_t at = 0; at <= text.len;) {
		size_t end = find_sign(text, at, ",");
		bool is_domain =
		    at == 0 && strncmp(text.data + end, ",dc=", 4) == 0;
		const char *fault =
		    part_fault(value_copy(arena, text.data + at, end - at),
			is_domain ? "dc" : "ou", arena);

		if (fault != NULL)
			return fault;
		at = end + 1;
	}
	return "write a backslash before each comma, quote, plus, <, > and ; that belongs to a name";
}
