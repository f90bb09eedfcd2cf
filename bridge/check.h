/* SPDX-License-Identifier: ISC */
/* bridge/check.h - `dirwire check`: could a run do its work, and what could go
 * wrong before it does? */
#ifndef DIRWIRE_BRIDGE_CHECK_H
#define DIRWIRE_BRIDGE_CHECK_H

#include "bridge/checklist.h"
#include "bridge/prepare.h"

/* Look at the server `uri` of [ldap]: connection, certificate, bind, schema,
 * base, key and parents; with --write-probe also at writing.  Without a map
 * (it has errors) only as far as that goes. */
void
check_server(struct prepared *with, const char *uri, struct checklist *list);

/* Try the map with the contacts of the files that the command line names, if it
 * names any: sections, picks and lines that nothing of them reaches. */
void check_contacts(struct prepared *with, struct checklist *list);

#endif
