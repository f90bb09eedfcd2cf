/* SPDX-License-Identifier: ISC */
/* tests/sim/frame.h - where an LDAP message begins and ends, and what it is.
 *
 * A stream of messages (RFC 4511 section 5.1) is looked at from its first bytes;
 * no more than FRAME_PEEK of each message need be kept for that:
 *
 *	switch (frame_read(data, len, &frame)) {
 *	case FRAME_WHOLE: frame.tag, frame.size bytes from data on
 */
#ifndef DIRWIRE_TESTS_SIM_FRAME_H
#define DIRWIRE_TESTS_SIM_FRAME_H

#include <stddef.h>
#include <stdint.h>

enum { FRAME_PEEK = 512 };

enum frame_result {
	FRAME_MORE, /* more bytes are needed to tell */
	FRAME_WHOLE,
	FRAME_ALIEN /* this is no LDAP: TLS, or garbage */
};

struct frame {
	size_t size;  /* of the whole message */
	unsigned tag; /* of the operation, as in 0x66 */
	unsigned long id;
	const unsigned char *dn; /* in the data; of add, modify, rename, */
	size_t dn_len;           /* delete and search; else of length 0 */
};

/* What the message at `data` is.  Without FRAME_WHOLE *frame_r is not set. */
enum frame_result
frame_read(const unsigned char *data, size_t len, struct frame *frame_r);

#endif
