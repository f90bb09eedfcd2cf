/* SPDX-License-Identifier: ISC */
#include "bridge/directory/result.h"

#include <stdbool.h>
#include <stddef.h>

#include <ldap.h>

/* A verdict that holds on every operation but those in `on`. */
struct row {
	int code;
	const char *name;
	enum verdict verdict;
	enum verdict on[DIRECTORY_OPS]; /* VERDICT_DONE: as `verdict` */
	int exit_status;                /* 0: 75 */
};

#define AGAIN VERDICT_AGAIN
#define REJECT VERDICT_REJECT
#define REFUSED VERDICT_REFUSED
#define PAUSE VERDICT_PAUSE
#define STOP VERDICT_STOP
#define UNKNOWN VERDICT_UNKNOWN

/* no answer: a write may have happened, a search or bind tells nothing */
#define NO_ANSWER                                                          \
	{                                                                  \
		[DIRECTORY_ADD] = UNKNOWN, [DIRECTORY_MODIFY] = UNKNOWN,   \
		[DIRECTORY_RENAME] = UNKNOWN, [DIRECTORY_DELETE] = UNKNOWN \
	}

/* clang-format off */
static const struct row rows[] = {
	{ 0, "success", VERDICT_DONE, { 0 }, 0 },
	{ 1, "operationsError", REJECT, { 0 }, 0 },
	{ 2, "protocolError", REJECT, { 0 }, 0 },
	{ 3, "timeLimitExceeded", PAUSE, { 0 }, 0 },
	{ 4, "sizeLimitExceeded", REJECT, { 0 }, 0 },
	{ 5, "compareFalse", REJECT, { 0 }, 0 },
	{ 6, "compareTrue", REJECT, { 0 }, 0 },
	{ 7, "authMethodNotSupported", STOP, { 0 }, 77 },
	{ 8, "strongerAuthRequired", STOP, { 0 }, 77 },
	{ 10, "referral", PAUSE, { 0 }, 0 },
	{ 11, "adminLimitExceeded", PAUSE, { 0 }, 0 },
	{ 12, "unavailableCriticalExtension", STOP, { 0 }, 1 },
	{ 13, "confidentialityRequired", STOP, { 0 }, 77 },
	{ 14, "saslBindInProgress", REJECT, { 0 }, 0 },
	{ 16, "noSuchAttribute", AGAIN, { 0 }, 0 },
	{ 17, "undefinedAttributeType", REJECT, { 0 }, 0 },
	{ 18, "inappropriateMatching", REJECT, { 0 }, 0 },
	{ 19, "constraintViolation", REJECT, { 0 }, 0 },
	{ 20, "attributeOrValueExists", AGAIN, { 0 }, 0 },
	{ 21, "invalidAttributeSyntax", REJECT, { 0 }, 0 },
	{ 32, "noSuchObject", REJECT, { [DIRECTORY_MODIFY] = AGAIN, [DIRECTORY_RENAME] = AGAIN }, 0 },
	{ 33, "aliasProblem", REJECT, { 0 }, 0 },
	{ 34, "invalidDNSyntax", REJECT, { 0 }, 0 },
	{ 36, "aliasDereferencingProblem", REJECT, { 0 }, 0 },
	{ 48, "inappropriateAuthentication", STOP, { 0 }, 77 },
	{ 49, "invalidCredentials", STOP, { 0 }, 77 },
	{ 50, "insufficientAccessRights", REFUSED, { 0 }, 77 },
	{ 51, "busy", PAUSE, { 0 }, 0 },
	{ 52, "unavailable", PAUSE, { 0 }, 0 },
	{ 53, "unwillingToPerform", REFUSED, { 0 }, 0 },
	{ 54, "loopDetect", REJECT, { 0 }, 0 },
	{ 64, "namingViolation", REJECT, { 0 }, 0 },
	{ 65, "objectClassViolation", REJECT, { 0 }, 0 },
	{ 66, "notAllowedOnNonLeaf", REJECT, { 0 }, 0 },
	{ 67, "notAllowedOnRDN", REJECT, { 0 }, 0 },
	{ 68, "entryAlreadyExists", AGAIN, { 0 }, 0 },
	{ 69, "objectClassModsProhibited", REJECT, { 0 }, 0 },
	{ 71, "affectsMultipleDSAs", REJECT, { 0 }, 0 },
	{ 80, "other", PAUSE, { 0 }, 0 },
	{ 118, "canceled", REJECT, { 0 }, 0 },
	{ 119, "noSuchOperation", REJECT, { 0 }, 0 },
	{ 120, "tooLate", REJECT, { 0 }, 0 },
	{ 121, "cannotCancel", REJECT, { 0 }, 0 },
	{ 122, "assertionFailed", AGAIN, { 0 }, 0 },
	{ 123, "authorizationDenied", REJECT, { 0 }, 0 },
	{ LDAP_SERVER_DOWN, "server down", PAUSE, NO_ANSWER, 0 },
	{ LDAP_LOCAL_ERROR, "local error", PAUSE, NO_ANSWER, 0 },
	{ LDAP_ENCODING_ERROR, "encoding error", REJECT, { 0 }, 0 },
	{ LDAP_DECODING_ERROR, "decoding error", PAUSE, NO_ANSWER, 0 },
	{ LDAP_TIMEOUT, "timed out", PAUSE, NO_ANSWER, 0 },
	{ LDAP_FILTER_ERROR, "bad filter", REJECT, { 0 }, 0 },
	{ LDAP_PARAM_ERROR, "bad parameter", REJECT, { 0 }, 0 },
	{ LDAP_NO_MEMORY, "out of memory", PAUSE, NO_ANSWER, 0 },
	{ LDAP_CONNECT_ERROR, "connect error", PAUSE, NO_ANSWER, 0 },
};
/* clang-format on */

static const struct row *
row_of(int code)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].code == code)
			return &rows[i];
	return NULL;
}

const char *
result_name(int code)
{
	const struct row *row = row_of(code);

	return row != NULL ? row->name : "unknown result";
}

enum verdict
result_verdict(int code, enum directory_op op)
{
	const struct row *row = row_of(code);
	bool is_write = op != DIRECTORY_BIND && op != DIRECTORY_SEARCH;

	/* what is to be gone and is not there is done */
	if (code == LDAP_NO_SUCH_OBJECT && op == DIRECTORY_DELETE)
		return VERDICT_DONE;
	if (row == NULL && code < 0)
		return is_write ? VERDICT_UNKNOWN : VERDICT_PAUSE;
	if (row == NULL)
		return VERDICT_REJECT;
	return row->on[op] != VERDICT_DONE ? row->on[op] : row->verdict;
}

int
result_exit_status(int code)
{
	const struct row *row = row_of(code);

	return row != NULL && row->exit_status != 0 ? row->exit_status : 75;
}
