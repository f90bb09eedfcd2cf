/* SPDX-License-Identifier: ISC */
/* bridge/prepare.h - what every verb that works with the map begins with.
 *
 *	prepare_init(&with, command);
 *	if (prepare_map(&with, true, &err) < 0 ||
 *	    prepare_intake(&with, &err) < 0 ||
 *	    prepare_directory(&with, &err) < 0)
 *		status = prepare_status(&err);
 *	…
 *	prepare_clear(&with);
 *
 * In that order: what can be known wrong is found before the server is asked.
 * Which attributes and classes there are the server alone can say, so a map that
 * names others than the built-in schema has to wait for it.
 */
#ifndef DIRWIRE_BRIDGE_PREPARE_H
#define DIRWIRE_BRIDGE_PREPARE_H

#include "bridge/command.h"
#include "bridge/config.h"
#include "bridge/directory/ldap.h"
#include "bridge/exclude.h"
#include "bridge/intake.h"
#include "bridge/plan.h"

struct prepared {
	const struct command *command; /* borrowed */
	struct arena *arena;           /* lives as long as the verb */
	const char *config_path;
	struct config config;
	struct document document;
	struct diagnostics of_config; /* without those of the map */
	struct diagnostics diagnostics;
	const char *told; /* what of them was shown */
	struct schema *schema;
	struct map *map;
	struct exclude *exclude;     /* NULL: none */
	struct intake *intake;       /* NULL before prepare_intake() */
	struct directory *directory; /* NULL before prepare_directory() */
	bool has_places; /* of the intake's contacts; set by whom it concerns */
	bool is_advised; /* of what may be as it should, too; … */
	bool is_server_asked; /* if there is one; set by whom it concerns */
	bool has_csn;         /* of base, after prepare_base() */
};

void prepare_init(struct prepared *with, const struct command *command);
void prepare_clear(struct prepared *with);

/* Read configuration and map, tell all that is wrong with them on stderr, and
 * set the log level.  -1 with ERROR_CONFIG when there were errors, ERROR_NO_FILE
 * or ERROR_SYSTEM when the configuration itself can't be read.
 *
 * With `is_server_needed` it is an error, too, that [ldap] names no server.  The
 * map is checked against the built-in schema.  When a server will be asked,
 * errors that its schema may lift are not told yet: if there are no others,
 * `map` is NULL until prepare_directory(). */
int
prepare_map(struct prepared *with, bool is_server_needed, struct error *err);

/* Compile the map by another schema, which `with` owns from now on and which
 * is `name` for people (borrowed); the one before is gone. */
void
prepare_schema(struct prepared *with, struct schema *schema, const char *name);

/* Tell what is wrong with configuration and map, if it was not told.  -1 with
 * ERROR_CONFIG when there are errors among it. */
int prepare_judge(struct prepared *with, struct error *err);

/* Can the files that [ldap] names be read, as who is going to connect must?
 * What is wrong is told.  -1 with ERROR_CONFIG then. */
int prepare_files(struct prepared *with, struct error *err);

/* [ldap] as it is used to connect. */
struct ldap_settings prepare_ldap(const struct prepared *with);

/* Open the files that the command line names, or standard input. */
int prepare_intake(struct prepared *with, struct error *err);

/* Connect to the server of [ldap], bind, and compile the map by its schema; by
 * the built-in one, with a warning, when that can't be read. */
int prepare_directory(struct prepared *with, struct error *err);

/* Look at base: one that is not there makes every contact look new, or every
 * search fail. */
int prepare_base(struct prepared *with, struct error *err);

/* The file that the map stands in. */
const char *prepare_map_file(const struct prepared *with);

/* What planning goes by, with the directory that was prepared. */
struct plan_rules prepare_rules(const struct prepared *with);

/* Is output for people to be coloured? */
bool prepare_is_coloured(const struct command *command);

/* The exit status of a run that one of the above ended. */
enum exit_status prepare_status(const struct error *err);

#endif
