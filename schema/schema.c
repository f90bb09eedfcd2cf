/* SPDX-License-Identifier: ISC */
#include "schema/schema.h"

#include <search.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <ldap.h>
#include <ldap_schema.h>

#include "base/text.h"
#include "schema/builtin.h"

/* A name or OID and what it names. */
struct name {
	const char *text;
	const void *meaning;
};

struct schema {
	struct arena *arena;
	void *attributes; /* trees of struct name */
	void *classes;
	const char **attribute_names; /* NULL-ended, for "did you mean" */
	size_t attribute_count;
	size_t attribute_capacity;
	const char **class_names;
	size_t class_count;
	size_t class_capacity;
};

static int
compare_names(const void *a, const void *b)
{
	const struct name *left = a, *right = b;

	return strcasecmp(left->text, right->text);
}

static const void *
look_up(void *const *tree, const char *text)
{
	struct name wanted = { text, NULL };
	struct name *const *found = tfind(&wanted, tree, compare_names);

	return found != NULL ? (*found)->meaning : NULL;
}

static void
enter(struct schema *schema, void **tree, const char *text, const void *meaning)
{
	struct name *name = arena_alloc(schema->arena, sizeof(*name));
	struct name **found;

	name->text = text;
	name->meaning = meaning;
	found = tsearch(name, tree, compare_names);
	if (found == NULL)
		abort(); /* out of memory */
	(*found)->meaning = meaning;
}

static void
remember(struct schema *schema, const char ***names, size_t *count,
    size_t *capacity, const char *name)
{
	*names = arena_grow(
	    schema->arena, *names, *count + 1, capacity, sizeof(**names));
	(*names)[(*count)++] = name;
	(*names)[*count] = NULL;
}

struct schema *
schema_create(void)
{
	struct schema *schema = memory_alloc(1, sizeof(*schema));

	schema->arena = arena_create();
	schema->attribute_names =
	    arena_alloc(schema->arena, sizeof(*schema->attribute_names));
	schema->class_names =
	    arena_alloc(schema->arena, sizeof(*schema->class_names));
	return schema;
}

static void
forget(void *name)
{
	(void)name; /* in the arena */
}

void
schema_destroy(struct schema **schema)
{
	if (*schema == NULL)
		return;
	tdestroy((*schema)->attributes, forget);
	tdestroy((*schema)->classes, forget);
	arena_destroy(&(*schema)->arena);
	free(*schema);
	*schema = NULL;
}

/* clang-format off */
static const struct {
	const char *oid;
	enum syntax syntax;
} syntaxes[] = {
	{ "1.3.6.1.4.1.1466.115.121.1.15", SYNTAX_DIRECTORY_STRING },
	{ "1.3.6.1.4.1.1466.115.121.1.44", SYNTAX_PRINTABLE_STRING },
	{ "1.3.6.1.4.1.1466.115.121.1.11", SYNTAX_COUNTRY_STRING },
	{ "1.3.6.1.4.1.1466.115.121.1.26", SYNTAX_IA5_STRING },
	{ "1.3.6.1.4.1.1466.115.121.1.36", SYNTAX_NUMERIC_STRING },
	{ "1.3.6.1.4.1.1466.115.121.1.50", SYNTAX_TELEPHONE_NUMBER },
	{ "1.3.6.1.4.1.1466.115.121.1.22", SYNTAX_FACSIMILE_NUMBER },
	{ "1.3.6.1.4.1.1466.115.121.1.41", SYNTAX_POSTAL_ADDRESS },
	{ "1.3.6.1.4.1.1466.115.121.1.12", SYNTAX_DN },
	{ "1.3.6.1.4.1.1466.115.121.1.38", SYNTAX_OID },
	{ "1.3.6.1.4.1.1466.115.121.1.7", SYNTAX_BOOLEAN },
	{ "1.3.6.1.4.1.1466.115.121.1.27", SYNTAX_INTEGER },
	{ "1.3.6.1.4.1.1466.115.121.1.24", SYNTAX_GENERALIZED_TIME },
	{ "1.3.6.1.4.1.1466.115.121.1.40", SYNTAX_OCTET_STRING },
};

