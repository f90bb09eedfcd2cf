/* SPDX-License-Identifier: ISC */
#include "bridge/directory/ldap_private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/buffer.h"
#include "base/clock.h"
#include "base/log.h"

struct ldap_directory *
ldap_directory_of(struct directory *directory)
{
	return (struct ldap_directory *)(void *)directory;
}

/* "noSuchObject (32): what the server says; nearest existing entry dc=…" */
static void
describe(struct outcome *outcome, const char *diagnostic, const char *matched)
{
	struct arena *arena = arena_create();
	struct buffer text;

	buffer_init(&text, arena);
	buffer_printf(
	    &text, "%s (%d)", result_name(outcome->code), outcome->code);
	if (diagnostic != NULL && *diagnostic != '\0')
		buffer_printf(&text, ": %s", diagnostic);
	if (outcome->code == LDAP_NO_SUCH_OBJECT && matched != NULL &&
	    *matched != '\0')
		buffer_printf(
		    &text, "; the nearest entry there is: %s", matched);
	snprintf(outcome->text, sizeof(outcome->text), "%s", text.data);
	arena_destroy(&arena);
}

void
ldap_settle(struct outcome *outcome, int code, enum directory_op op,
    const char *diagnostic, const char *matched)
{
	outcome->code = code;
	outcome->verdict = result_verdict(code, op);
	describe(outcome, diagnostic, matched);
}

int
ldap_no_answer(LDAP *handle, int rc)
{
	int code = LDAP_SERVER_DOWN;

	if (rc == 0)
		return LDAP_TIMEOUT;
	/* a positive code is that of a notice of disconnection (RFC 4511
	 * section 4.4.1), which says nothing of our operation */
	ldap_get_option(handle, LDAP_OPT_RESULT_CODE, &code);
	return code < 0 ? code : LDAP_SERVER_DOWN;
}

bool
ldap_is_loss(int code)
{
	return code < 0 && code != LDAP_ENCODING_ERROR &&
	    code != LDAP_PARAM_ERROR && code != LDAP_FILTER_ERROR;
}

void
ldap_lose(struct ldap_directory *ldap, int code)
{
	char *diagnostic = NULL;

	ldap_flights_lose(&ldap->flights, code);
	ldap->directory.is_lost = true;
	if (ldap->handle == NULL)
		return;
	free(ldap->lost);
	ldap->lost = NULL;
	ldap_get_option(ldap->handle, LDAP_OPT_DIAGNOSTIC_MESSAGE, &diagnostic);
	if (diagnostic != NULL)
		ldap->lost = memory_strdup(diagnostic);
	ldap_memfree(diagnostic);
	ldap_unbind_ext_s(ldap->handle, NULL, NULL);
	ldap->handle = NULL;
}

void
ldap_settle_dead(struct ldap_directory *ldap, struct outcome *outcome, int code,
    enum directory_op op)
{
	if (ldap_is_loss(code))
		ldap_lose(ldap, code);
	ldap_settle(
	    outcome, code, op, ldap->handle == NULL ? ldap->lost : NULL, NULL);
}

static void
take_value(struct berval name, BerVarray values, const char *wanted, char *text,
    size_t size)
{
	if (values != NULL && values[0].bv_val != NULL &&
	    name.bv_len == strlen(wanted) &&
	    strncasecmp(name.bv_val, wanted, name.bv_len) == 0)
		snprintf(text, size, "%s", values[0].bv_val);
}

void
ldap_take_post_read(LDAPControl **controls, struct outcome *outcome)
{
	LDAPControl *control =
	    ldap_control_find(LDAP_CONTROL_POST_READ, controls, NULL);
	struct berval dn, name;
	BerVarray values = NULL;
	BerElement *ber;

	if (control == NULL)
		return;
	ber = ber_init(&control->ldctl_value);
	if (ber == NULL || ber_scanf(ber, "{m{" /*}}*/, &dn) == LBER_ERROR) {
		ber_free(ber, 1);
		return;
	}
	while (ber_scanf(ber, "{m[W]}", &name, &values) != LBER_ERROR) {
		take_value(name, values, "entryCSN", outcome->csn,
		    sizeof(outcome->csn));
		take_value(name, values, "entryUUID", outcome->uuid,
		    sizeof(outcome->uuid));
		ber_bvarray_free(values);
		values = NULL;
	}
	ber_free(ber, 1);
}

/* Send it, and note what its answer is known by. */
static int
send_request(struct ldap_directory *ldap, const struct request *request,
    struct ldap_flight *flight)
{
	if (ldap->handle == NULL)
		return LDAP_SERVER_DOWN;
	return request->op == DIRECTORY_SEARCH
	    ? ldap_send_search(ldap, request, flight)
	    : ldap_send_write(ldap, request, flight);
}

static bool
start(struct directory *directory, const struct request *request)
{
	struct ldap_directory *ldap = ldap_directory_of(directory);
	struct ldap_flight flight = { .op = request->op,
		.end_ms = clock_steady_ms() + ldap->settings.timeout_ms,
		.arena = request->arena,
		.owner = request->owner };
	int code = send_request(ldap, request, &flight);

	if (code == LDAP_BUSY)
		return false;
	flight.is_over = code != LDAP_SUCCESS;
	flight.code = code;
	ldap_flights_add(&ldap->flights, &flight);
	if (ldap_is_loss(code))
		ldap_lose(ldap, code);
	return true;
}

/* A server may list a control and still refuse it.  What was planned to be
 * asserted must be planned again then. */
