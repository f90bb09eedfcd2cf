/* SPDX-License-Identifier: ISC */
/* schema/schema.h - attribute types and object classes (RFC 4512 section 4.1).
 *
 * A schema is made of descriptions in the notation of RFC 4512, read by
 * libldap. The built-in one holds core, cosine and inetOrgPerson (RFC 4519,
 * 4523, 4524, 2079, 2798); a server's subschema is loaded in the same way.
 * Names are found without regard to case; a name, an alias and the OID are the
 * same type.
 */
#ifndef DIRWIRE_SCHEMA_SCHEMA_H
#define DIRWIRE_SCHEMA_SCHEMA_H

#include "base/error.h"
#include "base/value.h"

/* What a value may look like (RFC 4517 section 3.3). */
enum syntax {
	SYNTAX_DIRECTORY_STRING,
	SYNTAX_PRINTABLE_STRING,
	SYNTAX_COUNTRY_STRING,
	SYNTAX_IA5_STRING,
	SYNTAX_NUMERIC_STRING,
	SYNTAX_TELEPHONE_NUMBER,
	SYNTAX_FACSIMILE_NUMBER,
	SYNTAX_POSTAL_ADDRESS,
	SYNTAX_DN,
	SYNTAX_OID,
	SYNTAX_BOOLEAN,
	SYNTAX_INTEGER,
	SYNTAX_GENERALIZED_TIME,
	SYNTAX_OCTET_STRING,
	SYNTAX_BINARY /* JPEG, certificate, bit string …: not for text */
};

/* When two values are one (RFC 4517 section 4.2). */
enum matching {
	MATCHING_NONE, /* no equality rule: only a replace changes it safely */
	MATCHING_CASE_IGNORE,
	MATCHING_CASE_EXACT,
	MATCHING_CASE_IGNORE_IA5,
	MATCHING_CASE_EXACT_IA5,
	MATCHING_CASE_IGNORE_LIST,
	MATCHING_TELEPHONE,
	MATCHING_NUMERIC,
	MATCHING_INTEGER,
	MATCHING_BOOLEAN,
	MATCHING_DN,
	MATCHING_OID,
	MATCHING_OCTET /* and every rule that dirwire does not know */
};

struct schema;

struct attribute_type {
	const struct schema *schema; /* that it belongs to */
	const char *oid;
	const char *name;         /* the first of its names */
	const char *const *names; /* all of them, NULL-ended */
	enum syntax syntax;
	enum matching equality;
	size_t length_max; /* code points, 0: no bound given */
	bool is_single_valued;
	bool is_operational; /* usage other than userApplications */
	bool is_read_only;   /* NO-USER-MODIFICATION */
};

enum class_kind { CLASS_ABSTRACT, CLASS_STRUCTURAL, CLASS_AUXILIARY };

struct object_class {
	const char *oid;
	const char *name;
	const char *const *names;
	enum class_kind kind;
	const char *const *superiors; /* names or OIDs, NULL-ended */
	const char *const *must;      /* without what superiors demand */
	const char *const *may;
};

/* An empty schema, and the built-in one; both own all they hand out. */
struct schema *schema_create(void);
struct schema *schema_create_builtin(void);
void schema_destroy(struct schema **schema);

/* Add one AttributeTypeDescription or ObjectClassDescription.  The superior of
 * a type must have been added before, those of a class are looked up when it is
 * asked; a name that is already there is replaced.  Returns 0, or -1 with
 * ERROR_INPUT and the schema left as it was. */
int schema_add_attribute(
    struct schema *schema, const char *description, struct error *err);
int schema_add_class(
    struct schema *schema, const char *description, struct error *err);

/* How much of a subschema was taken. */
struct schema_loaded {
	size_t attributes;
	size_t classes;
	size_t
	    skipped; /* descriptions that can't be read, or lack a superior */
	struct error err; /* why the last of them can't */
};

/* Add all descriptions, as a server publishes them, in any order; those that
 * can't be read are skipped and counted.  `arena` is for the work alone. */
void schema_load(struct schema *schema, const struct values *attributes,
    const struct values *classes, struct arena *arena,
    struct schema_loaded *loaded_r);

/* By name, alias or OID; NULL when unknown.  An option (`cn;lang-de`) makes a
 * name unknown. */
const struct attribute_type *
schema_attribute(const struct schema *schema, const char *name);
const struct object_class *
schema_class(const struct schema *schema, const char *name);

/* `oc` is `superior`, or below it. */
bool schema_class_is(const struct schema *schema, const struct object_class *oc,
    const struct object_class *superior);

/* Does `oc`, or a class it is below, demand or allow the type?  MUST counts as
 * MAY, too. */
bool schema_class_has_must(const struct schema *schema,
    const struct object_class *oc, const struct attribute_type *type);
bool schema_class_has_may(const struct schema *schema,
    const struct object_class *oc, const struct attribute_type *type);

/* Visit each type that `oc` and its superiors demand; one that several of them
 * demand comes several times. */
void schema_class_each_must(const struct schema *schema,
    const struct object_class *oc,
    void (*visit)(void *context, const struct attribute_type *type),
    void *context);

/* The names nearest to `name`, for "did you mean"; NULL when none is near. */
const char *
schema_nearest_attribute(const struct schema *schema, const char *name);
const char *schema_nearest_class(const struct schema *schema, const char *name);

#endif
