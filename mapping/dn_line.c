/* SPDX-License-Identifier: ISC */
#include "mapping/dn_line.h"

#include <string.h>
#include <strings.h>

#include "mapping/check.h"
#include "schema/match.h"
#include "schema/syntax.h"

/* While a name is read, hole n is the private character U+E000 + n, and {base}
 * an RDN of an attribute that does not exist. */
#define BASE_MARK "dirwire-base"
enum { HOLES_MAX = 64, MARK_LEN = 3, RDN_BYTES_MAX = 488 };

struct parser {
	const struct key *key;
	const struct schema *schema;
	struct diagnostics *diagnostics;
	bool is_used[HOLES_MAX]; /* holes of the choice that were found */
};

static void
write_mark(struct buffer *out, size_t hole)
{
	buffer_add_char(out, '\xee');
	buffer_add_char(out, '\x80');
	buffer_add_char(out, (char)(0x80 + hole));
}

/* The hole marked at `text`, or -1. */
static int
read_mark(const char *text, size_t len)
{
	if (len < MARK_LEN || text[0] != '\xee' || text[1] != '\x80')
		return -1;
	return (unsigned char)text[2] - 0x80;
}

/* The nearest character that is not a blank in the literal before (-1) or
 * behind (+1) part `at`; ',' at the ends of the name. */
static char
neighbour(const struct template *template, size_t at, int side)
{
	const struct part *part;
	size_t len;

	if ((side < 0 && at == 0) || (side > 0 && at + 1 == template->count))
		return ',';
	part = &template->parts[side < 0 ? at - 1 : at + 1];
	if (part->kind != PART_LITERAL)
		return '\0';
	len = part->literal.len;
	for (size_t i = 0; i < len; i++) {
		char c = part->literal.data[side < 0 ? len - 1 - i : i];

		if (c != ' ' && c != '\t')
			return c;
	}
	return '\0';
}

/* The name with marks for holes. */
static int
mark_holes(struct parser *parser, const struct template *template,
    struct value *text_r)
{
	struct buffer out;

	buffer_init(&out, parser->diagnostics->arena);
	if (template->count > HOLES_MAX)
		return diagnostics_error(parser->diagnostics, template->place,
		    "a dn of more than %d pieces", HOLES_MAX);
	for (size_t i = 0; i < template->count; i++) {
		const struct part *part = &template->parts[i];

		if (part->kind == PART_BASE) {
			if (neighbour(template, i, -1) != ',' ||
			    neighbour(template, i, 1) != ',')
				return diagnostics_error(parser->diagnostics,
				    part->place,
				    "{base} stands alone between commas; write ,{base}");
			buffer_add_text(&out, BASE_MARK "=");
		}
		if (part->kind != PART_LITERAL)
			write_mark(&out, i);
		else if (memchr(part->literal.data, 0xee, part->literal.len))
			return diagnostics_error(parser->diagnostics,
			    part->place,
			    "private characters have no place in a dn; take them out");
		else
			buffer_add(&out, part->literal.data, part->literal.len);
	}
	*text_r = buffer_value(&out);
	return 0;
}

/* The part that a mark stands for.  A private character that the map wrote with
 * escapes, and a comma that was escaped before {base}, are found out here. */
static const struct part *
marked_part(struct parser *parser, const struct template *whole, int mark)
{
	const struct part *part =
	    (size_t)mark < whole->count ? &whole->parts[mark] : NULL;
	const char *fault = NULL;

	if (part == NULL || part->kind == PART_LITERAL || parser->is_used[mark])
		fault =
		    "private characters have no place in a dn; take them out";
	else if (part->kind == PART_BASE)
		fault = "{base} stands alone between commas; write ,{base}";
	if (fault != NULL) {
		diagnostics_error(
		    parser->diagnostics, whole->place, "%s", fault);
		return NULL;
	}
	parser->is_used[mark] = true;
	return part;
}

/* The value with its marks as a template of its own. */
static int
unmark(struct parser *parser, const struct template *whole, struct value text,
    struct template *template_r)
{
	struct arena *arena = parser->diagnostics->arena;
	const struct part *hole;
	size_t capacity = 0, start = 0;

