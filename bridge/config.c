/* SPDX-License-Identifier: ISC */
#include "bridge/config.h"

#include <stddef.h>
#include <string.h>
#include <strings.h>

#include "base/log.h"
#include "base/text.h"
#include "bridge/config_file.h"
#include "bridge/config_type.h"
#include "mapping/path.h"

struct row {
	struct config_key key;
	size_t offset; /* in struct config; NO_FIELD: checked only */
};

#define NO_FIELD ((size_t)-1)
#define FIELD(member) offsetof(struct config, member)
#define ROW(section, name, type, standard, help, offset, ...)                \
	{                                                                    \
		{ section, name, &config_type_##type, __VA_ARGS__, standard, \
			help },                                              \
		    offset                                                   \
	}

/* in the order of their enums */
static const char *const on_delete_words[] = { "delete", "disable", "keep",
	NULL };
static const char *const format_words[] = { "auto", "text", "json", NULL };
static const char *const level_words[] = { "error", "warning", "info", "debug",
	NULL };
static const char *const sasl_words[] = { "none", "external", NULL };
static const char *const key_id_words[] = { "digits", "any", NULL };

enum { SECOND = 1000, DAY = 86400 * SECOND };

/* clang-format off */
static const struct row rows[] = {
	ROW("ldap", "uri", uris, NULL, "LDAP servers, in the order to be tried: ldaps://, ldap:// or ldapi://", FIELD(ldap.uris), NULL, 0, 0),
	ROW("ldap", "bind-dn", dn, NULL, "whom to bind as, with password-file", FIELD(ldap.bind_dn), NULL, 0, 0),
	ROW("ldap", "sasl", choice, "none", "external: the user over ldapi, or the client certificate over TLS", FIELD(ldap.is_sasl_external), sasl_words, 0, 0),
	ROW("ldap", "password-file", secret, NULL, "file with the password alone, or credential:NAME of systemd", FIELD(ldap.password_file), NULL, 0, 0),
	ROW("ldap", "ca-file", path, NULL, "certificates to trust, instead of the system's", FIELD(ldap.ca_file), NULL, 0, 0),
	ROW("ldap", "cert-file", path, NULL, "client certificate", FIELD(ldap.cert_file), NULL, 0, 0),
	ROW("ldap", "key-file", path, NULL, "key of the client certificate", FIELD(ldap.key_file), NULL, 0, 0),
	ROW("ldap", "starttls", yesno, "no", "begin TLS on an ldap:// connection; without it nothing is sent", FIELD(ldap.is_starttls), NULL, 0, 0),
	ROW("ldap", "allow-plaintext", yesno, "no", "send the password in the clear over ldap://", FIELD(ldap.is_plaintext_allowed), NULL, 0, 0),
	ROW("ldap", "connect-timeout", duration, "5s", "longest wait for a connection", FIELD(ldap.connect_timeout_ms), NULL, 1, 600 * SECOND),
	ROW("ldap", "timeout", duration, "15s", "longest wait for an answer", FIELD(ldap.timeout_ms), NULL, 1, 600 * SECOND),
	ROW("ldap", "retry-for", duration, "60s", "give up when nothing succeeded for so long", FIELD(ldap.retry_for_ms), NULL, 0, DAY),
	ROW("ldap", "window", number, "32", "operations in flight", FIELD(ldap.window), NULL, 1, 256),
	ROW("ldap", "rate", rate, NULL, "most operations a second, like 20/s", FIELD(ldap.rate), NULL, 1, 1000000),
	ROW("map", "file", path, NULL, "the map, when it does not stand in this file", FIELD(map.file), NULL, 0, 0),
	ROW("map", "base", dn, NULL, "DN below which the phonebook stands", FIELD(map.base), NULL, 0, 0),
	ROW("map", "key", text, NULL, "mark of entries of ours, like uid: rc-{id}", FIELD(map.key), NULL, 0, 0),
	ROW("map", "key-id", text, "digits", "what {id} may be in the key: digits or any", FIELD(map.key_id), key_id_words, 0, 0),
	ROW("map", "on-delete", choice, "delete", "what becomes of the entry of a contact that is gone: delete, disable, keep", FIELD(map.on_delete), on_delete_words, 0, 0),
	ROW("map", "delete-after", duration, NULL, "how long a disabled entry stays", FIELD(map.delete_after_ms), NULL, 0, 36500 * (int64_t)DAY),
	ROW("map", "delete-foreign", yesno, "no", "delete also entries that hold passwords or classes of others", FIELD(map.is_delete_foreign), NULL, 0, 0),
	ROW("map", "exclude-file", path, NULL, "ids, one a line, whose entries are left as they are", FIELD(map.exclude_file), NULL, 0, 0),
	ROW("map", "adopt", text, NULL, "attributes by which existing entries are taken over", FIELD(map.adopt), NULL, 0, 0),
	ROW("map", "adopt-file", path, NULL, "adoptions decided by hand", FIELD(map.adopt_file), NULL, 0, 0),
	ROW("source", "server", url, "https://platform.ringcentral.com", "the RingCentral API", FIELD(source.server), NULL, 0, 0),
	ROW("source", "client-id", text, NULL, "of the app registered at RingCentral", FIELD(source.client_id), NULL, 0, 0),
	ROW("source", "client-secret-file", secret, NULL, "file with the app's secret", FIELD(source.client_secret_file), NULL, 0, 0),
	ROW("source", "jwt-file", secret, NULL, "file with the JWT credential", FIELD(source.jwt_file), NULL, 0, 0),
	ROW("source", "ca-file", path, NULL, "certificates to trust, instead of the system's", FIELD(source.ca_file), NULL, 0, 0),
	ROW("source", "proxy", url, NULL, "HTTP proxy for the API", FIELD(source.proxy), NULL, 0, 0),
	ROW("source", "account", text, NULL, "take contacts of this account id alone", FIELD(source.account), NULL, 0, 0),
	ROW("source", "types", text, NULL, "take contacts of these types alone", FIELD(source.types), NULL, 0, 0),
	ROW("source", "sites", text, NULL, "take contacts of these site ids alone", FIELD(source.sites), NULL, 0, 0),
	ROW("source", "sync", schedule, NULL, "when to read the whole listing: daily HH:MM or every 15m", FIELD(source.sync), NULL, 0, 0),
	ROW("webhook", "listen", listen, "127.0.0.1:8080", "where notifications arrive", FIELD(webhook.listen), NULL, 0, 0),
	ROW("webhook", "public-url", url, NULL, "the address RingCentral sends to", FIELD(webhook.public_url), NULL, 0, 0),
	ROW("webhook", "verification-token-file", secret, NULL, "file with one secret a line, at most two", FIELD(webhook.verification_token_file), NULL, 0, 0),
	ROW("webhook", "trusted-proxies", text, NULL, "addresses of reverse proxies", FIELD(webhook.trusted_proxies), NULL, 0, 0),
	ROW("webhook", "cert-file", path, NULL, "certificate for TLS of our own", FIELD(webhook.cert_file), NULL, 0, 0),
	ROW("webhook", "key-file", path, NULL, "key of that certificate", FIELD(webhook.key_file), NULL, 0, 0),
	ROW("journal", "path", path, "/var/lib/dirwire/journal.db", "the durable queue", FIELD(journal_path), NULL, 0, 0),
	ROW("guard", "max-removes", limit, "10% or 50", "most removes in a run", FIELD(guard.max_removes), NULL, 0, 0),
	ROW("guard", "max-adds", limit, "50%", "most adds in a run", FIELD(guard.max_adds), NULL, 0, 0),
	ROW("guard", "max-changes", limit, "50%", "most modifies and renames in a run", FIELD(guard.max_changes), NULL, 0, 0),
	ROW("guard", "max-adopts", limit, "0", "most adoptions in a run", FIELD(guard.max_adopts), NULL, 0, 0),
	ROW("guard", "window", duration, "1h", "over which events are counted", FIELD(guard.window_ms), NULL, SECOND, 7 * (int64_t)DAY),
	ROW("admin", "socket", path, "/run/dirwire/admin.sock", "where other verbs reach the daemon", FIELD(admin_socket), NULL, 0, 0),
	ROW("admin", "listen", listen, NULL, "address of healthz, readyz and metrics", FIELD(admin_listen), NULL, 0, 0),
	ROW("log", "format", choice, "auto", "auto, text or json", FIELD(log_format), format_words, 0, 0),
	ROW("log", "level", choice, "info", "error, warning, info or debug", FIELD(log_level), level_words, 0, 0),
	ROW("dialplan", "country", text, NULL, "country code, digits only", NO_FIELD, NULL, 0, 0),
	ROW("dialplan", "trunk", text, NULL, "prefix of calls within the country", NO_FIELD, NULL, 0, 0),
	ROW("dialplan", "international", text, NULL, "prefix of calls abroad", NO_FIELD, NULL, 0, 0),
	ROW("dialplan", "outside-line", text, NULL, "prefix of calls out of the house", NO_FIELD, NULL, 0, 0),
	ROW("dialplan", "sites", text, NULL, "site ids where it holds", NO_FIELD, NULL, 0, 0),
};
/* clang-format on */

