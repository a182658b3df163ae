/*
 * Which of the environment's proxies a request to a server goes through: libcurl's rules, so that a person can be told
 * of the proxy and the variable. Of the proxy's address nothing is kept but host and port: it may hold a password.
 */
#ifndef DISCRED_PROXY_H
#define DISCRED_PROXY_H

#include <stdbool.h>

#include "base/environ.h"
#include "base/url.h"
#include "discred/error.h"

struct proxy {
	const char *variable;  /* that names a proxy for this server: "https_proxy", ...; NULL: none */
	const char *exception; /* "no_proxy" or "NO_PROXY", if it says that the server is reached directly; else NULL */
	char *host;            /* of the proxy; NULL: its address makes no sense */
	char *authority;       /* host:port, for messages; NULL as host */
	bool socks;
};

#define PROXY_INIT                                                                                                     \
	{                                                                                                              \
		.variable = NULL, .exception = NULL, .host = NULL, .authority = NULL                                   \
	}

/* For an https URL: plain http goes to loopback hosts only, which are always reached directly. */
void proxy_find(const struct environ *env, const struct url *url, struct proxy *proxy) __attribute__((nonnull));
void proxy_release(struct proxy *proxy) __attribute__((nonnull));

/* ERROR_CONFIG: the variable holds no address of a proxy. Returns -1. */
int proxy_error(const struct proxy *proxy, struct error *err) __attribute__((nonnull));

/* Whether a list like no_proxy's names the host: domains, addresses, networks (10.0.0.0/8), or all ("*"). */
bool proxy_list_names(const char *list, const char *host) __attribute__((nonnull, warn_unused_result));

#endif
