/* SPDX-License-Identifier: ISC */
/* schema/rename.h - what a modrdn makes of an entry (RFC 4511 section 4.9).
 *
 * Who plans a rename must know the entry as it will be behind it, before the
 * server has done it.  Pure.
 */
#ifndef DIRWIRE_SCHEMA_RENAME_H
#define DIRWIRE_SCHEMA_RENAME_H

#include "schema/dn.h"
#include "schema/ldif.h"

/* The name behind `rename` of the entry `dn`, in `arena`.  -1 with ERROR_INPUT
 * when the new RDN or parent is no name. */
int rename_dn(const struct dn *dn, const struct ldif_rename *rename,
    struct arena *arena, struct dn *dn_r, struct error *err);

/* `entry`, whose RDN is `from`, behind a rename to the RDN `to`: values of `to`
 * that it lacks come, and with `is_old_deleted` those of `from` that are not in
 * `to` go.  Its dn is left as it is; values are borrowed. */
struct entry rename_entry(const struct entry *entry,
    const struct schema *schema, const struct dn_rdn *from,
    const struct dn_rdn *to, bool is_old_deleted, struct arena *arena);

/* Is the value one of the RDN's, by the rule of `type`? */
bool rdn_has_value(const struct schema *schema, const struct dn_rdn *rdn,
    const struct attribute_type *type, struct value value, struct arena *arena);

#endif
