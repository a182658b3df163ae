/*
 * A server on a free port of 127.0.0.1, in a child process: it answers one connection after the other with the next of
 * the given bytes, and nobody once they are used up. What it was asked comes back from server_stop().
 */
#ifndef UNIT_HTTP_SERVER_H
#define UNIT_HTTP_SERVER_H

#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/memory.h"
#include "discred/buf.h"

/* Instead of bytes to answer with. */
#define SERVER_HANG_UP NULL /* reads the request, closes without an answer */
#define SERVER_TURN_AWAY "" /* closes without reading */

struct server {
	pid_t pid;
	int place;  /* keeps the port from others after the last answer */
	int report; /* what came in: a file, so that nobody waits for its reader */
	uint16_t port;
	char url[64];
	struct buf seen;
};

/* A socket on a port of 127.0.0.1; 0 picks a free one. Nobody is let in before listen(). */
static inline int server_bind(uint16_t *port)
{
	struct sockaddr_in address = {
	    .sin_family = AF_INET,
	    .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	    .sin_port = htons(*port),
	};
	socklen_t len = sizeof(address);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	cr_assert_geq(fd, 0);
	cr_assert_eq(setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &(int){1}, sizeof(int)), 0);
	cr_assert_eq(bind(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	cr_assert_eq(getsockname(fd, (struct sockaddr *)&address, &len), 0);
	*port = ntohs(address.sin_port);
	return fd;
}

/* The header, and as much body as it announces. */
static inline void server_read_request(int fd, struct buf *request)
{
	const char *end = NULL;
	const char *length;
	size_t want = 0;
	ssize_t got;

	while (!end || request->len < want) {
		char *room = buf_room(request, 65536);

		got = room ? read(fd, room, 65536) : -1;
		if (got <= 0)
			return;
		buf_grown(request, (size_t)got);
		end = strstr(buf_text(request), "\r\n\r\n");
		length = strcasestr(buf_text(request), "\r\nContent-Length: ");
		if (end)
			want = (size_t)(end + 4 - request->ptr) + (length ? strtoul(length + 18, NULL, 10) : 0);
	}
}

static inline void server_write(int fd, const char *bytes, size_t len)
{
	while (len) {
		ssize_t written = write(fd, bytes, len);

		if (written <= 0)
			return;
		bytes += written;
		len -= (size_t)written;
	}
}

/* How one connection is served: reports what came in, answers. turn counts from 0. */
typedef void server_answer(int fd, int report, const void *context, size_t turn);

static inline void server_answer_bytes(int fd, int report, const void *context, size_t turn)
{
	const char *const *replies = context;
	const char *reply = replies[turn];
	struct buf request = BUF_INIT(1 << 22);

	if (!reply || *reply) {
		server_read_request(fd, &request);
		server_write(report, buf_text(&request), request.len);
		if (reply)
			server_write(fd, reply, strlen(reply));
	} else {
		server_write(report, "-", 1);
	}
	buf_release(&request);
}

static inline void server_run(int listener, int report, server_answer *answer, const void *context, size_t count)
{
	signal(SIGPIPE, SIG_IGN);
	for (size_t turn = 0; turn < count; turn++) {
		int fd = accept(listener, NULL, NULL);

		if (turn + 1 == count)
			close(listener);
		answer(fd, report, context, turn);
		close(fd);
	}
}

/* Serves that many connections. */
static inline void server_start_with(struct server *server, server_answer *answer, const void *context, size_t count)
{
	int listener;

	server->port = 0;
	server->place = server_bind(&server->port);
	listener = server_bind(&server->port);
	cr_assert_eq(listen(listener, 16), 0);
	buf_init(&server->seen, 1 << 22);
	snprintf(server->url, sizeof(server->url), "http://127.0.0.1:%u/path", server->port);
	server->report = memfd_create("requests", MFD_CLOEXEC);
	cr_assert_geq(server->report, 0);
	server->pid = fork();
	cr_assert_geq(server->pid, 0);
	if (!server->pid) {
		server_run(listener, server->report, answer, context, count);
		_exit(0);
	}
	close(listener);
}

static inline void server_start(struct server *server, const char *const *replies, size_t count)
{
	server_start_with(server, server_answer_bytes, replies, count);
}

/* Fills seen; a connection that was turned away is a '-' in it. server_release() afterwards. */
static inline void server_stop(struct server *server)
{
	ssize_t got = 1;

	kill(server->pid, SIGTERM);
	waitpid(server->pid, NULL, 0);
	cr_assert_eq(lseek(server->report, 0, SEEK_SET), 0);
	while (got > 0) {
		char *room = buf_room(&server->seen, 65536);

		cr_assert_not_null(room);
		got = read(server->report, room, 65536);
		if (got > 0)
			buf_grown(&server->seen, (size_t)got);
	}
	close(server->report);
	close(server->place);
}

static inline void server_release(struct server *server)
{
	buf_release(&server->seen);
}

/* How many requests were seen that begin so, and how many connections were turned away for "-". */
static inline size_t server_count(const struct server *server, const char *start)
{
	size_t count = 0;

	for (const char *at = buf_text(&server->seen); (at = strstr(at, start)); at += strlen(start))
		count++;
	return count;
}

#endif
