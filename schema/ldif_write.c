/* SPDX-License-Identifier: ISC */
#include "schema/ldif.h"

#include <stdio.h> /* ldif.h wants FILE */
#include <stdlib.h>
#include <string.h>

#include <ldap.h>
#include <ldif.h>

#include "base/text.h"

enum { WRAP_COLUMN = 76 };

void
ldif_write_head(struct buffer *out)
{
	buffer_add_text(out, "version: 1\n\n");
}

void
ldif_write_value(struct buffer *out, const char *name, struct value value)
{
	size_t room =
	    LDIF_SIZE_NEEDED_WRAP(strlen(name), value.len, WRAP_COLUMN);
	char *text = memory_alloc(room + 1, 1);
	char *end = text;

	ldif_sput_wrap(
	    &end, LDIF_PUT_VALUE, name, value.data, value.len, WRAP_COLUMN);
	buffer_add(out, text, (size_t)(end - text));
	free(text);
}

static void
write_values(struct buffer *out, const char *name, const struct values *values)
{
	for (size_t i = 0; i < values->count; i++)
		ldif_write_value(out, name, values->items[i]);
}

static void
write_mod(struct buffer *out, const struct ldif_mod *mod)
{
	static const char *const ops[] = { [LDIF_OP_ADD] = "add",
		[LDIF_OP_DELETE] = "delete",
		[LDIF_OP_REPLACE] = "replace" };

	ldif_write_value(out, ops[mod->op], value_of(mod->name));
	write_values(out, mod->name, &mod->values);
	buffer_add_text(out, "-\n");
}

static void
write_rename(struct buffer *out, const struct ldif_rename *rename)
{
	ldif_write_value(out, "newrdn", value_of(rename->rdn));
	ldif_write_value(
	    out, "deleteoldrdn", value_of(rename->is_old_deleted ? "1" : "0"));
	if (rename->parent != NULL)
		ldif_write_value(out, "newsuperior", value_of(rename->parent));
}

/* (&(name=value)…) in BER (RFC 4511 section 4.5.1.7); NULL when libldap has no
 * memory. */
static struct berval *
assertion_of(const struct entry *entry)
{
	BerElement *ber = ber_alloc_t(LBER_USE_DER);
	struct berval *value = NULL;
	int rc =
	    ber != NULL ? ber_printf(ber, "t{" /*}*/, LDAP_FILTER_AND) : -1;

	for (size_t i = 0; i < entry->count; i++) {
		const struct entry_attribute *attribute = &entry->attributes[i];

		/* what has no rule can't be asked for */
		if (attribute->type == NULL ||
		    attribute->type->equality == MATCHING_NONE)
			continue;
		for (size_t j = 0; rc >= 0 && j < attribute->values.count; j++)
			rc = ber_printf(ber, "t{so}", LDAP_FILTER_EQUALITY,
			    attribute->name, attribute->values.items[j].data,
			    (ber_len_t)attribute->values.items[j].len);
	}
	if (rc >= 0)
		rc = ber_printf(ber, /*{*/ "}");
	if (rc >= 0)
		ber_flatten(ber, &value);
	ber_free(ber, 1);
	return value;
}

/* `control:` in front of a change (RFC 2849). */
static void
write_assertion(struct buffer *out, const struct entry *entry)
{
	struct berval *filter = assertion_of(entry);
	struct value value = { "", 0 };

	if (filter != NULL) {
		value.data = filter->bv_val;
		value.len = filter->bv_len;
	}
	buffer_add_text(out, "control: 1.3.6.1.1.12 true:: ");
	buffer_add_base64(out, value);
	buffer_add_char(out, '\n');
	ber_bvfree(filter);
}

void
ldif_write_record(struct buffer *out, const struct ldif_record *record)
{
	static const char *const changes[] = { [LDIF_ADD] = "add",
		[LDIF_DELETE] = "delete",
		[LDIF_MODIFY] = "modify",
		[LDIF_MODRDN] = "modrdn" };

	ldif_write_value(out, "dn", value_of(record->dn));
	if (record->change == LDIF_DELETE && record->entry.count > 0)
		write_assertion(out, &record->entry);
	if (record->change != LDIF_CONTENT)
		ldif_write_value(
		    out, "changetype", value_of(changes[record->change]));
	if (record->change == LDIF_CONTENT || record->change == LDIF_ADD)
		for (size_t i = 0; i < record->entry.count; i++)
			write_values(out, record->entry.attributes[i].name,
			    &record->entry.attributes[i].values);
	if (record->change == LDIF_MODIFY)
		for (size_t i = 0; i < record->mod_count; i++)
			write_mod(out, &record->mods[i]);
	if (record->change == LDIF_MODRDN)
		write_rename(out, &record->rename);
	buffer_add_char(out, '\n');
}

void
ldif_write_comment(struct buffer *out, const char *text)
{
	buffer_printf(out, "# %s\n", text_escape(out->arena, value_of(text)));
}
