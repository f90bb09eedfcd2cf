/* SPDX-License-Identifier: ISC */
/* Bytes are cut and decoded.  However the reads fall, the records are the same;
 * what the cutter lets pass is JSON; every contact that is not rejected has a
 * good id. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "event/cut.h"
#include "event/decode.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct input {
	const uint8_t *data;
	size_t size;
	size_t at;
	size_t step;
};

static ssize_t
read_input(void *context, char *data, size_t size)
{
	struct input *in = context;
	size_t len = in->size - in->at;

	if (len > in->step)
		len = in->step;
	if (len > size)
		len = size;
	if (len > 0)
		memcpy(data, in->data + in->at, len);
	in->at += len;
	return (ssize_t)len;
}

static void
check_event(struct value bytes, struct arena *arena)
{
	struct event event;
	struct error err;

	err.text[0] = '\0';
	if (decode_event(bytes, arena, &event, &err) < 0) {
		if (strstr(err.text, "is not JSON") != NULL)
			abort();
		return;
	}
	for (size_t i = 0; i < event.count; i++) {
		const struct contact *contact = &event.contacts[i];

		if (contact->reject == NULL &&
		    (contact->id == NULL || !contact_id_is_valid(contact->id)))
			abort();
	}
}

/* What one reading gives, as text. */
static const char *
read_all(const uint8_t *data, size_t size, size_t step, struct arena *arena)
{
	struct input in = { data, size, 0, step };
	struct cut *cut = cut_create(read_input, &in);
	struct arena *events = arena_create();
	struct cut_record record;
	struct buffer out;
	struct error err;
	int got;

	buffer_init(&out, arena);
	while ((got = cut_next(cut, &record, &err)) == 1) {
		buffer_printf(&out,
		    "%llu:%zu:%s:", (unsigned long long)record.offset,
		    record.line, record.fault != NULL ? record.fault : "");
		buffer_add(&out, record.bytes.data, record.bytes.len);
		arena_reset(events);
		if (record.fault == NULL)
			check_event(record.bytes, events);
	}
	if (got < 0)
		buffer_add_text(&out, err.text);
	cut_destroy(&cut);
	arena_destroy(&events);
	return buffer_value(&out).data;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_create();
	size_t step = size > 0 ? data[0] % 13 + 1 : 1;
	const char *whole = read_all(data, size, size + 1, arena);

	if (strcmp(whole, read_all(data, size, step, arena)) != 0)
		abort();
	arena_destroy(&arena);
	return 0;
}
