/* SPDX-License-Identifier: ISC */
#include "base/text.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <unicase.h>
#include <unictype.h>
#include <unigbrk.h>
#include <uninorm.h>
#include <unistr.h>
#include <uniwidth.h>

#include "base/buffer.h"

bool
text_is_utf8(const char *data, size_t len)
{
	return u8_check((const uint8_t *)data, len) == NULL;
}

bool
text_is_ascii(struct value text)
{
	for (size_t i = 0; i < text.len; i++)
		if ((unsigned char)text.data[i] >= 0x80)
			return false;
	return true;
}

/* Printable ASCII without `but`, as most text is: it needs no Unicode. */
static bool
is_plain(struct value text, char but)
{
	for (size_t i = 0; i < text.len; i++)
		if (text.data[i] < 0x20 || text.data[i] > 0x7e ||
		    text.data[i] == but)
			return false;
	return true;
}

/* The code point at `at` and its length; 0 when there is no UTF-8. */
static size_t
code_point(struct value text, size_t at, ucs4_t *c_r)
{
	int len;

	if ((unsigned char)text.data[at] < 0x80) {
		*c_r = (unsigned char)text.data[at];
		return 1;
	}
	len = u8_mbtoucr(c_r, (const uint8_t *)text.data + at, text.len - at);
	return len > 0 ? (size_t)len : 0;
}

/* libunistring's result, copied into the arena. */
static struct value
taken(struct arena *arena, uint8_t *result, size_t len)
{
	struct value value;

	if (result == NULL)
		abort(); /* out of memory, or not UTF-8: callers check */
	value = value_copy(arena, result, len);
	free(result);
	return value;
}

static struct value
normalize(struct arena *arena, struct value text, uninorm_t form)
{
	size_t len = 0;
	uint8_t *result;

	if (text_is_ascii(text))
		return value_copy(arena, text.data, text.len);
	result = u8_normalize(
	    form, (const uint8_t *)text.data, text.len, NULL, &len);
	return taken(arena, result, len);
}

struct value
text_nfkc(struct arena *arena, struct value text)
{
	return normalize(arena, text, UNINORM_NFKC);
}

struct value
text_nfd(struct arena *arena, struct value text)
{
	return normalize(arena, text, UNINORM_NFD);
}

