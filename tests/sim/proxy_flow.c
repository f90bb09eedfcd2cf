/* SPDX-License-Identifier: ISC */
#include "tests/sim/proxy.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/arena.h"

const char *const direction_names[DIRECTIONS] = { "up", "down" };
const char *const end_names[END_KINDS] = { "none", "fin", "rst", "stall",
	"half" };

static void
queue_add(struct queue *queue, struct chunk *chunk)
{
	chunk->next = NULL;
	*queue->last = chunk;
	queue->last = &chunk->next;
}

static struct chunk *
queue_take(struct queue *queue)
{
	struct chunk *chunk = queue->first;

	queue->first = chunk->next;
	if (queue->first == NULL)
		queue->last = &queue->first;
	return chunk;
}

void
flow_init(struct flow *flow)
{
	memset(flow, 0, sizeof(*flow));
	flow->due.last = &flow->due.first;
	flow->held.last = &flow->held.first;
	flow->cut_at = UINT64_MAX;
}

void
flow_clear(struct flow *flow)
{
	while (flow->due.first != NULL)
		free(queue_take(&flow->due));
	while (flow->held.first != NULL)
		free(queue_take(&flow->held));
	flow->stored = 0;
}

static struct chunk *
chunk_create(struct flow *flow, size_t capacity)
{
	struct chunk *chunk = memory_alloc(1, sizeof(*chunk) + capacity);

	chunk->capacity = capacity;
	flow->stored += sizeof(*chunk) + capacity;
	return chunk;
}

static void
chunk_add(struct chunk *chunk, const unsigned char *data, size_t len)
{
	memcpy(chunk->data + chunk->len, data, len);
	chunk->len += len;
}

static void
queue_due(struct proxy *proxy, struct flow *flow, struct chunk *chunk)
{
	chunk->due_us = proxy->now_us + proxy->delay_us;
	queue_add(&flow->due, chunk);
}

/* The sender's end goes on behind all it sent. */
static void
queue_end(struct proxy *proxy, struct flow *flow)
{
	struct chunk *chunk;

	if (flow->held.first != NULL || flow->over == END_NONE)
		return;
	chunk = chunk_create(flow, 0);
	chunk->end = flow->over;
	queue_due(proxy, flow, chunk);
}

static void
print_dn(const struct frame *frame)
{
	if (frame->dn_len > 0)
		putchar(' ');
	for (size_t i = 0; i < frame->dn_len; i++)
		if (frame->dn[i] > ' ' && frame->dn[i] < 0x7f &&
		    frame->dn[i] != '\\')
			putchar(frame->dn[i]);
		else
			printf("\\%02x", frame->dn[i]);
	putchar('\n');
}

static void
print_message(const struct proxy *proxy, const struct connection *connection,
    int direction, const struct frame *frame)
{
	static const char *const words[] = { "message", "eaten", "held" };
	const struct flow *flow = &connection->flow[direction];

	if (proxy->is_quiet && flow->fate == FATE_PASS)
		return;
	printf("%s %lu %s %lu 0x%02x %lu %" PRIu64 " %zu", words[flow->fate],
	    connection->number, direction_names[direction], flow->messages,
	    frame->tag, frame->id, flow->taken - frame->size, frame->size);
	print_dn(frame);
}

static enum fate
choose_fate(struct proxy *proxy, struct flow *flow, unsigned tag)
{
	/* the end of all would overtake what is held: that of the connection,
	 * which says the same, comes behind it */
	if (tag == 0x42 && flow->held.first != NULL)
		return FATE_EAT;
	for (size_t i = 0; i < proxy->catch_count; i++) {
		struct catch *catch = &proxy->catches[i];
		enum fate fate = catch->fate;

		if (catch->tag != tag)
			continue;
		if (catch->left == 0)
			return fate;
		if (--catch->left > 0)
			continue;
		*catch = proxy->catches[--proxy->catch_count];
		return fate;
	}
	return FATE_PASS;
}

