/* SPDX-License-Identifier: ISC */
/* A proxy for tests in front of one LDAP server: it delays, cuts, eats and holds.
 *
 *	proxy LISTEN TARGET [COMMAND]...
 *
 * LISTEN and TARGET are ports of 127.0.0.1 or paths of sockets; port 0 is any free
 * one.  Commands are told as arguments, a command each, and later as lines of the
 * standard input, each of them answered by "ok" or "error TEXT":
 *
 *	delay MS            of each direction, for what comes from now on
 *	cut up|down N|* OFFSET fin|rst|stall|half [last]
 *	                    end the N-th connection from now on (* each) when OFFSET
 *	                    bytes went up (requests) or down (answers); "last": no
 *	                    new connections then, until listen yes
 *	eat TAG N|*         the N-th message of the tag from now on does not go on
 *	hold TAG N|*        the same until release; what follows overtakes it
 *	release [CONNECTION up|down MESSAGE]
 *	end CONNECTION|* fin|rst|stall
 *	listen yes|no       "no": new connections are refused
 *	quiet yes|no        "yes": tell no messages
 *	clear               forget all of cut, eat and hold
 *
 * Every event is a line of the standard output:
 *
 *	ready LISTEN
 *	opened CONNECTION
 *	closed CONNECTION BYTES-UP BYTES-DOWN
 *	message|eaten|held CONNECTION up|down MESSAGE TAG ID OFFSET SIZE [DN]
 *	unreached REASON
 *	released CONNECTION up|down MESSAGE
 *	cut CONNECTION up|down OFFSET KIND
 *
 * Connections and messages are counted from 1, messages in each direction of each
 * connection; OFFSET and SIZE are bytes; in a DN, \20 is a blank.  The proxy ends
 * when its standard input does.
 */
#include "tests/sim/proxy.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/clock.h"

union address {
	struct sockaddr any;
	struct sockaddr_in in;
	struct sockaddr_un un;
};

/* The length of the address of a port or path; 0: it is neither. */
static socklen_t
make_address(const char *text, union address *address)
{
	char *end;
	unsigned long port = strtoul(text, &end, 10);

	memset(address, 0, sizeof(*address));
	if (*text != '\0' && *end == '\0' && port <= UINT16_MAX) {
		address->in.sin_family = AF_INET;
		address->in.sin_port = htons((uint16_t)port);
		address->in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
		return sizeof(address->in);
	}
	if (strchr(text, '/') == NULL ||
	    strlen(text) >= sizeof(address->un.sun_path))
		return 0;
	address->un.sun_family = AF_UNIX;
	memcpy(address->un.sun_path, text, strlen(text));
	return sizeof(address->un);
}

static void
set_up(int fd, const union address *address)
{
	fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
	fcntl(fd, F_SETFD, FD_CLOEXEC);
	if (address->any.sa_family == AF_INET)
		setsockopt(
		    fd, IPPROTO_TCP, TCP_NODELAY, &(int){ 1 }, sizeof(int));
}

/* A socket with its address; -1 and errno. */
static int
open_socket(const char *text, union address *address, socklen_t *len)
{
	int fd = -1;

	*len = make_address(text, address);
	errno = EINVAL;
	if (*len > 0)
		fd = socket(address->any.sa_family, SOCK_STREAM, 0);
	if (fd >= 0)
		set_up(fd, address);
	return fd;
}

int
proxy_listen(struct proxy *proxy, struct error *err)
{
	union address address;
	socklen_t len;
	int fd = open_socket(proxy->here, &address, &len);

	if (fd < 0)
		goto fail;
	if (address.any.sa_family == AF_UNIX)
		unlink(proxy->here);
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &(int){ 1 }, sizeof(int));
	if (bind(fd, &address.any, len) < 0 || listen(fd, 128) < 0 ||
	    getsockname(fd, &address.any, &len) < 0)
		goto fail;
	proxy->listener = fd;
	if (address.any.sa_family == AF_INET) {
		static char port[8];

		snprintf(port, sizeof(port), "%u", ntohs(address.in.sin_port));
		proxy->here = port;
	}
	return 0;
fail:
	error_set_detail(err, ERROR_SYSTEM, errno, "can't listen at %s: %s",
	    proxy->here, strerror(errno));
	if (fd >= 0)
		close(fd);
	return -1;
}

void
proxy_close(struct proxy *proxy)
{
	if (proxy->listener >= 0)
		close(proxy->listener);
	proxy->listener = -1;
}

/* The cuts that are meant for this connection; one that was for it alone is no
 * more. */
static void
set_cuts(struct proxy *proxy, struct connection *connection)
{
	size_t kept = 0;

	for (size_t i = 0; i < proxy->cut_count; i++) {
		const struct cut cut = proxy->cuts[i];
		struct flow *flow = &connection->flow[cut.direction];

		if (cut.connection != connection->number)
			proxy->cuts[kept++] = cut;
		if (cut.connection != connection->number && cut.connection > 0)
			continue;
		flow->cut_at = cut.offset;
		flow->cut = cut.end;
		flow->is_last = cut.is_last;
	}
	proxy->cut_count = kept;
}

static void
open_connection(struct proxy *proxy)
{
	union address address;
	struct connection *connection;
	socklen_t len;
	int client = accept(proxy->listener, NULL, NULL), server;

	if (client < 0)
		return;
	server = open_socket(proxy->target, &address, &len);
	set_up(client, &address);
	if (server < 0 ||
	    (connect(server, &address.any, len) < 0 && errno != EINPROGRESS)) {
		printf("unreached %s\n", strerror(errno));
		close(client);
		if (server >= 0)
			close(server);
		return;
	}
	connection = memory_alloc(1, sizeof(*connection));
	connection->number = ++proxy->opened;
	connection->fd[UP] = client;
	connection->fd[DOWN] = server;
	flow_init(&connection->flow[UP]);
	flow_init(&connection->flow[DOWN]);
	set_cuts(proxy, connection);
	proxy->connections[proxy->count++] = connection;
	printf("opened %lu\n", connection->number);
}

