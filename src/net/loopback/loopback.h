/*
 * The listener for the redirect (RFC 8252 section 7.3), hardened: whoever connects is a stranger until proven
 * otherwise.
 *
 * libmicrohttpd runs in external-epoll mode; the caller's loop polls `loopback_fd`, waits no longer than
 * loopback_wait_ms() and calls loopback_run(). Nothing blocks, and no thread is made.
 *
 * Bound and listening on the literal loopback address of the redirect URI before the browser opens (localhost:
 * 127.0.0.1 and ::1), and kept. A connection is served only when its peer's socket belongs to the user (peer.h; under
 * WSL to root too); it has 5 s from accept to send its request and 5 s to take its answer, enforced by shutdown. Of
 * more than 256 that are not done, the oldest is ended, so that nobody can keep the browser out by opening many. Only
 * GET, exactly one Host, equal to the redirect's authority (as browsers write it: lower case, no default port), a
 * target that begins with '/', no body, 64 KiB at the most (browsers send the cookies of all ports). Two paths:
 * /start/NONCE answers 302 to the authorize URL; the redirect's own path takes `code`, `state`, `error`, each at most
 * once. A wrong or stale state, a favicon, a prefetch are answered, an idle preconnect is ended, and none of them ends
 * the login.
 */
#ifndef DISCRED_LOOPBACK_H
#define DISCRED_LOOPBACK_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "discred/buf.h"
#include "discred/error.h"
#include "net/loopback/redirect.h"

struct loopback;

/*
 * Listens for the redirect URI. `uid` is whose connections are served; `state` and `target` (the
 * authorize URL) are copied. ERROR_TEMP when the port is in use, ERROR_SYS when it is not permitted (below 1024) or the
 * system refuses otherwise: err names the port and what to do. ERROR_CONFIG when nothing can listen for it, because it
 * is https or not loopback: what comes back must be pasted.
 */
int loopback_open(struct loopback **loopback, const char *redirect_uri, const struct buf *state,
		  const struct buf *target, uid_t uid, struct error *err) __attribute__((nonnull, warn_unused_result));
void loopback_close(struct loopback *loopback);

/* http://AUTHORITY/start/NONCE: what the browser is given. Valid as long as the listener. */
const char *loopback_start_url(const struct loopback *loopback)
    __attribute__((nonnull, returns_nonnull, warn_unused_result));

/* An epoll descriptor that is readable when there is something to do. */
int loopback_fd(const struct loopback *loopback) __attribute__((nonnull, warn_unused_result));

/* How long the caller may wait before the next loopback_run(), in milliseconds; -1: for ever. */
int loopback_wait_ms(struct loopback *loopback, int64_t now_ms) __attribute__((nonnull, warn_unused_result));

/* Serves what is ready and shuts down connections whose time is over. ERROR_SYS. */
int loopback_run(struct loopback *loopback, int64_t now_ms, struct error *err)
    __attribute__((nonnull, warn_unused_result));

/*
 * The next refusal to tell the person of, in one line: what was refused, whose it was, and why. NULL: none. The same of
 * the same user is told once, however often it happens. Valid until the loopback is closed.
 */
const char *loopback_refusal(struct loopback *loopback) __attribute__((nonnull, warn_unused_result));

/* What was seen of a browser, for the message that nobody authorized: a clause without a full stop. */
void loopback_summary(const struct loopback *loopback, struct buf *text) __attribute__((nonnull));

/*
 * The redirect that brought the right state, once, when there is one (redirect's contents are moved); its connection is
 * held, without a deadline, until loopback_answer(). Requests that bring the right state again are held too, and what
 * else they say is not looked at: a person who reloads sees how it ends.
 */
bool loopback_take(struct loopback *loopback, struct redirect *redirect) __attribute__((nonnull, warn_unused_result));

enum loopback_outcome { LOOPBACK_SUCCESS, LOOPBACK_DENIED, LOOPBACK_FAILED };

/*
 * Answers the held connection, and every later one with the right state, with the page of that outcome: title and text
 * are shown HTML-escaped, the text cut where it gets very long. The caller runs the loop until loopback_idle(). Also
 * for a login that was ended by a pasted address. Called once.
 */
void loopback_answer(struct loopback *loopback, enum loopback_outcome outcome, const char *title, const char *text)
    __attribute__((nonnull));

/* No connection with the right state is left that an answer is due to; after loopback_answer() none takes above 5 s. */
bool loopback_idle(const struct loopback *loopback) __attribute__((nonnull, warn_unused_result));

#endif
