/* SPDX-License-Identifier: ISC */
#include "mapping/coverage_private.h"

#include <string.h>

#include "base/text.h"

/* A contact's tree under way. */
struct fields {
	struct coverage *coverage;
	struct arena *arena;
};

/* What dirwire itself goes by, whatever the map says. */
static const char *const ours[] = { "id", "eventType", "account.id" };

static bool
is_used(const struct coverage *coverage, const char *dotted)
{
	for (size_t i = 0; i < sizeof(ours) / sizeof(ours[0]); i++)
		if (strcmp(ours[i], dotted) == 0)
			return true;
	for (size_t i = 0; i < coverage->used_count; i++)
		if (strcmp(coverage->used[i], dotted) == 0)
			return true;
	return false;
}

/* The field of that path, made when there is room; else NULL. */
static struct coverage_field *
field_of(struct coverage *coverage, const char *path, const char *dotted)
{
	struct coverage_field *field;

	for (size_t i = 0; i < coverage->field_count; i++)
		if (strcmp(coverage->fields[i].path, path) == 0)
			return &coverage->fields[i];
	if (coverage->field_count == COVERAGE_FIELDS_MAX ||
	    strlen(path) > COVERAGE_PATH_MAX) {
		coverage->has_more_fields |= !is_used(coverage, dotted);
		return NULL;
	}
	coverage->fields = arena_grow(coverage->arena, coverage->fields,
	    coverage->field_count, &coverage->field_capacity, sizeof(*field));
	field = &coverage->fields[coverage->field_count++];
	memset(field, 0, sizeof(*field));
	field->path = arena_strdup(coverage->arena, path);
	field->is_used = is_used(coverage, dotted);
	return field;
}

static void
add_leaf(struct fields *fields, const struct node *node, const char *path,
    const char *dotted)
{
	struct coverage *coverage = fields->coverage;
	struct value text = text_trim(fields->arena, node->text);
	struct coverage_field *field;

	if (node->kind == NODE_NULL || text.len == 0)
		return;
	field = field_of(coverage, path, dotted);
	if (field == NULL)
		return;
	coverage_sample(&field->sample, text, coverage->arena);
	field->contacts += field->last != coverage->contacts;
	field->last = coverage->contacts;
}

/* `path` as it is shown, `dotted` as the map names it. */
static void
add_node(struct fields *fields, const struct node *node, const char *path,
    const char *dotted)
{
	const struct node *child;

	if (node->kind != NODE_OBJECT && node->kind != NODE_ARRAY) {
		add_leaf(fields, node, path, dotted);
		return;
	}
	/* what can't be held is not built, either */
	if (strlen(path) > COVERAGE_PATH_MAX) {
		fields->coverage->has_more_fields = true;
		return;
	}
	for (child = node->first; child != NULL; child = child->next) {
		const char *dot = *path != '\0' ? "." : "";

		if (node->kind == NODE_ARRAY)
			add_node(fields, child,
			    arena_printf(fields->arena, "%s[]", path), dotted);
		else
			add_node(fields, child,
			    arena_printf(fields->arena, "%s%s%s", path, dot,
				child->name),
			    arena_printf(fields->arena, "%s%s%s", dotted, dot,
				child->name));
	}
}

void
coverage_add_fields(struct coverage *coverage, const struct contact *contact,
    struct arena *arena)
{
	struct fields fields = { coverage, arena };

	add_node(&fields, contact->root, "", "");
}
