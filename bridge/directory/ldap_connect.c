/* SPDX-License-Identifier: ISC */
#include "bridge/directory/ldap_private.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/clock.h"
#include "bridge/directory/ldap_deadline.h"
#include "bridge/secret.h"

#define CONTROL_ASSERTION "1.3.6.1.1.12"
#define CONTROL_POST_READ "1.3.6.1.1.13.2"

static const char system_ca[] = "/etc/ssl/certs/ca-certificates.crt";
static const int version = LDAP_VERSION3;
static const int never = LDAP_DEREF_NEVER;
static const int tls_1_2 = LDAP_OPT_X_TLS_PROTOCOL_TLS1_2;
static const int is_client = 0; /* NEWCTX: not a server's context */

static bool
is_scheme(const char *uri, const char *scheme)
{
	return strncasecmp(uri, scheme, strlen(scheme)) == 0;
}

const char *
ldap_explain(LDAP *handle, int code, struct arena *arena)
{
	char *diagnostic = NULL;
	const char *text =
	    arena_printf(arena, "%s (%d)", ldap_err2string(code), code);

	if (handle != NULL)
		ldap_get_option(
		    handle, LDAP_OPT_DIAGNOSTIC_MESSAGE, &diagnostic);
	if (diagnostic != NULL && *diagnostic != '\0')
		text = arena_printf(arena, "%s: %s", text, diagnostic);
	ldap_memfree(diagnostic);
	return text;
}

static int
set_option(LDAP *handle, int option, const void *value, const char *what,
    struct error *err)
{
	if (ldap_set_option(handle, option, value) == LDAP_OPT_SUCCESS)
		return 0;
	return error_set(err, ERROR_CONFIG, "libldap does not take %s", what);
}

static int
check_file(const char *path, struct error *err)
{
	if (access(path, R_OK) == 0)
		return 0;
	return error_set_detail(err, ERROR_CONFIG, errno, "can't read %s: %s",
	    path, strerror(errno));
}

static int
set_file(LDAP *handle, int option, const char *path, struct error *err)
{
	if (path == NULL)
		return 0;
	if (check_file(path, err) < 0)
		return -1;
	return set_option(handle, option, path, path, err);
}

/* NEWCTX comes last: what is set after it is not in the context. */
static int
set_tls(LDAP *handle, const struct ldap_settings *settings, int require,
    struct error *err)
{
	const char *ca_file = settings->ca_file;

	if (ca_file == NULL && access(system_ca, R_OK) == 0)
		ca_file = system_ca;
	if (set_option(handle, LDAP_OPT_X_TLS_REQUIRE_CERT, &require,
		"certificate checks", err) < 0 ||
	    set_option(handle, LDAP_OPT_X_TLS_PROTOCOL_MIN, &tls_1_2,
		"TLS 1.2 as the least", err) < 0 ||
	    set_file(handle, LDAP_OPT_X_TLS_CACERTFILE, ca_file, err) < 0 ||
	    set_file(handle, LDAP_OPT_X_TLS_CERTFILE, settings->cert_file,
		err) < 0 ||
	    set_file(handle, LDAP_OPT_X_TLS_KEYFILE, settings->key_file, err) <
		0)
		return -1;
	return set_option(handle, LDAP_OPT_X_TLS_NEWCTX, &is_client,
	    "the TLS files; is the key the certificate's?", err);
}

/* As libldap waits it. */
static struct timeval
real_time(int64_t ms)
{
	int64_t real_ms = clock_real_ms(ms);
	struct timeval time = { real_ms / 1000, real_ms % 1000 * 1000 };

	return time;
}

