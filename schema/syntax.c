/* SPDX-License-Identifier: ISC */
#include "schema/syntax.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/buffer.h"
#include "base/clock.h"
#include "base/text.h"
#include "schema/dn.h"

#define LETTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
#define DIGITS "0123456789"
#define PRINTABLE \
	LETTERS DIGITS "'()+,-./:?= " /* RFC 4517 3.2, and = as slapd */

/* A syntax's own rules, on a value that was cleaned already: makes *value fit,
 * or says why it can't be. */
typedef const char *(*fit_fn)(struct arena *arena, struct value *value);

static bool
is_made_of(struct value value, const char *set)
{
	return strspn(value.data, set) == value.len;
}

static const char *
fit_any(struct arena *arena, struct value *value)
{
	(void)arena;
	(void)value;
	return NULL;
}

static const char *
fit_ia5(struct arena *arena, struct value *value)
{
	(void)arena;
	return text_is_ascii(*value) ? NULL
				     : "holds a character that is not ASCII";
}

static const char *
fit_printable(struct arena *arena, struct value *value)
{
	(void)arena;
	return is_made_of(*value, PRINTABLE)
	    ? NULL
	    : "holds a character other than letters, digits, blank and '()+,-./:?=";
}

/* What is left without blanks and hyphens decides equality; slapd refuses a
 * number of which nothing is left. */
static const char *
fit_telephone(struct arena *arena, struct value *value)
{
	if (is_made_of(*value, " -"))
		return "holds nothing but blanks and hyphens";
	return fit_printable(arena, value);
}

/* A number and fax parameters, joined by $, none of them empty (RFC 4517
 * section 3.3.11). */
static const char *
fit_facsimile(struct arena *arena, struct value *value)
{
	(void)arena;
	if (!is_made_of(*value, PRINTABLE "$"))
		return "holds a character other than letters, digits, blank and '()+,-./:?=";
	if (value->data[0] == '$' || value->data[value->len - 1] == '$' ||
	    strstr(value->data, "$$") != NULL)
		return "holds a $ with nothing before or behind it";
	return NULL;
}

static const char *
fit_country(struct arena *arena, struct value *value)
{
	(void)arena;
	return value->len == 2 && is_made_of(*value, LETTERS)
	    ? NULL
	    : "is not a country code of two letters";
}

static const char *
fit_numeric(struct arena *arena, struct value *value)
{
	(void)arena;
	return is_made_of(*value, DIGITS " ")
	    ? NULL
	    : "holds a character other than digits and blanks";
}

static const char *
fit_integer(struct arena *arena, struct value *value)
{
	bool is_negative = value->data[0] == '-';
	const char *digits = value->data + is_negative;

	if (*digits == '\0' || strspn(digits, DIGITS) != strlen(digits))
		return "is not an integer";
	digits += strspn(digits, "0");
	if (*digits == '\0')
		*value = value_of("0");
	else
		*value = value_of(arena_printf(
		    arena, "%s%s", is_negative ? "-" : "", digits));
	return NULL;
}

static const char *
fit_boolean(struct arena *arena, struct value *value)
{
	*value = text_upper(arena, *value);
	if (strcmp(value->data, "TRUE") == 0 ||
	    strcmp(value->data, "FALSE") == 0)
		return NULL;
	return "is neither TRUE nor FALSE";
}

/* descr or numericoid (RFC 4512 section 1.4) */
static const char *
fit_oid(struct arena *arena, struct value *value)
{
	bool is_name = strchr(LETTERS, value->data[0]) != NULL &&
	    is_made_of(*value, LETTERS DIGITS "-");
	bool is_number = is_made_of(*value, DIGITS ".") &&
	    value->data[0] != '.' && value->data[value->len - 1] != '.' &&
	    strstr(value->data, "..") == NULL;

	(void)arena;
	return is_name || is_number ? NULL : "is not an OID";
}

/* YYYYMMDDHH[MM[SS]][.fraction](Z|+hhmm) (RFC 4517 section 3.3.13) */
static const char *
fit_time(struct arena *arena, struct value *value)
{
	size_t digits = strspn(value->data, DIGITS);
	const char *p = value->data + digits;

	(void)arena;
	if (digits != 10 && digits != 12 && digits != 14)
		return "is not a time like 20260512090100Z";
	if (*p == '.' || *p == ',') {
		digits = strspn(++p, DIGITS);
		p += digits;
	}
	if (strcmp(p, "Z") == 0 && digits > 0)
		return NULL;
	if ((*p == '+' || *p == '-') && strspn(p + 1, DIGITS) == 4 &&
	    p[5] == '\0')
		return NULL;
	return "is not a time like 20260512090100Z";
}

/* A backslash that begins neither \24 nor \5C stands for itself: \5C.  A mark
 * behind it would be composed with the C. */