static const struct {
	const char *name;
	const char *oid;
	enum matching matching;
} rules[] = {
	{ "caseIgnoreMatch", "2.5.13.2", MATCHING_CASE_IGNORE },
	{ "caseExactMatch", "2.5.13.5", MATCHING_CASE_EXACT },
	{ "caseIgnoreIA5Match", "1.3.6.1.4.1.1466.109.114.2", MATCHING_CASE_IGNORE_IA5 },
	{ "caseExactIA5Match", "1.3.6.1.4.1.1466.109.114.1", MATCHING_CASE_EXACT_IA5 },
	{ "caseIgnoreListMatch", "2.5.13.11", MATCHING_CASE_IGNORE_LIST },
	{ "telephoneNumberMatch", "2.5.13.20", MATCHING_TELEPHONE },
	{ "numericStringMatch", "2.5.13.8", MATCHING_NUMERIC },
	{ "integerMatch", "2.5.13.14", MATCHING_INTEGER },
	{ "booleanMatch", "2.5.13.13", MATCHING_BOOLEAN },
	{ "distinguishedNameMatch", "2.5.13.1", MATCHING_DN },
	{ "objectIdentifierMatch", "2.5.13.0", MATCHING_OID },
};
/* clang-format on */

static enum syntax
syntax_of(const char *oid)
{
	for (size_t i = 0; i < sizeof(syntaxes) / sizeof(syntaxes[0]); i++)
		if (strcmp(syntaxes[i].oid, oid) == 0)
			return syntaxes[i].syntax;
	return SYNTAX_BINARY;
}

static enum matching
matching_of(const char *name)
{
	for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++)
		if (strcasecmp(rules[i].name, name) == 0 ||
		    strcmp(rules[i].oid, name) == 0)
			return rules[i].matching;
	return MATCHING_OCTET;
}

static const char *const *
copy_list(struct arena *arena, char *const *list)
{
	const char **copy;
	size_t count = 0;

	while (list != NULL && list[count] != NULL)
		count++;
	copy = arena_array(arena, count + 1, sizeof(*copy));
	for (size_t i = 0; i < count; i++)
		copy[i] = arena_strdup(arena, list[i]);
	return copy;
}

static int
fill_attribute(const struct schema *schema, const LDAPAttributeType *parsed,
    struct attribute_type *type, struct error *err)
{
	const struct attribute_type *superior = NULL;

	if (parsed->at_sup_oid != NULL) {
		superior = schema_attribute(schema, parsed->at_sup_oid);
		if (superior == NULL)
			return error_set(err, ERROR_INPUT,
			    "attribute type %s is below %s, which is not known",
			    parsed->at_oid, parsed->at_sup_oid);
		*type = *superior;
	}
	type->schema = schema;
	type->oid = arena_strdup(schema->arena, parsed->at_oid);
	type->names = copy_list(schema->arena, parsed->at_names);
	type->name = type->names[0] != NULL ? type->names[0] : type->oid;
	if (parsed->at_syntax_oid != NULL) {
		type->syntax = syntax_of(parsed->at_syntax_oid);
		type->length_max = (size_t)parsed->at_syntax_len;
	}
	if (parsed->at_equality_oid != NULL)
		type->equality = matching_of(parsed->at_equality_oid);
	type->is_single_valued = parsed->at_single_value != 0;
	type->is_operational =
	    parsed->at_usage != LDAP_SCHEMA_USER_APPLICATIONS;
	type->is_read_only = parsed->at_no_user_mod != 0;
	return 0;
}

int
schema_add_attribute(
    struct schema *schema, const char *description, struct error *err)
{
	struct attribute_type *type;
	LDAPAttributeType *parsed;
	const char *at = "";
	int code;

