/* SPDX-License-Identifier: ISC */
/* mapping/coverage.h - what a map and a sample of contacts have in common.
 *
 *	coverage = coverage_create(map);
 *	for each contact:
 *		rc = map_make_traced(map, contact, arena, &trace, &desired, &err);
 *		coverage_add(
 *		    coverage, contact, &trace, rc == 0 ? &desired : NULL);
 *	coverage_check(coverage, &diagnostics);
 *
 * Counts are of contacts.  What is held is bounded by the map, not by the
 * contacts: of values their number and the first one, of reasons and words a few.
 */
#ifndef DIRWIRE_MAPPING_COVERAGE_H
#define DIRWIRE_MAPPING_COVERAGE_H

#include <stdint.h>

#include "base/distinct.h"
#include "mapping/map.h"
#include "mapping/trace.h"

enum {
	COVERAGE_REASONS_MAX = 6,
	COVERAGE_WORDS_MAX = 16,
	COVERAGE_FIELDS_MAX = 256,
	COVERAGE_PATH_MAX = 200, /* bytes */
	COVERAGE_WHY_MAX = 200,  /* bytes */
	COVERAGE_SAMPLE_MAX = 48 /* characters */
};

/* A value for people: the first there was; perhaps cut, which it says. */
struct coverage_sample {
	struct value text; /* data NULL: there was none */
	bool is_cut;
};

/* Why values were left out. */
struct coverage_reason {
	const char *why; /* what holds of each: "is not UTF-8" */
	uint64_t count;  /* of values */
	struct coverage_sample sample;
};

/* What a test found where it looked. */
struct coverage_word {
	struct coverage_sample text;
	uint64_t contacts;
	uint64_t last; /* contact that was counted */
};

struct coverage_test {
	const struct test *test; /* without words: present */
	bool is_not;             /* … and what it should not be */
	struct path path;        /* to its field, past its own pick */
	struct path alone;       /* of a pick: as if it were the only test */
	uint64_t asked;
	uint64_t held; /* … by itself */
	struct coverage_word words[COVERAGE_WORDS_MAX];
	size_t word_count;
	bool has_more; /* other words than those */
};

/* A [pick] in a path. */
struct coverage_pick {
	struct path path; /* up to what it picks */
	struct place place;
	uint64_t asked;
	uint64_t matched; /* contacts with an element that it picks */
	struct coverage_test *tests; /* of its last step */
	size_t test_count;
};

/* The conditions and paths of a piece of the map. */
struct coverage_watch {
	struct coverage_test *tests; /* of the condition */
	size_t test_count;
	size_t test_capacity;
	struct coverage_pick *picks;
	size_t pick_count;
	size_t pick_capacity;
};

struct coverage_hole {
	const struct part *part; /* PART_FIELD */
	uint64_t asked;          /* contacts; those before it were not empty */
	uint64_t found;          /* … that have a value there */
};

struct coverage_template {
	const struct template *template;
	struct coverage_watch watch;
	uint64_t asked; /* contacts; the choices before it were empty */
	uint64_t held;  /* … for which its condition held, if it has one */
	struct coverage_hole *holes;
	size_t hole_count;
};

struct coverage_line {
	const struct line *line; /* NULL: the dn line */
	struct place place;
	uint64_t asked; /* contacts; others were rejected before */
	uint64_t filled;
	uint64_t kept; /* else keep, or a field that was not sent */
	uint64_t empty;
	struct coverage_reason reasons[COVERAGE_REASONS_MAX];
	size_t reason_count;
	uint64_t others; /* values that were left out for other reasons */
	struct distinct distinct;
	struct coverage_sample sample;
	struct coverage_watch watch; /* of the conditions of dn choices */
	struct coverage_template *templates;
	size_t template_count;
	size_t template_capacity;
};

struct coverage_section {
	const struct map_section *section;
	struct coverage_watch watch;
	uint64_t held;     /* contacts for which its condition holds … */
	uint64_t taken;    /* … and that no section before it took */
	uint64_t rejected; /* … of which the map could not make an entry */
	const struct map_section
	    *before; /* that took the first it would take */
	struct coverage_line
	    *lines; /* dn first, if there is one; none with leave */
	size_t line_count;
};

/* A field of the source. */
struct coverage_field {
	const char *path;  /* phoneNumbers[].hidden; raw */
	bool is_used;      /* by line, dn or condition, or by dirwire itself */
	uint64_t contacts; /* that have a value there */
	uint64_t last;
	struct coverage_sample sample;
};

struct coverage {
	struct arena *arena;
	const struct map *map; /* borrowed */
	uint64_t contacts;     /* all that were added, of which … */
	uint64_t deleted;      /* … are to be deleted: no section was asked */
	uint64_t unmapped;     /* … have an id that the key does not take */
	uint64_t untaken;      /* … belong to no section */
	struct coverage_section *sections; /* [disabled] last, if it is used */
	size_t section_count;
	struct coverage_field *fields;
	size_t field_count;
	size_t field_capacity;
	bool has_more_fields; /* than can be held */
	const char **used;    /* dotted paths */
	size_t used_count;
	size_t used_capacity;
};

struct coverage *coverage_create(const struct map *map);
void coverage_destroy(struct coverage **coverage);

/* Count a contact.  `trace` is what map_make_traced() told of it, `desired` NULL
 * when it was rejected.  Takes what it needs for a while from trace->arena. */
void coverage_add(struct coverage *coverage, const struct contact *contact,
    const struct trace *trace, const struct desired *desired);

/* Warn of sections that take nobody, of picks that match nothing and of lines
 * that are never filled, and say why.  Nothing when there was no contact. */
void coverage_check(
    const struct coverage *coverage, struct diagnostics *diagnostics);

#endif