/* Set aside the message that begins here. */
static void
hold(struct flow *flow, const struct frame *frame)
{
	struct chunk *chunk;

	if (frame->size > STORE_MAX) {
		fprintf(stderr,
		    "proxy: a message of %zu bytes is too large to be held\n",
		    frame->size);
		exit(1);
	}
	chunk = chunk_create(flow, frame->size);
	chunk->number = flow->messages;
	queue_add(&flow->held, chunk);
}

/* More of the message that is set aside; it is told of when it is whole. */
static void
hold_bytes(struct proxy *proxy, struct connection *connection, int direction,
    const unsigned char *data, size_t len)
{
	struct chunk *chunk = connection->flow[direction].held.first;
	struct frame frame;

	while (chunk->next != NULL)
		chunk = chunk->next;
	chunk_add(chunk, data, len);
	if (chunk->len == chunk->capacity &&
	    frame_read(chunk->data, chunk->len, &frame) == FRAME_WHOLE)
		print_message(proxy, connection, direction, &frame);
}

/* Look at the message that begins in the bytes; false: more are needed. */
static bool
begin_message(struct proxy *proxy, struct connection *connection, int direction,
    const unsigned char *data, size_t len)
{
	struct flow *flow = &connection->flow[direction];
	enum frame_result result = FRAME_ALIEN;
	struct frame frame;

	if (!flow->is_raw)
		result = frame_read(data, len, &frame);
	if (result == FRAME_MORE)
		return false;
	flow->fate = FATE_PASS;
	flow->is_raw = result == FRAME_ALIEN;
	flow->left = len;
	if (flow->is_raw)
		return true;
	flow->left = frame.size;
	flow->messages++;
	flow->fate = choose_fate(proxy, flow, frame.tag);
	flow->taken += frame.size;
	if (flow->fate == FATE_HOLD)
		hold(flow, &frame);
	else
		print_message(proxy, connection, direction, &frame);
	return true;
}

static void
sort_bytes(struct proxy *proxy, struct connection *connection, int direction,
    size_t len)
{
	struct flow *flow = &connection->flow[direction];
	const unsigned char *data = proxy->buffer, *end = data + len;
	struct chunk *chunk = NULL;

	flow->peek_len = 0;
	while (data < end) {
		size_t n = (size_t)(end - data);

		if (flow->left == 0 &&
		    !begin_message(proxy, connection, direction, data, n)) {
			memcpy(flow->peek, data, n);
			flow->peek_len = n;
			break;
		}
		if (n > flow->left)
			n = flow->left;
		if (flow->fate == FATE_PASS && chunk == NULL)
			chunk = chunk_create(flow, (size_t)(end - data));
		if (flow->fate == FATE_PASS)
			chunk_add(chunk, data, n);
		if (flow->fate == FATE_HOLD)
			hold_bytes(proxy, connection, direction, data, n);
		flow->left -= n;
		data += n;
	}
	if (chunk != NULL)
		queue_due(proxy, flow, chunk);
}

/* The sender says no more.  A message that it did not end goes on as it is. */
static void
sender_ended(struct proxy *proxy, struct flow *flow, enum end_kind how)
{
	struct chunk *chunk;

	flow->over = how;
	if (flow->is_deaf)
		return;
	if (flow->peek_len > 0) {
		chunk = chunk_create(flow, flow->peek_len);
		chunk_add(chunk, flow->peek, flow->peek_len);
		queue_due(proxy, flow, chunk);
	}
	queue_end(proxy, flow);
}

bool
flow_wants(const struct connection *connection, int direction)
{
	const struct flow *flow = &connection->flow[direction];

	return !connection->is_dead && !connection->is_stalled &&
	    flow->over == END_NONE && flow->stored < STORE_MAX;
}

