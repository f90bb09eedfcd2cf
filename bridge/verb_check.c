/* SPDX-License-Identifier: ISC */
#include "bridge/check.h"

#include "base/log.h"
#include "bridge/stop.h"

static const char *
plural(size_t count)
{
	return count == 1 ? "" : "s";
}

/* `err`: why it can't be used; NULL when it can.  -1 with the reason told. */
static int
tell_config(const struct prepared *with, const struct error *err,
    struct checklist *list)
{
	size_t errors = with->of_config.errors;
	size_t warnings = with->of_config.count - errors;

	checklist_head(list, "configuration");
	if (errors > 0 || err != NULL) {
		checklist_failed(list, EXIT_CONFIG, "configuration", "%s: %s",
		    with->config_path,
		    errors > 0 ? "errors, told above" : err->text);
		checklist_way_out(list, "mend it; no server is asked before");
		return -1;
	}
	if (warnings > 0)
		checklist_warning(list, "configuration",
		    "%s: %zu warning%s, told above", with->config_path,
		    warnings, plural(warnings));
	else
		checklist_ok(list, "configuration", "%s", with->config_path);
	return 0;
}

/* Errors that a server's schema may lift wait for the server. */
static void
tell_map(const struct prepared *with, struct checklist *list)
{
	const struct diagnostics *found = &with->diagnostics;
	size_t errors = found->errors - with->of_config.errors;
	size_t warnings = found->count - with->of_config.count - errors;

	if (errors > found->schema_errors) {
		checklist_failed(list, EXIT_CONFIG, "map",
		    "%zu error%s, told above", errors, plural(errors));
		checklist_way_out(list, "mend the map");
	} else if (errors > 0) {
		checklist_not_proven(list, "map",
		    "it has names that the built-in schema lacks; the server's is asked below");
	} else if (warnings > 0) {
		checklist_warning(list, "map",
		    "%s (%.12s): %zu warning%s, told above",
		    prepare_map_file(with), with->map->hash, warnings,
		    plural(warnings));
	} else if (with->map != NULL) {
		checklist_ok(list, "map", "%s (%.12s)", prepare_map_file(with),
		    with->map->hash);
	}
}

static void
check_servers(struct prepared *with, struct checklist *list)
{
	const char *const *uris = with->config.ldap.uris;
	struct error err;

	for (size_t i = 0; uris[i] != NULL; i++) {
		if (i > 0) /* what one server knows another need not */
			prepare_schema(with, schema_create_builtin(),
			    "the built-in schema");
		check_server(with, uris[i], list);
	}
	if (with->told == NULL) /* no server told its schema */
		prepare_judge(with, &err);
}

/* The last server was not reached: names of the map that the built-in schema lacks
 * are asked of another one once more. */
static void
find_schema(struct prepared *with)
{
	const char *const *uris = with->config.ldap.uris;
	struct ldap_settings settings = prepare_ldap(with);
	struct schema_loaded loaded;
	struct error err;

	for (size_t i = 0; uris[i] != NULL && with->map == NULL; i++) {
		struct directory *directory =
		    ldap_directory_open(&settings, uris[i], with->schema, &err);
		struct schema *schema = directory != NULL
		    ? ldap_schema_create(
			  directory, with->config.map.base, &loaded, &err)
		    : NULL;

		if (schema != NULL)
			prepare_schema(with, schema,
			    arena_printf(
				with->arena, "the schema of %s", uris[i]));
		directory_destroy(&directory);
	}
}

static enum exit_status
check(struct prepared *with, struct checklist *list)
{
	struct error err;
	bool is_whole = prepare_map(with, true, &err) == 0;

	if (with->schema == NULL) {
		log_error("%s", err.text);
		return prepare_status(&err);
	}
	/* the map's own errors do not keep from asking the servers */
	if (with->diagnostics.errors > with->of_config.errors)
		is_whole = true;
	if (is_whole && with->of_config.errors == 0)
		is_whole = prepare_files(with, &err) == 0;
	if (tell_config(with, is_whole ? NULL : &err, list) == 0) {
		tell_map(with, list);
		check_servers(with, list);
		if (with->command->operand_count > 0 && with->map == NULL)
			find_schema(with);
		check_contacts(with, list);
	} else {
		tell_map(with, list);
	}
	checklist_end(list);
	return list->status;
}

enum exit_status
verb_check(const struct command *command)
{
	struct prepared with;
	struct checklist list;
	enum exit_status status;

	prepare_init(&with, command);
	with.is_advised = true;
	checklist_init(&list, with.arena, prepare_is_coloured(command));
	list.is_quiet = command->is_quiet;
	/* a probe that was begun is taken away again */
	if (command->is_write_probe)
		stop_watch();
	status = check(&with, &list);
	prepare_clear(&with);
	return status;
}
