/* SPDX-License-Identifier: ISC */
#include "bridge/config_type.h"

#include <errno.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "bridge/secret.h"

struct check {
	const struct config *config;
	const struct document *document;
	struct diagnostics *diagnostics;
};

/* Where the key stands; the file as a whole when it does not. */
static struct place
place_of(const struct check *check, const char *section, const char *name)
{
	const struct section *found =
	    document_find(check->document, SECTION_CONFIG, section);
	const struct setting *setting =
	    found != NULL ? section_find(found, name) : NULL;
	struct place nowhere = { .file = NULL };

	if (setting != NULL)
		return setting->place;
	return found != NULL ? found->place : nowhere;
}

/* Is the key there?  Its value may have been refused, or its line lost. */
static bool
is_there(const struct check *check, const char *section, const char *name)
{
	const struct section *found =
	    document_find(check->document, SECTION_CONFIG, section);

	return document_may_have(check->document, found) ||
	    (found != NULL && section_find(found, name) != NULL);
}

static bool
is_scheme(const char *uri, const char *scheme)
{
	return strncasecmp(uri, scheme, strlen(scheme)) == 0;
}

/* A password must not travel in the clear by accident. */
static void
check_plaintext(const struct check *check)
{
	const struct config_ldap *ldap = &check->config->ldap;

	for (size_t i = 0; ldap->uris[i] != NULL; i++) {
		const char *uri = ldap->uris[i];

		if (is_scheme(uri, "ldap://") && ldap->bind_dn != NULL &&
		    !ldap->is_starttls && !ldap->is_plaintext_allowed)
			diagnostics_error(check->diagnostics,
			    place_of(check, "ldap", "uri"),
			    "the password would go to %s in the clear; use ldaps://, starttls = yes, or allow-plaintext = yes knowingly",
			    uri);
		if (is_scheme(uri, "ldaps://") && ldap->is_starttls)
			diagnostics_error(check->diagnostics,
			    place_of(check, "ldap", "starttls"),
			    "%s is TLS from its first byte; take starttls out, or write ldap://",
			    uri);
	}
}

static void
miss_uri(const struct check *check)
{
	diagnostics_error(check->diagnostics, place_of(check, "ldap", "uri"),
	    "uri is missing in [ldap]; write the LDAP server, like uri = ldaps://ldap.example.com");
}

static void
check_ldap(const struct check *check)
{
	const struct config_ldap *ldap = &check->config->ldap;

	if (ldap->uris != NULL && ldap->uris[0] != NULL)
		check_plaintext(check);
	else if (ldap->uris != NULL)
		miss_uri(check);
	if (ldap->bind_dn != NULL && ldap->is_sasl_external)
		diagnostics_error(check->diagnostics,
		    place_of(check, "ldap", "sasl"),
		    "sasl = external needs no bind-dn; take one of them out");
	else if (ldap->bind_dn != NULL && ldap->password_file == NULL &&
	    !is_there(check, "ldap", "password-file"))
		diagnostics_error(check->diagnostics,
		    place_of(check, "ldap", "bind-dn"),
		    "bind-dn needs a password; name a file that holds it alone: password-file = FILE");
	if (ldap->bind_dn == NULL && ldap->password_file != NULL &&
	    !is_there(check, "ldap", "bind-dn"))
		diagnostics_error(check->diagnostics,
		    place_of(check, "ldap", "password-file"),
		    "password-file needs the DN it belongs to; write bind-dn = cn=…, or take it out");
	if ((ldap->cert_file == NULL) != (ldap->key_file == NULL))
		diagnostics_error(check->diagnostics,
		    place_of(check, "ldap",
			ldap->cert_file != NULL ? "cert-file" : "key-file"),
		    "cert-file and key-file go together; name the other one, too");
}

static void
check_later(const struct check *check, const char *name, bool is_set,
    const char *way_out)
{
	if (is_set)
		diagnostics_error(check->diagnostics,
		    place_of(check, "map", name),
		    "%s is not in this version of dirwire yet; %s", name,
		    way_out);
}

