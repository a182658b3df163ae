/*
 * The listener's own parts, shared by loopback.c (life and the caller's side), socket.c (listening), serve.c
 * (connections and requests, the library's side), reply.c (answers) and refusal.c (what is told of the refused).
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
#include "net/loopback/peer.h"

enum {
	LOOPBACK_LISTENERS = 2,    /* localhost is 127.0.0.1 and ::1 */
	LOOPBACK_UNFINISHED = 256, /* connections at once; then the oldest makes room */
	LOOPBACK_PHASE_MS = 5000,  /* to send a request; to take an answer */
	LOOPBACK_REFUSALS = 32,    /* kinds of refusals that are told */
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
	struct peer peer;
	int64_t deadline; /* in PHASE_REQUEST and PHASE_ANSWER */
	bool due;         /* an answer about the outcome is due to it */
	struct buf target;
	const void *target_at; /* where the library has it */
};

/* What was refused of whom, and why. */
struct loopback_refusal {
	const char *what; /* a literal */
	uid_t uid;        /* -1: not known */
	char reason[192];
	char *line; /* the three for the terminal, the process instead of the user where it could be found */
};

struct loopback_refusals {
	struct loopback_refusal kind[LOOPBACK_REFUSALS]; /* different from each other */
	size_t kinds;
	size_t told;
	unsigned long count; /* of all */
	char last[192];      /* the reason of the last one */
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
	bool serves_root; /* its relay brings the user's browser */
	int netlink;      /* of peer_open() */

	int epoll;
	struct loopback_listener listener[LOOPBACK_LISTENERS];
	size_t listeners;
	struct loopback_connection *connections;
	struct peer accepted; /* of the connection that the library is about to add */
	int64_t now_ms;

	struct loopback_refusals refusals;
	bool started; /* a browser was sent on to the authorize URL */

	struct redirect redirect;
	bool brought; /* a redirect with the right state came */
	bool taken;   /* and the caller has it */
	bool answered;
	unsigned outcome_status;
	struct buf outcome_page;
};

/* It has a deadline: a request or an answer is on the way. */
static inline bool loopback_unfinished(const struct loopback_connection *connection)
{
	return connection->phase == PHASE_REQUEST || connection->phase == PHASE_ANSWER;
}

/* By shutdown, not close: the library owns the descriptor, and notices. */
void loopback_end(struct loopback_connection *connection) __attribute__((nonnull));

/* Whether a byte has come from the other end. */
bool loopback_has_received(const struct loopback_connection *connection) __attribute__((nonnull, warn_unused_result));

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

/*
 * Notes a refusal: "refused WHAT of 'curl' (process 7): REASON". `what` is a literal. peer NULL: nobody is known to be
 * there.
 */
void loopback_refuse(struct loopback *loopback, const char *what, const struct peer *peer, const char *reason)
    __attribute__((nonnull(1, 2, 4)));
void loopback_refusals_release(struct loopback_refusals *refusals) __attribute__((nonnull));

/* Starts the daemon of a listener, which takes its socket over. ERROR_SYS. */
int loopback_serve(struct loopback_listener *listener, struct error *err) __attribute__((nonnull, warn_unused_result));

#endif
