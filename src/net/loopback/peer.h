/*
 * Whose socket is at the other end of a loopback TCP connection: Linux tells the owner's uid in /proc/net/tcp and tcp6.
 *
 * Only an established connection with an open socket counts. Many kernels list one whose owner has closed it as root's,
 * so that anybody could connect, send, close, and pass for root.
 */
#ifndef DISCRED_PEER_H
#define DISCRED_PEER_H

#include <stdbool.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/types.h>

/*
 * Looks in a table of the form of /proc/net/tcp or tcp6 for the connection whose local end is `peer` and whose remote
 * end is `local`. Both are of the same family (AF_INET or AF_INET6). An IPv4 connection made through an IPv6 socket
 * stands in tcp6, with mapped addresses.
 */
bool peer_find(FILE *table, const struct sockaddr *peer, const struct sockaddr *local, uid_t *uid)
    __attribute__((nonnull, warn_unused_result));

/* The same, in this machine's tables. False when the connection is not found. */
bool peer_uid(const struct sockaddr *peer, const struct sockaddr *local, uid_t *uid)
    __attribute__((nonnull, warn_unused_result));

#endif
