/* SPDX-License-Identifier: ISC */
/* base/text.h - UTF-8: checked, cleaned, folded, and made safe to print.
 *
 * libunistring does the Unicode; here are the few shapes dirwire needs of it.
 * All results live in the arena given.
 */
#ifndef DIRWIRE_BASE_TEXT_H
#define DIRWIRE_BASE_TEXT_H

#include "base/value.h"

/* Strict UTF-8 (RFC 3629): no overlong forms, no surrogates, nothing above
 * U+10FFFF. */
bool text_is_utf8(const char *data, size_t len);

/* Only bytes below 0x80. */
bool text_is_ascii(struct value text);

/* NFC, without control characters (C0, DEL, C1: they become nothing, but tab
 * and line ends become a blank), bidi controls and BOM, trimmed of white space.
 * Empty when nothing is left.  `text` is valid UTF-8.  Cleaning twice changes
 * nothing more. */
struct value text_clean(struct arena *arena, struct value text);

/* Without blanks (any Unicode white space) at both ends; a copy, so that the
 * NUL behind it holds. */
struct value text_trim(struct arena *arena, struct value text);

/* NFKC, for comparing. */
struct value text_nfkc(struct arena *arena, struct value text);

/* NFD, in which a part of a text is a part of its bytes. */
struct value text_nfd(struct arena *arena, struct value text);

/* Upper and lower case without locale (Unicode default mapping), NFC. */
struct value text_lower(struct arena *arena, struct value text);
struct value text_upper(struct arena *arena, struct value text);

/* NFKD without marks, then a small table (ß ł ø æ œ đ ð þ ı); a text that still
 * holds a non-ASCII character becomes empty. */
struct value text_ascii(struct arena *arena, struct value text);

/* At most `max` code points, cut back to a grapheme boundary. */
struct value text_cut(struct arena *arena, struct value text, size_t max);

/* For people's eyes and logs: printable characters as they are, control
 * characters, bidi controls, other invisible ones and bytes that are not UTF-8
 * as \xNN or \u{NNNN}, a backslash as \\.  NUL-terminated, one line. */
const char *text_escape(struct arena *arena, struct value text);

/* The same, but a backslash stays one: for a DN, where it is an escape already
 * (RFC 4514), and for a line that people wrote. */
const char *text_escape_dn(struct arena *arena, struct value text);

/* As the inside of a JSON string (RFC 8259): what text_escape() escapes is
 * \uNNNN, a byte that is not UTF-8 is U+FFFD.  json-c would leave DEL, C1, bidi
 * controls and line separators as they are. */
const char *text_escape_json(struct arena *arena, struct value text);

/* How many columns of a terminal the text takes, which has no tab. */
size_t text_width(const char *text);

/* "did you mean": the name of the NULL-ended list nearest to `wanted`, or NULL
 * when none is near (edit distance up to a third of its length, at most 3; case
 * does not count; of two one of the same length). */
const char *text_nearest(const char *wanted, const char *const *names);

#endif
