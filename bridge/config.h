/* SPDX-License-Identifier: ISC */
/* bridge/config.h - dirwire.conf: every key a row of one table.
 *
 * The table is the only place where a key is named; the manual is checked
 * against it.  All sections parse from the first day, also those whose verbs
 * come later.
 */
#ifndef DIRWIRE_BRIDGE_CONFIG_H
#define DIRWIRE_BRIDGE_CONFIG_H

#include <stdint.h>

#include "bridge/limit.h"
#include "mapping/parse.h"

enum on_delete { ON_DELETE_DELETE, ON_DELETE_DISABLE, ON_DELETE_KEEP };
enum log_format { LOG_FORMAT_AUTO, LOG_FORMAT_TEXT, LOG_FORMAT_JSON };

struct config_ldap {
	const char *const *uris; /* NULL-ended; NULL: not set */
	const char *bind_dn;
	int is_sasl_external; /* sasl = external */
	const char *password_file;
	const char *ca_file;
	const char *cert_file;
	const char *key_file;
	int is_starttls;
	int is_plaintext_allowed;
	int64_t connect_timeout_ms;
	int64_t timeout_ms;
	int64_t retry_for_ms;
	int64_t window; /* operations in flight */
	int64_t rate;   /* operations a second, 0: no limit */
};

struct config_map {
	const char *file;
	const char *base;
	const char *key;
	const char *key_id;
	int on_delete; /* enum on_delete */
	int64_t delete_after_ms;
	int is_delete_foreign;
	const char *exclude_file;
	const char *adopt;
	const char *adopt_file;
};

struct config_source {
	const char *server;
	const char *client_id;
	const char *client_secret_file;
	const char *jwt_file;
	const char *ca_file;
	const char *proxy;
	const char *account;
	const char *types;
	const char *sites;
	const char *sync;
};

struct config_webhook {
	const char *listen;
	const char *public_url;
	const char *verification_token_file;
	const char *trusted_proxies;
	const char *cert_file;
	const char *key_file;
};

struct config_guard {
	struct limit max_removes;
	struct limit max_adds;
	struct limit max_changes;
	struct limit max_adopts;
	int64_t window_ms;
};

struct config {
	struct config_ldap ldap;
	struct config_map map;
	struct config_source source;
	struct config_webhook webhook;
	const char *journal_path;
	struct config_guard guard;
	const char *admin_socket;
	const char *admin_listen;
	int log_format; /* enum log_format */
	int log_level;  /* enum log_level of base/log.h */
};

struct config_type;

/* One row of the table. */
struct config_key {
	const char *section; /* "dialplan": of every [dialplan NAME] */
	const char *name;
	const struct config_type *type; /* bridge/config_type.h */
	const char *const *choices;     /* NULL-ended, of a choice; or NULL */
	int64_t least; /* of a number, a rate, a duration in ms; both 0: any */
	int64_t most;
	const char *standard; /* the default as it would be written, or NULL */
	const char *help;     /* one line */
};

/* The n-th row, or NULL behind the last. */
const struct config_key *config_key(size_t n);

/* Read the file `path` and the map file it names into `document`, and the
 * settings into *config_r (in the document's arena).  All errors go to
 * `diagnostics`; with one there the configuration must not be used.  Returns 0,
 * or -1 with ERROR_NO_FILE or ERROR_SYSTEM when `path` itself can't be read. */
int config_read(const char *path, struct document *document,
    struct diagnostics *diagnostics, struct config *config_r,
    struct error *err);

/* What a verb that can't do without the server asks beside: an error when
 * [ldap] names none. */
void config_demand_server(const struct config *config,
    const struct document *document, struct diagnostics *diagnostics);

/* Can the files that [ldap] names be read, and is the password a secret?  For
 * who is going to connect; who works offline need not be able to. */
void config_check_files(const struct config *config,
    const struct document *document, struct diagnostics *diagnostics);

#endif
