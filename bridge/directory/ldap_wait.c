/* SPDX-License-Identifier: ISC */
#include "bridge/directory/ldap_private.h"

#include <errno.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/clock.h"

/* libldap reads a TLS handshake and the head of an answer from a blocking
 * socket, and its timeouts do not count there: a server that accepts and stays
 * silent would hold us for ever.  So a layer above the socket waits before
 * every read, and no longer than it may. */
struct ldap_wait {
	struct ldap_conncb callback;
	int64_t connect_ms; /* for a whole handshake */
	int64_t read_ms;    /* for any read */
	int64_t until_ms;   /* when the handshake must be done; 0: it is */
	bool is_over;       /* a read waited in vain */
};

static int
set_up(Sockbuf_IO_Desc *layer, void *wait)
{
	layer->sbiod_pvt = wait;
	return 0;
}

static int
control(Sockbuf_IO_Desc *layer, int option, void *argument)
{
	return LBER_SBIOD_CTRL_NEXT(layer, option, argument);
}

static ber_slen_t
read_in_time(Sockbuf_IO_Desc *layer, void *data, ber_len_t size)
{
	struct ldap_wait *wait = layer->sbiod_pvt;
	int64_t until_ms = wait->until_ms != 0
	    ? wait->until_ms
	    : clock_steady_ms() + wait->read_ms;
	int socket, ready;

	ber_sockbuf_ctrl(layer->sbiod_sb, LBER_SB_OPT_GET_FD, &socket);
	ready = clock_wait_readable(socket, until_ms);
	if (ready == 0) {
		wait->is_over = true;
		errno = ETIMEDOUT;
	}
	if (ready <= 0)
		return -1;
	return LBER_SBIOD_READ_NEXT(layer, data, size);
}

static ber_slen_t
write_through(Sockbuf_IO_Desc *layer, void *data, ber_len_t size)
{
	return LBER_SBIOD_WRITE_NEXT(layer, data, size);
}

static Sockbuf_IO layer = { .sbi_setup = set_up,
	.sbi_ctrl = control,
	.sbi_read = read_in_time,
	.sbi_write = write_through };

/* The socket is connected, and nothing was sent: TLS comes above us. */
static int
begin(LDAP *handle, Sockbuf *socket, LDAPURLDesc *uri, struct sockaddr *address,
    struct ldap_conncb *callback)
{
	struct ldap_wait *wait = callback->lc_arg;

	(void)handle;
	(void)uri;
	(void)address;
	wait->until_ms = clock_steady_ms() + wait->connect_ms;
	return ber_sockbuf_add_io(
	    socket, &layer, LBER_SBIOD_LEVEL_PROVIDER + 1, wait);
}

static void
end(LDAP *handle, Sockbuf *socket, struct ldap_conncb *callback)
{
	(void)handle;
	/* once more without a socket, when the handle goes */
	if (socket == NULL)
		free(callback->lc_arg);
}

struct ldap_wait *
ldap_wait_create(LDAP *handle, int64_t connect_ms, int64_t read_ms)
{
	struct ldap_wait *wait = memory_alloc(1, sizeof(*wait));

	wait->callback.lc_add = begin;
	wait->callback.lc_del = end;
	wait->callback.lc_arg = wait;
	wait->connect_ms = connect_ms;
	wait->read_ms = read_ms;
	if (ldap_set_option(handle, LDAP_OPT_CONNECT_CB, &wait->callback) !=
	    LDAP_OPT_SUCCESS) {
		free(wait);
		return NULL;
	}
	return wait;
}

void
ldap_wait_connected(struct ldap_wait *wait)
{
	wait->until_ms = 0;
}

bool
ldap_wait_is_over(const struct ldap_wait *wait)
{
	return wait->is_over;
}
