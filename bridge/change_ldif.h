/* SPDX-License-Identifier: ISC */
/* bridge/change_ldif.h - a change as LDIF change records (RFC 2849).
 *
 * What ldapmodify would have to be given to do the same.  Pure.
 */
#ifndef DIRWIRE_BRIDGE_CHANGE_LDIF_H
#define DIRWIRE_BRIDGE_CHANGE_LDIF_H

#include "base/buffer.h"
#include "bridge/change.h"

/* One record, or up to three where the change moves the entry: seldom a modify
 * that makes way, a modrdn, a modify of the entry in its new place.  Nothing for
 * CHANGE_NONE and CHANGE_REJECT. */
void change_write_ldif(const struct change *change, struct buffer *out);

#endif