	for (size_t i = 0; i <= text.len; i++) {
		int mark = read_mark(text.data + i, text.len - i);

		if (mark < 0 && i < text.len)
			continue;
		template_r->parts = arena_grow(arena, template_r->parts,
		    template_r->count, &capacity, sizeof(*hole));
		if (i > start) {
			struct part *part =
			    &template_r->parts[template_r->count++];

			part->kind = PART_LITERAL;
			part->place = whole->place;
			part->literal =
			    value_copy(arena, text.data + start, i - start);
			template_r->parts = arena_grow(arena, template_r->parts,
			    template_r->count, &capacity, sizeof(*hole));
		}
		if (mark < 0)
			return 0;
		hole = marked_part(parser, whole, mark);
		if (hole == NULL)
			return -1;
		template_r->parts[template_r->count++] = *hole;
		i += MARK_LEN - 1;
		start = i + 1;
	}
	return 0;
}

static int
parse_value(struct parser *parser, const struct template *whole,
    const struct dn_ava *ava, struct dn_value *value)
{
	value->name = ava->type;
	value->type = schema_attribute(parser->schema, ava->type);
	value->template.place = whole->place;
	if (unmark(parser, whole, ava->value, &value->template) < 0)
		return -1;
	if (value->type == NULL)
		return check_unknown_attribute(parser->schema, ava->type,
		    whole->place, parser->diagnostics);
	for (size_t i = 0; i < value->template.count; i++)
		if (value->template.parts[i].is_list)
			return diagnostics_error(parser->diagnostics,
			    value->template.parts[i].place,
			    "a list has no place in a dn; add | first");
	return 0;
}

static bool
is_same_text(
    const struct template *a, const struct template *b, struct arena *arena)
{
	struct buffer left, right;

	buffer_init(&left, arena);
	buffer_init(&right, arena);
	template_write(a, &left);
	template_write(b, &right);
	return value_is_same(buffer_value(&left), buffer_value(&right));
}

/* The template as the map has it, but for quotes, functions and picks. */
static struct value
plain_text(const struct template *template, struct arena *arena)
{
	struct buffer out;

	buffer_init(&out, arena);
	for (size_t i = 0; i < template->count; i++) {
		const struct part *part = &template->parts[i];

		if (part->kind == PART_LITERAL)
			buffer_add(&out, part->literal.data, part->literal.len);
		else
			buffer_printf(&out, "{%s}",
			    part->kind == PART_BASE ? "base"
						    : part->path.dotted);
	}
	return buffer_value(&out);
}

/* The RDN holds the key, whatever else is in it. */
static int
check_rdn(struct parser *parser, const struct dn_choice *choice)
{
	const struct dn_level *rdn = &choice->levels[0];
	const char *key;

	for (size_t i = 0; !rdn->is_base && i < rdn->count; i++)
		if (rdn->values[i].type == parser->key->type &&
		    is_same_text(&rdn->values[i].template,
			&parser->key->template, parser->diagnostics->arena))
			return 0;
	key =
	    plain_text(&parser->key->template, parser->diagnostics->arena).data;
	return diagnostics_error(parser->diagnostics, choice->place,
	    "the first part of the dn must hold the key, so that no two contacts can want one name; write %s=%s, or cn={name}+%s=%s",
	    parser->key->type->name, key, parser->key->type->name, key);
}

static bool
is_base(const struct template *whole, const struct dn_rdn *rdn)
{
	const struct value *value = &rdn->avas[0].value;
	int mark = read_mark(value->data, value->len);

	return rdn->count == 1 && strcmp(rdn->avas[0].type, BASE_MARK) == 0 &&
	    mark >= 0 && (size_t)mark < whole->count &&
	    whole->parts[mark].kind == PART_BASE;
}

static int
parse_level(struct parser *parser, const struct template *whole,
    const struct dn_rdn *rdn, struct dn_level *level)
{
	if (is_base(whole, rdn)) {
		level->is_base = true;
		return 0;
	}
	level->values = arena_array(
	    parser->diagnostics->arena, rdn->count, sizeof(*level->values));
	level->count = rdn->count;
	for (size_t i = 0; i < rdn->count; i++)
		if (parse_value(
			parser, whole, &rdn->avas[i], &level->values[i]) < 0)
			return -1;
	return 0;
}

