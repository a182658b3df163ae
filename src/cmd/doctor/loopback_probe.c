#include "cmd/doctor/loopback_probe.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/url.h"
#include "net/loopback/loopback.h"
#include "net/loopback/peer.h"
#include "net/pkce.h"

/* Where the listener is to send us: it is looked for in the answer, and never opened. */
static const char target_text[] = "https://discord.com/oauth2/authorize";

enum { STATE_BYTES = 32, CONNECT_MS = 1000 };

struct probe {
	struct loopback *loopback;
	struct url start; /* what a browser is given */
	int64_t deadline;
	int fd;
	bool owned; /* the system tells whose our connection is */
	struct peer owner;
	union {
		struct sockaddr any;
		struct sockaddr_in v4;
		struct sockaddr_in6 v6;
	} listener;
	struct buf request; /* what is still to be sent */
	struct buf reply;
};

static int failed(const struct probe *probe, const char *what, int reason, struct error *err)
{
	return error_set(err, ERROR_SYS, "port %u: %s: %s", probe->start.port, what, strerror(reason));
}

/* Returns 0, or an errno; a connection in progress is fine. */
static int start_connection(struct probe *probe, bool v6)
{
	socklen_t size = v6 ? sizeof(probe->listener.v6) : sizeof(probe->listener.v4);

	memset(&probe->listener, 0, sizeof(probe->listener));
	if (v6) {
		probe->listener.v6.sin6_family = AF_INET6;
		probe->listener.v6.sin6_port = htons(probe->start.port);
		probe->listener.v6.sin6_addr = in6addr_loopback;
	} else {
		probe->listener.v4.sin_family = AF_INET;
		probe->listener.v4.sin_port = htons(probe->start.port);
		probe->listener.v4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
		inet_pton(AF_INET, probe->start.host, &probe->listener.v4.sin_addr);
	}
	probe->fd = socket(probe->listener.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, IPPROTO_TCP);
	if (probe->fd < 0)
		return errno;
	if (connect(probe->fd, &probe->listener.any, size) < 0 && errno != EINPROGRESS)
		return errno;
	return 0;
}

/* Before the listener looks: what it will see. Afterwards the connection may be gone from the tables. */
static int note_owner(struct probe *probe, struct error *err)
{
	struct pollfd connected = {.fd = probe->fd, .events = POLLOUT};
	union {
		struct sockaddr any;
		struct sockaddr_storage storage;
	} own;
	socklen_t size = sizeof(own);
	int netlink;

	if (poll(&connected, 1, CONNECT_MS) < 0 || getsockname(probe->fd, &own.any, &size) < 0)
		return failed(probe, "connect", errno, err);
	netlink = peer_open(&probe->listener.any);
	probe->owned = peer_ask(netlink, &own.any, &probe->listener.any, &probe->owner);
	if (netlink >= 0)
		close(netlink);
	return 0;
}

static int turned_away(const struct probe *probe, struct error *err)
{
	if (probe->owned)
		return error_set(err, ERROR_SYS, "port %u: our own connection was turned away, as that of user %lu",
				 probe->start.port, (unsigned long)probe->owner.uid);
	error_set(err, ERROR_SYS,
		  "port %u: our own connection was turned away: neither netlink nor /proc/net shows whose it is",
		  probe->start.port);
	return error_hint(err, "make /proc/net/tcp and tcp6 readable; until then, paste the address that the browser "
			       "ends at");
}

static int send_rest(struct probe *probe, struct error *err)
{
	ssize_t put = send(probe->fd, buf_text(&probe->request), probe->request.len, MSG_NOSIGNAL);
	struct buf rest = BUF_INIT(probe->request.max);

	if (put < 0)
		return errno == EAGAIN || errno == EINTR ? 0 : failed(probe, "send", errno, err);
	buf_add(&rest, buf_text(&probe->request) + put, probe->request.len - (size_t)put);
	buf_move(&probe->request, &rest);
	return 0;
}

/* 1: there is no more to come. */
static int receive(struct probe *probe, struct error *err)
{
	char *room = buf_room(&probe->reply, 4096);
	ssize_t got = room ? recv(probe->fd, room, 4096, 0) : 0;

	if (got > 0) {
		buf_grown(&probe->reply, (size_t)got);
		return 0;
	}
	if (got < 0 && (errno == EAGAIN || errno == EINTR))
		return 0;
	if (!probe->reply.len)
		return turned_away(probe, err);
	return 1;
}

