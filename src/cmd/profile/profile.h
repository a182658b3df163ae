/*
 * The verbs of `discred profile`: profiles as files that a person makes, reads and changes.
 */
#ifndef DISCRED_CMD_PROFILE_H
#define DISCRED_CMD_PROFILE_H

#include <stdbool.h>

#include "base/environ.h"
#include "discred/error.h"
#include "discred/profile.h"
#include "discred/store.h"

int profile_edit(int argc, char **argv, const struct environ *env, struct error *err);
int profile_import(int argc, char **argv, const struct environ *env, struct error *err);
int profile_new(int argc, char **argv, const struct environ *env, struct error *err);
int profile_path(int argc, char **argv, const struct environ *env, struct error *err);
int profile_list_all(int argc, char **argv, const struct environ *env, struct error *err);
int profile_show(int argc, char **argv, const struct environ *env, struct error *err);
int profile_default(int argc, char **argv, const struct environ *env, struct error *err);
int profile_check(int argc, char **argv, const struct environ *env, struct error *err);
int profile_rename(int argc, char **argv, const struct environ *env, struct error *err);
int profile_remove(int argc, char **argv, const struct environ *env, struct error *err);
int profile_set_secret(int argc, char **argv, const struct environ *env, struct error *err);

/* The file that a profile of the user's own has, there or not; owned by the caller. A bad name: ERROR_USAGE. */
int profile_own_path(const char *name, const struct environ *env, char **path, struct error *err)
    __attribute__((nonnull, warn_unused_result));

/* Whether something has that name; a link to nothing too. */
bool profile_is_file(const char *path) __attribute__((nonnull, warn_unused_result));

/* For a profile that the user has no file of: says that it is the system's ("removed"), or that there is none. -1. */
int profile_refuse_foreign(const char *name, const struct environ *env, const char *done, struct error *err)
    __attribute__((nonnull));

/* Warns of what still names a profile that is gone. */
void profile_warn_references(const char *name, const struct environ *env) __attribute__((nonnull));

/* Warns of each file that looks like a profile and is none. */
void profile_tell_skipped(const struct environ *env) __attribute__((nonnull));

/* config_set_default for a verb: what is wrong with config.cfg is printed. */
int profile_change_default(const char *name, const struct environ *env, struct error *err)
    __attribute__((nonnull, warn_unused_result));

#endif
