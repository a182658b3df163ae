/*
 * Looking a host's name up, as the system does for everybody, but with an end to the waiting.
 */
#ifndef DISCRED_RESOLVE_H
#define DISCRED_RESOLVE_H

#include "discred/error.h"

struct resolved {
	unsigned ipv4; /* how many addresses */
	unsigned ipv6;
};

/* A host without addresses: ERROR_CONFIG. No name server answered, or not in time: ERROR_TEMP. Anything else: SYS. */
int resolve_host(const char *host, int timeout_ms, struct resolved *resolved, struct error *err)
    __attribute__((nonnull, warn_unused_result));

/* What a code of getaddrinfo(3) means, os_error being errno for EAI_SYSTEM. Returns -1. */
int resolve_error(const char *host, int code, int os_error, struct error *err) __attribute__((nonnull));

#endif