	parsed = ldap_str2attributetype(
	    description, &code, &at, LDAP_SCHEMA_ALLOW_ALL);
	if (parsed == NULL)
		return error_set(err, ERROR_INPUT,
		    "attribute type can't be read: %s before %.40s",
		    ldap_scherr2str(code), at);
	type = arena_alloc(schema->arena, sizeof(*type));
	if (fill_attribute(schema, parsed, type, err) < 0) {
		ldap_attributetype_free(parsed);
		return -1;
	}
	ldap_attributetype_free(parsed);
	enter(schema, &schema->attributes, type->oid, type);
	for (size_t i = 0; type->names[i] != NULL; i++) {
		enter(schema, &schema->attributes, type->names[i], type);
		remember(schema, &schema->attribute_names,
		    &schema->attribute_count, &schema->attribute_capacity,
		    type->names[i]);
	}
	return 0;
}

static enum class_kind
kind_of(int kind)
{
	if (kind == LDAP_SCHEMA_ABSTRACT)
		return CLASS_ABSTRACT;
	return kind == LDAP_SCHEMA_AUXILIARY ? CLASS_AUXILIARY
					     : CLASS_STRUCTURAL;
}

int
schema_add_class(
    struct schema *schema, const char *description, struct error *err)
{
	struct arena *arena = schema->arena;
	struct object_class *oc;
	LDAPObjectClass *parsed;
	const char *at = "";
	int code;

	parsed = ldap_str2objectclass(
	    description, &code, &at, LDAP_SCHEMA_ALLOW_ALL);
	if (parsed == NULL)
		return error_set(err, ERROR_INPUT,
		    "object class can't be read: %s before %.40s",
		    ldap_scherr2str(code), at);
	oc = arena_alloc(arena, sizeof(*oc));
	oc->oid = arena_strdup(arena, parsed->oc_oid);
	oc->names = copy_list(arena, parsed->oc_names);
	oc->name = oc->names[0] != NULL ? oc->names[0] : oc->oid;
	oc->kind = kind_of(parsed->oc_kind);
	oc->superiors = copy_list(arena, parsed->oc_sup_oids);
	oc->must = copy_list(arena, parsed->oc_at_oids_must);
	oc->may = copy_list(arena, parsed->oc_at_oids_may);
	ldap_objectclass_free(parsed);
	enter(schema, &schema->classes, oc->oid, oc);
	for (size_t i = 0; oc->names[i] != NULL; i++) {
		enter(schema, &schema->classes, oc->names[i], oc);
		remember(schema, &schema->class_names, &schema->class_count,
		    &schema->class_capacity, oc->names[i]);
	}
	return 0;
}

enum {
	DESCRIPTION_BYTES_MAX = 64 * 1024,
	SUPERIORS_MAX = 16 /* rounds of waiting for the superior of a type */
};

static bool
is_too_long(const struct value *value)
{
	return value->len > DESCRIPTION_BYTES_MAX;
}

/* Types in an order in which each finds its superior; those that never do, or
 * that can't be read, are skipped. */
static void
load_attributes(struct schema *schema, const struct values *texts,
    struct arena *arena, struct schema_loaded *loaded)
{
	struct values waiting = *texts;

	for (int round = 0; round < SUPERIORS_MAX && waiting.count > 0;
	     round++) {
		struct values later = { 0 };

		for (size_t i = 0; i < waiting.count; i++)
			if (is_too_long(&waiting.items[i]) ||
			    schema_add_attribute(schema, waiting.items[i].data,
				&loaded->err) < 0)
				values_add(&later, arena, waiting.items[i]);
			else
				loaded->attributes++;
		if (later.count == waiting.count)
			break;
		waiting = later;
	}
	loaded->skipped += waiting.count;
}

static void
load_classes(struct schema *schema, const struct values *texts,
    struct schema_loaded *loaded)
{
	for (size_t i = 0; i < texts->count; i++)
		if (is_too_long(&texts->items[i]) ||
		    schema_add_class(
			schema, texts->items[i].data, &loaded->err) < 0)
			loaded->skipped++;
		else
			loaded->classes++;
}

