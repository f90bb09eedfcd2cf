/* SPDX-License-Identifier: ISC */
/* mapping/check_private.h - what the parts of the check share.
 *
 * check.c looks at sections and lines, check_dn.c at names, check_disabled.c at
 * [disabled].
 */
#ifndef DIRWIRE_MAPPING_CHECK_PRIVATE_H
#define DIRWIRE_MAPPING_CHECK_PRIVATE_H

#include "mapping/check.h"

struct check {
	struct map *map;
	const struct map_section *section;
	bool has_classes; /* it is known what the section's entries may hold */
	size_t class_at;  /* of section->classes, whose MUST is looked at */
	struct diagnostics *diagnostics;
};

/* May the entry hold what a line, or its RDN, gives to the type?  -1 with the
 * error told when not. */
int check_type(const struct check *check, const struct attribute_type *type,
    struct place place);

/* The constant texts of a line, and how many values it always gives. */
void check_values(const struct check *check, const struct line *line);

/* [disabled], which is there. */
void check_disabled(struct check *check);

/* The dn line of the section, which was read without an error. */
void check_dn(const struct check *check);

#endif
