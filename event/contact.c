/* SPDX-License-Identifier: ISC */
#include "event/contact.h"

#include <string.h>

bool
contact_id_is_valid(const char *id)
{
	size_t len = strlen(id);

	return len > 0 && len <= CONTACT_ID_MAX &&
	    strspn(id,
		"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_-") ==
	    len;
}
