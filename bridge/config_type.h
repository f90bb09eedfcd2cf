/* SPDX-License-Identifier: ISC */
/* bridge/config_type.h - what the value of a key may be. */
#ifndef DIRWIRE_BRIDGE_CONFIG_TYPE_H
#define DIRWIRE_BRIDGE_CONFIG_TYPE_H

#include <stdint.h>

#include "bridge/config.h"

struct config_context {
	struct arena *arena;
	const char *from; /* the file the setting stands in; NULL: a default */
	const char *const *choices;
	int64_t least;
	int64_t most;
};

/* `parse` writes what the field of that type is: const char * (text, path,
 * secret, url, dn, listen, schedule), const char *const * (uris), int (yesno,
 * choice), int64_t (duration in ms, number, rate), struct limit.  -1 with
 * ERROR_CONFIG and the field left as it was. */
struct config_type {
	const char *name; /* for people */
	int (*parse)(const char *text, const struct config_context *context,
	    void *field, struct error *err);
};

extern const struct config_type config_type_text;
extern const struct config_type config_type_dn;
extern const struct config_type config_type_path;
extern const struct config_type config_type_secret;
extern const struct config_type config_type_uris;
extern const struct config_type config_type_url;
extern const struct config_type config_type_listen;
extern const struct config_type config_type_yesno;
extern const struct config_type config_type_choice;
extern const struct config_type config_type_duration;
extern const struct config_type config_type_number;
extern const struct config_type config_type_rate;
extern const struct config_type config_type_limit;
extern const struct config_type config_type_schedule;

/* What concerns several keys: a password without TLS, a certificate without key
 * … */
void config_check(const struct config *config, const struct document *document,
    struct diagnostics *diagnostics);

#endif
