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
 */
#ifndef DIRWIRE_BRIDGE_PREPARE_H
#define DIRWIRE_BRIDGE_PREPARE_H

#include "bridge/command.h"
#include "bridge/config.h"
#include "bridge/exclude.h"
#include "bridge/intake.h"
#include "bridge/plan.h"

struct prepared {
	const struct command *command; /* borrowed */
	struct arena *arena;           /* lives as long as the verb */
	const char *config_path;
	struct config config;
	struct document document;
	struct schema *schema;
	struct map *map;
	struct exclude *exclude;     /* NULL: none */
	struct intake *intake;       /* NULL before prepare_intake() */
	struct directory *directory; /* NULL before prepare_directory() */
	bool has_places; /* of the intake's contacts; set by whom it concerns */
	bool has_csn;    /* of base, after prepare_base() */
};

void prepare_init(struct prepared *with, const struct command *command);
void prepare_clear(struct prepared *with);

/* Read configuration and map, tell all that is wrong with them on stderr (with
 * `is_server_needed` also that [ldap] names none), and set the log level.  -1 with ERROR_CONFIG when there were errors, ERROR_NO_FILE
 * or ERROR_SYSTEM when the configuration itself can't be read. */
int
prepare_map(struct prepared *with, bool is_server_needed, struct error *err);

/* Open the files that the command line names, or standard input. */
int prepare_intake(struct prepared *with, struct error *err);

/* Connect to the server of [ldap] and bind. */
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
