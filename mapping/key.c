/* SPDX-License-Identifier: ISC */
#include "mapping/key.h"

#include <string.h>

#include "base/text.h"
#include "event/contact.h"
#include "mapping/check.h"
#include "mapping/expand.h"
#include "schema/match.h"

enum { LITERAL_MIN = 2 };

/* The key's text: "attribute:" and the template behind it. */
static int
split(const struct reader_text *text, struct diagnostics *diagnostics,
    const char **name_r, struct reader_text *template_r)
{
	struct reader in = { .text = text };
	size_t start;

	reader_skip_blanks(&in);
	start = in.pos;
	while (
	    !reader_at_blank(&in) && strchr(":=\"{", reader_peek(&in)) == NULL)
		in.pos++;
	*name_r = arena_memdup(
	    diagnostics->arena, text->joined.data + start, in.pos - start);
	reader_skip_blanks(&in);
	if (in.pos == start || !reader_accept(&in, ':'))
		return diagnostics_error(diagnostics,
		    reader_place(text, in.pos),
		    "expected an attribute and a colon; write it like key = uid: rc-{id}, without quotes");
	*template_r = reader_text_part(
	    text, diagnostics->arena, in.pos, text->joined.len);
	return 0;
}

/* Literals, {id} once, {account} at most once, and nothing else. */
static int
check_parts(struct key *key, struct diagnostics *diagnostics)
{
	size_t ids = 0, accounts = 0;

	for (size_t i = 0; i < key->template.count; i++) {
		const struct part *part = &key->template.parts[i];

		if (part->kind == PART_LITERAL)
			continue;
		if (part->call_count > 0)
			return diagnostics_error(diagnostics, part->place,
			    "functions have no place in the key; write {id} alone");
		if (part->kind == PART_ACCOUNT)
			accounts++;
		else if (strcmp(part->path.dotted, "id") == 0)
			ids++;
		else
			return diagnostics_error(diagnostics, part->place,
			    "the key is made of text, {id} and {account} alone; write it like uid: rc-{id}");
	}
	key->has_account = accounts > 0;
	if (ids != 1 || accounts > 1)
		return diagnostics_error(diagnostics, key->place,
		    "the key holds {id} exactly once, and {account} once if wanted; write it like uid: rc-{id}");
	if (template_literal_count(
		&key->template, key->type, diagnostics->arena) < LITERAL_MIN)
		return diagnostics_error(diagnostics, key->place,
		    "the key needs at least %d characters of its own, as in rc-{id}: without them any number would look like ours",
		    LITERAL_MIN);
	return 0;
}

/* Digits beside digits: 1 and 23 would make the same key as 12 and 3. */
static int
check_apart(const struct key *key, struct diagnostics *diagnostics)
{
	const struct part *before = NULL;
	bool is_apart = false;

	for (size_t i = 0; i < key->template.count; i++) {
		const struct part *part = &key->template.parts[i];
		struct value text = part->literal;

		if (part->kind == PART_LITERAL) {
			text = match_normal_piece(
			    key->type, text, diagnostics->arena);
			is_apart = strspn(text.data, "0123456789") < text.len;
			continue;
		}
		if (before != NULL && !is_apart)
			return diagnostics_error(diagnostics, part->place,
			    "{account} and {id} run into each other here; put a sign other than a digit between them, as in rc-{account}-{id}");
		before = part;
		is_apart = false;
	}
	return 0;
}

static int
find_type(const struct schema *schema, const char *name, struct key *key,
    struct diagnostics *diagnostics)
{
	const char *refusal;

	key->type = schema_attribute(schema, name);
	if (key->type == NULL)
		return check_unknown_attribute(
		    schema, name, key->place, diagnostics);
	if (key->type->equality == MATCHING_NONE)
		return diagnostics_error(diagnostics, key->place,
		    "%s has no equality rule, so a server can't look for it; take uid or employeeNumber",
		    key->type->name);
	refusal = check_refusal(key->type);
	if (refusal != NULL)
		return diagnostics_error(diagnostics, key->place,
		    "%s %s; take uid or employeeNumber", key->type->name,
		    refusal);
	return 0;
}