static void
check_map(const struct check *check)
{
	const struct config_map *map = &check->config->map;

	bool has_disabled = document_find(check->document, SECTION_DISABLED,
				"disabled") != NULL;

	if (map->on_delete == ON_DELETE_DISABLE && !has_disabled)
		diagnostics_error(check->diagnostics,
		    place_of(check, "map", "on-delete"),
		    "on-delete = disable needs a section [disabled], which says what such an entry holds");
	else if (map->on_delete != ON_DELETE_DISABLE && has_disabled)
		diagnostics_warning(check->diagnostics,
		    document_find(check->document, SECTION_DISABLED, "disabled")
			->place,
		    "[disabled] makes no entry, only owns its attributes: on-delete in [map] is not disable");
	/* what would be done without them is not what was asked for */
	check_later(check, "delete-after", map->delete_after_ms > 0,
	    "use on-delete = keep and delete by hand");
	check_later(check, "adopt", map->adopt != NULL,
	    "put the key into the entries by hand");
	check_later(check, "adopt-file", map->adopt_file != NULL,
	    "put the key into the entries by hand");
}

static void
check_source(const struct check *check)
{
	const char *account = check->config->source.account;

	if (account != NULL && account[strspn(account, "0123456789")] != '\0')
		diagnostics_error(check->diagnostics,
		    place_of(check, "source", "account"),
		    "account is the number of the RingCentral account; write its digits alone");
	if (check->config->source.types != NULL ||
	    check->config->source.sites != NULL)
		diagnostics_error(check->diagnostics,
		    place_of(check, "source",
			check->config->source.types != NULL ? "types"
							    : "sites"),
		    "types and sites are not in this version of dirwire yet; use conditions of [entry]");
}

/* Rows of tables are plain, too. */
static void
check_tables(const struct check *check)
{
	for (size_t i = 0; i < check->document->count; i++) {
		const struct section *section = &check->document->sections[i];

		if (section->kind != SECTION_TABLE)
			continue;
		for (size_t j = 0; j < section->count; j++)
			if (section->settings[j].op != SETTING_SET)
				diagnostics_error(check->diagnostics,
				    section->settings[j].place,
				    "a row of a table is key = value; write = alone");
	}
}

void
config_check(const struct config *config, const struct document *document,
    struct diagnostics *diagnostics)
{
	struct check check = { config, document, diagnostics };

	check_ldap(&check);
	check_map(&check);
	check_source(&check);
	check_tables(&check);
}

void
config_demand_server(const struct config *config,
    const struct document *document, struct diagnostics *diagnostics)
{
	struct check check = { config, document, diagnostics };

	if (config->ldap.uris == NULL && !is_there(&check, "ldap", "uri"))
		miss_uri(&check);
}

void
config_check_files(const struct config *config, const struct document *document,
    struct diagnostics *diagnostics)
{
	const struct config_ldap *ldap = &config->ldap;
	const struct {
		const char *name;
		const char *path;
	} files[] = { { "ca-file", ldap->ca_file },
		{ "cert-file", ldap->cert_file },
		{ "key-file", ldap->key_file } };
	struct check check = { config, document, diagnostics };
	struct secret secret;
	struct error err;

	if (ldap->bind_dn != NULL && ldap->password_file != NULL) {
		if (secret_read(ldap->password_file, &secret, &err) < 0)
			diagnostics_error(diagnostics,
			    place_of(&check, "ldap", "password-file"), "%s",
			    err.text);
		secret_wipe(&secret);
	}
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		if (files[i].path != NULL && access(files[i].path, R_OK) < 0)
			diagnostics_error(diagnostics,
			    place_of(&check, "ldap", files[i].name),
			    "can't read %s: %s; correct the name, or let the user read it that dirwire runs as",
			    files[i].path, strerror(errno));
}