void
flow_take(struct proxy *proxy, struct connection *connection, int direction)
{
	struct flow *flow = &connection->flow[direction];
	ssize_t got;

	if (!flow_wants(connection, direction))
		return;
	memcpy(proxy->buffer, flow->peek, flow->peek_len);
	got = recv(connection->fd[direction], proxy->buffer + flow->peek_len,
	    READ_MAX, 0);
	if (got < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (got <= 0)
		sender_ended(proxy, flow, got == 0 ? END_FIN : END_RST);
	else if (!flow->is_deaf)
		sort_bytes(
		    proxy, connection, direction, flow->peek_len + (size_t)got);
}

/* Nothing more goes this way. */
static void
shut(struct connection *connection, int direction)
{
	struct flow *flow = &connection->flow[direction];

	flow_clear(flow);
	flow->is_deaf = true;
	shutdown(connection->fd[1 - direction], SHUT_WR);
}

static void
reset(struct connection *connection)
{
	struct linger at_once = { .l_onoff = 1, .l_linger = 0 };

	for (int i = 0; i < DIRECTIONS; i++)
		setsockopt(connection->fd[i], SOL_SOCKET, SO_LINGER, &at_once,
		    sizeof(at_once));
	connection->is_dead = true;
}

void
connection_end(struct connection *connection, int direction, enum end_kind end)
{
	connection->is_stalled = end == END_STALL;
	if (end == END_RST)
		reset(connection);
	if (end == END_HALF || end == END_FIN)
		shut(connection, direction);
	if (end == END_FIN)
		shut(connection, 1 - direction);
}

static void
cut(struct proxy *proxy, struct connection *connection, int direction)
{
	struct flow *flow = &connection->flow[direction];
	enum end_kind how = flow->cut;

	printf("cut %lu %s %" PRIu64 " %s\n", connection->number,
	    direction_names[direction], flow->sent, end_names[how]);
	flow->cut_at = UINT64_MAX;
	if (flow->is_last)
		proxy_close(proxy);
	connection_end(connection, direction, how);
}

/* False: the receiver takes no more, now or ever. */
static bool
pass_bytes(struct connection *connection, int direction, struct chunk *chunk)
{
	struct flow *flow = &connection->flow[direction];
	size_t n = chunk->len - chunk->sent;
	ssize_t sent;

	if (n > flow->cut_at - flow->sent)
		n = flow->cut_at - flow->sent;
	sent = send(connection->fd[1 - direction], chunk->data + chunk->sent, n,
	    MSG_NOSIGNAL);
	flow->is_full = sent < 0 && (errno == EAGAIN || errno == EINTR);
	if (sent < 0 && !flow->is_full)
		shut(connection, direction);
	if (sent < 0)
		return false;
	flow->sent += (size_t)sent;
	chunk->sent += (size_t)sent;
	return true;
}

void
flow_pass(struct proxy *proxy, struct connection *connection, int direction)
{
	struct flow *flow = &connection->flow[direction];

	for (;;) {
		struct chunk *chunk = flow->due.first;

		if (connection->is_dead || connection->is_stalled)
			return;
		if (flow->sent == flow->cut_at)
			cut(proxy, connection, direction);
		else if (chunk == NULL || chunk->due_us > proxy->now_us)
			return;
		else if (chunk->end != END_NONE)
			connection_end(connection, direction,
			    chunk->end == END_RST ? END_RST : END_HALF);
		else if (chunk->sent < chunk->len) {
			if (!pass_bytes(connection, direction, chunk))
				return;
		} else {
			flow->stored -= sizeof(*chunk) + chunk->capacity;
			free(queue_take(&flow->due));
		}
	}
}

void
flow_release(struct proxy *proxy, struct connection *connection, int direction,
    unsigned long number)
{
	struct flow *flow = &connection->flow[direction];
	struct queue kept = { NULL, &kept.first };

	if (flow->held.first == NULL)
		return;
	while (flow->held.first != NULL) {
		struct chunk *chunk = queue_take(&flow->held);

		/* the last may not have come in full */
		if ((number != 0 && chunk->number != number) ||
		    (chunk->len < chunk->capacity && flow->over == END_NONE)) {
			queue_add(&kept, chunk);
			continue;
		}
		printf("released %lu %s %lu\n", connection->number,
		    direction_names[direction], chunk->number);
		queue_due(proxy, flow, chunk);
	}
	if (kept.first != NULL)
		flow->held = kept;
	queue_end(proxy, flow);
}