static int
set_options(LDAP *handle, const struct ldap_settings *settings, const char *uri,
    int require, struct error *err)
{
	struct timeval connect = real_time(settings->connect_timeout_ms);
	struct timeval timeout = real_time(settings->timeout_ms);

	if (set_option(handle, LDAP_OPT_PROTOCOL_VERSION, &version,
		"protocol 3", err) < 0 ||
	    set_option(handle, LDAP_OPT_REFERRALS, LDAP_OPT_OFF,
		"referrals off", err) < 0 ||
	    set_option(handle, LDAP_OPT_DEREF, &never, "no aliases", err) < 0 ||
	    set_option(handle, LDAP_OPT_RESTART, LDAP_OPT_ON, "restart", err) <
		0 ||
	    set_option(handle, LDAP_OPT_NETWORK_TIMEOUT, &connect,
		"connect-timeout", err) < 0 ||
	    set_option(handle, LDAP_OPT_TIMEOUT, &timeout, "timeout", err) < 0)
		return -1;
	if (is_scheme(uri, "ldapi://"))
		return 0;
	ldap_set_option(handle, LDAP_OPT_X_KEEPALIVE_IDLE, &(int){ 60 });
	if (is_scheme(uri, "ldap://") && !settings->is_starttls)
		return 0;
	return set_tls(handle, settings, require, err);
}

/* Connect, and bring TLS up where it is wanted. */
static int
open_connection(
    LDAP *handle, const struct ldap_settings *settings, const char *uri)
{
	if (settings->is_starttls && is_scheme(uri, "ldap://"))
		return ldap_start_tls_s(handle, NULL, NULL);
	return ldap_connect(handle);
}

/* Why there is no connection.  libldap over GnuTLS has no words for a
 * certificate that is refused: "(unknown error code)". */
static const char *
explain_open(LDAP *handle, const struct ldap_settings *settings, int code,
    struct arena *arena)
{
	const char *text = ldap_explain(handle, code, arena);

	if (strstr(text, "(unknown error code)") == NULL &&
	    strstr(text, "certificate") == NULL)
		return text;
	return arena_printf(arena,
	    "%s; the server's certificate must be signed by one of %s, be in date and bear the name in the uri",
	    text, settings->ca_file != NULL ? settings->ca_file : system_ca);
}

LDAP *
ldap_open_handle(const struct ldap_settings *settings, const char *uri,
    int require, struct error *err)
{
	/* StartTLS asks the server first, and that is an operation */
	int64_t open_ms = settings->connect_timeout_ms +
	    (settings->is_starttls ? settings->timeout_ms : 0);
	struct arena *arena = arena_create();
	struct ldap_deadline *deadline;
	LDAP *handle = NULL;
	int code;

	code = ldap_initialize(&handle, uri);
	if (code != LDAP_SUCCESS) {
		error_set(err, ERROR_CONFIG, "%s is not an LDAP URI: %s", uri,
		    ldap_err2string(code));
		goto out;
	}
	deadline = ldap_deadline_create(handle, open_ms, err);
	if (deadline == NULL ||
	    set_options(handle, settings, uri, require, err) < 0)
		goto fail;
	code = open_connection(handle, settings, uri);
	if (code == LDAP_SUCCESS) {
		ldap_deadline_opened(deadline);
		goto out;
	}
	error_set_detail(err, ERROR_NETWORK, code, "%s",
	    ldap_deadline_is_passed(deadline)
		? "timed out in the TLS handshake"
		: explain_open(handle, settings, code, arena));
fail:
	ldap_unbind_ext_s(handle, NULL, NULL);
	handle = NULL;
out:
	arena_destroy(&arena);
	return handle;
}

static int
bind_simple(
    LDAP *handle, const struct ldap_settings *settings, struct error *err)
{
	struct secret secret;
	struct berval password;
	int code;

	if (secret_read(settings->password_file, &secret, err) < 0)
		return -1;
	password.bv_val = secret.data;
	password.bv_len = secret.len;
	code = ldap_sasl_bind_s(handle, settings->bind_dn, LDAP_SASL_SIMPLE,
	    &password, NULL, NULL, NULL);
	secret_wipe(&secret);
	return code;
}

