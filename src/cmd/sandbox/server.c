#include "cmd/sandbox/server.h"

#include <arpa/inet.h>
#include <errno.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "cmd/sandbox/exchange.h"

enum { CONNECTIONS = 512, BACKLOG = 512, IDLE_SECONDS = 20, HEADERS_MAX = 160 * 1024 };

static int open_socket(uint16_t port, struct error *err)
{
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
	int one = 1;
	bool taken;
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return error_set(err, ERROR_SYS, "cannot make a socket: %s", strerror(errno));
	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	if (!bind(fd, (struct sockaddr *)&address, sizeof(address)) && !listen(fd, BACKLOG))
		return fd;
	taken = errno == EADDRINUSE;
	error_set(err, taken ? ERROR_TEMP : ERROR_SYS, "cannot listen on '127.0.0.1:%u': %s", (unsigned)port,
		  strerror(errno));
	if (taken)
		error_hint(err, "another program has this port: choose one with --port, or let --port 0 pick one");
	close(fd);
	return -1;
}

static int open_signals(struct error *err)
{
	sigset_t set;
	int fd;

	signal(SIGPIPE, SIG_IGN);
	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigprocmask(SIG_BLOCK, &set, NULL);
	fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	return fd < 0 ? error_set(err, ERROR_SYS, "cannot watch for signals: %s", strerror(errno)) : fd;
}

int server_open(struct server *server, struct sandbox *sandbox, struct error *err)
{
	struct sockaddr_in address;
	socklen_t len = sizeof(address);

	*server = (struct server){.sandbox = sandbox, .socket = -1, .signals = open_signals(err)};
	if (server->signals < 0)
		return -1;
	server->socket = open_socket((uint16_t)sandbox->settings->port, err);
	if (server->socket < 0)
		return -1;
	if (getsockname(server->socket, (struct sockaddr *)&address, &len) < 0)
		return error_set(err, ERROR_SYS, "cannot read the socket's address: %s", strerror(errno));
	sandbox->port = ntohs(address.sin_port);
	snprintf(sandbox->origin, sizeof(sandbox->origin), "http://127.0.0.1:%u", (unsigned)sandbox->port);
	return 0;
}

void server_close(struct server *server)
{
	if (server->socket >= 0)
		close(server->socket);
	if (server->signals >= 0)
		close(server->signals);
	server->socket = server->signals = -1;
}

static struct MHD_Daemon *start(struct service *service, int fd)
{
	return MHD_start_daemon(MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME, 0, NULL, NULL, exchange_serve, service,
				MHD_OPTION_LISTEN_SOCKET, fd, MHD_OPTION_URI_LOG_CALLBACK, exchange_begin, service,
				MHD_OPTION_NOTIFY_COMPLETED, exchange_end, service, MHD_OPTION_CONNECTION_LIMIT,
				(unsigned)CONNECTIONS, MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)IDLE_SECONDS,
				MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)HEADERS_MAX, MHD_OPTION_END);
}

static int wait_ms(struct MHD_Daemon *daemon, const struct service *service)
{
	MHD_UNSIGNED_LONG_LONG library;
	int64_t least = service->sandbox->let_go ? 0 : waiting_ms(&service->waiting, clock_ms());

	if (MHD_get_timeout(daemon, &library) == MHD_YES && (least < 0 || (int64_t)library < least))
		least = (int64_t)library;
	return least > 60000 ? 60000 : (int)least;
}

static void resume(struct service *service)
{
	waiting_resume(&service->waiting, service->sandbox->let_go ? INT64_MAX : clock_ms());
	service->sandbox->let_go = false;
}

static int loop(struct MHD_Daemon *daemon, struct service *service, int signals, struct error *err)
{
	const union MHD_DaemonInfo *info = MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_EPOLL_FD);

	if (!info)
		return error_set(err, ERROR_BUG, "the server has no epoll descriptor");
	for (;;) {
		struct pollfd fds[] = {
		    {.fd = info->epoll_fd, .events = POLLIN},
		    {.fd = signals, .events = POLLIN},
		};

		if (poll(fds, 2, wait_ms(daemon, service)) < 0 && errno != EINTR)
			return error_set(err, ERROR_SYS, "cannot wait for requests: %s", strerror(errno));
		if (fds[1].revents)
			return 0;
		resume(service);
		if (MHD_run(daemon) == MHD_NO)
			return error_set(err, ERROR_SYS, "the server failed");
	}
}

int server_run(struct server *server, struct error *err)
{
	struct service service = {.sandbox = server->sandbox};
	struct MHD_Daemon *daemon = start(&service, server->socket);
	int result;

	if (!daemon)
		return error_set(err, ERROR_SYS, "cannot start the server");
	server->socket = -1; /* the library's now */
	result = loop(daemon, &service, server->signals, err);
	/* The library insists that nothing is suspended when it stops. */
	waiting_resume(&service.waiting, INT64_MAX);
	MHD_stop_daemon(daemon);
	return result;
}