static void
give_up_controls(struct ldap_directory *ldap, struct outcome *outcome)
{
	struct directory *directory = &ldap->directory;

	if (directory->has_assertion || directory->has_post_read)
		log_warning(
		    "%s refuses the assertion control it offers; changes are checked by their old values instead",
		    ldap->target);
	directory->has_assertion = false;
	directory->has_post_read = false;
	outcome->verdict = VERDICT_AGAIN;
}

static void
take_result(struct ldap_directory *ldap, LDAPMessage *message,
    const struct ldap_flight *flight, struct reply *reply)
{
	char *matched = NULL, *diagnostic = NULL;
	struct outcome *outcome = &reply->outcome;
	LDAPControl **controls = NULL;
	int code = LDAP_SUCCESS, rc;

	rc = ldap_parse_result(ldap->handle, message, &code, &matched,
	    &diagnostic, NULL, &controls, 0);
	if (rc == LDAP_SUCCESS && code == LDAP_SUCCESS &&
	    flight->op == DIRECTORY_SEARCH)
		code = ldap_take_entries(ldap, message, flight, &reply->found);
	if (rc == LDAP_SUCCESS && code < 0)
		rc = code;
	if (rc != LDAP_SUCCESS) {
		ldap_settle_dead(ldap, outcome, rc, flight->op);
	} else {
		ldap_settle(outcome, code, flight->op, diagnostic, matched);
		ldap_take_post_read(controls, outcome);
	}
	if (code == LDAP_UNAVAILABLE_CRITICAL_EXTENSION && flight->has_controls)
		give_up_controls(ldap, outcome);
	ldap_controls_free(controls);
	ldap_memfree(matched);
	ldap_memfree(diagnostic);
}

/* The answer to one operation says nothing of another. */
static bool
is_answer_to(int tag, enum directory_op op)
{
	static const int tags[] = { [DIRECTORY_SEARCH] = LDAP_RES_SEARCH_RESULT,
		[DIRECTORY_ADD] = LDAP_RES_ADD,
		[DIRECTORY_MODIFY] = LDAP_RES_MODIFY,
		[DIRECTORY_RENAME] = LDAP_RES_MODDN,
		[DIRECTORY_DELETE] = LDAP_RES_DELETE };

	return tag == tags[op];
}

/* False when the message answers nothing that was asked; then the connection is
 * over, as it is after a notice of disconnection (RFC 4511 section 4.4.1). */
static bool
take_message(struct ldap_directory *ldap, int tag, LDAPMessage *message,
    struct reply *reply)
{
	struct ldap_flight flight;
	int id = ldap_msgid(message);

	/* the last message of a search gives its tag */
	if (id == LDAP_RES_UNSOLICITED ||
	    !ldap_flights_take(&ldap->flights, id, &flight)) {
		ldap_lose(ldap,
		    id == LDAP_RES_UNSOLICITED ? LDAP_SERVER_DOWN
					       : LDAP_DECODING_ERROR);
		return false;
	}
	reply->owner = flight.owner;
	if (is_answer_to(tag, flight.op))
		take_result(ldap, message, &flight, reply);
	else
		ldap_settle_dead(
		    ldap, &reply->outcome, LDAP_DECODING_ERROR, flight.op);
	return true;
}

/* Wait for one message until `end_ms`; false when there is no reply yet. */
static bool
receive(struct ldap_directory *ldap, int64_t end_ms, struct reply *reply)
{
	int64_t now_ms = clock_steady_ms();
	int64_t left_ms = end_ms > now_ms ? end_ms - now_ms : 0;
	int64_t real_ms = clock_real_ms(left_ms);
	struct timeval left = { real_ms / 1000, real_ms % 1000 * 1000 };
	LDAPMessage *message = NULL;
	bool is_reply = false;
	int tag;

	tag = ldap_result(
	    ldap->handle, LDAP_RES_ANY, LDAP_MSG_ALL, &left, &message);
	if (tag > 0) {
		is_reply = take_message(ldap, tag, message, reply);
		ldap_msgfree(message);
	} else if (tag < 0) {
		ldap_lose(ldap, ldap_no_answer(ldap->handle, tag));
	}
	return is_reply;
}

static bool
next(struct directory *directory, int64_t end_ms, struct reply *reply_r)
{
	struct ldap_directory *ldap = ldap_directory_of(directory);
	struct ldap_flights *flights = &ldap->flights;
	struct ldap_flight flight;

	for (;;) {
		int64_t late_ms;

		if (ldap_flights_take_over(flights, &flight)) {
			reply_r->owner = flight.owner;
			ldap_settle_dead(
			    ldap, &reply_r->outcome, flight.code, flight.op);
			return true;
		}
		if (flights->count == 0)
			return false;
		late_ms = flights->items[0].end_ms;
		if (receive(ldap, late_ms < end_ms ? late_ms : end_ms, reply_r))
			return true;
		if (ldap->handle != NULL && clock_steady_ms() >= late_ms)
			ldap_lose(ldap, LDAP_TIMEOUT);
		else if (ldap->handle != NULL && clock_steady_ms() >= end_ms)
			return false;
	}
}

static void
do_destroy(struct directory *directory)
{
	struct ldap_directory *ldap = ldap_directory_of(directory);

	if (ldap->handle != NULL)
		ldap_unbind_ext_s(ldap->handle, NULL, NULL);
	ldap_flights_clear(&ldap->flights);
	arena_destroy(&ldap->scratch);
	free(ldap->lost);
	free(ldap->target);
	free(ldap->identity);
	free(ldap);
}

const struct directory_methods ldap_methods = {
	.start = start,
	.next = next,
	.reopen = ldap_reopen,
	.context = ldap_context,
	.destroy = do_destroy,
};
