/*
 * `discred auth refresh --all`: a few profiles at a time, each in a process of its own, so that one that hangs delays
 * no other.
 *
 * A server that can't be reached is asked once: while the first request to it has not left, others to the same api_base
 * wait, and if it can't be sent they are not made. One that has answered 401 too often is not asked any more: Discord
 * bans whoever makes 10,000 invalid requests in ten minutes.
 *
 * SIGINT, SIGTERM and SIGHUP are passed on to the processes, which finish what was sent, and no more are started. Then
 * this one ends by the same signal.
 */
#ifndef DISCRED_CMD_AUTH_REFRESH_ALL_H
#define DISCRED_CMD_AUTH_REFRESH_ALL_H

#include "cmd/auth/session.h"
#include "net/oauth/renewal.h"

enum { REFRESH_JOBS = 8, REFRESH_JOBS_MAX = 64 };

struct refresh_all {
	const struct environ *env;
	int jobs;
	/* Renews one profile that has been logged in to, and prints the line of a success. */
	int (*refresh)(const void *data, const struct auth *auth, struct renewal_contact *contact, struct error *err);
	const void *data;
};

/*
 * All profiles that have been logged in to. A failure is told of in a line of its own. At the end the error has the
 * code of the first of them, in the order of names, and says how many there were.
 */
int refresh_all_run(const struct refresh_all *all, struct error *err) __attribute__((nonnull, warn_unused_result));

#endif
