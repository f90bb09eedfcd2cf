/* SPDX-License-Identifier: ISC */
#include "bridge/directory/ldap_flight.h"

#include <stdlib.h>
#include <string.h>

void
ldap_flights_add(struct ldap_flights *flights, const struct ldap_flight *flight)
{
	if (flights->count == flights->capacity) {
		flights->capacity =
		    flights->capacity > 0 ? 2 * flights->capacity : 64;
		flights->items = memory_resize(
		    flights->items, flights->capacity, sizeof(*flights->items));
	}
	flights->items[flights->count++] = *flight;
}

void
ldap_flights_clear(struct ldap_flights *flights)
{
	free(flights->items);
	memset(flights, 0, sizeof(*flights));
}

static void
take(struct ldap_flights *flights, size_t n, struct ldap_flight *flight_r)
{
	*flight_r = flights->items[n];
	flights->count--;
	memmove(&flights->items[n], &flights->items[n + 1],
	    (flights->count - n) * sizeof(*flights->items));
}

bool
ldap_flights_take(
    struct ldap_flights *flights, int id, struct ldap_flight *flight_r)
{
	for (size_t i = 0; i < flights->count; i++)
		if (flights->items[i].id == id && !flights->items[i].is_over) {
			take(flights, i, flight_r);
			return true;
		}
	return false;
}

bool
ldap_flights_take_over(
    struct ldap_flights *flights, struct ldap_flight *flight_r)
{
	for (size_t i = 0; i < flights->count; i++)
		if (flights->items[i].is_over) {
			take(flights, i, flight_r);
			return true;
		}
	return false;
}

void
ldap_flights_lose(struct ldap_flights *flights, int code)
{
	for (size_t i = 0; i < flights->count; i++)
		if (!flights->items[i].is_over) {
			flights->items[i].is_over = true;
			flights->items[i].code = code;
		}
}
