/* SPDX-License-Identifier: ISC */
#include "bridge/directory/prompt.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct prompt *
prompt_of(struct directory *directory)
{
	return (struct prompt *)(void *)directory;
}

bool
prompt_start(struct directory *directory, const struct request *request)
{
	struct prompt *prompt = prompt_of(directory);
	struct reply reply = { .owner = request->owner };
	struct outcome *outcome = &reply.outcome;

	outcome->code = prompt->perform(prompt, request, &reply);
	outcome->verdict = result_verdict(outcome->code, request->op);
	snprintf(outcome->text, sizeof(outcome->text), "%s (%d)",
	    result_name(outcome->code), outcome->code);
	if (prompt->count == prompt->capacity) {
		prompt->capacity =
		    prompt->capacity > 0 ? 2 * prompt->capacity : 16;
		prompt->replies = memory_resize(prompt->replies,
		    prompt->capacity, sizeof(*prompt->replies));
	}
	prompt->replies[prompt->count++] = reply;
	return true;
}

bool
prompt_next(struct directory *directory, int64_t end_ms, struct reply *reply_r)
{
	struct prompt *prompt = prompt_of(directory);

	(void)end_ms;
	if (prompt->count == 0)
		return false;
	prompt->count--;
	if (prompt->is_reversed) {
		*reply_r = prompt->replies[prompt->count];
		return true;
	}
	*reply_r = prompt->replies[0];
	memmove(prompt->replies, prompt->replies + 1,
	    prompt->count * sizeof(*prompt->replies));
	return true;
}

void
prompt_clear(struct prompt *prompt)
{
	free(prompt->replies);
}
