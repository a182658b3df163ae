/*
 * The redirect that ends a login (RFC 6749 section 4.1.2): what the browser, or a person who pastes its address, brings
 * back. The one place that reads it, for both.
 */
#ifndef DISCRED_REDIRECT_H
#define DISCRED_REDIRECT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/url.h"
#include "discred/buf.h"
#include "discred/error.h"

/* What a redirect said. Exactly one of code and error is not empty. */
struct redirect {
	struct buf code;
	struct buf error;       /* RFC 6749 section 4.1.2.1: access_denied, ... */
	struct buf description; /* error_description, as sent: foreign text */
};

void redirect_init(struct redirect *redirect) __attribute__((nonnull));
void redirect_release(struct redirect *redirect) __attribute__((nonnull));
void redirect_move(struct redirect *to, struct redirect *from) __attribute__((nonnull));

/*
 * Reads a redirect's query (after '?'): one `state`, equal to ours; code or error, at most once each. The one judge of
 * both the listener's requests and pasted addresses. Other parameters are tolerated. ERROR_DENIED says what is wrong
 * with it, and quotes none of it. redirect is empty then.
 */
int redirect_parse(const char *query, const struct buf *state, struct redirect *redirect, struct error *err)
    __attribute__((nonnull, warn_unused_result));

/*
 * The same for a whole pasted address: its scheme, authority and path must be the redirect URI's (as a browser writes
 * them, but http:// may be missing), white space around it is cut off.
 */
int redirect_parse_address(const char *address, const char *redirect_uri, const struct buf *state,
			   struct redirect *redirect, struct error *err) __attribute__((nonnull, warn_unused_result));

/* Whether a request's path, not decoded, is the redirect URI's; a URI without one is asked for as '/'. */
bool redirect_path_is(const struct url *redirect_uri, const char *path, size_t len)
    __attribute__((nonnull, warn_unused_result));

#endif