/* The user of an ldapi socket, or the name in the client's certificate.  Empty
 * credentials are sent; without any the server asks for more (RFC 4513 section
 * 5.2.1.2). */
static int
bind_external(LDAP *handle)
{
	static char empty[] = "";
	struct berval nobody = { 0, empty };

	return ldap_sasl_bind_s(
	    handle, NULL, "EXTERNAL", &nobody, NULL, NULL, NULL);
}

static int
bind_handle(
    LDAP *handle, const struct ldap_settings *settings, struct error *err)
{
	enum error_kind kind = ERROR_CREDENTIALS;
	struct arena *arena;
	int code = LDAP_SUCCESS;

	err->kind = ERROR_NONE;
	if (settings->is_sasl_external)
		code = bind_external(handle);
	else if (settings->bind_dn != NULL)
		code = bind_simple(handle, settings, err);
	if (code == LDAP_SUCCESS || err->kind != ERROR_NONE)
		return err->kind != ERROR_NONE ? -1 : 0;
	if (code < 0)
		kind = ERROR_NETWORK;
	else if (result_verdict(code, DIRECTORY_BIND) == VERDICT_PAUSE)
		kind = ERROR_LDAP;
	arena = arena_create();
	error_set_detail(err, kind, code, "bind as %s: %s",
	    settings->bind_dn != NULL ? settings->bind_dn
				      : "the user dirwire runs as",
	    ldap_explain(handle, code, arena));
	arena_destroy(&arena);
	return -1;
}

static bool
has_control(struct berval **oids, const char *oid)
{
	for (size_t i = 0; oids != NULL && oids[i] != NULL; i++)
		if (strcmp(oids[i]->bv_val, oid) == 0)
			return true;
	return false;
}

/* What the root DSE says of controls; nothing is taken for granted when it
 * can't be read. */
static void
learn_controls(struct ldap_directory *ldap)
{
	static char name[] = "supportedControl";
	static char *names[] = { name, NULL };
	LDAPMessage *answer = NULL, *entry;
	struct berval **oids;

	if (ldap_search_ext_s(ldap->handle, "", LDAP_SCOPE_BASE,
		"(objectClass=*)", names, 0, NULL, NULL, &ldap->timeout, 1,
		&answer) == LDAP_SUCCESS &&
	    (entry = ldap_first_entry(ldap->handle, answer)) != NULL) {
		oids = ldap_get_values_len(ldap->handle, entry, name);
		ldap->directory.has_assertion =
		    has_control(oids, CONTROL_ASSERTION);
		ldap->directory.has_post_read =
		    has_control(oids, CONTROL_POST_READ);
		ldap_value_free_len(oids);
	}
	ldap_msgfree(answer);
}

/* Whom the server takes us for (RFC 4532). */
static char *
learn_identity(LDAP *handle, const struct ldap_settings *settings)
{
	struct berval *authzid = NULL;
	char *identity = NULL;

	if (settings->bind_dn != NULL)
		return memory_strdup(settings->bind_dn);
	if (settings->is_sasl_external &&
	    ldap_whoami_s(handle, &authzid, NULL, NULL) == LDAP_SUCCESS &&
	    authzid != NULL && authzid->bv_len > 3)
		identity = memory_strdup(strncmp(authzid->bv_val, "dn:", 3) == 0
			? authzid->bv_val + 3
			: authzid->bv_val);
	ber_bvfree(authzid);
	if (identity == NULL)
		identity = memory_strdup(
		    settings->is_sasl_external ? "external" : "anonymous");
	return identity;
}

static int
check_settings(
    const struct ldap_settings *settings, const char *uri, struct error *err)
{
	if (settings->bind_dn == NULL)
		return 0;
	if (settings->password_file == NULL)
		return error_set(
		    err, ERROR_CONFIG, "bind-dn needs password-file");
	if (is_scheme(uri, "ldap://") && !settings->is_starttls &&
	    !settings->is_plaintext_allowed)
		return error_set(err, ERROR_CONFIG,
		    "the password would go there in the clear");
	return 0;
}

