/*
 * The environment, read once. environ.c is the only place that looks at it; everything else is handed this struct, so
 * that a test can make one up.
 *
 * A variable that is unset or empty is NULL. The strings belong to the process environment; nothing is freed.
 */
#ifndef DISCRED_ENVIRON_H
#define DISCRED_ENVIRON_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/strings.h"

struct environ {
	uid_t uid;        /* effective */
	const char *home; /* $HOME, else /etc/passwd's */
	const char *path;
	const char *config_home; /* XDG variables; NULL when not absolute, as their specification says */
	const char *config_dirs;
	const char *state_home;
	const char *runtime_dir;
	const char *profile;   /* DISCRED_PROFILE */
	const char *exec_path; /* DISCRED_EXEC_PATH */
	const char *browser;   /* DISCRED_BROWSER */
	const char *browsers;  /* BROWSER: candidates between colons */
	const char *term;      /* TERM */
	bool no_color;         /* NO_COLOR is set */
	bool display;          /* DISPLAY or WAYLAND_DISPLAY is set */
	char *const *all;      /* NAME=VALUE, for children and for what a profile names */
};

void environ_read(struct environ *env) __attribute__((nonnull));

/* The value of a variable that a profile names, NULL when unset. It may be a secret: copy it into a buf at once. */
const char *environ_value(const struct environ *env, const char *name) __attribute__((nonnull, warn_unused_result));

/* Whether it can be the name of a variable that shells know: letters, digits and '_', no digit first. */
bool environ_name_valid(const char *name) __attribute__((nonnull, warn_unused_result));

/* Whether a program loader, the C library or a shell obeys the variable: no value of ours goes under that name. */
bool environ_name_obeyed(const char *name) __attribute__((nonnull, warn_unused_result));

/* Takes the variables out of the process's environment by which TLS libraries log keys; whether there was one. */
bool environ_drop_key_logs(void);

/* The environment without the named variables, for a child. The array is the caller's to free, its strings are not. */
char **environ_without(const struct environ *env, const struct strings *names)
    __attribute__((nonnull, returns_nonnull, warn_unused_result));

#endif