int
key_parse(const struct reader_text *text, bool is_any_id,
    const struct schema *schema, struct diagnostics *diagnostics,
    struct key *key_r)
{
	struct document none = { .arena = diagnostics->arena };
	struct key key = { .is_any_id = is_any_id };
	struct expression expression;
	struct reader_text template;
	const char *name;

	key.place = reader_place(text, 0);
	if (split(text, diagnostics, &name, &template) < 0 ||
	    find_type(schema, name, &key, diagnostics) < 0 ||
	    expression_parse(
		&template, TEMPLATE_KEY, &none, diagnostics, &expression) < 0)
		return -1;
	if (expression.count != 1 || expression.groups[0].count != 1 ||
	    expression.is_kept ||
	    expression.groups[0].choices[0].when != NULL) {
		expression_release(&expression);
		return diagnostics_error(diagnostics, key.place,
		    "the key is one text, without else, also and when; write it like uid: rc-{id}");
	}
	key.template = expression.groups[0].choices[0];
	if (check_parts(&key, diagnostics) < 0 ||
	    check_apart(&key, diagnostics) < 0) {
		expression_release(&expression);
		return -1;
	}
	*key_r = key;
	return 0;
}

/* What span() takes for {account}, and for {id}. */
static bool
is_digits(const char *text)
{
	size_t len = strspn(text, "0123456789");

	return len > 0 && len <= CONTACT_ID_MAX && text[len] == '\0';
}

int
key_value(const struct key *key, const char *id, const char *account,
    struct arena *arena, struct value *value_r, struct error *err)
{
	struct buffer out;

	if (key->is_any_id ? !contact_id_is_valid(id) : !is_digits(id))
		return error_set(err, ERROR_MAPPING,
		    "its id is not made of digits alone; key-id = any in [map] would take it");
	buffer_init(&out, arena);
	for (size_t i = 0; i < key->template.count; i++) {
		const struct part *part = &key->template.parts[i];

		if (part->kind == PART_LITERAL) {
			buffer_add(&out, part->literal.data, part->literal.len);
		} else if (part->kind == PART_FIELD) {
			buffer_add_text(&out, id);
		} else if (account == NULL) {
			return error_set(err, ERROR_MAPPING,
			    "the key holds {account}, and the event's path names none");
		} else if (!is_digits(account)) {
			return error_set(err, ERROR_MAPPING,
			    "the key holds {account}, and the account of the event's path is not a number");
		} else {
			buffer_add_text(&out, account);
		}
	}
	*value_r = buffer_value(&out);
	return 0;
}

/* How many bytes at `text` an id, or an account, may take at most. */
static size_t
span(const struct key *key, enum part_kind kind, const char *text, size_t len)
{
	size_t n = 0;

	while (n < len && n < CONTACT_ID_MAX &&
	    ((text[n] >= '0' && text[n] <= '9') ||
		(kind == PART_FIELD && key->is_any_id && text[n] != '\0' &&
		    strchr("abcdefghijklmnopqrstuvwxyz"
			   "ABCDEFGHIJKLMNOPQRSTUVWXYZ_-",
			text[n]) != NULL)))
		n++;
	return n;
}

/* Match the parts from `at` on; a key has at most two holes, so trying is
 * short. */
static bool
match_parts(const struct key *key, size_t at, const char *text, size_t len,
    struct arena *arena)
{
	const struct part *part = &key->template.parts[at];
	struct value literal;

	if (at == key->template.count)
		return len == 0;
	if (part->kind == PART_LITERAL) {
		literal = match_normal_piece(key->type, part->literal, arena);
		return len >= literal.len &&
		    memcmp(text, literal.data, literal.len) == 0 &&
		    match_parts(key, at + 1, text + literal.len,
			len - literal.len, arena);
	}
	for (size_t n = span(key, part->kind, text, len); n > 0; n--)
		if (match_parts(key, at + 1, text + n, len - n, arena))
			return true;
	return false;
}

bool
key_matches(const struct key *key, struct value value, struct arena *arena)
{
	struct value normal = match_normal(key->type, value, arena);

	return match_parts(key, 0, normal.data, normal.len, arena);
}
