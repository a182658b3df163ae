/*
 * --write-profile: a profile for this sandbox, ready to use.
 */
#ifndef SANDBOX_PROFILE_FILE_H
#define SANDBOX_PROFILE_FILE_H

#include <stdbool.h>

#include "base/environ.h"
#include "cmd/sandbox/sandbox.h"
#include "discred/error.h"

/*
 * Writes profiles/NAME.cfg in the user's configuration directory, mode 0600; path is the caller's to free. A file that
 * exists is left alone: ERROR_CONFIG, but for one that says exactly the same (`there`). A bad name: ERROR_USAGE.
 */
int profile_file_write(const struct sandbox *sandbox, const char *name, const struct environ *env, char **path,
		       bool *there, struct error *err) __attribute__((nonnull, warn_unused_result));

#endif
