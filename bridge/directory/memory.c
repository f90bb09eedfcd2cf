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
modify(struct memory *memory, const struct request *request,
    struct outcome *outcome)
{
	struct stored *stored = stored_find(memory, request->dn);
	struct entry copy;
	int code = RESULT_SUCCESS;

	if (stored == NULL)
		return RESULT_NO_SUCH_OBJECT;
	if (request->csn != NULL && strcmp(request->csn, stored->csn) != 0)
		return RESULT_ASSERTION_FAILED;
	memory_copy_entry(memory, &copy, &stored->entry);
	for (size_t i = 0; i < request->mod_count && code == RESULT_SUCCESS;
	     i++)
		code = memory_apply_mod(memory, &copy, &request->mods[i]);
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

/* Somebody else's operations, with answers of their own. */
static void
interfere(struct memory *memory, const struct trick *trick)
{
	struct prompt *prompt = &memory->prompt;
	struct prompt ours = *prompt;

	prompt->replies = NULL;
	prompt->count = prompt->capacity = 0;
	trick->change(&prompt->directory, trick->context);
	prompt_clear(prompt);
	*prompt = ours;
}

/* What was planned for this call; RESULT_SUCCESS when it goes its way. */
static int
play_trick(struct memory *memory, bool *is_lost)
{
	struct trick trick = memory->trick;

	memory->calls++;
	if (trick.at == 0)
		return RESULT_SUCCESS;
	memory->trick.at--;
	if (memory->trick.at > 0)
		return RESULT_SUCCESS;
	*is_lost = trick.is_lost;
	if (trick.change != NULL)
		interfere(memory, &trick);
	return trick.code;
}

static bool
has_one(struct memory *memory, const struct stored *stored,
    const struct query *query)
{
	const struct attribute_type *type =
	    schema_attribute(memory->schema, query->attribute);

	for (size_t i = 0; i < query->values.count; i++)
		if (entry_has_value(&stored->entry, type,
			query->values.items[i], memory->arena))
			return true;
	return false;
}

static bool
matches(struct memory *memory, const struct stored *stored,
    const struct query *query)
{
	struct dn dn, base;

	if (query->attribute == NULL)
		return stored == stored_find(memory, query->base);
	return dn_parse(value_of(stored->entry.dn), memory->arena, &dn, NULL) ==
	    0 &&
	    dn_parse(value_of(query->base), memory->arena, &base, NULL) == 0 &&
	    dn_is_below(memory->schema, &dn, &base, memory->arena) &&
	    has_one(memory, stored, query);
}

static int
find(struct memory *memory, const struct query *query, struct arena *arena,
    struct found *found)
{
	size_t capacity = 0;

	if (stored_find(memory, query->base) == NULL)
		return RESULT_NO_SUCH_OBJECT;
	for (const struct stored *s = memory->entries; s != NULL; s = s->next) {
		struct current *current;

		if (!matches(memory, s, query))
			continue;
		found->entries = arena_grow(arena, found->entries, found->count,
		    &capacity, sizeof(*current));
		current = &found->entries[found->count++];
		memset(current, 0, sizeof(*current));
		memory_copy_entry(memory, &current->entry, &s->entry);
		current->csn = arena_strdup(arena, s->csn);
		current->has_children = has_children(memory, s);
	}
	return RESULT_SUCCESS;
}

static int
carry_out(
    struct memory *memory, const struct request *request, struct reply *reply)
{
	struct outcome *outcome = &reply->outcome;

	switch (request->op) {
	case DIRECTORY_SEARCH:
		return find(
		    memory, &request->query, request->arena, &reply->found);
	case DIRECTORY_ADD:
		return add(memory, request->entry, outcome);
	case DIRECTORY_MODIFY:
		return modify(memory, request, outcome);
	case DIRECTORY_RENAME:
		return rename_stored(memory, request->dn, request->rename,
		    request->csn, outcome);
	case DIRECTORY_DELETE:
		return remove_entry(memory, request->dn, request->csn);
	default:
		return RESULT_UNWILLING;
	}
}

static int
memory_perform(
    struct prompt *prompt, const struct request *request, struct reply *reply_r)
{
	struct memory *memory = (void *)prompt;
	bool is_lost = false;
	int code;

	if (memory->prompt.directory.is_lost)
		return RESULT_SERVER_DOWN;
	code = play_trick(memory, &is_lost);
	if (code == RESULT_SUCCESS)
		code = carry_out(memory, request, reply_r);
	if (is_lost)
		code = RESULT_SERVER_DOWN;
	if (code < 0)
		memory->prompt.directory.is_lost = true;
	return code;
}

static int
memory_reopen(struct directory *directory, bool is_next, struct error *err)
{
	struct memory *memory = memory_of(directory);

	(void)is_next;
	if (memory->is_gone)
		return error_set_detail(err, ERROR_NETWORK, RESULT_SERVER_DOWN,
		    "the memory is gone");
	directory->is_lost = false;
	return 0;
}

static void
do_destroy(struct directory *directory)
{
	struct memory *memory = memory_of(directory);

	arena_destroy(&memory->arena);
	prompt_clear(&memory->prompt);
	free(memory);
}

static const struct directory_methods memory_methods = {
	.start = prompt_start,
	.next = prompt_next,
	.reopen = memory_reopen,
	.destroy = do_destroy,
};

struct directory *
memory_directory_create(const struct schema *schema, const char *suffix)
{
	struct memory *memory = memory_alloc(1, sizeof(*memory));
	struct directory *directory = &memory->prompt.directory;
	struct stored *root;

	directory->methods = &memory_methods;
	directory->target = "memory";
	directory->identity = "cn=test";
	directory->has_assertion = true;
	directory->has_post_read = true;
	memory->prompt.perform = memory_perform;
	memory->schema = schema;
	memory->arena = arena_create();
	root = arena_alloc(memory->arena, sizeof(*root));
	root->entry.dn = arena_strdup(memory->arena, suffix);
	root->normal = normal_name(memory, suffix);
	memory->entries = root;
	return directory;
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

void
memory_directory_go(struct directory *directory)
{
	memory_of(directory)->is_gone = true;
}

void
memory_directory_reverse(struct directory *directory)
{
	memory_of(directory)->prompt.is_reversed = true;
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
