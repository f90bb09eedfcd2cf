/* SPDX-License-Identifier: ISC */
#include "event/scan.h"

#include <string.h>

enum { NUMBER_MAX = 64 };

/* Bytes that need no look inside a string: printable ASCII but " and \. */
static inline bool
is_plain(unsigned char c)
{
	return c >= 0x20 && c < 0x80 && c != '"' && c != '\\';
}

static void
skip_plain(struct scan *scan)
{
	const char *data = scan->data;
	size_t pos = scan->pos, len = scan->len;

	while (pos < len && is_plain((unsigned char)data[pos]))
		pos++;
	scan->pos = pos;
}

/* One character of two to four bytes (RFC 3629 section 4); what is none is
 * noted and passed by one byte. */
static void
scan_utf8(struct scan *scan)
{
	int c = scan_peek(scan), low = 0x80, high = 0xbf, more;

	if (c >= 0xc2 && c <= 0xdf)
		more = 1;
	else if (c >= 0xe0 && c <= 0xef)
		more = 2;
	else if (c >= 0xf0 && c <= 0xf4)
		more = 3;
	else
		more = 0;
	if (c == 0xe0)
		low = 0xa0;
	if (c == 0xed)
		high = 0x9f;
	if (c == 0xf0)
		low = 0x90;
	if (c == 0xf4)
		high = 0x8f;
	scan_advance(scan);
	if (more == 0)
		scan_fault(scan, "holds bytes that are not UTF-8");
	for (; more > 0; more--) {
		c = scan_peek(scan);
		if (c < low || c > high) {
			scan_fault(scan, "holds bytes that are not UTF-8");
			return;
		}
		scan_advance(scan);
		low = 0x80;
		high = 0xbf;
	}
}

/* Four hex digits, or -1. */
static int
scan_hex(struct scan *scan)
{
	static const char digits[] = "0123456789abcdef";
	int n = 0;

	for (int i = 0; i < 4; i++) {
		int c = scan_peek(scan);
		const char *digit;

		if (c >= 'A' && c <= 'F')
			c += 'a' - 'A';
		digit = c > 0 ? strchr(digits, c) : NULL;
		if (digit == NULL)
			return scan_fail(
			    scan, "expected four hex digits behind \\u");
		n = n * 16 + (int)(digit - digits);
		scan_advance(scan);
	}
	return n;
}

/* Behind a backslash: one letter. */
static int
scan_short_escape(struct scan *scan)
{
	int c = scan_peek(scan);

	if (c <= 0 || strchr("\"\\/bfnrt", c) == NULL)
		return scan_fail(
		    scan, "expected an escape like \\n or \\u00fc");
	scan_advance(scan);
	return 0;
}

/* Behind \u: half a pair needs the other half. */
static int
scan_unicode(struct scan *scan, bool is_key)
{
	int n = scan_hex(scan);

	if (n < 0)
		return -1;
	if (n == 0 && is_key)
		scan_fault(scan, "holds a NUL in a key");
	if (n >= 0xdc00 && n <= 0xdfff)
		scan_fault(scan, "holds half a surrogate pair");
	if (n < 0xd800 || n > 0xdbff)
		return 0;
	if (scan_peek(scan) != '\\') {
		scan_fault(scan, "holds half a surrogate pair");
		return 0;
	}
	scan_advance(scan);
	if (scan_peek(scan) != 'u') {
		scan_fault(scan, "holds half a surrogate pair");
		return scan_short_escape(scan);
	}
	scan_advance(scan);
	n = scan_hex(scan);
	if (n < 0)
		return -1;
	if (n < 0xdc00 || n > 0xdfff)
		scan_fault(scan, "holds half a surrogate pair");
	return 0;
}

static int
scan_escape(struct scan *scan, bool is_key)
{
	if (scan_peek(scan) != 'u')
		return scan_short_escape(scan);
	scan_advance(scan);
	return scan_unicode(scan, is_key);
}

int
scan_string(struct scan *scan, bool is_key)
{
	for (;;) {
		int c;

		skip_plain(scan);
		c = scan_peek(scan);
		if (c == '"') {
			scan_advance(scan);
			return 0;
		}
		if (c == SCAN_END || c < 0x20)
			return scan_fail(
			    scan, "expected the string to end in a quote");
		if (c >= 0x80) {
			scan_utf8(scan);
		} else if (c == '\\') {
			scan_advance(scan);
			if (scan_escape(scan, is_key) < 0)
				return -1;
		}
	}
}

static int
scan_literal(struct scan *scan, const char *literal)
{
	for (const char *p = literal; *p != '\0'; p++) {
		if (scan_peek(scan) != *p)
			return scan_fail(scan, "expected %s", literal);
		scan_advance(scan);
	}
	return 0;
}

/* The bytes of a number as they go by; the first NUMBER_MAX are kept. */
struct number {
	char text[NUMBER_MAX + 1];
	size_t len;
};

static size_t
scan_digits(struct scan *scan, struct number *number)
{
	size_t count = 0;

	for (int c = scan_peek(scan); c >= '0' && c <= '9';
	     c = scan_peek(scan)) {
		if (number->len < NUMBER_MAX)
			number->text[number->len] = (char)c;
		number->len++;
		count++;
		scan_advance(scan);
	}
	return count;
}

static bool
accept(struct scan *scan, const char *set)
{
	int c = scan_peek(scan);

	if (c <= 0 || strchr(set, c) == NULL)
		return false;
	scan_advance(scan);
	return true;
}

/* json-c keeps -2^63 to 2^64 - 1 exactly; what is beyond becomes one of these.
 */
static void
check_integer(struct scan *scan, const struct number *number, bool is_negative)
{
	const char *last =
	    is_negative ? "9223372036854775808" : "18446744073709551615";
	size_t len = strlen(last);

	if (number->len < len ||
	    (number->len == len && strcmp(number->text, last) <= 0))
		return;
	scan_fault(scan, "holds the number %s%.40s, too large to be exact",
	    is_negative ? "-" : "", number->text);
}

static int
scan_number(struct scan *scan)
{
	struct number number = { .len = 0 };
	bool is_negative = accept(scan, "-");
	bool is_integer = true;

	if (!accept(scan, "0") && scan_digits(scan, &number) == 0)
		return scan_fail(scan, "expected a value");
	if (number.len > NUMBER_MAX)
		number.text[NUMBER_MAX] = '\0';
	else
		number.text[number.len] = '\0';
	if (accept(scan, ".")) {
		is_integer = false;
		if (scan_digits(scan, &number) == 0)
			return scan_fail(scan, "expected a digit");
	}
	if (accept(scan, "eE")) {
		is_integer = false;
		accept(scan, "+-");
		if (scan_digits(scan, &number) == 0)
			return scan_fail(scan, "expected a digit");
	}
	if (is_integer)
		check_integer(scan, &number, is_negative);
	else if (number.len > NUMBER_MAX)
		scan_fault(
		    scan, "holds a number of more than %d digits", NUMBER_MAX);
	return 0;
}

int
scan_scalar(struct scan *scan)
{
	switch (scan_peek(scan)) {
	case 't':
		return scan_literal(scan, "true");
	case 'f':
		return scan_literal(scan, "false");
	case 'n':
		return scan_literal(scan, "null");
	default:
		return scan_number(scan);
	}
}
