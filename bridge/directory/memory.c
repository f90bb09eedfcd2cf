/* SPDX-License-Identifier: ISC */
#include "bridge/directory/memory_private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "schema/dn.h"
#include "schema/match.h"
#include "schema/rename.h"

static struct memory *
memory_of(struct directory *directory)
{
	return (struct memory *)(void *)directory;
}

static const char *
normal_name(const struct memory *memory, const char *text)
{
	struct dn dn;

	if (dn_parse(value_of(text), memory->arena, &dn, NULL) < 0)
		return NULL;
	return dn_normal(memory->schema, &dn, memory->arena);
}

static struct stored *
stored_find(const struct memory *memory, const char *dn)
{
	const char *normal = normal_name(memory, dn);

	for (struct stored *s = memory->entries; s != NULL; s = s->next)
		if (normal != NULL && strcmp(s->normal, normal) == 0)
			return s;
	return NULL;
}

static void
settle(struct outcome *outcome, int code, enum directory_op op)
{
	outcome->code = code;
	outcome->verdict = result_verdict(code, op);
	snprintf(outcome->text, sizeof(outcome->text), "%s (%d)",
	    result_name(code), code);
}

static void
stamp(struct memory *memory, struct stored *stored, struct outcome *outcome)
{
	snprintf(stored->csn, sizeof(stored->csn), "%010u", ++memory->writes);
	snprintf(outcome->csn, sizeof(outcome->csn), "%s", stored->csn);
}

static bool
has_parent(const struct memory *memory, const char *dn)
{
	struct dn parsed, parent;
	const char *normal;

	if (dn_parse(value_of(dn), memory->arena, &parsed, NULL) < 0 ||
	    parsed.count == 0)
		return false;
	parent.rdns = parsed.rdns + 1;
	parent.count = parsed.count - 1;
	normal = dn_normal(memory->schema, &parent, memory->arena);
	for (const struct stored *s = memory->entries; s != NULL; s = s->next)
		if (strcmp(s->normal, normal) == 0)
			return true;
	return false;
}

static int
add(struct memory *memory, const struct entry *entry, struct outcome *outcome)
{
	struct stored *stored;
	int code = memory_check_entry(memory, entry);

	if (code != RESULT_SUCCESS)
		return code;
	if (stored_find(memory, entry->dn) != NULL)
		return RESULT_ENTRY_EXISTS;
	if (!has_parent(memory, entry->dn))
		return RESULT_NO_SUCH_OBJECT;
	stored = arena_alloc(memory->arena, sizeof(*stored));
	memory_copy_entry(memory, &stored->entry, entry);
	stored->normal = normal_name(memory, entry->dn);
	stored->next = memory->entries;
	memory->entries = stored;
	stamp(memory, stored, outcome);
	return RESULT_SUCCESS;
}

static int
modify(struct memory *memory, const char *dn, const struct ldif_mod *mods,
    size_t count, const char *csn, struct outcome *outcome)
{
	struct stored *stored = stored_find(memory, dn);
	struct entry copy;
	int code = RESULT_SUCCESS;

	if (stored == NULL)
		return RESULT_NO_SUCH_OBJECT;
	if (csn != NULL && strcmp(csn, stored->csn) != 0)
		return RESULT_ASSERTION_FAILED;
	memory_copy_entry(memory, &copy, &stored->entry);
	for (size_t i = 0; i < count && code == RESULT_SUCCESS; i++)
		code = memory_apply_mod(memory, &copy, &mods[i]);
	if (code == RESULT_SUCCESS)
		code = memory_check_entry(memory, &copy);
	if (code == RESULT_SUCCESS && !memory_has_rdn(memory, &copy))
		code = RESULT_NAMING;
	if (code != RESULT_SUCCESS)
		return code;
	stored->entry = copy;
	stamp(memory, stored, outcome);
	return RESULT_SUCCESS;
}

static struct dn
dn_of(const struct memory *memory, const char *text)
{
	struct dn dn = { .count = 0 };

	dn_parse(value_of(text), memory->arena, &dn, NULL);
	return dn;
}

static bool
has_children(const struct memory *memory, const struct stored *stored)
{
	struct dn above = dn_of(memory, stored->entry.dn);

	for (const struct stored *s = memory->entries; s != NULL; s = s->next) {
		struct dn dn = dn_of(memory, s->entry.dn);

		if (s != stored &&
		    dn_is_below(memory->schema, &dn, &above, memory->arena))
			return true;
	}
	return false;
}

