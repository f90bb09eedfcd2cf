/* SPDX-License-Identifier: ISC */
#include "bridge/directory/ldap_private.h"

#include "bridge/directory/ldap_ask.h"

enum { DESCRIPTIONS_MAX = 50000 };

/* The name of the entry that holds the schema in force at `base`. */
static const char *
find_subentry(struct directory *directory, const char *base,
    struct arena *arena, struct answer *answer)
{
	static const char *const names[] = { "subschemaSubentry", NULL };
	const char *const places[] = { base, "" };

	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		struct question question = { .base = places[i],
			.attributes = names };
		const char *found = NULL;

		if (ldap_ask(directory, &question, arena, answer) == 0)
			found = answer_text(answer, names[0]);
		if (found != NULL)
			return found;
		if (answer->outcome.code < 0)
			break; /* that of the next would hide why */
	}
	return NULL;
}

static int
ask(struct directory *directory, const char *base, struct arena *arena,
    struct answer *answer, struct error *err)
{
	static const char *const names[] = { "attributeTypes", "objectClasses",
		NULL };
	struct question question = { .filter = "(objectClass=subschema)",
		.attributes = names };

	question.base = find_subentry(directory, base, arena, answer);
	if (question.base == NULL)
		return error_set_detail(err, ERROR_LDAP, answer->outcome.code,
		    "neither base %s nor the root DSE names a subschemaSubentry: %s",
		    base, answer->outcome.text);
	if (ldap_ask(directory, &question, arena, answer) < 0)
		return error_set_detail(err, ERROR_LDAP, answer->outcome.code,
		    "%s can't be read: %s", question.base,
		    answer->outcome.text);
	if (answer_text(answer, names[0]) == NULL ||
	    answer_text(answer, names[1]) == NULL)
		return error_set(err, ERROR_LDAP,
		    "%s may not be read: it shows no attributeTypes and objectClasses",
		    question.base);
	return 0;
}

static void
load(struct schema *schema, const struct answer *answer, struct arena *arena,
    struct schema_loaded *loaded_r)
{
	const struct entry *entry = &answer->entries[0];

	schema_load(schema, &entry_find_name(entry, "attributeTypes")->values,
	    &entry_find_name(entry, "objectClasses")->values, arena, loaded_r);
}

static int
check_size(const struct answer *answer, struct error *err)
{
	for (size_t i = 0; i < answer->entries[0].count; i++)
		if (answer->entries[0].attributes[i].values.count >
		    DESCRIPTIONS_MAX)
			return error_set(err, ERROR_LDAP,
			    "the server has more than %d attribute types or classes",
			    DESCRIPTIONS_MAX);
	return 0;
}

struct schema *
ldap_schema_create(struct directory *directory, const char *base,
    struct schema_loaded *loaded_r, struct error *err)
{
	struct arena *arena = arena_create();
	struct answer *answer = arena_alloc(arena, sizeof(*answer));
	struct schema *schema = NULL;

	if (ask(directory, base, arena, answer, err) < 0 ||
	    check_size(answer, err) < 0)
		goto out;
	schema = schema_create();
	load(schema, answer, arena, loaded_r);
	if (loaded_r->skipped == 0)
		goto out;
	/* what could not be read may be what the map names: the built-in one
	 * knows the usual types and classes */
	schema_destroy(&schema);
	schema = schema_create_builtin();
	load(schema, answer, arena, loaded_r);
out:
	if (schema != NULL)
		ldap_directory_of(directory)->schema = schema;
	arena_destroy(&arena);
	return schema;
}
