/* SPDX-License-Identifier: ISC */
#include "bridge/prepare.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "bridge/version.h"

void
prepare_init(struct prepared *with, const struct command *command)
{
	memset(with, 0, sizeof(*with));
	with->command = command;
	with->arena = arena_create();
	with->config_path = command->config_path != NULL ? command->config_path
							 : DIRWIRE_CONFIG;
}

void
prepare_clear(struct prepared *with)
{
	intake_destroy(&with->intake);
	exclude_destroy(&with->exclude);
	if (with->directory != NULL)
		directory_destroy(&with->directory);
	map_destroy(&with->map);
	schema_destroy(&with->schema);
	arena_destroy(&with->arena);
}

/* Errors and warnings of configuration and map, all of them, on stderr. */
static void
print_diagnostics(struct prepared *with)
{
	const struct diagnostics *diagnostics = &with->diagnostics;
	struct buffer out;

	if (diagnostics->errors == 0 && with->command->is_quiet)
		return;
	buffer_init(&out, with->arena);
	diagnostics_write(diagnostics, &out);
	if (with->told == NULL || strcmp(with->told, out.data) != 0)
		fputs(out.data, stderr);
	with->told = out.data;
}

/* -q and -v are about this run, [log] level about all of them. */
static void
set_log_level(const struct prepared *with)
{
	bool is_set = false;
	const struct section *log =
	    document_find(&with->document, SECTION_CONFIG, "log");

	if (log != NULL)
		is_set = section_find(log, "level") != NULL;
	if (with->command->is_quiet)
		log_set_level(LOG_LEVEL_ERROR);
	else if (with->command->is_verbose)
		log_set_level(LOG_LEVEL_INFO);
	else
		log_set_level(is_set ? (enum log_level)with->config.log_level
				     : LOG_LEVEL_WARNING);
}

static int
read_exclude(struct prepared *with, struct error *err)
{
	const char *path = with->config.map.exclude_file;

	if (path == NULL || with->map == NULL || with->exclude != NULL)
		return 0;
	with->exclude = exclude_read(path, with->map, err);
	return with->exclude != NULL ? 0 : -1;
}

static int
read_config(struct prepared *with, struct error *err)
{
	diagnostics_init(&with->of_config, with->arena);
	document_init(&with->document, with->arena);
	if (config_read(with->config_path, &with->document, &with->of_config,
		&with->config, err) == 0)
		return 0;
	return with->command->config_path != NULL
	    ? -1
	    : error_prefix(err, "no configuration (name one with -c FILE)");
}

static void
compile(struct prepared *with, const char *schema_name)
{
	struct diagnostics *diagnostics = &with->diagnostics;

	exclude_destroy(&with->exclude); /* goes by the map's key */
	map_destroy(&with->map);
	*diagnostics = with->of_config;
	diagnostics->schema = schema_name;
	with->map = map_create(&with->document, with->schema, diagnostics);
	if (!with->is_advised)
		diagnostics_drop_advice(diagnostics);
	for (size_t i = 0; i < diagnostics->count; i++)
		if (diagnostics->items[i].place.file == NULL)
			diagnostics->items[i].place.file = with->config_path;
}

static int
judge(const struct diagnostics *diagnostics, struct error *err)
{
	size_t errors = diagnostics->errors;

	if (errors == 0)
		return 0;
	return error_set(err, ERROR_CONFIG,
	    "%zu error%s in configuration and map; nothing was done", errors,
	    errors == 1 ? "" : "s");
}

int
prepare_judge(struct prepared *with, struct error *err)
{
	print_diagnostics(with);
	return judge(&with->diagnostics, err);
}

int
prepare_files(struct prepared *with, struct error *err)
{
	struct diagnostics diagnostics;
	struct buffer out;

	diagnostics_init(&diagnostics, with->arena);
	config_check_files(&with->config, &with->document, &diagnostics);
	if (diagnostics.errors > 0 || !with->command->is_quiet) {
		buffer_init(&out, with->arena);
		diagnostics_write(&diagnostics, &out);
		fputs(out.data, stderr);
	}
	return judge(&diagnostics, err);
}

int
prepare_map(struct prepared *with, bool is_server_needed, struct error *err)
{
	const struct diagnostics *diagnostics = &with->diagnostics;
	bool may_be_lifted;

	if (read_config(with, err) < 0)
		return -1;
	if (is_server_needed)
		config_demand_server(
		    &with->config, &with->document, &with->of_config);
	with->schema = schema_create_builtin();
	compile(with, "the built-in schema");
	may_be_lifted = diagnostics->errors > 0 &&
	    diagnostics->errors == diagnostics->schema_errors &&
	    (is_server_needed ||
		(with->is_server_asked && with->config.ldap.uris != NULL));
	if (!may_be_lifted && prepare_judge(with, err) < 0)
		return -1;
	set_log_level(with);
	return read_exclude(with, err);
}