static int exchange(struct probe *probe, struct error *err)
{
	int done = 0;

	while (!done) {
		struct pollfd fds[] = {
		    {.fd = probe->fd, .events = (short)(probe->request.len ? POLLOUT : POLLIN)},
		    {.fd = loopback_fd(probe->loopback), .events = POLLIN},
		};
		int64_t left = probe->deadline - clock_ms();

		if (left <= 0)
			return error_set(err, ERROR_SYS, "port %u: the listener did not answer in time",
					 probe->start.port);
		/* The library has timers of its own: it is asked often. */
		if (poll(fds, 2, left < 20 ? (int)left : 20) < 0 && errno != EINTR)
			return failed(probe, "poll", errno, err);
		if (loopback_run(probe->loopback, clock_ms(), err) < 0)
			return -1;
		if (fds[0].revents && probe->request.len)
			done = send_rest(probe, err);
		else if (fds[0].revents)
			done = receive(probe, err);
	}
	return done < 0 ? -1 : 0;
}

static bool leads_on(const struct probe *probe)
{
	static const char status[] = "HTTP/1.1 302 ";
	const char *reply = buf_text(&probe->reply);
	const char *location = strcasestr(reply, "\r\nLocation: ");

	return !strncmp(reply, status, sizeof(status) - 1) && location &&
	       !strncmp(location + 12, target_text, sizeof(target_text) - 1) &&
	       !strncmp(location + 12 + sizeof(target_text) - 1, "\r\n", 2);
}

static int unreachable(const struct probe *probe, int reason, struct error *err)
{
	failed(probe, "connect", reason, err);
	return error_hint(err, "see whether the loopback interface is up ('ip link set lo up')");
}

/* At one of the addresses. One that this machine has not got is no trouble where another one stands for the host. */
static int ask(struct probe *probe, bool v6, bool optional, struct error *err)
{
	struct buf host = BUF_INIT(1024);
	int result = -1;
	int reason;

	buf_clear(&probe->request);
	buf_clear(&probe->reply);
	url_host_header(&probe->start, &host);
	buf_printf(&probe->request, "GET %s HTTP/1.1\r\nHost: %s\r\n\r\n", probe->start.path, buf_text(&host));
	buf_release(&host);
	reason = start_connection(probe, v6);
	if (optional && (reason == EADDRNOTAVAIL || reason == EAFNOSUPPORT || reason == ENETUNREACH))
		result = 0;
	else if (reason)
		result = unreachable(probe, reason, err);
	else if (!note_owner(probe, err) && !exchange(probe, err))
		result = leads_on(probe)
			     ? 0
			     : error_set(err, ERROR_SYS, "port %u: something else answered than our listener",
					 probe->start.port);
	if (probe->fd >= 0)
		close(probe->fd);
	probe->fd = -1;
	return result;
}

static int ask_all(struct probe *probe, struct error *err)
{
	bool both = !strcasecmp(probe->start.host, "localhost");
	bool v6 = strchr(probe->start.host, ':') != NULL;

	if (ask(probe, v6, false, err) < 0)
		return -1;
	return both ? ask(probe, true, true, err) : 0;
}

int loopback_probe(const char *redirect_uri, uid_t uid, int timeout_ms, struct error *err)
{
	struct probe probe = {
	    .start = URL_INIT,
	    .deadline = clock_ms() + timeout_ms,
	    .fd = -1,
	    .request = BUF_INIT(4096),
	    .reply = BUF_INIT(65536),
	};
	struct buf state = BUF_INIT(128);
	struct buf target = BUF_INIT(sizeof(target_text));
	int result = random_base64url(STATE_BYTES, &state, err);

	buf_str(&target, target_text);
	if (!result)
		result = loopback_open(&probe.loopback, redirect_uri, &state, &target, uid, err);
	if (!result)
		result = url_parse(&probe.start, loopback_start_url(probe.loopback), err);
	if (!result)
		result = ask_all(&probe, err);
	loopback_close(probe.loopback);
	url_release(&probe.start);
	buf_release(&probe.request);
	buf_release(&probe.reply);
	buf_release(&state);
	buf_release(&target);
	return result;
}