enum { ROWS = sizeof(rows) / sizeof(rows[0]) };

const struct config_key *
config_key(size_t n)
{
	return n < ROWS ? &rows[n].key : NULL;
}

static const struct row *
row_find(const char *section, const char *name)
{
	for (size_t i = 0; i < ROWS; i++)
		if (strcasecmp(rows[i].key.section, section) == 0 &&
		    strcasecmp(rows[i].key.name, name) == 0)
			return &rows[i];
	return NULL;
}

/* The names of a section's keys, or of the sections when it is NULL. */
static const char *const *
names_of(const char *section, struct arena *arena)
{
	const char **names = arena_array(arena, ROWS + 1, sizeof(*names));
	size_t count = 0;

	for (size_t i = 0; i < ROWS; i++) {
		const struct config_key *key = &rows[i].key;

		if (section != NULL && strcasecmp(key->section, section) == 0)
			names[count++] = key->name;
		if (section == NULL && strcmp(key->section, "dialplan") != 0 &&
		    (count == 0 || strcmp(names[count - 1], key->section) != 0))
			names[count++] = key->section;
	}
	return names;
}

static int
set(const struct row *row, const char *text, struct config_context *context,
    struct config *config, struct error *err)
{
	uint64_t unused[4]; /* as large as any field */
	void *field = unused;

