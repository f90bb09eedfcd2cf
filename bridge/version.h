/* SPDX-License-Identifier: ISC */
/* bridge/version.h - what configure knows of this build. */
#ifndef DIRWIRE_BRIDGE_VERSION_H
#define DIRWIRE_BRIDGE_VERSION_H

/* Both come from the Makefile. */
#ifndef DIRWIRE_VERSION
#error "build with -DDIRWIRE_VERSION"
#endif
#ifndef DIRWIRE_CONFIG
#error "build with -DDIRWIRE_CONFIG, the path of the standard configuration"
#endif

#endif
