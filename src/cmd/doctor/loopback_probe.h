/*
 * Whether a login could get its answer: the listener and a browser's request, in one process.
 */
#ifndef DISCRED_LOOPBACK_PROBE_H
#define DISCRED_LOOPBACK_PROBE_H

#include <sys/types.h>

#include "discred/error.h"

/*
 * Listens for the redirect URI as a login does (loopback.h), asks for the page that a browser is given, at each of the
 * addresses that the URI's host stands for, and sees that it leads on. Errors are loopback_open()'s, and ERROR_SYS when
 * no answer came: err says so where the owner of our own connection is not shown by /proc/net/tcp.
 */
int loopback_probe(const char *redirect_uri, uid_t uid, int timeout_ms, struct error *err)
    __attribute__((nonnull, warn_unused_result));

#endif
