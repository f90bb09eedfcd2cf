/* SPDX-License-Identifier: ISC */
#include "bridge/lane.h"

#include <stdlib.h>
#include <string.h>

static bool
is_one_of(uint64_t mark, uint64_t a, uint64_t b)
{
	return mark != 0 && (mark == a || mark == b);
}

/* Is an entry of the one where an entry or a parent of the other is? */
static bool
stands_in(const struct lane *lane, const struct lane *other)
{
	return is_one_of(lane->wanted, other->wanted, other->current) ||
	    is_one_of(lane->current, other->wanted, other->current) ||
	    is_one_of(
		lane->wanted, other->wanted_parent, other->current_parent) ||
	    is_one_of(
		lane->current, other->wanted_parent, other->current_parent);
}

bool
lane_meets(const struct lane *lane, const struct lane *other)
{
	return stands_in(lane, other) || stands_in(other, lane);
}

void
lane_maker_clear(struct lane_maker *maker)
{
	free(maker->parent);
	maker->parent = NULL;
	maker->capacity = 0;
}

/* Behind the first comma that is not escaped (RFC 4514 section 2.4). */
static const char *
parent_text(const char *text)
{
	for (; *text != '\0' && *text != ','; text++)
		if (*text == '\\' && text[1] != '\0')
			text++;
	return *text == ',' ? text + 1 : text;
}

static uint64_t
parent_mark(struct lane_maker *maker, const struct dn *dn, const char *text,
    struct arena *arena)
{
	struct dn parent = { dn->rdns + 1, dn->count - 1 };
	const char *name = parent_text(text);
	size_t size = strlen(name) + 1;

	if (maker->parent != NULL && strcmp(maker->parent, name) == 0)
		return maker->mark;
	if (size > maker->capacity) {
		maker->parent = memory_resize(maker->parent, size, 1);
		maker->capacity = size;
	}
	memcpy(maker->parent, name, size);
	maker->mark = name_mark(maker->map->schema, &parent, arena);
	return maker->mark;
}

struct lane_marks
lane_make(struct lane_maker *maker, const struct dn *dn, const char *text,
    struct arena *arena)
{
	struct lane_marks marks = { 0, 0 };

	if (dn->count == 0)
		return marks;
	if (maker->has_names)
		marks.name = name_mark(maker->map->schema, dn, arena);
	marks.parent = parent_mark(maker, dn, text, arena);
	return marks;
}