/* A handle that is connected to `uri` and bound; NULL with `err`. */
static LDAP *
open_bound(
    const struct ldap_settings *settings, const char *uri, struct error *err)
{
	LDAP *handle;

	if (check_settings(settings, uri, err) < 0)
		return NULL;
	handle = ldap_open_handle(settings, uri, LDAP_OPT_X_TLS_DEMAND, err);
	if (handle == NULL)
		return NULL;
	if (bind_handle(handle, settings, err) == 0)
		return handle;
	ldap_unbind_ext_s(handle, NULL, NULL);
	return NULL;
}

/* From now on it is this server that is asked. */
static void
attach(struct ldap_directory *ldap, LDAP *handle, const char *uri)
{
	free(ldap->target);
	free(ldap->identity);
	ldap->handle = handle;
	ldap->target = memory_strdup(uri);
	ldap->identity = learn_identity(handle, &ldap->settings);
	ldap->directory.target = ldap->target;
	ldap->directory.identity = ldap->identity;
	ldap->directory.is_lost = false;
	ldap->directory.has_assertion = false;
	ldap->directory.has_post_read = false;
	learn_controls(ldap);
}

struct directory *
ldap_directory_open(const struct ldap_settings *settings, const char *uri,
    const struct schema *schema, struct error *err)
{
	struct ldap_directory *ldap;
	LDAP *handle;

	/* neither the environment nor a file in $HOME has a say */
	setenv("LDAPNOINIT", "1", 1);
	handle = open_bound(settings, uri, err);
	if (handle == NULL)
		return NULL;
	ldap = memory_alloc(1, sizeof(*ldap));
	ldap->directory.methods = &ldap_methods;
	ldap->schema = schema;
	ldap->settings = *settings;
	for (size_t i = 0; settings->uris[i] != NULL; i++)
		if (settings->uris[i] == uri)
			ldap->at = i;
	ldap->timeout = real_time(settings->timeout_ms);
	ldap->scratch = arena_create();
	attach(ldap, handle, uri);
	return &ldap->directory;
}

int
ldap_reopen(struct directory *directory, bool is_next, struct error *err)
{
	struct ldap_directory *ldap = ldap_directory_of(directory);
	const char *const *uris = ldap->settings.uris;
	LDAP *handle;

	if (is_next)
		ldap->at = uris[ldap->at + 1] != NULL ? ldap->at + 1 : 0;
	handle = open_bound(&ldap->settings, uris[ldap->at], err);
	if (handle == NULL)
		return error_prefix(err, "%s", uris[ldap->at]);
	attach(ldap, handle, uris[ldap->at]);
	return 0;
}

struct directory *
ldap_directory_create(const struct ldap_settings *settings,
    const struct schema *schema, struct error *err)
{
	struct directory *directory = NULL;
	struct arena *arena = arena_create();
	struct buffer tried;
	int paused = 0;

	buffer_init(&tried, arena);
	for (size_t i = 0; settings->uris[i] != NULL; i++) {
		const char *uri = settings->uris[i];

		directory = ldap_directory_open(settings, uri, schema, err);
		if (directory != NULL)
			goto out;
		if (err->kind == ERROR_LDAP) {
			paused = err->detail;
		} else if (err->kind != ERROR_NETWORK) {
			error_prefix(err, "%s", uri);
			goto out;
		}
		buffer_printf(&tried, "%s%s: %s", tried.len > 0 ? "; " : "",
		    uri, err->text);
	}
	if (paused != 0)
		error_set_detail(err, ERROR_LDAP, paused,
		    "no LDAP server takes us now: %s", tried.data);
	else
		error_set_detail(err, ERROR_NETWORK, err->detail,
		    "no LDAP server reached: %s", tried.data);
out:
	arena_destroy(&arena);
	return directory;
}
