/* SPDX-License-Identifier: ISC */
/* bridge/directory/ldap_flight.h - the operations a server has not answered yet.
 *
 * In the order in which they were sent, so the first is the first whose time is
 * over.  When the connection ends they are answered one after the other.
 */
#ifndef DIRWIRE_BRIDGE_DIRECTORY_LDAP_FLIGHT_H
#define DIRWIRE_BRIDGE_DIRECTORY_LDAP_FLIGHT_H

#include "bridge/directory/directory.h"

struct ldap_flight {
	int id; /* libldap's, of the message */
	enum directory_op op;
	int64_t end_ms;      /* when it has been too long */
	struct arena *arena; /* search */
	size_t entries_max;  /* search: more is an answer to something else */
	bool has_controls;
	bool is_over; /* without an answer; then … */
	int code;     /* … why */
	void *owner;
};

struct ldap_flights {
	struct ldap_flight *items;
	size_t count;
	size_t capacity;
};

void ldap_flights_add(
    struct ldap_flights *flights, const struct ldap_flight *flight);
void ldap_flights_clear(struct ldap_flights *flights);

/* Take the flight of message `id`, or the first that is over, into *flight_r;
 * false when there is none. */
bool ldap_flights_take(
    struct ldap_flights *flights, int id, struct ldap_flight *flight_r);
bool ldap_flights_take_over(
    struct ldap_flights *flights, struct ldap_flight *flight_r);

/* The connection ended, because of libldap's `code`: all are over. */
void ldap_flights_lose(struct ldap_flights *flights, int code);

#endif
