/* SPDX-License-Identifier: ISC */
/* schema/builtin.h - the descriptions that schema_create_builtin() loads. */
#ifndef DIRWIRE_SCHEMA_BUILTIN_H
#define DIRWIRE_SCHEMA_BUILTIN_H

#include <stddef.h>

extern const char *const builtin_attributes[]; /* NULL-ended */
extern const char *const builtin_classes[];    /* NULL-ended */

#endif
