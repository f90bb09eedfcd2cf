/* SPDX-License-Identifier: ISC */
/* bridge/directory/prompt.h - a directory that needs no time.
 *
 * What a file or memory holds is known when it is asked for; the answers wait
 * for directory_next() in the order of the requests.  An implementation embeds
 * `struct prompt` first, and only says what one request comes to.
 */
#ifndef DIRWIRE_BRIDGE_DIRECTORY_PROMPT_H
#define DIRWIRE_BRIDGE_DIRECTORY_PROMPT_H

#include "bridge/directory/directory.h"

struct prompt {
	struct directory directory; /* first: one is the other */
	/* 0 or another result code; *found_r, csn and uuid are filled in when
	 * there are any */
	int (*perform)(struct prompt *prompt, const struct request *request,
	    struct reply *reply_r);
	struct reply *replies; /* that wait */
	size_t count;
	size_t capacity;
	bool is_reversed; /* the last request is answered first */
};

/* `start` and `next` of the methods. */
bool prompt_start(struct directory *directory, const struct request *request);
bool
prompt_next(struct directory *directory, int64_t end_ms, struct reply *reply_r);

void prompt_clear(struct prompt *prompt);

#endif
