/* SPDX-License-Identifier: ISC */
/* tests/sim/proxy.h - the parts of the proxy, which proxy.c tells the use of.
 *
 * A connection is two flows, one of requests (UP) and one of answers (DOWN).  What
 * a flow took stands in chunks until it is due; a chunk of length 0 is the end that
 * the sender made.  No more than STORE_MAX bytes stand in a flow: then it does not
 * read.  Messages that are held stand aside, and what follows overtakes them.
 */
#ifndef DIRWIRE_TESTS_SIM_PROXY_H
#define DIRWIRE_TESTS_SIM_PROXY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "tests/sim/frame.h"

enum { UP, DOWN, DIRECTIONS };

enum {
	READ_MAX = 65536,
	STORE_MAX = 1 << 20,
	CONNECTIONS_MAX = 256,
	RULES_MAX = 64
};

/* How a connection ends, or one direction of it. */
enum end_kind {
	END_NONE,
	END_FIN,   /* no more bytes, in both directions; the peers close */
	END_RST,   /* reset at once */
	END_STALL, /* nothing is taken nor said any more, all stays open */
	END_HALF,  /* END_FIN in this direction alone */
	END_KINDS
};

extern const char *const direction_names[DIRECTIONS];
extern const char *const end_names[END_KINDS];

struct chunk {
	struct chunk *next;
	int64_t due_us;
	unsigned long number; /* of the held message */
	enum end_kind end;    /* of a chunk without bytes */
	size_t len, sent, capacity;
	unsigned char data[];
};

struct queue {
	struct chunk *first, **last;
};

enum fate { FATE_PASS, FATE_EAT, FATE_HOLD };

struct flow {
	struct queue due, held;
	size_t stored;        /* in both */
	uint64_t taken, sent; /* bytes; taken ends where a message begins */
	uint64_t cut_at;
	enum end_kind cut, over; /* how it is to end, how its sender ended */
	bool is_last;            /* no new connections behind the cut */
	bool is_deaf;            /* what comes is dropped */
	bool is_full;            /* the receiver takes nothing now */
	bool is_raw;             /* no LDAP */
	unsigned long messages;
	enum fate fate; /* of the message going by, */
	size_t left;    /* and how much of it is to come */
	unsigned char peek[FRAME_PEEK];
	size_t peek_len;
};

struct connection {
	unsigned long number;
	int fd[DIRECTIONS]; /* the client's, the server's */
	struct flow flow[DIRECTIONS];
	bool is_stalled, is_dead;
};

/* A cut of the n-th new connection; 0: of each. */
struct cut {
	unsigned long connection;
	int direction;
	uint64_t offset;
	enum end_kind end;
	bool is_last;
};

/* The n-th message with the tag; 0: each. */
struct catch
{
	unsigned tag;
	unsigned long left;
	enum fate fate;
};

struct proxy {
	const char *here, *target; /* a port, or a path */
	int listener;              /* -1: none */
	struct connection *connections[CONNECTIONS_MAX];
	size_t count;
	unsigned long opened;
	int64_t now_us, delay_us;
	struct cut cuts[RULES_MAX];
	size_t cut_count;
	struct catch catches[RULES_MAX];
	size_t catch_count;
	bool is_quiet; /* tells no messages */
	unsigned char buffer[FRAME_PEEK + READ_MAX];
};

/* Listen at `here`, which becomes the port it is when it was 0. */
int proxy_listen(struct proxy *proxy, struct error *err);
void proxy_close(struct proxy *proxy);

void flow_init(struct flow *flow);
void flow_clear(struct flow *flow);

/* Is there something to read that may be taken? */
bool flow_wants(const struct connection *connection, int direction);

/* Take what has come, and pass on what is due. */
void
flow_take(struct proxy *proxy, struct connection *connection, int direction);
void
flow_pass(struct proxy *proxy, struct connection *connection, int direction);

/* What is held goes on: all of it, or the message of that number. */
void flow_release(struct proxy *proxy, struct connection *connection,
    int direction, unsigned long number);

/* `direction` matters to END_HALF alone. */
void
connection_end(struct connection *connection, int direction, enum end_kind end);

/* Do as the line says, which is taken apart. */
int command_run(struct proxy *proxy, char *line, struct error *err);

#endif
