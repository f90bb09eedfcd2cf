/* SPDX-License-Identifier: ISC */
#include "schema/dn.h"

#include <stdlib.h>
#include <string.h>

#include <ldap.h>

#include "base/buffer.h"
#include "base/text.h"
#include "schema/match.h"

static void
take_rdn(LDAPRDN parsed, struct arena *arena, struct dn_rdn *rdn)
{
	while (parsed[rdn->count] != NULL)
		rdn->count++;
	rdn->avas = arena_array(arena, rdn->count, sizeof(*rdn->avas));
	for (size_t i = 0; i < rdn->count; i++) {
		const LDAPAVA *ava = parsed[i];

		rdn->avas[i].type = arena_memdup(
		    arena, ava->la_attr.bv_val, ava->la_attr.bv_len);
		rdn->avas[i].value = value_copy(
		    arena, ava->la_value.bv_val, ava->la_value.bv_len);
	}
}

/* "#" and hex: a value in BER, which no OpenLDAP takes. */
static bool
has_ber(LDAPDN parsed)
{
	for (size_t i = 0; parsed != NULL && parsed[i] != NULL; i++)
		for (size_t j = 0; parsed[i][j] != NULL; j++)
			if ((parsed[i][j]->la_flags & LDAP_AVA_BINARY) != 0)
				return true;
	return false;
}

int
dn_parse(
    struct value text, struct arena *arena, struct dn *dn_r, struct error *err)
{
	struct dn dn = { .count = 0 };
	LDAPDN parsed = NULL;
	struct berval bv;
	int code;

	if (!text_is_utf8(text.data, text.len) ||
	    memchr(text.data, '\0', text.len) != NULL)
		return error_set(err, ERROR_INPUT, "the DN is not UTF-8 text");
	bv.bv_val = arena_memdup(arena, text.data, text.len);
	bv.bv_len = text.len;
	code = ldap_bv2dn(&bv, &parsed, LDAP_DN_FORMAT_LDAPV3);
	if (code != LDAP_SUCCESS)
		return error_set_detail(err, ERROR_INPUT, code,
		    "\"%.200s\" is not a DN like ou=people,dc=example,dc=com: %.400s",
		    bv.bv_val, dn_fault(text, arena));
	if (has_ber(parsed)) {
		ldap_dnfree(parsed);
		return error_set(err, ERROR_INPUT,
		    "\"%.200s\" holds a value in BER (#…)", bv.bv_val);
	}
	while (parsed != NULL && parsed[dn.count] != NULL)
		dn.count++;
	dn.rdns = arena_array(arena, dn.count, sizeof(*dn.rdns));
	for (size_t i = 0; i < dn.count; i++)
		take_rdn(parsed[i], arena, &dn.rdns[i]);
	ldap_dnfree(parsed);
	*dn_r = dn;
	return 0;
}

static int
check(const struct dn *dn, struct error *err)
{
	for (size_t i = 0; i < dn->count; i++)
		for (size_t j = 0; j < dn->rdns[i].count; j++) {
			const struct dn_ava *ava = &dn->rdns[i].avas[j];

			if (*ava->type == '\0' || ava->value.len == 0)
				return error_set(err, ERROR_INPUT,
				    "a part of the DN is empty");
			if (!text_is_utf8(ava->value.data, ava->value.len))
				return error_set(err, ERROR_INPUT,
				    "%s of the DN is not UTF-8", ava->type);
		}
	return 0;
}

/* libldap's structure, borrowing the bytes; NULL-ended arrays in the arena. */
static LDAPRDN
lend_rdn(const struct dn_rdn *rdn, struct arena *arena)
{
	LDAPRDN lent = arena_array(arena, rdn->count + 1, sizeof(*lent));

	for (size_t i = 0; i < rdn->count; i++) {
		const struct dn_ava *ava = &rdn->avas[i];
		size_t type_len = strlen(ava->type);

		lent[i] = arena_alloc(arena, sizeof(*lent[i]));
		lent[i]->la_attr.bv_val =
		    arena_memdup(arena, ava->type, type_len);
		lent[i]->la_attr.bv_len = type_len;
		lent[i]->la_value.bv_val =
		    arena_memdup(arena, ava->value.data, ava->value.len);
		lent[i]->la_value.bv_len = ava->value.len;
		lent[i]->la_flags = LDAP_AVA_STRING;
		if (!text_is_ascii(ava->value))
			lent[i]->la_flags |= LDAP_AVA_NONPRINTABLE;
	}
	return lent;
}

