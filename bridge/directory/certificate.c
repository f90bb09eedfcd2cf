/* SPDX-License-Identifier: ISC */
#include "bridge/directory/certificate.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#include <ldap.h>

#include "base/buffer.h"
#include "base/clock.h"

enum {
	TAG_VERSION = 0xa0,    /* [0] EXPLICIT */
	TAG_EXTENSIONS = 0xa3, /* [3] EXPLICIT */
	TAG_DNS_NAME = 0x82,   /* of a GeneralName */
	TAG_ADDRESS = 0x87,
	TAG_UTC_TIME = 0x17,
	TAG_GENERALIZED_TIME = 0x18,
	CERTIFICATE_BYTES_MAX = 64 * 1024
};

/* YYMMDDhhmmssZ or YYYYMMDDhhmmssZ (RFC 5280 section 4.1.2.5). */
static int
read_time(ber_tag_t tag, const struct berval *text, int64_t *ms_r)
{
	size_t year_len = tag == TAG_UTC_TIME ? 2 : 4;
	const char *year = text->bv_val, *rest = text->bv_val + year_len;
	const char *century = "";
	char iso[CLOCK_TEXT_SIZE];
	struct error err;

	if ((tag != TAG_UTC_TIME && tag != TAG_GENERALIZED_TIME) ||
	    text->bv_len != year_len + strlen("MMDDhhmmssZ"))
		return -1;
	if (tag == TAG_UTC_TIME)
		century = *year >= '5' ? "19" : "20";
	snprintf(iso, sizeof(iso), "%s%.*s-%.2s-%.2sT%.2s:%.2s:%.2s%.1s",
	    century, (int)year_len, year, rest, rest + 2, rest + 4, rest + 6,
	    rest + 8, rest + 10);
	return clock_parse(iso, ms_r, &err);
}

/* Over nothing libldap hands out a reader that reads all the same. */
static BerElement *
reader_of(struct berval *bytes)
{
	return bytes->bv_len > 0 ? ber_init(bytes) : NULL;
}

static int
read_validity(struct berval *validity, struct certificate *certificate)
{
	BerElement *ber = reader_of(validity);
	struct berval from, until;
	int rc = -1;

	if (ber == NULL)
		return -1;
	if (read_time(ber_skip_element(ber, &from), &from,
		&certificate->from_ms) == 0 &&
	    read_time(ber_skip_element(ber, &until), &until,
		&certificate->until_ms) == 0)
		rc = 0;
	ber_free(ber, 1);
	return rc;
}

/* The name as text; its head stands before what `name` holds. */
static const char *
read_name(
    const struct berval *before, const struct berval *name, struct arena *arena)
{
	char *start = before->bv_val + before->bv_len;
	struct berval whole = {
		(ber_len_t)(name->bv_val - start) + name->bv_len, start
	};
	struct berval text = { 0, NULL };
	const char *copy;

	if (ldap_X509dn2bv(&whole, &text, NULL, 0) != LDAP_SUCCESS ||
	    text.bv_val == NULL)
		return NULL;
	copy = arena_memdup(arena, text.bv_val, text.bv_len);
	ber_memfree(text.bv_val);
	return copy;
}

static void
add_name(ber_tag_t tag, const struct berval *name, struct buffer *out)
{
	char address[INET6_ADDRSTRLEN] = "";

	if (tag == TAG_ADDRESS && (name->bv_len == 4 || name->bv_len == 16))
		inet_ntop(name->bv_len == 4 ? AF_INET : AF_INET6, name->bv_val,
		    address, sizeof(address));
	if (tag != TAG_DNS_NAME && *address == '\0')
		return;
	if (out->len > 0)
		buffer_add_text(out, ", ");
	if (tag == TAG_DNS_NAME)
		buffer_add(out, name->bv_val, name->bv_len);
	else
		buffer_add_text(out, address);
}

/* GeneralNames (RFC 5280 section 4.2.1.6). */
static void
read_names(struct berval *der, struct buffer *out)
{
	BerElement *ber = reader_of(der);
	struct berval name;
	ber_len_t len;
	ber_tag_t tag;

	if (ber != NULL && ber_skip_tag(ber, &len) == LBER_SEQUENCE)
		while ((tag = ber_skip_element(ber, &name)) != LBER_ERROR)
			add_name(tag, &name, out);
	ber_free(ber, 1);
}

/* What stands behind the subject: the key, then extensions, each an OID,
 * perhaps a boolean, and its content. */
static void
read_extensions(BerElement *ber, struct buffer *out)
{
	static const char alternative_names[] = { 0x55, 0x1d, 0x11 };
	struct berval part, oid, content;
	ber_len_t len;
	ber_tag_t tag;

	while ((tag = ber_peek_tag(ber, &len)) != TAG_EXTENSIONS)
		if (tag == LBER_ERROR ||
		    ber_skip_element(ber, &part) == LBER_ERROR)
			return;
	ber_skip_tag(ber, &len);
	if (ber_skip_tag(ber, &len) != LBER_SEQUENCE)
		return;
	while (ber_skip_tag(ber, &len) == LBER_SEQUENCE) {
		if (ber_skip_element(ber, &oid) == LBER_ERROR)
			return;
		if (ber_peek_tag(ber, &len) == LBER_BOOLEAN)
			ber_skip_element(ber, &part);
		if (ber_skip_element(ber, &content) != LBER_OCTETSTRING)
			return;
		if (oid.bv_len == sizeof(alternative_names) &&
		    memcmp(oid.bv_val, alternative_names, oid.bv_len) == 0)
			read_names(&content, out);
	}
}

/* TBSCertificate: version, serial number, algorithm, issuer, validity, subject
 */
static int
read_body(BerElement *ber, struct arena *arena, struct certificate *certificate)
{
	struct buffer names;
	struct berval part, algorithm, issuer, validity, subject;
	ber_len_t len;

	if (ber_skip_tag(ber, &len) != LBER_SEQUENCE ||
	    ber_skip_tag(ber, &len) != LBER_SEQUENCE)
		return -1;
	if (ber_peek_tag(ber, &len) == TAG_VERSION)
		ber_skip_element(ber, &part);
	if (ber_skip_element(ber, &part) != LBER_INTEGER ||
	    ber_skip_element(ber, &algorithm) != LBER_SEQUENCE ||
	    ber_skip_element(ber, &issuer) != LBER_SEQUENCE ||
	    ber_skip_element(ber, &validity) != LBER_SEQUENCE ||
	    ber_skip_element(ber, &subject) != LBER_SEQUENCE)
		return -1;
	certificate->issuer = read_name(&algorithm, &issuer, arena);
	certificate->subject = read_name(&validity, &subject, arena);
	if (certificate->issuer == NULL || certificate->subject == NULL)
		return -1;
	buffer_init(&names, arena);
	read_extensions(ber, &names);
	certificate->names = names.data;
	return read_validity(&validity, certificate);
}

int
certificate_parse(struct value der, struct arena *arena,
    struct certificate *certificate_r, struct error *err)
{
	struct certificate certificate = { NULL };
	struct berval bytes = { der.len,
		arena_memdup(arena, der.data, der.len) };
	BerElement *ber = NULL;
	int rc = -1;

	if (der.len <= CERTIFICATE_BYTES_MAX)
		ber = reader_of(&bytes);
	if (ber != NULL)
		rc = read_body(ber, arena, &certificate);
	ber_free(ber, 1);
	if (rc < 0)
		return error_set(
		    err, ERROR_INPUT, "the certificate can't be read");
	*certificate_r = certificate;
	return 0;
}
