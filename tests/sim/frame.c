/* SPDX-License-Identifier: ISC */
#include "tests/sim/frame.h"

#include <string.h>

enum { SEQUENCE = 0x30, INTEGER = 2, OCTETS = 4, DELETE = 0x4a };

/* Tag and length of a BER element; the position moves behind them. */
static enum frame_result
read_head(const unsigned char **p, const unsigned char *end, unsigned *tag_r,
    size_t *len_r)
{
	size_t octets;

	if (end - *p < 2)
		return FRAME_MORE;
	*tag_r = *(*p)++;
	*len_r = *(*p)++;
	if (*len_r < 0x80)
		return FRAME_WHOLE;
	octets = *len_r & 0x7f;
	if (octets == 0 || octets > 4)
		return FRAME_ALIEN;
	if ((size_t)(end - *p) < octets)
		return FRAME_MORE;
	for (*len_r = 0; octets > 0; octets--)
		*len_r = *len_r << 8 | *(*p)++;
	return FRAME_WHOLE;
}

/* The name that requests begin with, as far as it is among the bytes. */
static void
read_dn(const unsigned char *p, const unsigned char *end, size_t len,
    struct frame *frame)
{
	static const unsigned char named[] = { 0x63, 0x66, 0x68, 0x6c };
	unsigned tag = OCTETS;

	if (frame->tag != DELETE &&
	    (memchr(named, (int)frame->tag, sizeof(named)) == NULL ||
		read_head(&p, end, &tag, &len) != FRAME_WHOLE || tag != OCTETS))
		return;
	frame->dn = p;
	frame->dn_len = len < (size_t)(end - p) ? len : (size_t)(end - p);
}

static enum frame_result
read_inside(
    const unsigned char *p, const unsigned char *end, struct frame *frame)
{
	unsigned tag;
	size_t len;

	if (read_head(&p, end, &tag, &len) != FRAME_WHOLE || tag != INTEGER ||
	    len == 0 || len > 4 || (size_t)(end - p) < len)
		return FRAME_ALIEN;
	for (frame->id = 0; len > 0; len--)
		frame->id = frame->id << 8 | *p++;
	if (read_head(&p, end, &frame->tag, &len) != FRAME_WHOLE)
		return FRAME_ALIEN;
	read_dn(p, end, len, frame);
	return FRAME_WHOLE;
}

enum frame_result
frame_read(const unsigned char *data, size_t len, struct frame *frame_r)
{
	const unsigned char *p = data, *end = data + len;
	struct frame frame = { .tag = 0 };
	enum frame_result result;
	unsigned tag;

	if (len > 0 && data[0] != SEQUENCE)
		return FRAME_ALIEN;
	result = read_head(&p, end, &tag, &frame.size);
	if (result != FRAME_WHOLE)
		return result;
	frame.size += (size_t)(p - data);
	if (len < FRAME_PEEK && len < frame.size)
		return FRAME_MORE;
	if (frame.size < len)
		end = data + frame.size;
	result = read_inside(p, end, &frame);
	if (result == FRAME_WHOLE)
		*frame_r = frame;
	return result;
}
