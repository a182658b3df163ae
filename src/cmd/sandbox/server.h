/*
 * The sandbox on HTTP: one thread, libmicrohttpd in external-epoll mode, and one loop that also keeps delayed answers
 * and ends on SIGINT or SIGTERM.
 */
#ifndef SANDBOX_SERVER_H
#define SANDBOX_SERVER_H

#include "cmd/sandbox/sandbox.h"
#include "discred/error.h"

struct server {
	struct sandbox *sandbox;
	int socket;
	int signals; /* SIGINT and SIGTERM, blocked and read here */
};

/* Listens on 127.0.0.1, and sets the sandbox's port and origin. ERROR_TEMP: the port is taken. */
int server_open(struct server *server, struct sandbox *sandbox, struct error *err)
    __attribute__((nonnull, warn_unused_result));
void server_close(struct server *server) __attribute__((nonnull));

/* Serves until a signal asks it to end. ERROR_SYS. */
int server_run(struct server *server, struct error *err) __attribute__((nonnull, warn_unused_result));

#endif
