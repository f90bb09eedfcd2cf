/* SPDX-License-Identifier: ISC */
/* bridge/change.h - the difference between what is and what should be, for one
 * contact.
 *
 * A change is what a report shows and what a writer does; there is no other
 * description of either, which is why the dry run can be trusted.  Pure.
 */
#ifndef DIRWIRE_BRIDGE_CHANGE_H
#define DIRWIRE_BRIDGE_CHANGE_H

#include "bridge/directory/directory.h"
#include "mapping/map.h"

enum change_op {
	CHANGE_NONE,
	CHANGE_ADD,
	CHANGE_MODIFY,
	CHANGE_RENAME, /* another RDN; perhaps a modify behind it */
	CHANGE_MOVE,   /* another parent; perhaps another RDN, and a modify */
	CHANGE_DELETE,
	CHANGE_STRIP,   /* what is ours goes, the entry stays */
	CHANGE_DISABLE, /* [disabled]; perhaps also a move */
	CHANGE_REJECT,
	CHANGE_OPS /* how many there are */
};

/* "modify", as reports and logs call it. */
const char *change_op_name(enum change_op op);

/* Delete, strip or disable: counted and held together. */
bool change_is_removal(enum change_op op);

enum change_attribute_op {
	CHANGE_ATTRIBUTE_ADD,      /* had no value */
	CHANGE_ATTRIBUTE_REPLACE,  /* other values */
	CHANGE_ATTRIBUTE_REFORMAT, /* the same by its rule, other bytes */
	CHANGE_ATTRIBUTE_REMOVE    /* has no value any more */
};

/* For people; the writer goes by `mods`. */
struct change_attribute {
	const char *name;
	enum change_attribute_op op;
	struct values old_values; /* that go */
	struct values new_values; /* that come */
	struct place place;       /* map line; line 0: none */
};

struct change {
	enum change_op op;
	const struct contact *contact;
	const char *event;                 /* its uuid; or NULL */
	const struct map_section *section; /* or NULL */
	const char *dn;                    /* or NULL: there is no entry */
	const char *csn;           /* read before, to be asserted; or NULL */
	const char *new_dn;        /* where it goes; NULL: it stays there */
	struct ldif_mod *ahead;    /* mods that make way for the new name … */
	size_t ahead_count;        /* … perhaps none */
	struct ldif_rename rename; /* … and how, before the mods */
	const struct current *current; /* as it was read; NULL: there is none */
	struct entry entry; /* add: the whole entry; delete of an undo: what it
			       must hold */
	struct ldif_mod *mods; /* any but add and delete; perhaps none */
	size_t mod_count;
	struct change_attribute *attributes;
	size_t attribute_count;
	struct values foreign; /* removals: names of attributes not ours */
	const char *reason;    /* reject, none, strip: why; a sentence part */
	const char *warning;   /* none: what is to be known of it; or NULL */
	struct place place;    /* reject: the map line; line 0: none */
	const struct drop *drops; /* values that were left out */
	size_t drop_count;
};

/* Fill in the add of `desired`.  CHANGE_REJECT when a MUST attribute is empty.
 */
void change_add(const struct map *map, const struct desired *desired,
    struct arena *arena, struct change *change);

/* How an entry that is there may be changed. */
struct change_rules {
	const struct map *map;
	bool is_exact;  /* mods name the old values, for servers without
			   assertions */
	bool is_placed; /* the map says where it stands */
};

/* Fill in what makes `current` what `desired` says: CHANGE_MODIFY,
 * CHANGE_RENAME, CHANGE_MOVE, CHANGE_NONE, or CHANGE_REJECT (a MUST attribute
 * would be empty, a single value several, another structural class, a rename of
 * an entry with others below it). */
void
change_modify(const struct change_rules *rules, const struct desired *desired,
    const struct current *current, struct arena *arena, struct change *change);

/* Fill in what takes out of `current` all that is ours, CHANGE_STRIP or
 * CHANGE_NONE: the values of attributes that the map owns, but for MUST and RDN;
 * values that += lines could have made; the key.  The rest stays, what ?= lines
 * gave, too. */
void
change_strip(const struct change_rules *rules, const struct desired *desired,
    const struct current *current, struct arena *arena, struct change *change);

/* Fill in what gives `current` the form of [disabled], CHANGE_DISABLE or
 * CHANGE_NONE.  `desired` holds that form. */
void
change_disable(const struct change_rules *rules, const struct desired *desired,
    const struct current *current, struct arena *arena, struct change *change);

/* Turn `change` into a reject. */
void
change_reject(struct change *change, struct place place, const char *reason);

#endif
