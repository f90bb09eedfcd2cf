/* SPDX-License-Identifier: ISC */
#include "mapping/coverage_private.h"

#include <inttypes.h>
#include <string.h>

#include "base/text.h"

enum { WORDS_SHOWN = 4, NEAREST_OF = COVERAGE_WORDS_MAX + 1 };

static const char *
contacts(uint64_t count, struct arena *arena)
{
	return arena_printf(
	    arena, "%" PRIu64 " contact%s", count, count == 1 ? "" : "s");
}

/* The word that most contacts have, of those not shown yet; or NULL. */
static const struct coverage_word *
next_word(const struct coverage_test *test, bool *is_shown)
{
	const struct coverage_word *best = NULL;

	for (size_t i = 0; i < test->word_count; i++)
		if (!is_shown[i] &&
		    (best == NULL || test->words[i].contacts > best->contacts))
			best = &test->words[i];
	if (best != NULL)
		is_shown[best - test->words] = true;
	return best;
}

/* "type is User 240, Department 3" */
static void
write_words(const struct coverage_test *test, struct buffer *out)
{
	bool is_shown[COVERAGE_WORDS_MAX] = { false };
	const struct coverage_word *word;
	size_t shown = 0;

	if (test->word_count == 0) {
		buffer_printf(out, "%s is in none of them", test->path.dotted);
		return;
	}
	buffer_printf(out, "%s is ", test->path.dotted);
	for (;
	     shown < WORDS_SHOWN && (word = next_word(test, is_shown)) != NULL;
	     shown++)
		buffer_printf(out, "%s%s%s %" PRIu64, shown > 0 ? ", " : "",
		    word->text.text.data, word->text.is_cut ? "…" : "",
		    word->contacts);
	if (test->word_count > shown || test->has_more)
		buffer_add_text(out, ", …");
}

/* "; did you mean Department?" for a word that was not there. */
static const char *
hint(const struct coverage_test *test, struct diagnostics *diagnostics)
{
	const char *names[NEAREST_OF];
	const char *nearest = NULL;

	for (size_t i = 0; i < test->word_count; i++)
		names[i] = test->words[i].text.text.data;
	names[test->word_count] = NULL;
	for (size_t i = 0; i < test->test->words.count && nearest == NULL; i++)
		nearest = text_nearest(test->test->words.items[i].data, names);
	return diagnostics_hint(diagnostics, nearest);
}

static void
write_test(const struct coverage_test *test, struct buffer *out)
{
	if (test->test->words.count > 0)
		test_write(test->test, out);
	else
		buffer_printf(out, "%s present", test->test->path.dotted);
}

/* Can it alone keep all contacts out? */
static bool
is_culprit(const struct coverage_test *test)
{
	return test->held == (test->is_not ? test->asked : 0);
}

/* Why tests that are asked together never hold: those that can't hold by
 * themselves; otherwise what there is for each. */
static void
write_tests(const struct coverage_test *tests, size_t count,
    struct diagnostics *diagnostics, struct buffer *out)
{
	const char *nearest = "";
	size_t culprits = 0, told = 0;

	for (size_t i = 0; i < count; i++)
		culprits += is_culprit(&tests[i]);
	if (culprits == 0)
		buffer_add_text(
		    out, "each part holds for some, but never all of them; ");
	for (size_t i = 0; i < count; i++) {
		const struct coverage_test *test = &tests[i];

		if (culprits > 0 && !is_culprit(test))
			continue;
		if (told++ > 0)
			buffer_add_text(out, "; ");
		if (culprits > 0) {
			write_test(test, out);
			buffer_add_text(out,
			    test->is_not ? " holds for all: "
					 : " holds for none: ");
		}
		write_words(test, out);
		if (culprits > 0 && *nearest == '\0' && !test->is_not &&
		    !test->test->is_not)
			nearest = hint(test, diagnostics);
	}
	buffer_add_text(out, nearest);
}

static void
check_section(const struct coverage *coverage,
    const struct coverage_section *section, struct diagnostics *diagnostics)
{
	const struct map_section *source = section->section;
	const struct map_section *before = section->before;
	struct arena *arena = diagnostics->arena;
	struct buffer out;

	buffer_init(&out, arena);
	if (section->held > 0 && before != NULL) {
		buffer_printf(&out,
		    "its condition holds for %" PRIu64
		    ", but [entry %s] (%s:%u) stands before it and takes them; put it first, or narrow the other's condition",
		    section->held, before->name, place_file(&before->place),
		    before->place.line);
	} else {
		write_tests(section->watch.tests, section->watch.test_count,
		    diagnostics, &out);
		buffer_add_text(
		    &out, "; correct the condition, or take the section out");
	}
	diagnostics_warning(diagnostics, source->place,
	    "[entry %s] takes none of the %s of the sample: %s", source->name,
	    contacts(coverage->contacts - coverage->deleted, arena), out.data);
}

