/* SPDX-License-Identifier: ISC */
#include "bridge/check_private.h"

#include <inttypes.h>
#include <string.h>
#include <strings.h>

#include "base/clock.h"
#include "bridge/directory/ldap_certificate.h"
#include "schema/dn.h"

#define DAY_MS ((int64_t)86400 * 1000)
enum { CERTIFICATE_DAYS = 30 };

static bool
is_scheme(const char *uri, const char *scheme)
{
	return strncasecmp(uri, scheme, strlen(scheme)) == 0;
}

int
check_ask(struct server_check *check, const struct question *question,
    const char *what, int but)
{
	const struct outcome *outcome = &check->answer.outcome;
	int status = 0;

	if (ldap_ask(
		check->directory, question, check->arena, &check->answer) == 0)
		return 0;
	if (outcome->code == but)
		return -1;
	status = result_exit_status(outcome->code);
	checklist_failed(check->list, (enum exit_status)status, what,
	    "%s can't be read: %s", question->base, outcome->text);
	checklist_way_out(check->list,
	    status == EXIT_NO_RIGHTS ? "let %s read it"
				     : "ask again as %s when the server can",
	    check->identity);
	return -1;
}

static const char *
or_nobody(const char *name)
{
	return *name != '\0' ? name : "(nobody)";
}

/* "cn=ldap1 (ldap1.example.com) until 2027-01-31, issued by cn=our ca" */
static const char *
describe(const struct certificate *certificate, struct arena *arena)
{
	char until[CLOCK_TEXT_SIZE];

	clock_write(certificate->until_ms, until);
	return arena_printf(arena, "%s (%s) until %.10s, issued by %s",
	    or_nobody(certificate->subject),
	    *certificate->names != '\0' ? certificate->names : "no other names",
	    until, or_nobody(certificate->issuer));
}

/* TLS did not come about: when it does without a proof, the certificate is the
 * reason, and what is it of the certificate?  -1 when it is something else. */
static int
check_refused_certificate(struct server_check *check, const char *reason)
{
	struct ldap_settings settings = prepare_ldap(check->with);
	struct checklist *list = check->list;
	struct certificate certificate;
	int64_t now_ms = clock_wall_ms();
	char date[CLOCK_TEXT_SIZE];
	struct error err;

	if (ldap_certificate_unproven(
		&settings, check->uri, check->arena, &certificate, &err) < 0)
		return -1;
	checklist_failed(list, EXIT_NO_SERVER, "certificate",
	    "refused: %s; libldap says: %s",
	    describe(&certificate, check->arena), reason);
	clock_write(certificate.until_ms < now_ms ? certificate.until_ms
						  : certificate.from_ms,
	    date);
	if (certificate.until_ms < now_ms)
		checklist_way_out(
		    list, "it ran out on %s: give the server a new one", date);
	else if (certificate.from_ms > now_ms)
		checklist_way_out(
		    list, "it holds from %s on: are the clocks right?", date);
	else
		checklist_way_out(list,
		    "ca-file in [ldap] must hold the certificate of its issuer, and the name in uri be one of its names");
	return 0;
}

static void
check_certificate(struct server_check *check)
{
	struct checklist *list = check->list;
	struct certificate certificate;
	struct error err;
	int64_t days;

	if (ldap_certificate(
		check->directory, check->arena, &certificate, &err) < 0) {
		checklist_not_proven(list, "certificate", "%s", err.text);
		return;
	}
	days = (certificate.until_ms - clock_wall_ms()) / DAY_MS;
	if (days >= CERTIFICATE_DAYS) {
		checklist_ok(list, "certificate", "%s",
		    describe(&certificate, check->arena));
		return;
	}
	checklist_warning(list, "certificate", "%s: %" PRId64 " day%s left",
	    describe(&certificate, check->arena), days,
	    days == 1 ? " is" : "s are");
	checklist_way_out(list, "give the server a new one before it runs out");
}

