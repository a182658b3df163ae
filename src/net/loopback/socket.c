#include "net/loopback/loopback_internal.h"

#include <arpa/inet.h>
#include <errno.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

/* As many as the system lets wait (net.core.somaxconn): one that finds no place tries again after a second. */
enum { BACKLOG = 4096 };

static void set_v4(struct loopback_listener *listener, uint16_t port)
{
	memset(&listener->address, 0, sizeof(listener->address));
	listener->address.v4.sin_family = AF_INET;
	listener->address.v4.sin_port = htons(port);
	listener->address.v4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
}

static void set_v6(struct loopback_listener *listener, uint16_t port)
{
	memset(&listener->address, 0, sizeof(listener->address));
	listener->address.v6.sin6_family = AF_INET6;
	listener->address.v6.sin6_port = htons(port);
	listener->address.v6.sin6_addr = in6addr_loopback;
}

static socklen_t address_size(const struct loopback_listener *listener)
{
	return listener->address.any.sa_family == AF_INET ? sizeof(listener->address.v4) : sizeof(listener->address.v6);
}

/* Returns 0, or an errno; the socket is the listener's either way. */
static int open_socket(struct loopback_listener *listener)
{
	int family = listener->address.any.sa_family;
	int on = 1;

	listener->fd = socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, IPPROTO_TCP);
	if (listener->fd < 0)
		return errno;
	/* Lets a second login follow the first at once; a socket that listens still keeps others out. */
	if (setsockopt(listener->fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) < 0 ||
	    (family == AF_INET6 && setsockopt(listener->fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof(on)) < 0) ||
	    bind(listener->fd, &listener->address.any, address_size(listener)) < 0 || listen(listener->fd, BACKLOG) < 0)
		return errno;
	return 0;
}

static void close_socket(struct loopback_listener *listener)
{
	if (listener->fd >= 0)
		close(listener->fd);
	listener->fd = -1;
}

/* Who has the port; a login of one's own is what most often does. */
static int explain_taken(const struct loopback_listener *listener, uint16_t port, struct error *err)
{
	static const char own_name[] = "discred-auth";
	struct peer_process process;
	struct peer owner;
	bool known = peer_listener(&listener->address.any, &owner);

	if (known && !peer_process(&owner, own_name, &process)) {
		error_set(err, ERROR_TEMP, "port %u is in use by a program of user %u", port, owner.uid);
	} else if (known && !strcmp(process.name, own_name)) {
		error_set(err, ERROR_TEMP, "port %u is in use by another login of yours, which waits", port);
		return process.pid ? error_hint(err, "finish that login, or end it with 'kill %d'", process.pid)
				   : error_hint(err, "finish or end that login");
	} else if (known) {
		error_set(err, ERROR_TEMP, "port %u is in use by '%s' (process %d)", port, process.name, process.pid);
	} else {
		error_set(err, ERROR_TEMP, "port %u is in use by another program", port);
	}
	return error_hint(err, "stop that program, or register a redirect_uri with another port in the portal and put "
			       "it into the profile");
}

static int explain(const struct loopback_listener *listener, int reason, uint16_t port, struct error *err)
{
	if (reason == EADDRINUSE)
		return explain_taken(listener, port, err);
	error_set(err, ERROR_SYS, "cannot listen on port %u: %s", port, strerror(reason));
	if (reason == EACCES)
		error_hint(err, "register a redirect_uri with a higher port in the portal and put it into the profile");
	return -1;
}

static bool is_missing(int reason)
{
	return reason == EADDRNOTAVAIL || reason == EAFNOSUPPORT;
}

int loopback_listen(struct loopback *loopback, struct error *err)
{
	const struct url *url = &loopback->redirect_uri;
	bool both = !strcasecmp(url->host, "localhost");
	struct loopback_listener *first = &loopback->listener[0];
	struct loopback_listener *second = &loopback->listener[1];
	int reason;

	set_v4(first, url->port);
	if (strchr(url->host, ':'))
		set_v6(first, url->port);
	else if (!both)
		inet_pton(AF_INET, url->host, &first->address.v4.sin_addr);
	loopback->listeners = 1;
	reason = open_socket(first);
	if (both && !reason) {
		set_v6(second, url->port);
		reason = open_socket(second);
		loopback->listeners = 2;
		/* A machine without IPv6: browsers there take localhost for 127.0.0.1. */
		if (is_missing(reason)) {
			close_socket(second);
			loopback->listeners = 1;
			reason = 0;
		}
	}
	return reason ? explain(&loopback->listener[loopback->listeners - 1], reason, url->port, err) : 0;
}