	if (row->offset != NO_FIELD)
		field = (char *)config + row->offset;
	context->choices = row->key.choices;
	context->least = row->key.least;
	context->most = row->key.most;
	return row->key.type->parse(text, context, field, err);
}

static void
set_standards(struct config_context *context, struct config *config)
{
	struct error err;

	memset(config, 0, sizeof(*config));
	context->from = NULL;
	for (size_t i = 0; i < ROWS; i++)
		if (rows[i].key.standard != NULL)
			set(&rows[i], rows[i].key.standard, context, config,
			    &err);
}

/* The names with commas between them. */
static const char *
list_of(const char *const *names, struct arena *arena)
{
	struct buffer out;

	buffer_init(&out, arena);
	for (size_t i = 0; names[i] != NULL; i++)
		buffer_printf(&out, "%s%s", i > 0 ? ", " : "", names[i]);
	return buffer_value(&out).data;
}

/* The key that names the file of what `name` would hold; or NULL. */
static const struct row *
secret_of(const char *section, const char *name, struct arena *arena)
{
	static const char *const passwords[] = { "bindpw", "bind-pw", "passwd",
		"bind-password", "secret" };
	const struct row *row =
	    row_find(section, arena_printf(arena, "%s-file", name));

	for (size_t i = 0; i < sizeof(passwords) / sizeof(passwords[0]); i++)
		if (strcasecmp(name, passwords[i]) == 0)
			row = row_find(section, "password-file");
	return row != NULL && row->key.type == &config_type_secret ? row : NULL;
}

/* A key that the section does not have: what was meant? */
static void
unknown_key(struct section *section, const char *word,
    const struct setting *setting, struct diagnostics *diagnostics)
{
	struct arena *arena = diagnostics->arena;
	const char *const *names = names_of(word, arena);
	const char *nearest = text_nearest(setting->name, names);
	const struct row *secret = secret_of(word, setting->name, arena);
	const char *way_out =
	    arena_printf(arena, "; its keys are %s", list_of(names, arena));

	section->is_incomplete = true;
	if (secret != NULL) {
		diagnostics_error(diagnostics, setting->place,
		    "a secret does not stand in the configuration; write it into a file of its own, with chmod 0600, and name that: %s = FILE",
		    secret->key.name);
		return;
	}
	for (size_t i = 0; i < ROWS; i++)
		if (strcasecmp(rows[i].key.name, setting->name) == 0 &&
		    strcmp(rows[i].key.section, "dialplan") != 0)
			way_out = arena_printf(arena,
			    "; it is one of [%s], so put it there",
			    rows[i].key.section);
	if (nearest != NULL)
		way_out = diagnostics_hint(diagnostics, nearest);
	diagnostics_error(diagnostics, setting->place, "[%s] has no key %s%s",
	    section->name, setting->name, way_out);
}

/* Quotes that an editor made: what is in them would be the value with them. */
static bool
is_misquoted(const char *text)
{
	size_t len = strlen(text);

	return word_false_quote(text) > 0 ||
	    (len > 1 && text[0] == '\'' && text[len - 1] == '\'');
}

static void
read_setting(struct section *section, const char *word,
    const struct setting *setting, struct config_context *context,
    struct config *config, struct diagnostics *diagnostics)
{
	const struct row *row = row_find(word, setting->name);
	struct place place = reader_place(&setting->value, 0);
	struct error err;
	const char *text;

