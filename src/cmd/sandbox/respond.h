/*
 * Sending an answer with libmicrohttpd.
 */
#ifndef SANDBOX_RESPOND_H
#define SANDBOX_RESPOND_H

#include <microhttpd.h>

#include "cmd/sandbox/answer.h"

/* MHD_NO closes the connection. */
enum MHD_Result respond(struct MHD_Connection *connection, const struct answer *answer)
    __attribute__((nonnull, warn_unused_result));

#endif
