/*
 * A connection on stdin that wants a token: what systemd starts discred token for (discred-token@.socket, Accept=yes).
 * Which profile is meant, and who asks, is told by the addresses of the connection's two ends.
 */
#ifndef DISCRED_TOKEN_SOCKET_H
#define DISCRED_TOKEN_SOCKET_H

#include "discred/buf.h"
#include "discred/error.h"

/*
 * The profile of a connection: NAME where the socket is .../discred-NAME.sock. The name is the caller's to free.
 * ERROR_USAGE if the descriptor is no connection to such a socket.
 */
int socket_profile(int fd, char **name, struct error *err) __attribute__((nonnull, warn_unused_result));

/*
 * Appends who asks, for the log: the unit and the credential, as the system manager writes them into the address that
 * it connects from, or the process. The address is the asker's own word: nothing may depend on it.
 */
void socket_asker(int fd, struct buf *asker) __attribute__((nonnull));

#endif
