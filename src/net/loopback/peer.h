/*
 * Whose socket is at the other end of a loopback TCP connection. The kernel knows: it is asked by netlink
 * (sock_diag(7)), which finds one connection among any number; where that is not to be had, /proc/net/tcp and tcp6 are
 * read.
 *
 * Only an established connection with an open socket counts. Many kernels list one whose owner has closed it as root's,
 * so that anybody could connect, send, close, and pass for root: such a socket has no inode.
 */
#ifndef DISCRED_PEER_H
#define DISCRED_PEER_H

#include <stdbool.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/types.h>

struct peer {
	uid_t uid;
	unsigned long inode; /* of the socket, never 0 */
};

/* A netlink socket for peer_ask(), if it finds the socket that listens at `listener`; -1: /proc is to be read. */
int peer_open(const struct sockaddr *listener) __attribute__((nonnull, warn_unused_result));

/*
 * Looks up the connection whose local end is `peer` and whose remote end is `local`, both of the same family (AF_INET
 * or AF_INET6). False when there is none, or nobody holds it. netlink is of peer_open(), which may have said -1.
 */
bool peer_ask(int netlink, const struct sockaddr *peer, const struct sockaddr *local, struct peer *found)
    __attribute__((nonnull, warn_unused_result));

/*
 * The same, in a table of the form of /proc/net/tcp or tcp6. An IPv4 connection made through an IPv6 socket stands in
 * tcp6, with mapped addresses.
 */
bool peer_find(FILE *table, const struct sockaddr *peer, const struct sockaddr *local, struct peer *found)
    __attribute__((nonnull, warn_unused_result));

/* Who listens at that address; false: nobody, or netlink is not to be had. */
bool peer_listener(const struct sockaddr *address, struct peer *found) __attribute__((nonnull, warn_unused_result));

struct peer_process {
	char name[32]; /* printable ASCII */
	int pid;
};

/*
 * The process that holds the socket; false: none that can be looked into does. `hidden` (NULL: none) is the name of a
 * program that lets nobody look into it: where no other process holds the socket, one of that name and user is taken
 * for the one that does, but never the caller. Where there are several the pid is 0.
 */
bool peer_process(const struct peer *peer, const char *hidden, struct peer_process *process)
    __attribute__((nonnull(1, 3), warn_unused_result));

/* Whether that kernel (/proc/sys/kernel/osrelease) is WSL's, where root's relay brings what Windows' browser asks. */
bool peer_root_relays(const char *osrelease) __attribute__((nonnull, warn_unused_result));

#endif
