/* SPDX-License-Identifier: ISC */
/* bridge/change_private.h - what the makers of a change share.
 *
 * change.c makes adds, modifies and renames, removal.c strips and disables;
 * difference.c writes down one attribute's way from what is to what should be.
 */
#ifndef DIRWIRE_BRIDGE_CHANGE_PRIVATE_H
#define DIRWIRE_BRIDGE_CHANGE_PRIVATE_H

#include "bridge/change.h"

/* The work on one entry. */
struct work {
	const struct map *map;
	const struct desired *desired;
	const struct current *current;
	struct entry after;    /* the current entry, behind the rename if any */
	struct dn_rdn rdn;     /* … and its RDN there */
	struct dn_rdn old_rdn; /* … before */
	bool is_exact;         /* mods name the old values */
	bool is_placed;        /* the map says where it stands */
	struct arena *arena;
	struct change *change;
	const struct attribute_type **set; /* what work_set() was called for */
	size_t set_count;
	size_t set_capacity;
	size_t mod_capacity;
	size_t attribute_capacity;
};

/* Begin the change of `current`, which stays where it is.  -1 when its name
 * can't be read, and then it is a reject. */
int work_begin(struct work *work);

/* It shall stand at `to`, which is `to_text` as text: a rename or move, when it is
 * not there.  -1 with ERROR_INPUT for a name that can't be written. */
int work_move(struct work *work, const struct dn *to, const char *to_text,
    struct error *err);

/* It shall stand at desired->dn: a rename or move, when it is not there.  -1
 * when it may not move, and then it is a reject. */
int work_place(struct work *work);

/* The attributes are set: it is `op`, or the rename or move that it begins with,
 * or nothing when nothing is left to be done. */
void work_end(struct work *work, enum change_op op);

/* Bring the attribute to the values `target`; `place` is the line behind it. */
void work_set(struct work *work, const struct attribute_type *type,
    const struct values *target, struct place place);

/* Note an attribute for people alone. */
void work_note(struct work *work, const struct change_attribute *attribute);

/* The values that the entry has now; borrowed. */
const struct values *
work_values(const struct work *work, const struct attribute_type *type);

/* Does a class of the entry, as far as it is known, demand the attribute? */
bool work_is_must(const struct work *work, const struct attribute_type *type);

/* Is it the value by which the map named the entry before it is renamed?  Then it
 * is ours, and goes with the old name. */
bool work_is_old_name(const struct work *work,
    const struct attribute_type *type, struct value value);

/* What the lines of the attribute give.  The values of the name are among that
 * only where the map gives the name, or owns the attribute: nobody would take them
 * out again. */
const struct values *
work_own(const struct work *work, const struct desired_attribute *desired);

/* -1 when one value would become several, and then it is a reject. */
int work_check_single(struct work *work, const struct attribute_type *type,
    const struct values *target, struct place place);

/* Values of the attribute in the RDN: they can't go. */
void work_add_rdn(const struct work *work, const struct attribute_type *type,
    struct values *target);

#endif
