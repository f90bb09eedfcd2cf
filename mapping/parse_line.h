/* SPDX-License-Identifier: ISC */
/* mapping/parse_line.h - the pieces of a line of configuration or map.
 *
 * Private to parse.c.
 */
#ifndef DIRWIRE_MAPPING_PARSE_LINE_H
#define DIRWIRE_MAPPING_PARSE_LINE_H

#include "mapping/document.h"

/* One physical line; `text` is without line end and NUL-terminated. */
struct line {
	const char *text;
	size_t len;
	unsigned int number;
};

bool line_is_blank(char c); /* space or tab */

/* The length of the line without its comment and the blanks before it.  Braces
 * stay open over lines that continue a setting, quotes do not. */
size_t line_length(const struct line *line, bool *is_in_braces);

/* Where the heading that begins the line ends: behind its ], or `len`. */
size_t line_heading_end(const struct line *line, size_t len);

/* What no line may hold, as a sentence, with its byte in *at_r; or NULL. */
const char *line_fault(const struct line *line, size_t *at_r);

/* The name of a setting: a name, an OID, or in tables any word; NULL when there
 * is none. */
const char *
line_setting_name(struct reader *in, struct arena *arena, bool is_table);

/* Moves behind =, ?= or +=; returns false when none stands there. */
bool line_accept_operator(struct reader *in, enum setting_op *op_r);

#endif