/* `to`, and all that stood below `from` stands below it. */
static void
move_tree(struct memory *memory, const struct dn *from, const struct dn *to)
{
	for (struct stored *s = memory->entries; s != NULL; s = s->next) {
		struct dn dn = dn_of(memory, s->entry.dn), moved;

		if (!dn_is_below(memory->schema, &dn, from, memory->arena))
			continue;
		moved.count = dn.count - from->count + to->count;
		moved.rdns = arena_array(
		    memory->arena, moved.count, sizeof(*moved.rdns));
		memcpy(moved.rdns, dn.rdns,
		    (dn.count - from->count) * sizeof(*dn.rdns));
		memcpy(moved.rdns + dn.count - from->count, to->rdns,
		    to->count * sizeof(*to->rdns));
		dn_write(&moved, memory->arena, &s->entry.dn, NULL);
		s->normal = normal_name(memory, s->entry.dn);
	}
}

static int
rename_stored(struct memory *memory, const char *dn,
    const struct ldif_rename *rename, const char *csn, struct outcome *outcome)
{
	struct stored *stored = stored_find(memory, dn), *holder;
	struct dn from = dn_of(memory, dn), to;
	struct entry renamed, copy;
	const char *name;
	int code;

	if (stored == NULL)
		return RESULT_NO_SUCH_OBJECT;
	if (csn != NULL && strcmp(csn, stored->csn) != 0)
		return RESULT_ASSERTION_FAILED;
	if (rename_dn(&from, rename, memory->arena, &to, NULL) < 0 ||
	    dn_write(&to, memory->arena, &name, NULL) < 0)
		return RESULT_INVALID_DN;
	holder = stored_find(memory, name);
	if (holder != NULL && holder != stored)
		return RESULT_ENTRY_EXISTS;
	if (!has_parent(memory, name))
		return RESULT_NO_SUCH_OBJECT;
	renamed = rename_entry(&stored->entry, memory->schema, &from.rdns[0],
	    &to.rdns[0], rename->is_old_deleted, memory->arena);
	memory_copy_entry(memory, &copy, &renamed);
	code = memory_check_entry(memory, &copy);
	if (code != RESULT_SUCCESS)
		return code;
	stored->entry = copy;
	move_tree(memory, &from, &to);
	stamp(memory, stored, outcome);
	return RESULT_SUCCESS;
}

static int
remove_entry(struct memory *memory, const char *dn, const char *csn)
{
	struct stored *stored = stored_find(memory, dn);
	struct stored **link = &memory->entries;

	if (stored == NULL)
		return RESULT_NO_SUCH_OBJECT;
	if (csn != NULL && strcmp(csn, stored->csn) != 0)
		return RESULT_ASSERTION_FAILED;
	if (has_children(memory, stored))
		return RESULT_NOT_ON_NON_LEAF;
	while (*link != stored)
		link = &(*link)->next;
	*link = stored->next;
	memory->writes++;
	return RESULT_SUCCESS;
}

/* What was planned for this call; RESULT_SUCCESS when it goes its way. */
static int
play_trick(struct memory *memory, bool *is_lost)
{
	struct trick trick = memory->trick;

	memory->calls++;
	*is_lost = false;
	if (trick.at == 0)
		return RESULT_SUCCESS;
	memory->trick.at--;
	if (memory->trick.at > 0)
		return RESULT_SUCCESS;
	*is_lost = trick.is_lost;
	if (trick.change != NULL)
		trick.change(&memory->directory, trick.context);
	return trick.code;
}

static void
do_add(struct directory *directory, const struct entry *entry,
    struct outcome *outcome_r)
{
	struct memory *memory = memory_of(directory);
	bool is_lost;
	int code = play_trick(memory, &is_lost);

	if (code == RESULT_SUCCESS)
		code = add(memory, entry, outcome_r);
	settle(outcome_r, is_lost ? RESULT_SERVER_DOWN : code, DIRECTORY_ADD);
}

static void
do_modify(struct directory *directory, const char *dn,
    const struct ldif_mod *mods, size_t count,
    const struct precondition *precondition, struct outcome *outcome_r)
{
	struct memory *memory = memory_of(directory);
	bool is_lost;
	int code = play_trick(memory, &is_lost);

	if (code == RESULT_SUCCESS)
		code = modify(
		    memory, dn, mods, count, precondition->csn, outcome_r);
	settle(
	    outcome_r, is_lost ? RESULT_SERVER_DOWN : code, DIRECTORY_MODIFY);
}

static void
do_rename(struct directory *directory, const char *dn,
    const struct ldif_rename *rename, const struct precondition *precondition,
    struct outcome *outcome_r)
{
	struct memory *memory = memory_of(directory);
	bool is_lost;
	int code = play_trick(memory, &is_lost);