static bool
is_over(const struct connection *connection)
{
	for (int i = 0; i < DIRECTIONS; i++) {
		const struct flow *flow = &connection->flow[i];

		if (flow->over == END_NONE || flow->due.first != NULL ||
		    flow->held.first != NULL)
			return connection->is_dead;
	}
	return true;
}

static void
close_connection(struct connection *connection)
{
	printf("closed %lu %" PRIu64 " %" PRIu64 "\n", connection->number,
	    connection->flow[UP].sent, connection->flow[DOWN].sent);
	for (int i = 0; i < DIRECTIONS; i++) {
		flow_clear(&connection->flow[i]);
		close(connection->fd[i]);
	}
	free(connection);
}

static void
close_connections(struct proxy *proxy)
{
	size_t kept = 0;

	for (size_t i = 0; i < proxy->count; i++)
		if (is_over(proxy->connections[i]))
			close_connection(proxy->connections[i]);
		else
			proxy->connections[kept++] = proxy->connections[i];
	proxy->count = kept;
}

/* One line of the standard input, if it has come in full. */
static void
obey(struct proxy *proxy)
{
	static char text[4096];
	static size_t len;
	ssize_t got = read(STDIN_FILENO, text + len, sizeof(text) - len);
	char *end;

	if (got <= 0 || (len += (size_t)got) == sizeof(text))
		exit(got < 0 || len == sizeof(text));
	while ((end = memchr(text, '\n', len)) != NULL) {
		struct error err;

		*end++ = '\0';
		if (command_run(proxy, text, &err) == 0)
			puts("ok");
		else
			printf("error %s\n", err.text);
		len -= (size_t)(end - text);
		memmove(text, end, len);
	}
}

static void
watch(struct pollfd *poller, int fd, short events)
{
	/* nobody is asked for nothing: a hang-up would be told all the time */
	poller->fd = events != 0 ? fd : -1;
	poller->events = events;
	poller->revents = 0;
}

/* What the two sockets of a connection are watched for; *due_us becomes earlier
 * when something is due before. */
static void
watch_connection(const struct connection *connection, struct pollfd *pollers,
    int64_t *due_us)
{
	short events[DIRECTIONS] = { 0, 0 };

	for (int i = 0; i < DIRECTIONS; i++) {
		const struct flow *flow = &connection->flow[i];

		if (flow_wants(connection, i))
			events[i] |= POLLIN;
		if (connection->is_stalled || flow->due.first == NULL)
			continue;
		if (flow->is_full)
			events[1 - i] |= POLLOUT;
		else if (flow->due.first->due_us < *due_us)
			*due_us = flow->due.first->due_us;
	}
	for (int i = 0; i < DIRECTIONS; i++)
		watch(&pollers[i], connection->fd[i], events[i]);
}

static void
wait_for_events(struct proxy *proxy, struct pollfd *pollers)
{
	int64_t due_us = INT64_MAX, left_us;
	bool is_open = proxy->listener >= 0 && proxy->count < CONNECTIONS_MAX;
	struct timespec left;

	watch(&pollers[0], STDIN_FILENO, POLLIN);
	watch(&pollers[1], proxy->listener, is_open ? POLLIN : 0);
	for (size_t i = 0; i < proxy->count; i++)
		watch_connection(
		    proxy->connections[i], &pollers[2 + 2 * i], &due_us);
	left_us = due_us - clock_steady_us();
	if (left_us < 0)
		left_us = 0;
	left.tv_sec = left_us / 1000000;
	left.tv_nsec = left_us % 1000000 * 1000;
	if (ppoll(pollers, 2 + 2 * proxy->count,
		due_us < INT64_MAX ? &left : NULL, NULL) < 0)
		for (size_t i = 0; i < 2 + 2 * proxy->count; i++)
			pollers[i].revents = 0;
	proxy->now_us = clock_steady_us();
}

static void
serve(struct proxy *proxy)
{
	static struct pollfd pollers[2 + 2 * CONNECTIONS_MAX];
	size_t count;

	for (;;) {
		if (fflush(stdout) != 0)
			exit(1);
		count = proxy->count;
		wait_for_events(proxy, pollers);
		for (size_t i = 0; i < 2 * count; i++)
			if (pollers[2 + i].revents != 0)
				flow_take(proxy, proxy->connections[i / 2],
				    (int)(i % 2));
		if (pollers[1].revents != 0)
			open_connection(proxy);
		if (pollers[0].revents != 0)
			obey(proxy);
		for (size_t i = 0; i < 2 * proxy->count; i++)
			flow_pass(
			    proxy, proxy->connections[i / 2], (int)(i % 2));
		close_connections(proxy);
	}
}

int
main(int argc, char **argv)
{
	static struct proxy proxy;
	struct error err;

	if (argc < 3) {
		fputs("usage: proxy LISTEN TARGET [COMMAND]...\n", stderr);
		return 64;
	}
	/* a delay of 1 ms is not to be one of 1.1 */
	prctl(PR_SET_TIMERSLACK, 1000UL);
	proxy.here = argv[1];
	proxy.target = argv[2];
	proxy.listener = -1;
	if (proxy_listen(&proxy, &err) < 0)
		goto fail;
	for (int i = 3; i < argc; i++)
		if (command_run(&proxy, argv[i], &err) < 0)
			goto fail;
	printf("ready %s\n", proxy.here);
	serve(&proxy);
	return 0;
fail:
	fprintf(stderr, "proxy: %s\n", err.text);
	return 1;
}
