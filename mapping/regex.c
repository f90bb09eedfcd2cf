/* SPDX-License-Identifier: ISC */
#include "mapping/regex.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "base/buffer.h"

/* Enough for any sane expression on a phonebook's values, and over in
 * milliseconds for the others. */
enum { MATCH_LIMIT = 200000, DEPTH_LIMIT = 2000, HEAP_LIMIT_KIB = 4096 };

struct regex {
	pcre2_code *code;
	pcre2_match_context *limits;
	struct value replacement; /* in PCRE2's notation */
};

/* $1 becomes ${1}, so that $10 is group 1 and a 0; any other $ is doubled. */
static struct value
translate(struct value replacement, struct arena *arena)
{
	struct buffer out;

	buffer_init(&out, arena);
	for (size_t i = 0; i < replacement.len; i++) {
		char c = replacement.data[i];
		char next = replacement.data[i + 1];

		if (c != '$') {
			buffer_add_char(&out, c);
		} else if (next >= '1' && next <= '9') {
			buffer_printf(&out, "${%c}", next);
			i++;
		} else {
			buffer_add_text(&out, "$$");
		}
	}
	return buffer_value(&out);
}

const struct regex *
regex_create(struct value pattern, struct value replacement,
    struct arena *arena, struct error *err)
{
	struct regex *regex = arena_alloc(arena, sizeof(*regex));
	int code;
	PCRE2_SIZE at;
	PCRE2_UCHAR message[256];

	regex->code = pcre2_compile((PCRE2_SPTR)pattern.data, pattern.len,
	    PCRE2_UTF | PCRE2_UCP | PCRE2_NEVER_BACKSLASH_C, &code, &at, NULL);
	if (regex->code == NULL) {
		pcre2_get_error_message(code, message, sizeof(message));
		error_set(err, ERROR_CONFIG,
		    "the regular expression breaks at its character %zu: %s",
		    (size_t)at + 1, (const char *)message);
		return NULL;
	}
	regex->limits = pcre2_match_context_create(NULL);
	if (regex->limits == NULL) {
		pcre2_code_free(regex->code);
		error_set(err, ERROR_CONFIG, "out of memory for a regex");
		return NULL;
	}
	pcre2_set_match_limit(regex->limits, MATCH_LIMIT);
	pcre2_set_depth_limit(regex->limits, DEPTH_LIMIT);
	pcre2_set_heap_limit(regex->limits, HEAP_LIMIT_KIB);
	regex->replacement = translate(replacement, arena);
	return regex;
}

void
regex_release(const struct regex *regex)
{
	if (regex == NULL)
		return;
	pcre2_code_free(regex->code);
	pcre2_match_context_free(regex->limits);
}

bool
regex_substitute(const struct regex *regex, struct value in,
    struct arena *arena, size_t max, struct value *out_r, const char **why_r)
{
	PCRE2_SIZE size = 2 * in.len + regex->replacement.len + 64;
	int rc = PCRE2_ERROR_NOMEMORY;
	char *out = NULL;

	/* the first try tells the size that is needed, the second has it */
	for (int i = 0; i < 2 && rc == PCRE2_ERROR_NOMEMORY; i++) {
		if (size > max + 1) {
			*why_r = "sub() would make it larger than 1 MiB";
			return false;
		}
		out = arena_alloc(arena, size);
		rc = pcre2_substitute(regex->code, (PCRE2_SPTR)in.data, in.len,
		    0,
		    PCRE2_SUBSTITUTE_GLOBAL | PCRE2_SUBSTITUTE_UNSET_EMPTY |
			PCRE2_SUBSTITUTE_UNKNOWN_UNSET |
			PCRE2_SUBSTITUTE_OVERFLOW_LENGTH,
		    NULL, regex->limits, (PCRE2_SPTR)regex->replacement.data,
		    regex->replacement.len, (PCRE2_UCHAR *)out, &size);
	}
	if (rc < 0) {
		*why_r = "the regular expression of sub() took too many steps";
		return false;
	}
	out_r->data = out;
	out_r->len = size;
	return true;
}