	if (code == RESULT_SUCCESS)
		code = rename_stored(
		    memory, dn, rename, precondition->csn, outcome_r);
	settle(
	    outcome_r, is_lost ? RESULT_SERVER_DOWN : code, DIRECTORY_RENAME);
}

static void
do_remove(struct directory *directory, const char *dn,
    const struct precondition *precondition, struct outcome *outcome_r)
{
	struct memory *memory = memory_of(directory);
	bool is_lost;
	int code = play_trick(memory, &is_lost);

	if (code == RESULT_SUCCESS)
		code = remove_entry(memory, dn, precondition->csn);
	settle(
	    outcome_r, is_lost ? RESULT_SERVER_DOWN : code, DIRECTORY_DELETE);
}

static bool
matches(struct memory *memory, const struct stored *stored,
    const struct query *query)
{
	const struct attribute_type *type;
	struct dn dn, base;

	if (query->attribute == NULL)
		return stored == stored_find(memory, query->base);
	type = schema_attribute(memory->schema, query->attribute);
	return dn_parse(value_of(stored->entry.dn), memory->arena, &dn, NULL) ==
	    0 &&
	    dn_parse(value_of(query->base), memory->arena, &base, NULL) == 0 &&
	    dn_is_below(memory->schema, &dn, &base, memory->arena) &&
	    entry_has_value(&stored->entry, type, query->value, memory->arena);
}

static void
do_find(struct directory *directory, const struct query *query,
    struct arena *arena, struct found *found_r, struct outcome *outcome_r)
{
	struct memory *memory = memory_of(directory);
	size_t capacity = 0;
	bool is_lost;
	int code = play_trick(memory, &is_lost);

	if (code == RESULT_SUCCESS && stored_find(memory, query->base) == NULL)
		code = RESULT_NO_SUCH_OBJECT;
	settle(
	    outcome_r, is_lost ? RESULT_SERVER_DOWN : code, DIRECTORY_SEARCH);
	if (outcome_r->verdict != VERDICT_DONE)
		return;
	for (const struct stored *s = memory->entries; s != NULL; s = s->next) {
		struct current *current;

		if (!matches(memory, s, query))
			continue;
		found_r->entries = arena_grow(arena, found_r->entries,
		    found_r->count, &capacity, sizeof(*current));
		current = &found_r->entries[found_r->count++];
		memset(current, 0, sizeof(*current));
		memory_copy_entry(memory, &current->entry, &s->entry);
		current->csn = arena_strdup(arena, s->csn);
		current->has_children = has_children(memory, s);
	}
}

static void
do_destroy(struct directory *directory)
{
	struct memory *memory = memory_of(directory);

	arena_destroy(&memory->arena);
	free(memory);
}

static const struct directory_methods memory_methods = {
	.find = do_find,
	.add = do_add,
	.modify = do_modify,
	.rename = do_rename,
	.remove = do_remove,
	.destroy = do_destroy,
};

struct directory *
memory_directory_create(const struct schema *schema, const char *suffix)
{
	struct memory *memory = memory_alloc(1, sizeof(*memory));
	struct stored *root;

	memory->directory.methods = &memory_methods;
	memory->directory.target = "memory";
	memory->directory.identity = "cn=test";
	memory->directory.has_assertion = true;
	memory->directory.has_post_read = true;
	memory->schema = schema;
	memory->arena = arena_create();
	root = arena_alloc(memory->arena, sizeof(*root));
	root->entry.dn = arena_strdup(memory->arena, suffix);
	root->normal = normal_name(memory, suffix);
	memory->entries = root;
	return &memory->directory;
}

void
memory_directory_fail(struct directory *directory, unsigned int n, int code)
{
	struct trick trick = { .at = n, .code = code };

	memory_of(directory)->trick = trick;
}

void
memory_directory_lose(struct directory *directory, unsigned int n)
{
	struct trick trick = { .at = n, .is_lost = true };

	memory_of(directory)->trick = trick;
}

void
memory_directory_interfere(struct directory *directory, unsigned int n,
    void (*change)(struct directory *directory, void *context), void *context)
{
	struct trick trick = { .at = n, .change = change, .context = context };

	memory_of(directory)->trick = trick;
}

unsigned int
memory_directory_calls(const struct directory *directory)
{
	const struct memory *memory = (const void *)directory;

	return memory->calls;
}

unsigned int
memory_directory_writes(const struct directory *directory)
{
	const struct memory *memory = (const void *)directory;

	return memory->writes;
}
