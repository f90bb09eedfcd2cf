/* SPDX-License-Identifier: ISC */
/* bridge/report/explain_private.h - what explain.c and explain_line.c share. */
#ifndef DIRWIRE_BRIDGE_REPORT_EXPLAIN_PRIVATE_H
#define DIRWIRE_BRIDGE_REPORT_EXPLAIN_PRIVATE_H

#include "bridge/report/explain.h"
#include "bridge/report/report_private.h"

/* "a", "b": values for people, escaped and quoted, long ones cut; `none` when
 * there is none. */
const char *explain_values(
    struct report *report, const struct values *values, const char *none);

/* What people wrote in the map, in one line. */
const char *explain_source(struct report *report, struct value text);

/* "phonebook.map:7" */
const char *explain_place(struct report *report, const struct place *place);

/* The tests that decided, a line each: `status = Enabled: it is "Disabled"`. */
void explain_tests(struct report *report,
    const struct trace_condition *condition, const char *indent);

/* The dn line of the section that takes the contact, and one of the others. */
void explain_dn(struct report *report, const struct explanation *explanation,
    const struct map_section *section);
void explain_line(struct report *report, const struct explanation *explanation,
    const struct line *line);

#endif
