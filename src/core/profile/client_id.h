/* Correcting the client_id of a profile's file. */
#ifndef DISCRED_CORE_PROFILE_CLIENT_ID_H
#define DISCRED_CORE_PROFILE_CLIENT_ID_H

#include "discred/error.h"
#include "discred/profile.h"

/* What the file says above a client_id that only the bot token vouches for. */
#define CLIENT_ID_UNCONFIRMED "from the bot token; not confirmed"

/*
 * Writes another client_id into the file of a loaded profile, durably, and takes the comment away that it is not
 * confirmed. Nothing else changes. ERROR_TEMP: the file has changed meanwhile. ERROR_CONFIG: it does not hold the
 * profile's client_id as a string any more, or is another user's.
 */
int profile_set_client_id(const struct profile *profile, const char *client_id, const struct environ *env,
			  struct error *err) __attribute__((nonnull, warn_unused_result));

#endif