	if (row == NULL) {
		unknown_key(section, word, setting, diagnostics);
		return;
	}
	if (setting->op != SETTING_SET) {
		diagnostics_error(diagnostics, setting->place,
		    "%s takes = here; write %s = …", setting->name,
		    setting->name);
		return;
	}
	text = setting_text(setting, diagnostics->arena);
	context->from = setting->place.file;
	if (*text == '\0')
		diagnostics_error(diagnostics, setting->place,
		    "%s is empty; write its value, or leave the line out",
		    setting->name);
	else if (is_misquoted(text))
		diagnostics_error(diagnostics, place,
		    "%s: these quotes are none; write plain quotes (\"), or none",
		    setting->name);
	else if (set(row, text, context, config, &err) < 0)
		diagnostics_error(diagnostics, place, "%s: %s%s", setting->name,
		    err.text,
		    strchr(text, '#') != NULL
			? "; a comment has a blank before its #"
			: "");
}

static bool
is_known_section(const char *name, struct arena *arena)
{
	const char *const *names = names_of(NULL, arena);

	for (size_t i = 0; names[i] != NULL; i++)
		if (strcasecmp(names[i], name) == 0)
			return true;
	return false;
}

static void
unknown_section(struct document *document, const struct section *section,
    struct diagnostics *diagnostics)
{
	const char *const *names = names_of(NULL, diagnostics->arena);
	const char *nearest = text_nearest(section->name, names);

	document->is_incomplete = true;
	diagnostics_error(diagnostics, section->place,
	    "there is no section [%s]%s", section->name,
	    nearest != NULL
		? diagnostics_hint(diagnostics, nearest)
		: arena_printf(diagnostics->arena,
		      "; they are %s, and entry NAME and table NAME of the map",
		      list_of(names, diagnostics->arena)));
}

static void
read_section(struct document *document, struct section *section,
    struct config_context *context, struct config *config,
    struct diagnostics *diagnostics)
{
	const char *word =
	    section->kind == SECTION_DIALPLAN ? "dialplan" : section->name;

	if (section->kind != SECTION_CONFIG &&
	    section->kind != SECTION_DIALPLAN)
		return;
	if (section->kind == SECTION_CONFIG &&
	    !is_known_section(section->name, diagnostics->arena)) {
		unknown_section(document, section, diagnostics);
		return;
	}
	for (size_t i = 0; i < section->count; i++)
		read_setting(section, word, &section->settings[i], context,
		    config, diagnostics);
}

/* Is there an [entry], or what may hide one? */
static bool
has_entries(const struct document *document)
{
	for (size_t i = 0; i < document->count; i++)
		if (document->sections[i].kind == SECTION_ENTRY)
			return true;
	return document->is_incomplete;
}

/* A file without [entry] is another file than was meant; all that is wrong with
 * it as a map would only confuse. */
static bool
is_map_file(const struct document *document, const char *path)
{
	struct diagnostics diagnostics;
	struct document map;

	diagnostics_init(&diagnostics, document->arena);
	document_init(&map, document->arena);
	document_read(&map, path, config_load, NULL, &diagnostics);
	return has_entries(&map);
}

/* The map's own file, named in [map], is read as if it stood behind this one.
 */
static void
read_map_file(struct document *document, struct diagnostics *diagnostics)
{
	const struct section *map =
	    document_find(document, SECTION_CONFIG, "map");
	const struct setting *file =
	    map != NULL ? section_find(map, "file") : NULL;
	size_t count = diagnostics->count;
	const char *path;

	if (file == NULL)
		return;
	path = config_path(file->place.file,
	    setting_text(file, document->arena), document->arena);
	if (!has_entries(document) && !is_map_file(document, path)) {
		document->is_incomplete = true;
		diagnostics_error(diagnostics, reader_place(&file->value, 0),
		    "%s holds no [entry], so it is no map; name the file with the map, or take this line out when the map stands here",
		    path);
		return;
	}
	document_read(document, path, config_load, NULL, diagnostics);
	for (size_t i = count; i < diagnostics->count; i++)
		if (diagnostics->items[i].place.line == 0)
			diagnostics->items[i].place =
			    reader_place(&file->value, 0);
}

int
config_read(const char *path, struct document *document,
    struct diagnostics *diagnostics, struct config *config_r, struct error *err)
{
	struct config_context context = { .arena = document->arena };
	struct parse_file file;

	if (config_load(NULL, NULL, path, document->arena, &file, err) < 0)
		return -1;
	document_read(document, path, config_load, NULL, diagnostics);
	read_map_file(document, diagnostics);
	set_standards(&context, config_r);
	for (size_t i = 0; i < document->count; i++)
		read_section(document, &document->sections[i], &context,
		    config_r, diagnostics);
	config_check(config_r, document, diagnostics);
	return 0;
}
