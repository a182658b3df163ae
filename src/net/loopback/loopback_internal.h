/*
 * The listener's own parts, shared by loopback.c (life and the caller's side), socket.c (listening),
 * serve.c (connections and requests, the library's side) and reply.c (answers).
 *
 * Everything happens inside loopback_run(), which notes the time first: the library's callbacks take it from there.
 */
#ifndef DISCRED_LOOPBACK_INTERNAL_H
#define DISCRED_LOOPBACK_INTERNAL_H

#include <microhttpd.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/url.h"
#include "discred/buf.h"
#include "discred/error.h"
#include "net/loopback/loopback.h"
#include "net/loopback/page.h"

enum {
	LOOPBACK_LISTENERS = 2,    /* localhost is 127.0.0.1 and ::1 */
	LOOPBACK_CONNECTIONS = 32, /* at once, per listener */
	LOOPBACK_PHASE_MS = 5000,  /* to send a request; to take an answer */
};

enum loopback_phase {
	PHASE_REQUEST, /* its request is awaited */
	PHASE_HELD,    /* brought the right state; suspended, no deadline */
	PHASE_RESUMED, /* the outcome is known; the library is about to ask for its answer */
	PHASE_ANSWER,  /* its answer is on the way */
	PHASE_ENDED,   /* shut down: the library is about to notice */
};

struct loopback_connection {
	struct loopback_connection *next;
	struct MHD_Connection *http;
	int fd;
	enum loopback_phase phase;
	int64_t deadline; /* in PHASE_REQUEST and PHASE_ANSWER */
	bool due;         /* an answer about the outcome is due to it */
	struct buf target;
	const void *target_at; /* where the library has it */
};

/* A listening socket and the daemon that accepts from it. */
struct loopback_listener {
	struct loopback *loopback;
	struct MHD_Daemon *daemon;
	union {
		struct sockaddr any;
		struct sockaddr_in v4;
		struct sockaddr_in6 v6;
	} address;
	int fd; /* -1 once the daemon owns it */
};

struct loopback {
	struct url redirect_uri;
	struct buf host; /* what Host must be */
	struct buf nonce;
	struct buf start_url;
	struct buf state;
	struct buf target;
	uid_t uid;

	int epoll;
	struct loopback_listener listener[LOOPBACK_LISTENERS];
	size_t listeners;
	struct loopback_connection *connections;
	int64_t now_ms;

	struct redirect redirect;
	bool brought; /* a redirect with the right state came */
	bool taken;   /* and the caller has it */
	bool answered;
	unsigned outcome_status;
	struct buf outcome_page;
};

/* Binds and listens on the redirect URI's addresses; the listeners made so far are the loopback's, also after an error.
 */
int loopback_listen(struct loopback *loopback, struct error *err) __attribute__((nonnull, warn_unused_result));

/* The answers: a small page, the way to the authorize URL, and how the login ended. */
enum MHD_Result loopback_reply_note(struct loopback *loopback, struct loopback_connection *connection, unsigned status,
				    const char *title, const char *text) __attribute__((nonnull, warn_unused_result));
enum MHD_Result loopback_reply_start(struct loopback *loopback, struct loopback_connection *connection)
    __attribute__((nonnull, warn_unused_result));
enum MHD_Result loopback_reply_outcome(struct loopback *loopback, struct loopback_connection *connection)
    __attribute__((nonnull, warn_unused_result));

/* Starts the daemon of a listener, which takes its socket over. ERROR_SYS. */
int loopback_serve(struct loopback_listener *listener, struct error *err) __attribute__((nonnull, warn_unused_result));

#endif
