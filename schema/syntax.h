/* SPDX-License-Identifier: ISC */
/* schema/syntax.h - cleaning: a text becomes a value the server will take.
 *
 * Every value that dirwire writes went through syntax_clean(); what comes back
 * from the server is byte for byte what it returned.
 */
#ifndef DIRWIRE_SCHEMA_SYNTAX_H
#define DIRWIRE_SCHEMA_SYNTAX_H

#include "schema/schema.h"

enum syntax_verdict {
	SYNTAX_OK,
	SYNTAX_EMPTY,  /* nothing was left: no value */
	SYNTAX_REFUSED /* a value of this syntax can't be made of it */
};

/* Clean `text` for `type`: strict UTF-8, NFC, no control or bidi characters, no
 * BOM, trimmed, then the syntax's own rules (RFC 4517 section 3.3).  The bound
 * of a type ({64}) is not one of them: slapd takes longer values.  On SYNTAX_OK
 * the value is in *value_r, in `arena`.  On SYNTAX_REFUSED *why_r is a static
 * sentence part: "holds a character that is not ASCII".  Cleaning a cleaned
 * value changes nothing. */
enum syntax_verdict
syntax_clean(const struct attribute_type *type, struct value text,
    struct arena *arena, struct value *value_r, const char **why_r);

/* The syntax's name for people: "Directory String". */
const char *syntax_name(enum syntax syntax);

#endif
