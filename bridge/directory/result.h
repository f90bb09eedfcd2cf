/* SPDX-License-Identifier: ISC */
/* bridge/directory/result.h - what each LDAP result code means for us.
 *
 * One table (design: "Results are a table"): a row for each code of RFC 4511
 * appendix A.1, RFC 4528, RFC 4533 and libldap's own negative ones.
 */
#ifndef DIRWIRE_BRIDGE_DIRECTORY_RESULT_H
#define DIRWIRE_BRIDGE_DIRECTORY_RESULT_H

/* Codes of RFC 4511 that are asked for by name outside the table. */
enum {
	RESULT_SUCCESS = 0,
	RESULT_REFERRAL = 10,
	RESULT_CONSTRAINT = 19,
	RESULT_NO_SUCH_OBJECT = 32,
	RESULT_UNWILLING = 53,
	RESULT_ENTRY_EXISTS = 68,
	RESULT_OTHER = 80,
	RESULT_ASSERTION_FAILED = 122
};

enum directory_op {
	DIRECTORY_BIND,
	DIRECTORY_SEARCH,
	DIRECTORY_ADD,
	DIRECTORY_MODIFY,
	DIRECTORY_RENAME,
	DIRECTORY_DELETE,
	DIRECTORY_OPS /* how many there are */
};

enum verdict {
	VERDICT_DONE,    /* it is so now */
	VERDICT_AGAIN,   /* read and plan again */
	VERDICT_REJECT,  /* this contact can't be written */
	VERDICT_REFUSED, /* reject; from the 4th contact in a row on pause */
	VERDICT_PAUSE,   /* the server can't now */
	VERDICT_STOP,    /* nobody can until a person mends it */
	VERDICT_UNKNOWN  /* no answer: it may have happened */
};

/* "noSuchObject"; "result 4711" has no name: "unknown result". */
const char *result_name(int code);

/* What `code` means on `op`; a code that is not in the table rejects. */
enum verdict result_verdict(int code, enum directory_op op);

/* The exit status of a run that `code` stopped, or that ended in a pause begun
 * by it: 77 no rights or wrong password, 75 try later, 1 other. */
int result_exit_status(int code);

#endif
