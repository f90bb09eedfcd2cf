/* SPDX-License-Identifier: ISC */
#include "bridge/directory/ldap_ask.h"
#include "bridge/directory/ldap_private.h"
#include "schema/dn.h"

/* The values of one attribute of one entry; -1 without an answer. */
static int
ask_values(struct directory *directory, const char *base, const char *attribute,
    struct arena *arena, struct values *values_r)
{
	const char *const names[] = { attribute, NULL };
	struct question question = { .base = base, .attributes = names };
	struct answer *answer = arena_alloc(arena, sizeof(*answer));
	const struct entry_attribute *found = NULL;

	values_r->count = 0;
	if (ldap_ask(directory, &question, arena, answer) < 0)
		return answer->outcome.code < 0 ? -1 : 0;
	if (answer->kept > 0)
		found = entry_find_name(&answer->entries[0], attribute);
	if (found != NULL)
		*values_r = found->values;
	return 0;
}

/* The suffix that `base` stands below, or `base`. */
static const char *
suffix_of(const struct ldap_directory *ldap, const char *base,
    const struct values *suffixes, struct arena *arena)
{
	const char *found = base;
	size_t longest = 0;
	struct dn dn, suffix;

	if (dn_parse(value_of(base), arena, &dn, NULL) < 0)
		return base;
	for (size_t i = 0; i < suffixes->count; i++)
		if (dn_parse(suffixes->items[i], arena, &suffix, NULL) == 0 &&
		    suffix.count > longest &&
		    dn_is_below(ldap->schema, &dn, &suffix, arena)) {
			longest = suffix.count;
			found = suffixes->items[i].data;
		}
	return found;
}

int
ldap_context(struct directory *directory, const char *base, struct arena *arena,
    struct values *values_r)
{
	struct values suffixes;

	if (ask_values(directory, "", "namingContexts", arena, &suffixes) < 0)
		return -1;
	return ask_values(directory,
	    suffix_of(ldap_directory_of(directory), base, &suffixes, arena),
	    "contextCSN", arena, values_r);
}