/* How what is sent gets there. */
static void
check_line(struct server_check *check)
{
	const char *protocol =
	    ldap_tls_protocol(check->directory, check->arena);

	if (protocol != NULL) {
		checklist_ok(check->list, "connection", "%s", protocol);
		check_certificate(check);
	} else if (is_scheme(check->uri, "ldapi://")) {
		checklist_ok(check->list, "connection", "the local socket");
	} else {
		checklist_warning(check->list, "connection",
		    "not encrypted: others on the way can read all, a password, too");
		checklist_way_out(check->list,
		    "take ldaps:// in uri, or starttls = yes in [ldap]");
	}
}

static void
tell_no_bind(struct server_check *check, const struct error *err)
{
	const struct config_ldap *ldap = &check->with->config.ldap;

	checklist_failed(
	    check->list, prepare_status(err), "bind", "%s", err->text);
	if (err->kind == ERROR_LDAP)
		checklist_way_out(
		    check->list, "the server is there; try again later");
	else if (ldap->is_sasl_external)
		checklist_way_out(check->list,
		    "sasl = external works over ldapi://, or over TLS with cert-file and key-file that the server trusts");
	else
		checklist_way_out(check->list,
		    "bind-dn in [ldap] must be an entry of the server, and %s hold its password",
		    ldap->password_file);
}

static void
tell_no_connection(struct server_check *check, const struct error *err)
{
	bool is_local = is_scheme(check->uri, "ldapi://");
	bool is_tls = is_scheme(check->uri, "ldaps://") ||
	    (!is_local && check->with->config.ldap.is_starttls != 0);

	if (is_tls && err->kind == ERROR_NETWORK &&
	    check_refused_certificate(check, err->text) == 0)
		return;
	checklist_failed(
	    check->list, prepare_status(err), "connection", "%s", err->text);
	if (err->kind == ERROR_NETWORK)
		checklist_way_out(check->list, "%s",
		    is_local
			? "does the server run here, and may this user use its socket?"
			: "does a server listen there, and does no firewall stand between?");
}

static int
check_connection(struct server_check *check)
{
	struct ldap_settings settings = prepare_ldap(check->with);
	struct error err;

	check->directory = ldap_directory_open(
	    &settings, check->uri, check->with->schema, &err);
	if (check->directory != NULL)
		return 0;
	if (err.kind == ERROR_CREDENTIALS || err.kind == ERROR_LDAP)
		tell_no_bind(check, &err);
	else
		tell_no_connection(check, &err);
	return -1;
}

static void
check_bind(struct server_check *check)
{
	const struct config_ldap *ldap = &check->with->config.ldap;

	check->identity = ldap_ask_identity(check->directory, check->arena);
	if (strcmp(check->identity, "anonymous") == 0 ||
	    (ldap->bind_dn == NULL && !ldap->is_sasl_external)) {
		checklist_warning(check->list, "bind",
		    "as nobody: servers let nobody write, as a rule");
		checklist_way_out(check->list,
		    "set bind-dn and password-file in [ldap], or sasl = external");
		return;
	}
	checklist_ok(check->list, "bind", "as %s", check->identity);
}

static void
check_controls(struct server_check *check)
{
	const struct directory *directory = check->directory;

	if (directory->has_assertion && directory->has_post_read) {
		checklist_ok(
		    check->list, "controls", "assertion and post-read");
		return;
	}
	checklist_warning(check->list, "controls",
	    "the root DSE offers no %s: %s",
	    directory->has_assertion ? "post-read (RFC 4527)"
				     : "assertion (RFC 4528)",
	    directory->has_assertion
		? "what was written is not known without another read"
		: "changes are checked by their old values, which is less sure");
	checklist_way_out(check->list,
	    "OpenLDAP has offered both for long: may the root DSE be read, and is there no proxy between?");
}

