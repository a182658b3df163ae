/*
 * Where things are: XDG directories, the exec path, programs on the PATH, and the names that may become part of a path.
 *
 * Returned strings are owned by the caller.
 */
#ifndef DISCRED_PATH_H
#define DISCRED_PATH_H

#include <stdbool.h>

#include "base/environ.h"
#include "base/strings.h"
#include "discred/error.h"

/* [A-Za-z0-9][A-Za-z0-9._-]{0,63}: profiles, shared stacks, outside helpers. Anything else never reaches a path. */
bool name_valid(const char *name) __attribute__((nonnull, warn_unused_result));

/* That rule for a person: "names are ...". */
#define NAME_RULE "names are letters, digits, '.', '_' and '-', 64 at most, with a letter or digit first"

/*
 * The directories that hold config.cfg, profiles/ and stacks/, in the order of search: $XDG_CONFIG_HOME/discred
 * (default ~/.config/discred), each of $XDG_CONFIG_DIRS (default /etc/xdg), then SYSCONFDIR/xdg as compiled in. The
 * first is the user's own and is left out when there is no home.
 */
void path_config_dirs(const struct environ *env, struct strings *dirs) __attribute__((nonnull));

/* The first of them: the user's own, there or not; ERROR_SYS when there is no home. */
int path_own_config_dir(const struct environ *env, char **dir, struct error *err)
    __attribute__((nonnull, warn_unused_result));

/* $XDG_STATE_HOME/discred, default ~/.local/state/discred; ERROR_SYS when there is no home. */
int path_state_dir(const struct environ *env, char **dir, struct error *err)
    __attribute__((nonnull, warn_unused_result));

/*
 * discred/ under $XDG_RUNTIME_DIR, else under /run/user/UID, whichever is a directory of the user's with mode 0700
 * (so that cron and the desktop meet); NULL when neither is. Tokens then go to the state directory.
 */
char *path_runtime_dir(const struct environ *env) __attribute__((nonnull, warn_unused_result));

/* The directory of our own programs: $DISCRED_EXEC_PATH if absolute, else the compiled-in libexec directory. */
const char *path_exec_dir(const struct environ *env) __attribute__((nonnull, returns_nonnull, warn_unused_result));

/*
 * Adds the absolute entries of $PATH, or the usual directories when it is unset. Empty and relative ones would mean the
 * working directory, and are dropped.
 */
void path_search_dirs(const struct environ *env, struct strings *dirs) __attribute__((nonnull));

/* The first executable regular file of that name in the directories of path_search_dirs(); NULL when there is none. */
char *path_find_program(const struct environ *env, const char *name) __attribute__((nonnull, warn_unused_result));

/* The first word of a command, as proc_start() takes it: with a slash the program itself, else from the PATH. */
char *path_find_command(const struct environ *env, const char *word) __attribute__((nonnull, warn_unused_result));

/* The interpreter that the first line of a script names, where it is missing; else NULL. Owned by the caller. */
char *path_missing_interpreter(const char *path) __attribute__((nonnull, warn_unused_result));

/*
 * Why the program `path`, called `name`, could not be run, from the errno of the attempt: ERROR_NONE, it is not there;
 * else ERROR_SYS. Returns -1.
 */
int path_explain_exec(const char *name, const char *path, int code, struct error *err) __attribute__((nonnull));

/* Text with a leading ~/ replaced by the home directory. */
char *path_expand(const struct environ *env, const char *text)
    __attribute__((nonnull, returns_nonnull, warn_unused_result));

#endif
