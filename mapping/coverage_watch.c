/* SPDX-License-Identifier: ISC */
#include "mapping/coverage_private.h"

#include <string.h>

#include "base/text.h"

/* `to` behind the first `count` steps of `from`, the last of them with `tests`
 * in place of its own. */
static struct path
extend(struct arena *arena, const struct path *from, const struct step *tests,
    const struct path *to)
{
	size_t behind = to != NULL ? to->count : 0;
	struct step *steps =
	    arena_array(arena, from->count + behind, sizeof(*steps));
	struct path path = to != NULL ? *to : *from;

	memcpy(steps, from->steps, from->count * sizeof(*steps));
	steps[from->count - 1].tests = tests->tests;
	steps[from->count - 1].test_count = tests->test_count;
	if (to != NULL)
		memcpy(&steps[from->count], to->steps, behind * sizeof(*steps));
	path.steps = steps;
	path.count = from->count + behind;
	return path;
}

static void
add_used(struct coverage *coverage, const struct path *path)
{
	coverage->used =
	    arena_grow(coverage->arena, coverage->used, coverage->used_count,
		&coverage->used_capacity, sizeof(*coverage->used));
	coverage->used[coverage->used_count++] = path->dotted;
}

/* `whole` leads to an element with tests: a pick. */
static void
add_pick(struct coverage *coverage, struct coverage_watch *watch,
    const struct path *whole)
{
	const struct step *step = &whole->steps[whole->count - 1];
	struct arena *arena = coverage->arena;
	struct step none = { .tests = NULL };
	struct coverage_pick pick = { .path = *whole,
		.place = step->tests[0].path.place,
		.test_count = step->test_count };

	pick.tests = arena_array(arena, step->test_count, sizeof(*pick.tests));
	for (size_t i = 0; i < step->test_count; i++) {
		const struct test *test = &step->tests[i];
		struct step alone = { .tests = test, .test_count = 1 };

		pick.tests[i].test = test;
		pick.tests[i].path = extend(arena, whole, &none, &test->path);
		pick.tests[i].alone = extend(arena, whole, &alone, NULL);
	}
	watch->picks = arena_grow(arena, watch->picks, watch->pick_count,
	    &watch->pick_capacity, sizeof(pick));
	watch->picks[watch->pick_count++] = pick;
}

/* The picks from step `from` on, and those within them. */
static void
watch_steps(struct coverage *coverage, struct coverage_watch *watch,
    const struct path *path, size_t from)
{
	struct step none = { .tests = NULL };

	for (size_t i = from; i < path->count; i++) {
		const struct step *step = &path->steps[i];
		struct path whole = *path;

		if (step->test_count == 0)
			continue;
		whole.count = i + 1;
		add_pick(coverage, watch, &whole);
		for (size_t j = 0; j < step->test_count; j++) {
			struct path inner = extend(coverage->arena, &whole,
			    &none, &step->tests[j].path);

			add_used(coverage, &inner);
			watch_steps(coverage, watch, &inner, whole.count);
		}
	}
}

void
coverage_watch_path(struct coverage *coverage, struct coverage_watch *watch,
    const struct path *path)
{
	add_used(coverage, path);
	watch_steps(coverage, watch, path, 0);
}

struct watching {
	struct coverage *coverage;
	struct coverage_watch *watch;
};

static void
watch_test(void *context, const struct test *test, bool is_not)
{
	struct watching *watching = context;
	struct coverage_watch *watch = watching->watch;
	struct coverage_test *added;

	watch->tests = arena_grow(watching->coverage->arena, watch->tests,
	    watch->test_count, &watch->test_capacity, sizeof(*added));
	added = &watch->tests[watch->test_count++];
	memset(added, 0, sizeof(*added));
	added->test = test;
	added->is_not = is_not;
	added->path = test->path;
	coverage_watch_path(watching->coverage, watch, &test->path);
}

void
coverage_watch_condition(struct coverage *coverage,
    struct coverage_watch *watch, const struct condition *condition)
{
	struct watching watching = { coverage, watch };

	condition_each_test(condition, false, watch_test, &watching);
}

/* A word of the contact at hand. */
static void
add_word(struct coverage *coverage, struct coverage_test *test,
    struct value text, struct arena *arena)
{
	struct coverage_sample sample = { .is_cut = false };
	struct coverage_word *word;

	coverage_sample(&sample, text, arena);
	for (size_t i = 0; i < test->word_count; i++) {
		word = &test->words[i];
		if (!value_is_same(word->text.text, sample.text))
			continue;
		word->contacts += word->last != coverage->contacts;
		word->last = coverage->contacts;
		return;
	}
	if (test->word_count == COVERAGE_WORDS_MAX) {
		test->has_more = true;
		return;
	}
	word = &test->words[test->word_count++];
	word->contacts = 1;
	word->last = coverage->contacts;
	coverage_sample(&word->text, text, coverage->arena);
}

static bool
leads_somewhere(
    const struct path *path, const struct contact *contact, struct arena *arena)
{
	struct path_result found;

	path_walk(path, contact->root, contact->is_listing, arena, &found);
	return found.count > 0 || found.is_object;
}

static void
add_test(struct coverage *coverage, struct coverage_test *test,
    const struct contact *contact, struct arena *arena)
{
	struct path_result found;
	bool has_text = false;

	path_walk(
	    &test->path, contact->root, contact->is_listing, arena, &found);
	for (size_t i = 0; i < found.count; i++) {
		struct value text = text_trim(arena, found.nodes[i]->text);

		if (text.len == 0)
			continue;
		has_text = true;
		add_word(coverage, test, text, arena);
	}
	test->asked++;
	if (test->alone.count > 0)
		test->held += leads_somewhere(&test->alone, contact, arena);
	else if (test->test->words.count == 0)
		test->held += has_text || found.is_object;
	else
		test->held += test_holds(test->test, contact->root,
		    contact->is_listing, arena, &found);
}

void
coverage_watch_add(struct coverage *coverage, struct coverage_watch *watch,
    const struct contact *contact, struct arena *arena)
{
	for (size_t i = 0; i < watch->test_count; i++)
		add_test(coverage, &watch->tests[i], contact, arena);
	for (size_t i = 0; i < watch->pick_count; i++) {
		struct coverage_pick *pick = &watch->picks[i];

		pick->asked++;
		pick->matched += leads_somewhere(&pick->path, contact, arena);
		for (size_t j = 0; j < pick->test_count; j++)
			add_test(coverage, &pick->tests[j], contact, arena);
	}
}
