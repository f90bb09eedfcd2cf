/* SPDX-License-Identifier: ISC */
/* A name that parses is written and parses to the same; any UTF-8 text as a
 * value of a name comes back byte for byte; what was cleaned stays as it is. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "schema/dn.h"
#include "schema/syntax.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_name(struct value text, const struct schema *schema, struct arena *arena)
{
	struct dn dn, again;
	const char *written;

	if (dn_parse(text, arena, &dn, NULL) < 0)
		return;
	if (dn_write(&dn, arena, &written, NULL) < 0)
		return; /* an empty value, or one that is not UTF-8 */
	if (dn_parse(value_of(written), arena, &again, NULL) < 0 ||
	    strcmp(dn_normal(schema, &dn, arena),
		dn_normal(schema, &again, arena)) != 0 ||
	    !dn_is_below(schema, &dn, &again, arena) ||
	    (dn.count > 0 && !dn_is_equal(schema, written, written, arena)))
		abort();
}

static void
check_value(struct value text, struct arena *arena)
{
	char type[] = "cn";
	struct dn_ava ava = { type, text };
	struct dn_rdn rdn = { &ava, 1 };
	struct dn dn = { &rdn, 1 }, again;
	const char *written;

	if (text.len == 0 || memchr(text.data, 0, text.len) != NULL ||
	    !text_is_utf8(text.data, text.len)) {
		dn_write(&dn, arena, &written, NULL);
		return;
	}
	if (dn_write(&dn, arena, &written, NULL) < 0 ||
	    dn_parse(value_of(written), arena, &again, NULL) < 0 ||
	    again.count != 1 || again.rdns[0].count != 1 ||
	    !value_is_same(again.rdns[0].avas[0].value, text))
		abort();
}

static void
check_clean(struct value text, const struct schema *schema, struct arena *arena)
{
	static const char *const names[] = { "manager", "cn", "postalAddress",
		"facsimileTelephoneNumber", "uidNumber" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const struct attribute_type *type =
		    schema_attribute(schema, names[i]);
		struct value once, twice;
		const char *why;

		if (syntax_clean(type, text, arena, &once, &why) == SYNTAX_OK &&
		    (syntax_clean(type, once, arena, &twice, &why) !=
			    SYNTAX_OK ||
			!value_is_same(once, twice)))
			abort();
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct schema *schema; /* made once, it never changes */
	struct arena *arena = arena_create();
	struct value text = value_copy(arena, data, size);

	if (schema == NULL)
		schema = schema_create_builtin();
	if (size <= 4096) {
		check_name(text, schema, arena);
		check_value(text, arena);
		check_clean(text, schema, arena);
	}
	arena_destroy(&arena);
	return 0;
}
