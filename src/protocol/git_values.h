/* The attributes of git's credential protocol that matter here (gitcredentials(7), git-credential(1)). */
#ifndef DISCRED_PROTOCOL_GIT_VALUES_H
#define DISCRED_PROTOCOL_GIT_VALUES_H

#include <stdbool.h>

#include "discred/buf.h"
#include "discred/error.h"

struct git_values {
	struct buf protocol;
	struct buf host;
	struct buf username;
	struct buf password;
	struct buf credential;
	bool authtype; /* the asker knows what authtype is */
};

#define GIT_VALUES_INIT                                                                                                \
	{                                                                                                              \
		.protocol = BUF_INIT(BUF_TOKEN_MAX), .host = BUF_INIT(BUF_TOKEN_MAX),                                  \
		.username = BUF_INIT(BUF_TOKEN_MAX), .password = BUF_INIT(BUF_TOKEN_MAX),                              \
		.credential = BUF_INIT(BUF_TOKEN_MAX)                                                                  \
	}

/*
 * Reads key=value lines up to an empty line or the end. As in git the last value of a key counts, and other keys are
 * passed over. Only LF ends a line. A NUL, a line without '=', one longer than git's: ERROR_USAGE; values are never
 * quoted.
 */
int git_values_parse(const struct buf *bytes, struct git_values *values, struct error *err)
    __attribute__((nonnull, warn_unused_result));
void git_values_release(struct git_values *values) __attribute__((nonnull));

#endif
