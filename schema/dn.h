/* SPDX-License-Identifier: ISC */
/* schema/dn.h - distinguished names as structures (RFC 4514).
 *
 * Text is read and written by libldap alone, so that escaping is nowhere ours.
 * Check UTF-8 before: libldap reads past the end of a truncated sequence; the
 * functions here do.
 */
#ifndef DIRWIRE_SCHEMA_DN_H
#define DIRWIRE_SCHEMA_DN_H

#include "schema/schema.h"

struct dn_ava {
	const char *type;   /* attribute name as written */
	struct value value; /* unescaped */
};

struct dn_rdn {
	struct dn_ava *avas; /* at least one */
	size_t count;
};

struct dn {
	struct dn_rdn *rdns; /* leaf first; count 0 is the root */
	size_t count;
};

/* Parse RFC 4514 text.  Returns 0 with *dn_r in `arena`, or -1 with
 * ERROR_INPUT; also for a value in BER (`cn=#0402…`), as OpenLDAP does. */
int dn_parse(
    struct value text, struct arena *arena, struct dn *dn_r, struct error *err);

/* What is wrong with a text that dn_parse() refused, as far as can be told, as a
 * sentence without its beginning; borrowed from `arena`, or constant. */
const char *dn_fault(struct value text, struct arena *arena);

/* The RFC 4514 text, in `arena`.  Every value must be valid UTF-8: -1 with
 * ERROR_INPUT otherwise, and for an empty value or type. */
int dn_write(const struct dn *dn, struct arena *arena, const char **text_r,
    struct error *err);

/* The same text for the same name by the attributes' matching rules (order of
 * AVAs in an RDN does not count); a key for comparing.  Types that the schema
 * does not know compare without case of the type, by bytes of the value. */
const char *dn_normal(
    const struct schema *schema, const struct dn *dn, struct arena *arena);

/* Normalised comparison of texts; text that is no DN equals nothing. */
bool dn_is_equal(const struct schema *schema, const char *a, const char *b,
    struct arena *arena);

/* `dn` is `base`, or below it. */
bool dn_is_below(const struct schema *schema, const struct dn *dn,
    const struct dn *base, struct arena *arena);

#endif
