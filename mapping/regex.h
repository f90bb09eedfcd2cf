/* SPDX-License-Identifier: ISC */
/* mapping/regex.h - PCRE2 in UTF-8 mode, bounded, for sub(regex, text). */
#ifndef DIRWIRE_MAPPING_REGEX_H
#define DIRWIRE_MAPPING_REGEX_H

#include "base/error.h"
#include "base/value.h"

struct regex;

/* Compile; `replacement` may hold $1 to $9, any other $ is itself.  NULL with
 * ERROR_CONFIG otherwise.  The object is in `arena`, what PCRE2 allocated is
 * not: call regex_release() before the arena dies. */
const struct regex *regex_create(struct value pattern, struct value replacement,
    struct arena *arena, struct error *err);
void regex_release(const struct regex *regex); /* NULL is allowed */

/* Replace every match.  False when the text would grow over `max` bytes or
 * matching took too many steps; *why_r then says so. */
bool regex_substitute(const struct regex *regex, struct value in,
    struct arena *arena, size_t max, struct value *out_r, const char **why_r);

#endif