static bool
is_bidi_control(ucs4_t c)
{
	return c == 0x061c || c == 0x200e || c == 0x200f ||
	    (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

static bool
is_noncharacter(ucs4_t c)
{
	return (c & 0xfffe) == 0xfffe || (c >= 0xfdd0 && c <= 0xfdef);
}

static bool
is_line_end(ucs4_t c)
{
	return c == '\t' || c == '\n' || c == '\r' || c == 0x0b || c == 0x0c ||
	    c == 0x85 || c == 0x2028 || c == 0x2029;
}

static bool
is_dropped(ucs4_t c)
{
	return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0xfeff ||
	    is_bidi_control(c) || is_noncharacter(c);
}

static bool
is_space(ucs4_t c)
{
	if (c < 0x80)
		return c == ' ' || (c >= '\t' && c <= '\r');
	return uc_is_property_white_space(c);
}

struct value
text_trim(struct arena *arena, struct value text)
{
	size_t start = 0, end = 0;
	bool is_begun = false;
	ucs4_t c;

	for (size_t at = 0, len; at < text.len; at += len) {
		len = code_point(text, at, &c);
		if (len == 0) {
			len = 1;
			c = 0xfffd;
		}
		if (is_space(c))
			continue;
		if (!is_begun)
			start = at;
		is_begun = true;
		end = at + len;
	}
	return value_copy(arena, text.data + start, end - start);
}

/* Normalising first and dropping then leaves what normalising would join only
 * when a dropped character stood between; so drop, then normalise. */
struct value
text_clean(struct arena *arena, struct value text)
{
	struct buffer out;
	ucs4_t c;

	if (is_plain(text, '\0'))
		return text_trim(arena, text);
	buffer_init(&out, arena);
	for (size_t at = 0, len; at < text.len; at += len) {
		len = code_point(text, at, &c);
		if (len == 0) {
			len = 1;
			continue;
		}
		if (is_line_end(c))
			buffer_add_char(&out, ' ');
		else if (!is_dropped(c))
			buffer_add(&out, text.data + at, len);
	}
	return text_trim(
	    arena, normalize(arena, buffer_value(&out), UNINORM_NFC));
}

static struct value
lower_ascii(struct arena *arena, struct value text)
{
	char *lower = arena_memdup(arena, text.data, text.len);

	for (size_t i = 0; i < text.len; i++)
		if (lower[i] >= 'A' && lower[i] <= 'Z')
			lower[i] = (char)(lower[i] - 'A' + 'a');
	return (struct value){ lower, text.len };
}

struct value
text_lower(struct arena *arena, struct value text)
{
	size_t len = 0;
	uint8_t *result;

	if (text_is_ascii(text))
		return lower_ascii(arena, text);
	result = u8_tolower(
	    (const uint8_t *)text.data, text.len, "", UNINORM_NFC, NULL, &len);
	return taken(arena, result, len);
}

struct value
text_upper(struct arena *arena, struct value text)
{
	size_t len = 0;
	uint8_t *result = u8_toupper(
	    (const uint8_t *)text.data, text.len, "", UNINORM_NFC, NULL, &len);

	return taken(arena, result, len);
}

/* Letters that no decomposition takes apart. */
static const char *
ascii_of(ucs4_t c)
{
	static const struct {
		ucs4_t c;
		const char *ascii;
	} letters[] = { { 0xdf, "ss" }, { 0x1e9e, "SS" }, { 0x142, "l" },
		{ 0x141, "L" }, { 0xf8, "o" }, { 0xd8, "O" }, { 0xe6, "ae" },
		{ 0xc6, "AE" }, { 0x153, "oe" }, { 0x152, "OE" },
		{ 0x111, "d" }, { 0x110, "D" }, { 0xf0, "d" }, { 0xd0, "D" },
		{ 0xfe, "th" }, { 0xde, "Th" }, { 0x131, "i" } };

	for (size_t i = 0; i < sizeof(letters) / sizeof(letters[0]); i++)
		if (letters[i].c == c)
			return letters[i].ascii;
	return NULL;
}

struct value
text_ascii(struct arena *arena, struct value text)
{
	struct value apart = normalize(arena, text, UNINORM_NFKD);
	struct value empty = { "", 0 };
	struct buffer out;
	ucs4_t c;

	buffer_init(&out, arena);
	for (size_t at = 0, len; at < apart.len; at += len) {
		const char *ascii;

		len = code_point(apart, at, &c);
		ascii = ascii_of(c);
		if (len == 0)
			return empty;
		if (ascii != NULL)
			buffer_add_text(&out, ascii);
		else if (c < 0x80)
			buffer_add_char(&out, (char)c);
		else if (!uc_is_general_category(c, UC_CATEGORY_M))
			return empty;
	}
	return buffer_value(&out);
}

struct value
text_cut(struct arena *arena, struct value text, size_t max)
{
	const uint8_t *bytes = (const uint8_t *)text.data;
	char *breaks = arena_alloc(arena, text.len + 1);
	size_t count = 0, end = 0;
	ucs4_t c;

	u8_grapheme_breaks(bytes, text.len, breaks);
	for (size_t at = 0; at < text.len; count++) {
		size_t len = code_point(text, at, &c);

		if (breaks[at] != 0)
			end = at;
		if (count == max)
			return text_trim(
			    arena, value_copy(arena, text.data, end));
		at += len > 0 ? len : 1;
	}
	return text_trim(arena, text);
}

/* What the eye can't see, or what moves other text about. */
static bool
is_hidden(ucs4_t c)
{
	if (c < 0x7f)
		return c < 0x20;
	return c < 0xa0 || c == 0x2028 || c == 0x2029 || is_noncharacter(c) ||
	    uc_is_general_category(c, UC_CATEGORY_Cf);
}

static const char *
escape(struct arena *arena, struct value text, const char *backslash)
{
	struct buffer out;
	ucs4_t c;

	if (is_plain(text, '\\'))
		return arena_memdup(arena, text.data, text.len);
	buffer_init(&out, arena);
	for (size_t at = 0, len; at < text.len; at += len) {
		len = code_point(text, at, &c);
		if (len == 0 || (len == 1 && c < 0x20) || c == 0x7f) {
			len = 1;
			buffer_printf(
			    &out, "\\x%02x", (unsigned char)text.data[at]);
		} else if (c == '\\') {
			buffer_add_text(&out, backslash);
		} else if (is_hidden(c)) {
			buffer_printf(&out, "\\u{%04x}", (unsigned int)c);
		} else {
			buffer_add(&out, text.data + at, len);
		}
	}
	return buffer_value(&out).data;
}

const char *
text_escape(struct arena *arena, struct value text)
{
	return escape(arena, text, "\\\\");
}

const char *
text_escape_dn(struct arena *arena, struct value text)
{
	return escape(arena, text, "\\");
}

static void
add_utf16(struct buffer *out, ucs4_t c)
{
	if (c > 0xffff) {
		buffer_printf(out, "\\u%04x",
		    (unsigned int)(0xd800 + ((c - 0x10000) >> 10)));
		c = 0xdc00 + ((c - 0x10000) & 0x3ff);
	}
	buffer_printf(out, "\\u%04x", (unsigned int)c);
}

const char *
text_escape_json(struct arena *arena, struct value text)
{
	struct buffer out;
	ucs4_t c;

	buffer_init(&out, arena);
	for (size_t at = 0, len; at < text.len; at += len) {
		len = code_point(text, at, &c);
		if (len == 0) {
			len = 1;
			add_utf16(&out, 0xfffd);
		} else if (is_hidden(c)) {
			add_utf16(&out, c);
		} else {
			if (c == '"' || c == '\\')
				buffer_add_char(&out, '\\');
			buffer_add(&out, text.data + at, len);
		}
	}
	return buffer_value(&out).data;
}

size_t
text_width(const char *text)
{
	struct value value = value_of(text);

	if (is_plain(value, '\0'))
		return value.len;
	return (size_t)u8_strwidth((const uint8_t *)text, "UTF-8");
}

enum { NAME_MAX_LEN = 63 };

static bool
is_same_letter(char a, char b)
{
	return strncasecmp(&a, &b, 1) == 0;
}

/* How many letters are wrong, missing, too many or swapped with their
 * neighbour; case does not count.  SIZE_MAX for long names. */
static size_t
distance(const char *a, const char *b)
{
	size_t rows[3][NAME_MAX_LEN + 1];
	size_t a_len = strlen(a), b_len = strlen(b);

	if (a_len > NAME_MAX_LEN || b_len > NAME_MAX_LEN)
		return SIZE_MAX;
	for (size_t j = 0; j <= b_len; j++)
		rows[0][j] = j;
	for (size_t i = 1; i <= a_len; i++) {
		const size_t *above = rows[(i - 1) % 3];
		size_t *row = rows[i % 3];

		row[0] = i;
		for (size_t j = 1; j <= b_len; j++) {
			size_t best =
			    above[j - 1] + !is_same_letter(a[i - 1], b[j - 1]);

			if (above[j] + 1 < best)
				best = above[j] + 1;
			if (row[j - 1] + 1 < best)
				best = row[j - 1] + 1;
			if (i > 1 && j > 1 &&
			    is_same_letter(a[i - 1], b[j - 2]) &&
			    is_same_letter(a[i - 2], b[j - 1]) &&
			    rows[(i - 2) % 3][j - 2] + 1 < best)
				best = rows[(i - 2) % 3][j - 2] + 1;
			row[j] = best;
		}
	}
	return rows[a_len % 3][b_len];
}

const char *
text_nearest(const char *wanted, const char *const *names)
{
	size_t limit = strlen(wanted) / 3 + (strlen(wanted) < 3);
	size_t best = limit > 3 ? 3 : limit;
	const char *nearest = NULL;

	for (; *names != NULL; names++) {
		size_t d = distance(wanted, *names);

		if (d < best ||
		    (d == best &&
			(nearest == NULL ||
			    (strlen(nearest) != strlen(wanted) &&
				strlen(*names) == strlen(wanted))))) {
			best = d;
			nearest = *names;
		}
	}
	return nearest;
}