static const char *
fit_postal(struct arena *arena, struct value *value)
{
	struct buffer out;

	buffer_init(&out, arena);
	for (size_t i = 0; i < value->len; i++) {
		const char *at = value->data + i;

		if (*at == '\\' && strncmp(at, "\\24", 3) != 0 &&
		    strncmp(at, "\\5C", 3) != 0 && strncmp(at, "\\5c", 3) != 0)
			buffer_add_text(&out, "\\5C");
		else
			buffer_add_char(&out, *at);
	}
	*value = buffer_value(&out);
	if (!value_is_same(text_clean(arena, *value), *value))
		return "holds a backslash with a combining mark";
	return NULL;
}

static const char *
fit_binary(struct arena *arena, struct value *value)
{
	(void)arena;
	(void)value;
	return "is text, and the attribute takes binary data";
}

static const struct {
	const char *name;
	fit_fn fit;
} syntaxes[] = {
	[SYNTAX_DIRECTORY_STRING] = { "Directory String", fit_any },
	[SYNTAX_PRINTABLE_STRING] = { "Printable String", fit_printable },
	[SYNTAX_COUNTRY_STRING] = { "Country String", fit_country },
	[SYNTAX_IA5_STRING] = { "IA5 String", fit_ia5 },
	[SYNTAX_NUMERIC_STRING] = { "Numeric String", fit_numeric },
	[SYNTAX_TELEPHONE_NUMBER] = { "Telephone Number", fit_telephone },
	[SYNTAX_FACSIMILE_NUMBER] = { "Facsimile Telephone Number",
	    fit_facsimile },
	[SYNTAX_POSTAL_ADDRESS] = { "Postal Address", fit_postal },
	[SYNTAX_DN] = { "DN", fit_any }, /* clean_dn() */
	[SYNTAX_OID] = { "OID", fit_oid },
	[SYNTAX_BOOLEAN] = { "Boolean", fit_boolean },
	[SYNTAX_INTEGER] = { "Integer", fit_integer },
	[SYNTAX_GENERALIZED_TIME] = { "Generalized Time", fit_time },
	[SYNTAX_OCTET_STRING] = { "Octet String", fit_any },
	[SYNTAX_BINARY] = { "binary data", fit_binary },
};

const char *
syntax_name(enum syntax syntax)
{
	return syntaxes[syntax].name;
}

/* One part of a DN: the type by its first name, the value as that type's. */
static const char *
fit_ava(const struct schema *schema, struct dn_ava *ava, struct arena *arena)
{
	const struct attribute_type *type =
	    schema != NULL ? schema_attribute(schema, ava->type) : NULL;
	const char *why;

	if (type == NULL || type->syntax == SYNTAX_DN ||
	    type->syntax == SYNTAX_BINARY)
		ava->value = text_clean(arena, ava->value);
	else if (syntax_clean(type, ava->value, arena, &ava->value, &why) !=
	    SYNTAX_OK)
		return "is a DN with a value that its attribute refuses";
	if (type != NULL)
		ava->type = type->name;
	return NULL;
}

static int
compare_avas(const void *a, const void *b)
{
	const struct dn_ava *left = a, *right = b;

	return strcasecmp(left->type, right->type);
}

static const char *
fit_rdn(const struct schema *schema, struct dn_rdn *rdn, struct arena *arena)
{
	for (size_t i = 0; i < rdn->count; i++) {
		const char *why = fit_ava(schema, &rdn->avas[i], arena);

		if (why != NULL)
			return why;
	}
	qsort(rdn->avas, rdn->count, sizeof(*rdn->avas), compare_avas);
	for (size_t i = 1; i < rdn->count; i++)
		if (compare_avas(&rdn->avas[i - 1], &rdn->avas[i]) == 0)
			return "is a DN that names an attribute twice at one place";
	return NULL;
}

/* As slapd stores it: types by their first names and in order within an RDN.
 * The text as a whole is cleaned (that is in *value) only when it can't be read
 * otherwise: escapes hide what is to be cleaned, and composing would join an
 * escape with a mark behind it. */
static const char *
clean_dn(const struct schema *schema, struct value text, struct arena *arena,
    struct value *value)
{
	const char *written, *why;
	struct dn dn;

	if (dn_parse(text, arena, &dn, NULL) < 0 &&
	    dn_parse(*value, arena, &dn, NULL) < 0)
		return "is not a DN";
	for (size_t i = 0; i < dn.count; i++) {
		why = fit_rdn(schema, &dn.rdns[i], arena);
		if (why != NULL)
			return why;
	}
	if (dn_write(&dn, arena, &written, NULL) < 0)
		return "is not a DN";
	*value = value_of(written);
	return NULL;
}

enum syntax_verdict
syntax_clean(const struct attribute_type *type, struct value text,
    struct arena *arena, struct value *value_r, const char **why_r)
{
	struct value value;
	const char *why;

	if (!text_is_utf8(text.data, text.len)) {
		*why_r = "is not UTF-8";
		return SYNTAX_REFUSED;
	}
	value = text_clean(arena, text);
	if (value.len == 0)
		return SYNTAX_EMPTY;
	if (type->syntax == SYNTAX_DN)
		why = clean_dn(type->schema, text, arena, &value);
	else
		why = syntaxes[type->syntax].fit(arena, &value);
	if (why != NULL) {
		*why_r = why;
		return SYNTAX_REFUSED;
	}
	*value_r = value;
	return SYNTAX_OK;
}
