/*
 * URLs, as far as discred looks into them: scheme, authority, path and query of http and https, for settings and for
 * the address that a person pastes. No other component is interpreted, and nothing is normalised: Discord compares
 * redirect URIs byte by byte.
 */
#ifndef DISCRED_URL_H
#define DISCRED_URL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "discred/buf.h"
#include "discred/error.h"

struct url {
	bool tls;
	char *authority; /* host[:port] as written */
	char *host;      /* without brackets; an IPv6 address is the only one with a colon */
	uint16_t port;   /* the scheme's default if not written */
	char *path;      /* begins with '/', or "" */
	char *query;     /* after '?', NULL when there is none */
};

#define URL_INIT                                                                                                       \
	{                                                                                                              \
		.authority = NULL, .host = NULL, .path = NULL, .query = NULL                                           \
	}

/*
 * No user information, no backslash before the query, no control bytes or spaces; the port is 1 to 65535; a host in
 * brackets is an IPv6 address; a fragment is cut off. ERROR_USAGE, whose text says what is wrong and never quotes the
 * URL: it may be a pasted one, with a code in it. Releases what url held before; empty after an error.
 */
int url_parse(struct url *url, const char *text, struct error *err) __attribute__((nonnull, warn_unused_result));
void url_release(struct url *url) __attribute__((nonnull));

/*
 * Appends the authority as a browser sends it in Host: lower case, the address in its shortest form, no default port.
 * The only normalising there is, for comparing with what came from a browser.
 */
void url_host_header(const struct url *url, struct buf *host) __attribute__((nonnull));

/* 127.0.0.0/8, ::1, or the name localhost. */
bool url_is_loopback(const struct url *url) __attribute__((nonnull, warn_unused_result));

#endif
