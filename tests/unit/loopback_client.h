/*
 * Both sides of the listener in one process: raw client sockets, and the listener driven by hand. Time is an argument
 * that a test moves on; nothing waits for a clock.
 */
#ifndef LOOPBACK_CLIENT_H
#define LOOPBACK_CLIENT_H

#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdarg.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "net/loopback/loopback.h"

#define STATE "right-state_123"
#define TARGET "https://discord.com/oauth2/authorize?client_id=1&state=" STATE

struct world {
	struct loopback *loopback;
	struct buf state;
	struct buf target;
	uint16_t port;
	int64_t now;
	struct error err;
};

static inline int bound_socket(uint32_t address, uint16_t port)
{
	struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(address)};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	cr_assert_geq(fd, 0);
	cr_assert_eq(bind(fd, (void *)&to, sizeof(to)), 0, "%s", strerror(errno));
	return fd;
}

static inline uint16_t port_of(int fd)
{
	struct sockaddr_in at;
	socklen_t size = sizeof(at);

	cr_assert_eq(getsockname(fd, (void *)&at, &size), 0);
	return ntohs(at.sin_port);
}

static inline uint16_t free_port(void)
{
	int fd = bound_socket(INADDR_LOOPBACK, 0);
	uint16_t port = port_of(fd);

	close(fd);
	return port;
}

static inline void world_init(struct world *world, uint16_t port)
{
	*world = (struct world){.state = BUF_INIT(64), .target = BUF_INIT(256), .port = port, .now = 1000000};
	buf_str(&world->state, STATE);
	buf_str(&world->target, TARGET);
}

/* Tries to listen; uri is a format with a place for the port. */
static inline int world_try(struct world *world, const char *uri)
{
	char text[256];

	snprintf(text, sizeof(text), uri, world->port);
	return loopback_open(&world->loopback, text, &world->state, &world->target, getuid(), &world->err);
}

/* Another test's client may have the free port by the time it is wanted. */
static inline void world_open(struct world *world, const char *uri)
{
	for (int i = 0; i < 20; i++) {
		world_init(world, free_port());
		if (world_try(world, uri) == 0)
			return;
		cr_assert_eq(world->err.code, ERROR_TEMP, "%s", world->err.text);
		buf_release(&world->state);
		buf_release(&world->target);
	}
	cr_assert_fail("no port to listen on");
}

static inline void world_close(struct world *world)
{
	loopback_close(world->loopback);
	buf_release(&world->state);
	buf_release(&world->target);
}

static inline void run(struct world *world)
{
	cr_assert_eq(loopback_run(world->loopback, world->now, &world->err), 0, "%s", world->err.text);
}

/* Runs the listener until it has nothing more to do. */
static inline void drive(struct world *world)
{
	struct pollfd ready = {.fd = loopback_fd(world->loopback), .events = POLLIN};

	run(world);
	while (loopback_wait_ms(world->loopback, world->now) == 0 || poll(&ready, 1, 0) > 0)
		run(world);
}

static inline int connect_from(uint16_t port, const char *address)
{
	struct sockaddr_in v4 = {.sin_family = AF_INET, .sin_port = htons(port)};
	struct sockaddr_in6 v6 = {.sin6_family = AF_INET6, .sin6_port = htons(port)};
	bool is_v6 = strchr(address, ':');
	int fd = socket(is_v6 ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int result;

	cr_assert_geq(fd, 0);
	if (is_v6)
		cr_assert_eq(inet_pton(AF_INET6, address, &v6.sin6_addr), 1);
	else
		cr_assert_eq(inet_pton(AF_INET, address, &v4.sin_addr), 1);
	result = is_v6 ? connect(fd, (void *)&v6, sizeof(v6)) : connect(fd, (void *)&v4, sizeof(v4));
	cr_assert_eq(result, 0, "connect %s: %s", address, strerror(errno));
	return fd;
}

static inline int client(const struct world *world)
{
	return connect_from(world->port, "127.0.0.1");
}

static inline void say_bytes(int fd, const char *bytes, size_t len)
{
	cr_assert_eq(send(fd, bytes, len, MSG_NOSIGNAL), (ssize_t)len);
}

static inline void say(int fd, const char *text)
{
	say_bytes(fd, text, strlen(text));
}

/* GET with the right Host, and more headers, each with its line's end. */
static inline void ask(const struct world *world, int fd, const char *target, const char *more)
{
	char text[4096];

	snprintf(text, sizeof(text), "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%u\r\n%s\r\n", target, world->port, more);
	say(fd, text);
}

/* Takes what is there into text, without waiting; true at the connection's end. */
static inline bool take(int fd, struct buf *text)
{
	char piece[4096];
	ssize_t got;

	while ((got = recv(fd, piece, sizeof(piece), MSG_DONTWAIT)) > 0)
		buf_add(text, piece, (size_t)got);
	return got == 0 || (errno != EAGAIN && errno != EINTR);
}

/* Runs the listener until the connection has ended; text is what came. */
static inline const char *hear(struct world *world, int fd, struct buf *text)
{
	struct pollfd ready[] = {{.fd = fd, .events = POLLIN}, {.fd = -1, .events = POLLIN}};

	ready[1].fd = loopback_fd(world->loopback);
	drive(world);
	while (!take(fd, text)) {
		cr_assert_gt(poll(ready, 2, 10000), 0, "no answer; so far: %s", buf_text(text));
		drive(world);
	}
	close(fd);
	return buf_text(text);
}

/* Whether the connection is open and nothing has come: true is final once another one was answered after it. */
static inline bool is_waiting(int fd)
{
	struct pollfd ready = {.fd = fd, .events = POLLIN};

	return poll(&ready, 1, 0) == 0;
}

static inline unsigned status_of(const char *answer)
{
	unsigned status = 0;

	if (sscanf(answer, "HTTP/1.1 %3u ", &status) != 1)
		return 0;
	return status;
}

/* One request on a connection of its own. */
static inline unsigned get(struct world *world, const char *target, const char *more, struct buf *text)
{
	int fd = client(world);

	buf_clear(text);
	ask(world, fd, target, more);
	return status_of(hear(world, fd, text));
}

static inline const char *start_path(const struct world *world)
{
	return strstr(loopback_start_url(world->loopback), "/start/");
}

/* Sends a right redirect and takes it; returns its connection, which is held. */
static inline int bring(struct world *world, const char *target, struct redirect *redirect)
{
	struct pollfd ready = {.fd = loopback_fd(world->loopback), .events = POLLIN};
	int fd = client(world);

	redirect_init(redirect);
	ask(world, fd, target, "");
	drive(world);
	while (!loopback_take(world->loopback, redirect)) {
		cr_assert_gt(poll(&ready, 1, 10000), 0, "the redirect was not heard");
		drive(world);
	}
	return fd;
}

#endif
