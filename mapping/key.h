/* SPDX-License-Identifier: ISC */
/* mapping/key.h - the mark by which an entry is ours: `uid: rc-{id}`.
 *
 * Every entry of ours bears the key's value of its contact; an entry is ours
 * when exactly one value of the key's attribute matches the whole template.
 */
#ifndef DIRWIRE_MAPPING_KEY_H
#define DIRWIRE_MAPPING_KEY_H

#include "mapping/diagnostic.h"
#include "mapping/template.h"
#include "schema/schema.h"

struct key {
	const struct attribute_type *type;
	struct template template; /* literals, {id} and perhaps {account} */
	bool has_account;
	bool is_any_id; /* key-id = any; else only digits are ids */
	struct place place;
};

/* Parse `attribute: template`.  Returns 0, or -1 with the errors in
 * `diagnostics`. */
int key_parse(const struct reader_text *text, bool is_any_id,
    const struct schema *schema, struct diagnostics *diagnostics,
    struct key *key_r);

/* The value of the contact's key, in `arena`.  -1 with ERROR_MAPPING when the
 * id is not one the key takes, or {account} (which may be NULL) is wanted and
 * not known. */
int key_value(const struct key *key, const char *id, const char *account,
    struct arena *arena, struct value *value_r, struct error *err);

/* Does the whole value match the template, by the attribute's rule? */
bool
key_matches(const struct key *key, struct value value, struct arena *arena);

#endif
