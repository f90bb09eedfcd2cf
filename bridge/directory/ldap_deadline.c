/* SPDX-License-Identifier: ISC */
#include "bridge/directory/ldap_deadline.h"

#include <errno.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/clock.h"

struct ldap_deadline {
	struct ldap_conncb callback;
	int64_t open_ms;
	int64_t end_ms;  /* of the handshake; 0 when it is over */
	Sockbuf *buffer; /* NULL: not connected */
	bool is_passed;
};

/* Wait until the socket is ready; -1 with ETIMEDOUT when it is too late.  After
 * the handshake libldap waits itself, for whole answers. */
static int
wait_for(Sockbuf_IO_Desc *layer, bool is_write)
{
	struct ldap_deadline *deadline = layer->sbiod_pvt;
	int fd;

	if (deadline->end_ms == 0 ||
	    ber_sockbuf_ctrl(layer->sbiod_sb, LBER_SB_OPT_GET_FD, &fd) != 1 ||
	    clock_wait_fd(fd, is_write, deadline->end_ms))
		return 0;
	deadline->is_passed = true;
	errno = ETIMEDOUT;
	return -1;
}

static int
layer_setup(Sockbuf_IO_Desc *layer, void *deadline)
{
	layer->sbiod_pvt = deadline;
	return 0;
}

static int
layer_control(Sockbuf_IO_Desc *layer, int option, void *value)
{
	return LBER_SBIOD_CTRL_NEXT(layer, option, value);
}

static ber_slen_t
layer_read(Sockbuf_IO_Desc *layer, void *bytes, ber_len_t len)
{
	if (wait_for(layer, false) < 0)
		return -1;
	return LBER_SBIOD_READ_NEXT(layer, bytes, len);
}

static ber_slen_t
layer_write(Sockbuf_IO_Desc *layer, void *bytes, ber_len_t len)
{
	if (wait_for(layer, true) < 0)
		return -1;
	return LBER_SBIOD_WRITE_NEXT(layer, bytes, len);
}

/* libldap's ldap_conn_add_f: connected, nothing sent yet. */
static int
begin(LDAP *handle, Sockbuf *buffer, LDAPURLDesc *server,
    struct sockaddr *address, struct ldap_conncb *callback)
{
	static Sockbuf_IO layer = { .sbi_setup = layer_setup,
		.sbi_ctrl = layer_control,
		.sbi_read = layer_read,
		.sbi_write = layer_write };
	struct ldap_deadline *deadline = callback->lc_arg;

	(void)handle;
	(void)server;
	(void)address;
	deadline->end_ms = clock_steady_ms() + deadline->open_ms;
	deadline->buffer = buffer;
	return ber_sockbuf_add_io(
	    buffer, &layer, LBER_SBIOD_LEVEL_PROVIDER + 1, deadline);
}

/* libldap's ldap_conn_del_f: a connection is closed, or, without one, the
 * handle is about to go. */
static void
end(LDAP *handle, Sockbuf *buffer, struct ldap_conncb *callback)
{
	struct ldap_deadline *deadline = callback->lc_arg;

	(void)handle;
	if (deadline->buffer == buffer)
		deadline->buffer = NULL;
	if (buffer == NULL)
		free(deadline);
}

struct ldap_deadline *
ldap_deadline_create(LDAP *handle, int64_t open_ms, struct error *err)
{
	struct ldap_deadline *deadline = memory_alloc(1, sizeof(*deadline));

	deadline->callback.lc_add = begin;
	deadline->callback.lc_del = end;
	deadline->callback.lc_arg = deadline;
	deadline->open_ms = open_ms;
	if (ldap_set_option(handle, LDAP_OPT_CONNECT_CB, &deadline->callback) ==
	    LDAP_OPT_SUCCESS)
		return deadline;
	free(deadline);
	error_set(err, ERROR_INTERNAL, "libldap takes no connect callback");
	return NULL;
}

void
ldap_deadline_opened(struct ldap_deadline *deadline)
{
	deadline->end_ms = 0;
	/* a blocking write of more than the socket takes can't be bounded */
	if (deadline->buffer != NULL)
		ber_sockbuf_ctrl(deadline->buffer, LBER_SB_OPT_SET_NONBLOCK,
		    deadline->buffer);
}

bool
ldap_deadline_is_passed(const struct ldap_deadline *deadline)
{
	return deadline->is_passed;
}