static int
parse_choice(struct parser *parser, const struct template *template,
    struct dn_choice *choice)
{
	struct arena *arena = parser->diagnostics->arena;
	struct error err;
	struct value text;
	struct dn dn;

	choice->place = template->place;
	choice->when = template->when;
	memset(parser->is_used, 0, sizeof(parser->is_used));
	if (mark_holes(parser, template, &text) < 0)
		return -1;
	if (dn_parse(text, arena, &dn, &err) < 0 || dn.count == 0)
		return diagnostics_error(parser->diagnostics, template->place,
		    "this is not a DN like uid=rc-{id},ou=people,{base}: %s",
		    dn_fault(plain_text(template, arena), arena));
	choice->levels = arena_array(arena, dn.count, sizeof(*choice->levels));
	choice->count = dn.count;
	for (size_t i = 0; i < dn.count; i++)
		if (parse_level(
			parser, template, &dn.rdns[i], &choice->levels[i]) < 0)
			return -1;
	return parser->key == NULL ? 0 : check_rdn(parser, choice);
}

int
dn_line_parse(const struct setting *setting, const struct key *key,
    const struct schema *schema, const struct document *document,
    struct diagnostics *diagnostics, struct dn_line *line_r)
{
	struct parser parser = {
		.key = key, .schema = schema, .diagnostics = diagnostics
	};
	struct dn_line line = { .place = setting->place,
		.text = setting->value.joined };
	const struct group *group;
	size_t errors = diagnostics->errors;

	line.is_seed = setting->op == SETTING_SEED;
	if (setting->op == SETTING_SHARE)
		return diagnostics_error(diagnostics, setting->place,
		    "dn takes = or ?=; write dn = …");
	if (expression_parse(&setting->value, TEMPLATE_DN, document,
		diagnostics, &line.expression) < 0)
		return -1;
	if (line.expression.count != 1 || line.expression.is_kept) {
		diagnostics_error(diagnostics, setting->place,
		    line.expression.count == 0
			? "dn is empty; say a name like uid=rc-{id},ou=people,{base}"
			: "dn is one name, without also and keep; put else between two");
		expression_release(&line.expression);
		return -1;
	}
	group = &line.expression.groups[0];
	line.choices = arena_array(
	    diagnostics->arena, group->count, sizeof(*line.choices));
	line.count = group->count;
	for (size_t i = 0; i < group->count; i++)
		parse_choice(&parser, &group->choices[i], &line.choices[i]);
	if (diagnostics->errors > errors) {
		expression_release(&line.expression);
		return -1;
	}
	*line_r = line;
	return 0;
}

/* One value of the name: not empty, not refused, not several. */
static int
expand_value(const struct dn_value *value, struct scope *scope,
    struct dn_ava *ava, struct error *err)
{
	struct values texts = { 0 };
	const char *why = "is empty";
	enum syntax_verdict verdict = SYNTAX_EMPTY;

	if (template_expand(&value->template, scope, &texts, err) < 0)
		return -1;
	if (texts.count > 1)
		why = "has several values";
	if (texts.count == 1)
		verdict = syntax_clean(value->type, texts.items[0],
		    scope->arena, &ava->value, &why);
	if (verdict != SYNTAX_OK)
		return error_set(err, ERROR_MAPPING, "%s of its dn %s (%s:%u)",
		    value->name, why, place_file(&value->template.place),
		    value->template.place.line);
	ava->type = value->name;
	return 0;
}

/* back-mdb keeps an RDN as it is written and as it is normalised in one key of
 * 511 bytes, and answers a longer one with 80, as if the server were ill. */
static int
check_size(const struct dn_level *level, struct dn_rdn *rdn,
    struct scope *scope, struct error *err)
{
	struct dn_rdn normal = { .count = rdn->count };
	struct dn as_written = { rdn, 1 }, as_normal = { &normal, 1 };
	const struct template *last = &level->values[level->count - 1].template;
	const char *written, *normalised;