static struct intake_rules
intake_rules(const struct prepared *with)
{
	struct intake_rules rules = { .account = with->config.source.account,
		.has_places = with->has_places };

	if (with->map == NULL)
		return rules;
	rules.has_key_account = with->map->key.has_account;
	/* of digits no two are equal */
	if (with->map->key.is_any_id)
		rules.key_type = with->map->key.type;
	return rules;
}

void
prepare_schema(struct prepared *with, struct schema *schema, const char *name)
{
	struct intake_rules rules;

	schema_destroy(&with->schema);
	with->schema = schema;
	compile(with, name);
	rules = intake_rules(with);
	if (with->intake != NULL)
		intake_set_rules(with->intake, &rules);
}

bool
prepare_is_coloured(const struct command *command)
{
	const char *no_color = getenv("NO_COLOR");
	const char *term = getenv("TERM");

	if (command->colour != COLOUR_AUTO)
		return command->colour == COLOUR_ALWAYS;
	return (no_color == NULL || *no_color == '\0') && term != NULL &&
	    strcmp(term, "dumb") != 0 && isatty(STDOUT_FILENO) != 0;
}

int
prepare_intake(struct prepared *with, struct error *err)
{
	static const char *const standard[] = { "-", NULL };
	const struct command *command = with->command;
	struct intake_rules rules = intake_rules(with);

	if (command->operand_count == 0 && isatty(STDIN_FILENO) != 0)
		return error_set(err, ERROR_USAGE,
		    "no events: name files, or - and send them to standard input");
	with->intake = intake_create(
	    command->operand_count > 0 ? command->operands : standard, &rules,
	    err);
	return with->intake != NULL ? 0 : -1;
}

struct ldap_settings
prepare_ldap(const struct prepared *with)
{
	const struct config_ldap *ldap = &with->config.ldap;
	struct ldap_settings settings = { .uris = ldap->uris,
		.bind_dn = ldap->bind_dn,
		.password_file = ldap->password_file,
		.ca_file = ldap->ca_file,
		.cert_file = ldap->cert_file,
		.key_file = ldap->key_file,
		.is_sasl_external = ldap->is_sasl_external != 0,
		.is_starttls = ldap->is_starttls != 0,
		.is_plaintext_allowed = ldap->is_plaintext_allowed != 0,
		.connect_timeout_ms = ldap->connect_timeout_ms,
		.timeout_ms = ldap->timeout_ms };

	return settings;
}

int
prepare_directory(struct prepared *with, struct error *err)
{
	struct ldap_settings settings = prepare_ldap(with);
	struct schema_loaded loaded;
	struct schema *schema;

	if (prepare_files(with, err) < 0)
		return -1;
	with->directory = ldap_directory_create(&settings, with->schema, err);
	if (with->directory == NULL) {
		/* perhaps the names in it are the server's */
		print_diagnostics(with);
		return -1;
	}
	schema = ldap_schema_create(
	    with->directory, with->config.map.base, &loaded, err);
	if (schema == NULL && err->detail < 0)
		return error_prefix(err, "%s", with->directory->target);
	if (schema != NULL)
		prepare_schema(with, schema,
		    arena_printf(with->arena, "the schema of %s",
			with->directory->target));
	else
		log_warning(
		    "%s: %s; the map is checked against the built-in schema",
		    with->directory->target, err->text);
	if (prepare_judge(with, err) < 0)
		return -1;
	return read_exclude(with, err);
}

int
prepare_base(struct prepared *with, struct error *err)
{
	struct query query = { .base = with->map->base_text };
	struct outcome outcome;
	struct found found;

	directory_find(with->directory, &query, with->arena, &found, &outcome);
	if (outcome.code == RESULT_NO_SUCH_OBJECT)
		return error_set(err, ERROR_CONFIG,
		    "base %s is not in %s, or %s may not see it: %s; create it, or correct base in [map]",
		    with->map->base_text, with->directory->target,
		    with->directory->identity, outcome.text);
	if (outcome.verdict != VERDICT_DONE)
		return error_set_detail(err, ERROR_LDAP, outcome.code,
		    "base %s can't be read: %s", with->map->base_text,
		    outcome.text);
	if (found.count == 0)
		return error_set(err, ERROR_CONFIG,
		    "base %s can't be seen by %s; give it the right to read",
		    with->map->base_text, with->directory->identity);
	with->has_csn = found.entries[0].csn != NULL;
	return 0;
}

const char *
prepare_map_file(const struct prepared *with)
{
	const char *file = with->config.map.file;

	return file != NULL ? file : with->map->sections[0].place.file;
}

struct plan_rules
prepare_rules(const struct prepared *with)
{
	struct plan_rules rules = { .map = with->map,
		.on_delete = (enum on_delete)with->config.map.on_delete,
		.is_delete_foreign = with->config.map.is_delete_foreign != 0,
		.has_assertion = with->directory->has_assertion };

	return rules;
}

enum exit_status
prepare_status(const struct error *err)
{
	enum exit_status status = exit_status_of(err);

	if (err->kind != ERROR_LDAP)
		return status;
	return exit_status_worse(
	    status, (enum exit_status)result_exit_status(err->detail));
}