void
schema_load(struct schema *schema, const struct values *attributes,
    const struct values *classes, struct arena *arena,
    struct schema_loaded *loaded_r)
{
	struct schema_loaded loaded = { 0 };

	load_attributes(schema, attributes, arena, &loaded);
	load_classes(schema, classes, &loaded);
	*loaded_r = loaded;
}

struct schema *
schema_create_builtin(void)
{
	struct schema *schema = schema_create();

	/* a row that does not load is a fault that the first test shows */
	for (size_t i = 0; builtin_attributes[i] != NULL; i++)
		if (schema_add_attribute(schema, builtin_attributes[i], NULL) <
		    0)
			abort();
	for (size_t i = 0; builtin_classes[i] != NULL; i++)
		if (schema_add_class(schema, builtin_classes[i], NULL) < 0)
			abort();
	return schema;
}

const struct attribute_type *
schema_attribute(const struct schema *schema, const char *name)
{
	return look_up(&schema->attributes, name);
}

const struct object_class *
schema_class(const struct schema *schema, const char *name)
{
	return look_up(&schema->classes, name);
}

enum { CLASS_DEPTH_MAX = 32 };

static bool
is_below(const struct schema *schema, const struct object_class *oc,
    const struct object_class *superior, unsigned int depth)
{
	if (oc == NULL || depth > CLASS_DEPTH_MAX)
		return false;
	if (oc == superior)
		return true;
	for (size_t i = 0; oc->superiors[i] != NULL; i++)
		if (is_below(schema, schema_class(schema, oc->superiors[i]),
			superior, depth + 1))
			return true;
	return false;
}

bool
schema_class_is(const struct schema *schema, const struct object_class *oc,
    const struct object_class *superior)
{
	return superior != NULL && is_below(schema, oc, superior, 0);
}

static bool
is_listed(const struct schema *schema, const char *const *names,
    const struct attribute_type *type)
{
	for (size_t i = 0; names[i] != NULL; i++)
		if (schema_attribute(schema, names[i]) == type)
			return true;
	return false;
}

static bool
class_has(const struct schema *schema, const struct object_class *oc,
    const struct attribute_type *type, bool is_may, unsigned int depth)
{
	if (oc == NULL || depth > CLASS_DEPTH_MAX)
		return false;
	if (is_listed(schema, oc->must, type) ||
	    (is_may && is_listed(schema, oc->may, type)))
		return true;
	for (size_t i = 0; oc->superiors[i] != NULL; i++)
		if (class_has(schema, schema_class(schema, oc->superiors[i]),
			type, is_may, depth + 1))
			return true;
	return false;
}

bool
schema_class_has_must(const struct schema *schema,
    const struct object_class *oc, const struct attribute_type *type)
{
	return class_has(schema, oc, type, false, 0);
}

bool
schema_class_has_may(const struct schema *schema, const struct object_class *oc,
    const struct attribute_type *type)
{
	return class_has(schema, oc, type, true, 0);
}

static void
each_must(const struct schema *schema, const struct object_class *oc,
    void (*visit)(void *context, const struct attribute_type *type),
    void *context, unsigned int depth)
{
	if (oc == NULL || depth > CLASS_DEPTH_MAX)
		return;
	for (size_t i = 0; oc->superiors[i] != NULL; i++)
		each_must(schema, schema_class(schema, oc->superiors[i]), visit,
		    context, depth + 1);
	for (size_t i = 0; oc->must[i] != NULL; i++) {
		const struct attribute_type *type =
		    schema_attribute(schema, oc->must[i]);

		if (type != NULL)
			visit(context, type);
	}
}

void
schema_class_each_must(const struct schema *schema,
    const struct object_class *oc,
    void (*visit)(void *context, const struct attribute_type *type),
    void *context)
{
	each_must(schema, oc, visit, context, 0);
}

const char *
schema_nearest_attribute(const struct schema *schema, const char *name)
{
	return text_nearest(name, schema->attribute_names);
}

const char *
schema_nearest_class(const struct schema *schema, const char *name)
{
	return text_nearest(name, schema->class_names);
}