	normal.avas =
	    arena_array(scope->arena, rdn->count, sizeof(*normal.avas));
	for (size_t i = 0; i < rdn->count; i++) {
		normal.avas[i].type = rdn->avas[i].type;
		normal.avas[i].value = match_normal(
		    level->values[i].type, rdn->avas[i].value, scope->arena);
	}
	if (dn_write(&as_written, scope->arena, &written, err) < 0 ||
	    dn_write(&as_normal, scope->arena, &normalised, err) < 0)
		return error_prefix(err, "its dn");
	if (strlen(written) + strlen(normalised) <= RDN_BYTES_MAX)
		return 0;
	return error_set(err, ERROR_MAPPING,
	    "a part of its dn has %zu bytes, and %d are the most a server keeps (%s:%u); cut a long field, like {name | max(60)}",
	    strlen(written), RDN_BYTES_MAX / 2, place_file(&last->place),
	    last->place.line);
}

static int
expand_choice(const struct dn_choice *choice, const struct dn *base,
    struct scope *scope, struct dn *dn_r, struct error *err)
{
	struct dn dn = { .rdns = arena_array(scope->arena,
			     choice->count + base->count, sizeof(*dn.rdns)) };

	for (size_t i = 0; i < choice->count; i++) {
		const struct dn_level *level = &choice->levels[i];
		struct dn_rdn *rdn = &dn.rdns[dn.count];

		if (level->is_base) {
			for (size_t j = 0; j < base->count; j++)
				dn.rdns[dn.count++] = base->rdns[j];
			continue;
		}
		rdn->avas =
		    arena_array(scope->arena, level->count, sizeof(*rdn->avas));
		rdn->count = level->count;
		for (size_t j = 0; j < level->count; j++)
			if (expand_value(&level->values[j], scope,
				&rdn->avas[j], err) < 0)
				return -1;
		if (check_size(level, rdn, scope, err) < 0)
			return -1;
		dn.count++;
	}
	*dn_r = dn;
	return 0;
}

/* The first choice that holds and is whole; the reason of the last otherwise.
 */
int
dn_line_expand(const struct dn_line *line, const struct dn *base,
    struct scope *scope, struct dn *dn_r, struct error *err)
{
	error_set(err, ERROR_MAPPING, "no condition of its dn holds (%s:%u)",
	    place_file(&line->place), line->place.line);
	for (size_t i = 0; i < line->count; i++) {
		const struct dn_choice *choice = &line->choices[i];

		if (choice->when != NULL &&
		    !condition_holds(choice->when, scope->contact, scope->arena,
			&scope->is_unknown, scope->trace))
			continue;
		if (expand_choice(choice, base, scope, dn_r, err) == 0) {
			trace_add_dn(scope->trace, choice);
			return 0;
		}
	}
	return -1;
}

static int
constant_rdn(
    const struct dn_level *level, struct arena *arena, struct dn_rdn *rdn)
{
	rdn->avas = arena_array(arena, level->count, sizeof(*rdn->avas));
	for (; rdn->count < level->count; rdn->count++) {
		const struct dn_value *value = &level->values[rdn->count];
		struct dn_ava *ava = &rdn->avas[rdn->count];
		const char *why;

		if (!template_is_constant(&value->template) ||
		    syntax_clean(value->type, value->template.parts[0].literal,
			arena, &ava->value, &why) != SYNTAX_OK)
			return -1;
		ava->type = value->name;
	}
	return 0;
}

int
dn_choice_parent(const struct dn_choice *choice, const struct dn *base,
    struct arena *arena, struct dn *parent_r)
{
	struct dn parent = { .rdns =
				 arena_array(arena, choice->count + base->count,
				     sizeof(*parent.rdns)) };

	for (size_t i = 1; i < choice->count; i++) {
		const struct dn_level *level = &choice->levels[i];

		for (size_t j = 0; level->is_base && j < base->count; j++)
			parent.rdns[parent.count++] = base->rdns[j];
		if (!level->is_base &&
		    constant_rdn(level, arena, &parent.rdns[parent.count++]) <
			0)
			return -1;
	}
	*parent_r = parent;
	return 0;
}
