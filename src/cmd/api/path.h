/*
 * The path of an API request, as a person gives it.
 */
#ifndef DISCRED_API_PATH_H
#define DISCRED_API_PATH_H

#include "discred/buf.h"
#include "discred/error.h"
#include "discred/profile.h"

/*
 * Appends what goes behind the profile's api_base: given begins with '/', or is a whole URL below api_base.
 * {channel_id}, {guild_id} and {client_id} become the profile's; bytes above ASCII are percent-encoded. Refused is what
 * could lead elsewhere than it seems: other URLs, '.' and '..' as segments, fragments, control bytes, blanks and
 * backslashes. ERROR_USAGE, and ERROR_CONFIG for what the profile lacks; what was given is not quoted, since a
 * webhook's has its token in it.
 */
int api_path_resolve(const char *given, const struct profile *profile, struct buf *path, struct error *err)
    __attribute__((nonnull, warn_unused_result));

#endif
