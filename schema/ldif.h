/* SPDX-License-Identifier: ISC */
/* schema/ldif.h - LDIF, written and read (RFC 2849).
 *
 * Lines are folded and base64 chosen by libldap's ldif functions.  URLs (`:<`)
 * are neither written nor followed: a reader of ours opens no files.
 */
#ifndef DIRWIRE_SCHEMA_LDIF_H
#define DIRWIRE_SCHEMA_LDIF_H

#include "base/buffer.h"
#include "schema/entry.h"

enum ldif_change {
	LDIF_CONTENT,
	LDIF_ADD,
	LDIF_DELETE,
	LDIF_MODIFY,
	LDIF_MODRDN
};

enum ldif_op { LDIF_OP_ADD, LDIF_OP_DELETE, LDIF_OP_REPLACE };

/* One change of an attribute; no values: all of them (delete, replace). */
struct ldif_mod {
	enum ldif_op op;
	const char *name;
	struct values values;
};

/* A new name (RFC 4511 section 4.9). */
struct ldif_rename {
	const char *rdn;
	const char *parent;  /* NULL: where it stands */
	bool is_old_deleted; /* the values of the old RDN go */
};

struct ldif_record {
	enum ldif_change change;
	const char *dn;
	struct entry entry;    /* content and add; delete: what it must hold, as
				  a critical assertion (RFC 4528), or nothing */
	struct ldif_mod *mods; /* modify */
	size_t mod_count;
	struct ldif_rename rename; /* modrdn */
	size_t line;               /* where it began, from 1 (reader only) */
};

/* "version: 1" and an empty line. */
void ldif_write_head(struct buffer *out);

/* One `name: value` line, folded, base64 where RFC 2849 wants it. */
void ldif_write_value(struct buffer *out, const char *name, struct value value);

/* A record and the empty line behind it. */
void ldif_write_record(struct buffer *out, const struct ldif_record *record);

/* `text` as one comment line, escaped, so that nothing in it can end it. */
void ldif_write_comment(struct buffer *out, const char *text);

/* How far a text was read; starts as { 0 }. */
struct ldif_cursor {
	size_t pos;
	size_t lines;
};

/* Read the next record of `text` at the cursor, which moves behind it.  1 with
 * *record_r in `arena`, 0 at the end, -1 with ERROR_INPUT ("line 12: …").
 * Refused: `:<`, broken base64, a second version line, controls. */
int ldif_read(const struct schema *schema, struct value text,
    struct ldif_cursor *cursor, struct arena *arena,
    struct ldif_record *record_r, struct error *err);

#endif