static void
write_pick(const struct coverage_pick *pick, struct buffer *out)
{
	const struct step *step = &pick->path.steps[pick->path.count - 1];

	for (size_t i = 0; i < step->test_count; i++) {
		buffer_add_char(out, i == 0 ? '[' : ',');
		test_write(&step->tests[i], out);
	}
	buffer_add_char(out, ']');
}

static void
check_picks(const struct coverage_watch *watch, struct diagnostics *diagnostics)
{
	for (size_t i = 0; i < watch->pick_count; i++) {
		const struct coverage_pick *pick = &watch->picks[i];
		struct buffer out;

		if (pick->asked == 0 || pick->matched > 0)
			continue;
		buffer_init(&out, diagnostics->arena);
		buffer_add_text(&out, "the pick ");
		write_pick(pick, &out);
		buffer_printf(&out, " matches nothing in %s: ",
		    contacts(pick->asked, diagnostics->arena));
		write_tests(pick->tests, pick->test_count, diagnostics, &out);
		diagnostics_warning(diagnostics, pick->place, "%s", out.data);
	}
}

static bool
has_dead_pick(const struct coverage_watch *watch)
{
	for (size_t i = 0; i < watch->pick_count; i++)
		if (watch->picks[i].matched == 0)
			return true;
	return false;
}

/* Why the template gave nothing, when that is not for what was left out. */
static void
write_template(const struct coverage_template *template,
    struct diagnostics *diagnostics, struct buffer *out)
{
	const char *colon = out->len > 0 ? "; " : "";

	if (template->asked == 0)
		return;
	if (template->template->when != NULL && template->held == 0) {
		buffer_printf(out, "%sits condition never holds: ", colon);
		write_tests(template->watch.tests, template->watch.test_count,
		    diagnostics, out);
		return;
	}
	for (size_t i = 0; i < template->hole_count; i++) {
		const struct coverage_hole *hole = &template->holes[i];

		if (hole->asked == 0 || hole->found > 0)
			continue;
		buffer_printf(out,
		    has_dead_pick(&template->watch)
			? "%sthe pick in {%s} matches nothing"
			: "%s%s is in none of them",
		    colon, hole->part->path.dotted);
		return;
	}
}

static void
write_reasons(const struct coverage_line *line, struct buffer *out)
{
	for (size_t i = 0; i < line->reason_count; i++) {
		const struct coverage_reason *reason = &line->reasons[i];

		buffer_printf(out, "%s%" PRIu64 " value%s left out: %s %s",
		    out->len > 0 ? "; " : "", reason->count,
		    reason->count == 1 ? "" : "s",
		    reason->count == 1 ? "it" : "each", reason->why);
		if (reason->sample.text.data != NULL)
			buffer_printf(out, " (\"%s%s\")",
			    reason->sample.text.data,
			    reason->sample.is_cut ? "…" : "");
	}
}

static void
check_line(const struct coverage_section *section,
    const struct coverage_line *line, struct diagnostics *diagnostics)
{
	bool is_never =
	    line->asked > 0 && line->filled == 0 && line->distinct.count == 0;
	struct buffer out;

	check_picks(&line->watch, diagnostics);
	for (size_t i = 0; i < line->template_count; i++)
		check_picks(&line->templates[i].watch, diagnostics);
	/* `title =` is to be empty */
	if (!is_never ||
	    (line->line != NULL && line->line->expression.count == 0))
		return;
	buffer_init(&out, diagnostics->arena);
	for (size_t i = 0; i < line->template_count; i++)
		write_template(&line->templates[i], diagnostics, &out);
	write_reasons(line, &out);
	diagnostics_warning(diagnostics, line->place,
	    "%s is never filled in %s of [entry %s]%s%s",
	    line->line != NULL ? line->line->type->name : "dn",
	    contacts(line->asked, diagnostics->arena), section->section->name,
	    out.len > 0 ? ": " : "", out.data);
}

void
coverage_check(const struct coverage *coverage, struct diagnostics *diagnostics)
{
	if (coverage->contacts == coverage->deleted)
		return;
	for (size_t i = 0; i < coverage->section_count; i++) {
		const struct coverage_section *section = &coverage->sections[i];

		check_picks(&section->watch, diagnostics);
		if (section->section == coverage->map->disabled)
			continue; /* ids and constants, of who has left */
		if (section->taken == 0) {
			check_section(coverage, section, diagnostics);
			continue;
		}
		for (size_t j = 0; j < section->line_count; j++)
			check_line(section, &section->lines[j], diagnostics);
	}
}
