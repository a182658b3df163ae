/*
 * Which profile a credential helper's asker means.
 */
#ifndef DISCRED_TOKEN_CHOOSE_H
#define DISCRED_TOKEN_CHOOSE_H

#include <stdbool.h>
#include <stdio.h>

#include "discred/error.h"
#include "discred/profile.h"
#include "discred/protocol.h"
#include "discred/source.h"

/*
 * Whether a credential helper may hand the profile's token to that server: it stands in `hosts`, ports compared too,
 * and the connection is protected; plain http is for a loopback host, and only where api_base is one too.
 */
bool profile_serves(const struct profile *profile, const struct url *url) __attribute__((nonnull, warn_unused_result));

/*
 * The profile that a helper's asker means, for the caller to release if it was found. Asked for by name, that one, if
 * it serves the server (profile_serves; where the request names one). Asked for by server, the default profile or else
 * the only other one that serves it. Not found
 * is no error, unless the request insists; a profile that is meant and has mistakes is one, and they are printed to
 * complaints.
 */
int choose_profile(const struct protocol_request *request, const struct environ *env,
		   const struct source_table *sources, FILE *complaints, struct profile *profile, bool *found,
		   struct error *err) __attribute__((nonnull, warn_unused_result));

/* The names of the profiles that answer for the server, and whether one of them does where none is named. */
int choose_list(const struct url *url, const struct environ *env, const struct source_table *sources,
		struct strings *names, bool *has_default, struct error *err)
    __attribute__((nonnull, warn_unused_result));

#endif
