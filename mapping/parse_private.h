/* SPDX-License-Identifier: ISC */
/* mapping/parse_private.h - what the parts of the parser share. */
#ifndef DIRWIRE_MAPPING_PARSE_PRIVATE_H
#define DIRWIRE_MAPPING_PARSE_PRIVATE_H

#include "mapping/parse.h"
#include "mapping/parse_line.h"

/* A file being read; `above` is the one that includes it. */
struct file {
	struct parse_file loaded;
	const struct file *above;
	unsigned int depth;
};

struct parser {
	struct document *document;
	struct diagnostics *diagnostics;
	parse_load_fn load;
	void *context;
	const struct file *file;
	ptrdiff_t section; /* index, -1: before the first heading */
	bool is_open;      /* a setting that indented text continues */
	bool is_in_braces;
	bool is_broken;   /* the last heading was no good; said once */
	bool is_indented; /* the line above continued nothing; said once */
};

/* The place of a byte of the line. */
struct place
parser_place(const struct parser *parser, const struct line *line, size_t byte);

/* The section that settings go to, or NULL. */
struct section *parser_section(const struct parser *parser);

/* Note an error by which a line is lost, or a heading or file when there is no
 * section: then what is missing elsewhere may stand there.  Returns -1. */
int parser_fail(struct parser *parser, struct place place, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* A line that begins with [, up to `len` without its comment. */
void parse_heading(struct parser *parser, const struct line *line, size_t len);

#endif
