/* Changing the user's own config.cfg. */
#ifndef DISCRED_CORE_PROFILE_CONFIG_SET_H
#define DISCRED_CORE_PROFILE_CONFIG_SET_H

#include "base/environ.h"
#include "core/profile/config.h"

/* The user's own config.cfg, which need not be there; ERROR_SYS without a home. The path is the caller's to free. */
int config_own_path(const struct environ *env, char **path, struct error *err)
    __attribute__((nonnull, warn_unused_result));

/*
 * Sets default_profile in the user's own config.cfg, which is made if it is missing. Nothing else in it changes, nor do
 * its mode and a symbolic link to it. With a mistake in it, it is left alone: ERROR_CONFIG, and list as for
 * config_load.
 */
int config_set_default(const struct environ *env, const char *name, struct diagnostics *list, struct error *err)
    __attribute__((nonnull, warn_unused_result));

/*
 * Adds a key holder to config.cfg. An equal entry is left as it is; the same label with other words is ERROR_USAGE.
 */
int config_add_holder(const struct environ *env, const struct config_holder *holder, struct diagnostics *list,
		      struct error *err) __attribute__((nonnull, warn_unused_result));

#endif