int
dn_write(const struct dn *dn, struct arena *arena, const char **text_r,
    struct error *err)
{
	LDAPDN lent = arena_array(arena, dn->count + 1, sizeof(*lent));
	struct berval bv = { 0, NULL };
	int code;

	if (check(dn, err) < 0)
		return -1;
	for (size_t i = 0; i < dn->count; i++)
		lent[i] = lend_rdn(&dn->rdns[i], arena);
	code = ldap_dn2bv(lent, &bv, LDAP_DN_FORMAT_LDAPV3 | LDAP_DN_PRETTY);
	if (code != LDAP_SUCCESS)
		return error_set_detail(err, ERROR_INPUT, code,
		    "the DN can't be written: %s", ldap_err2string(code));
	*text_r = arena_memdup(arena, bv.bv_val, bv.bv_len);
	ldap_memfree(bv.bv_val);
	return 0;
}

static int
compare_texts(const void *a, const void *b)
{
	const char *const *left = a, *const *right = b;

	return strcmp(*left, *right);
}

/* "oid=length:value"; without a schema every value compares without case, as
 * nearly all naming attributes do.  So does a DN inside a DN: one level is
 * enough, and depth is what an attacker would send. */
static const char *
normal_ava(
    const struct schema *schema, const struct dn_ava *ava, struct arena *arena)
{
	static const struct attribute_type folded = {
		.equality = MATCHING_CASE_IGNORE
	};
	const struct attribute_type *type =
	    schema != NULL ? schema_attribute(schema, ava->type) : &folded;
	bool is_dn = type != NULL && type->equality == MATCHING_DN;
	struct value value =
	    match_normal(is_dn ? &folded : type, ava->value, arena);
	struct buffer out;

	buffer_init(&out, arena);
	if (schema != NULL && type != NULL)
		buffer_add_text(&out, type->oid);
	else
		buffer_add_text(
		    &out, text_lower(arena, value_of(ava->type)).data);
	buffer_printf(&out, "=%zu:", value.len);
	buffer_add_text(&out, text_escape(arena, value));
	return buffer_value(&out).data;
}

static void
write_normal_rdn(const struct schema *schema, const struct dn_rdn *rdn,
    struct arena *arena, struct buffer *out)
{
	const char **avas = arena_array(arena, rdn->count, sizeof(*avas));

	for (size_t i = 0; i < rdn->count; i++)
		avas[i] = normal_ava(schema, &rdn->avas[i], arena);
	qsort(avas, rdn->count, sizeof(*avas), compare_texts);
	for (size_t i = 0; i < rdn->count; i++) {
		buffer_add_char(out, i > 0 ? '+' : ',');
		buffer_add_text(out, avas[i]);
	}
}

const char *
dn_normal(const struct schema *schema, const struct dn *dn, struct arena *arena)
{
	struct buffer out;

	buffer_init(&out, arena);
	for (size_t i = 0; i < dn->count; i++)
		write_normal_rdn(schema, &dn->rdns[i], arena, &out);
	return buffer_value(&out).data;
}

bool
dn_is_equal(const struct schema *schema, const char *a, const char *b,
    struct arena *arena)
{
	struct dn left, right;

	return dn_parse(value_of(a), arena, &left, NULL) == 0 &&
	    dn_parse(value_of(b), arena, &right, NULL) == 0 &&
	    strcmp(dn_normal(schema, &left, arena),
		dn_normal(schema, &right, arena)) == 0;
}

bool
dn_is_below(const struct schema *schema, const struct dn *dn,
    const struct dn *base, struct arena *arena)
{
	struct dn tail;

	if (dn->count < base->count)
		return false;
	tail.rdns = dn->rdns + (dn->count - base->count);
	tail.count = base->count;
	return strcmp(dn_normal(schema, &tail, arena),
		   dn_normal(schema, base, arena)) == 0;
}
