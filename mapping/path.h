/* SPDX-License-Identifier: ISC */
/* mapping/path.h - the way to a field: `site.id`,
 * `phoneNumbers[type=FaxOnly].phoneNumber`.
 *
 * A path is parsed once, with its picks, and walked for each contact.  It finds
 * nodes; what is empty and what is a value is for its reader to say.
 */
#ifndef DIRWIRE_MAPPING_PATH_H
#define DIRWIRE_MAPPING_PATH_H

#include "base/reader.h"
#include "event/contact.h"
#include "event/field.h"
#include "mapping/diagnostic.h"

enum { MAPPING_NESTING_MAX = 32 };

struct step;

struct path {
	const struct step *steps;
	size_t count;
	const char *dotted;        /* names only, from the contact down */
	const struct field *field; /* NULL: not in the table */
	bool is_list;              /* passes an array of the field table */
	struct place place;
};

/* path = word, path != word, path in word, word … */
struct test {
	struct path path;
	bool is_not;
	struct values words;
	struct value text; /* in a condition: as it is written */
};

struct step {
	const char *name;
	bool is_carried; /* by every notification; missing means empty */
	const struct test *tests;
	size_t test_count;
};

struct path_result {
	const struct node **nodes; /* leaves: strings, numbers, booleans */
	size_t count;
	size_t capacity;
	bool is_list;    /* an array was passed */
	bool is_unknown; /* a field that this notification does not carry */
	bool is_object;  /* an object stands where a value should */
};

/* The quote at `text` that is none of ours, as people's editors write it; its
 * length, or 0. */
size_t word_false_quote(const char *text);

/* Parse at the cursor; `prefix` is the dotted path of the element that a pick
 * looks at, or NULL.  Returns 0, or -1 with the error in `diagnostics`. */
int path_parse(struct reader *in, const char *prefix, unsigned int depth,
    struct diagnostics *diagnostics, struct path *path_r);

/* A word of a condition or pick, or a function's argument; quoted or plain. */
int word_parse(
    struct reader *in, struct diagnostics *diagnostics, struct value *word_r);

/* Behind the path: = word, != word or, when `is_in_allowed`, in word, word.
 * Warns of words that are not in the set of the field's known values. */
int test_parse(struct reader *in, bool is_in_allowed,
    struct diagnostics *diagnostics, struct test *test);

/* Walk from `root` (an object, or an element). */
void path_walk(const struct path *path, const struct node *root,
    bool is_listing, struct arena *arena, struct path_result *result_r);

/* Exact after trimming; on a list some element; `is_not` turns it round.  What
 * the path led to is in *found_r. */
bool test_holds(const struct test *test, const struct node *root,
    bool is_listing, struct arena *arena, struct path_result *found_r);

/* Visit the path, and those of its picks. */
void path_each(const struct path *path,
    void (*visit)(void *context, const struct path *path), void *context);

/* The same text for the same meaning, whatever the blanks in the file. */
void path_write(const struct path *path, struct buffer *out);
void test_write(const struct test *test, struct buffer *out);
void word_write(struct value word, struct buffer *out);

#endif