/* The map by the names that this server knows. */
static void
check_schema(struct server_check *check)
{
	struct prepared *with = check->with;
	struct schema_loaded loaded = { 0 };
	struct schema *schema;
	struct error err;

	schema = ldap_schema_create(
	    check->directory, with->config.map.base, &loaded, &err);
	if (schema == NULL) {
		checklist_warning(check->list, "schema",
		    "%s; the map is checked against the built-in schema",
		    err.text);
		checklist_way_out(check->list,
		    "let %s read the subschema, and subschemaSubentry of base",
		    check->identity);
	} else {
		prepare_schema(with, schema,
		    arena_printf(with->arena, "the schema of %s", check->uri));
	}
	if (prepare_judge(with, &err) < 0) {
		checklist_failed(check->list, EXIT_CONFIG, "map", "%s",
		    arena_printf(check->arena, "%zu error%s in it, told above",
			with->diagnostics.errors,
			with->diagnostics.errors == 1 ? "" : "s"));
		checklist_way_out(check->list,
		    "mend the map, or load into the server the schema that it names");
	} else if (schema != NULL && loaded.skipped > 0) {
		checklist_warning(check->list, "schema",
		    "%zu attribute types, %zu classes; %zu can't be read, like: %s",
		    loaded.attributes, loaded.classes, loaded.skipped,
		    loaded.err.text);
		checklist_way_out(check->list,
		    "where a map names one of these, the built-in schema is asked");
	} else if (schema != NULL) {
		checklist_ok(check->list, "schema",
		    "%zu attribute types, %zu classes: it has all that the map names",
		    loaded.attributes, loaded.classes);
	}
}

void
check_operational(
    struct server_check *check, const struct entry *entry, const char *what)
{
	static const struct {
		const char *name;
		const char *use;
	} wanted[] = {
		{ "entryCSN", "changes are checked by their old values" },
		{ "entryUUID", "an entry is not known again when it moved" },
		{ "structuralObjectClass",
		    "entries of other classes are told late" },
		{ "hasSubordinates",
		    "that others stand below it is told by the server alone" },
	};
	struct checklist *list = check->list;
	size_t missing = 0;

	for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++) {
		if (entry_find_name(entry, wanted[i].name) != NULL)
			continue;
		missing++;
		checklist_warning(list, what, "%s of %s can't be read: %s",
		    wanted[i].name, entry->dn, wanted[i].use);
		checklist_way_out(list,
		    "access to attrs=%s by dn.exact=\"%s\" read by * break",
		    wanted[i].name, check->identity);
	}
	if (missing == 0)
		checklist_ok(list, what,
		    "entryCSN, entryUUID, structuralObjectClass and hasSubordinates of %s",
		    entry->dn);
}

static int
check_base(struct server_check *check)
{
	static const char *const names[] = { "*", "+", NULL };
	const char *base = check->with->config.map.base;
	struct question question = { .base = base, .attributes = names };
	struct checklist *list = check->list;

	if (check_ask(check, &question, "base", RESULT_NO_SUCH_OBJECT) < 0) {
		if (check->answer.outcome.code != RESULT_NO_SUCH_OBJECT)
			return -1;
		checklist_failed(list, EXIT_CONFIG, "base",
		    "%s is not there, or %s may not see it: %s", base,
		    check->identity, check->answer.outcome.text);
		checklist_way_out(list,
		    "create it, correct base in [map], or let %s read it",
		    check->identity);
		return -1;
	}
	if (check->answer.kept == 0) {
		checklist_failed(list, EXIT_CONFIG, "base",
		    "%s can't be seen by %s", base, check->identity);
		checklist_way_out(
		    list, "give %s the right to read it", check->identity);
		return -1;
	}
	checklist_ok(list, "base", "%s", base);
	check_operational(check, &check->answer.entries[0], "reading");
	return 0;
}

static void
check_map(struct server_check *check)
{
	if (check->with->map == NULL) {
		checklist_not_proven(check->list, "entries",
		    "key, parents and rights, for want of a map without errors");
		return;
	}
	check_key(check);
	check_parents(check);
	if (check->with->command->is_write_probe)
		check_probe(check);
	else
		checklist_not_proven(check->list, "writing",
		    "nothing was written; --write-probe adds an entry and takes it away again");
}

void
check_server(struct prepared *with, const char *uri, struct checklist *list)
{
	struct server_check *check;
	struct arena *arena = arena_create();

	check = arena_alloc(arena, sizeof(*check));
	check->with = with;
	check->list = list;
	check->uri = uri;
	check->arena = arena;
	checklist_head(list, uri);
	if (check_connection(check) < 0) {
		arena_destroy(&arena);
		return;
	}
	check_line(check);
	check_bind(check);
	check_controls(check);
	check_schema(check);
	if (check_base(check) == 0)
		check_map(check);
	directory_destroy(&check->directory);
	arena_destroy(&arena);
}
