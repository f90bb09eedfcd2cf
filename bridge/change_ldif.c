/* SPDX-License-Identifier: ISC */
#include "bridge/change_ldif.h"

void
change_write_ldif(const struct change *change, struct buffer *out)
{
	struct ldif_record record = { .change = LDIF_MODIFY,
		.dn = change->dn,
		.entry = change->entry,
		.mods = change->mods,
		.mod_count = change->mod_count,
		.rename = change->rename };

	if (change->op == CHANGE_NONE || change->op == CHANGE_REJECT)
		return;
	if (change->ahead_count > 0) {
		record.mods = change->ahead;
		record.mod_count = change->ahead_count;
		ldif_write_record(out, &record);
		record.mods = change->mods;
		record.mod_count = change->mod_count;
	}
	if (change->new_dn != NULL) {
		record.change = LDIF_MODRDN;
		ldif_write_record(out, &record);
		record.change = LDIF_MODIFY;
		record.dn = change->new_dn;
	}
	if (change->op == CHANGE_ADD)
		record.change = LDIF_ADD;
	else if (change->op ==
	    CHANGE_DELETE) /* with what it must hold, if any */
		record.change = LDIF_DELETE;
	if (record.change != LDIF_MODIFY || record.mod_count > 0)
		ldif_write_record(out, &record);
}
