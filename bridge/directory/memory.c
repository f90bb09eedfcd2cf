/* SPDX-License-Identifier: ISC */
#include "bridge/directory/memory.h"
