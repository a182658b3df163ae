/*
 * Subcommands: discred-NAME programs, and how one is found and become.
 *
 * The rows of src/commands.txt are discred's own and run from the exec path alone, so that nothing on a PATH can stand
 * in for them. Every other name is looked for in the exec path, then in the absolute entries of $PATH. An inner row is
 * a program that discred runs for itself: as a name that a person types it does not exist.
 */
#ifndef DISCRED_COMMAND_H
#define DISCRED_COMMAND_H

#include "base/environ.h"
#include "base/strings.h"
#include "discred/error.h"

enum command_kind {
	COMMAND_PROGRAM, /* a program that people run */
	COMMAND_BUILTIN, /* done by discred itself */
	COMMAND_INNER,   /* a program that discred runs for itself: no command, whatever has its name */
};

/* A table ends with a row without a name. */
struct command {
	const char *name;
	const char *summary; /* one line */
	enum command_kind kind;
};

/* src/commands.txt, made by the build for the programs that need it: discred, -alias, -complete and -doctor. */
extern const struct command command_table[];

/* The row of that name, of whatever kind; NULL when it is not one of ours. */
const struct command *command_row(const struct command *table, const char *name)
    __attribute__((nonnull, warn_unused_result));

/*
 * The program of a command that a person typed; the path is the caller's to free. Not there, built in, inner, or no
 * name that a command can have: ERROR_NONE. There but not executable, or one of ours missing from the exec path:
 * ERROR_SYS.
 */
int command_find(const struct command *table, const struct environ *env, const char *name, char **path,
		 struct error *err) __attribute__((nonnull, warn_unused_result));

/*
 * Adds what the program of a command is called with: "discred-NAME", the common options that were given before the
 * name (ui_options.h), and the rest. A command that is not ours can't be expected to know them: ERROR_USAGE.
 */
int command_argv(const struct command *table, const char *name, char *const *rest, struct strings *argv,
		 struct error *err) __attribute__((nonnull, warn_unused_result));

/* The names of the commands that are not ours, in byte order. */
void command_list_external(const struct command *table, const struct environ *env, struct strings *names)
    __attribute__((nonnull));

/*
 * Becomes the program, never forks. It gets DISCRED_EXEC_PATH and a PATH that begins with the exec path, so that what
 * it runs is found where it was found itself. Returns only when that failed, with ERROR_SYS and the reason: a missing
 * interpreter is named.
 */
int command_exec(const char *path, char *const *argv, const struct environ *env, struct error *err)
    __attribute__((nonnull, warn_unused_result));

/* Becomes this program again, with the process's environment as it is now. Returns only with ERROR_SYS. */
int command_restart(char *const *argv, struct error *err) __attribute__((nonnull, warn_unused_result));

/* The same for any program, with exactly these variables and the signals as we found them. Not there: ERROR_NONE. */
int command_become(const char *path, char *const *argv, char *const *variables, struct error *err)
    __attribute__((nonnull, warn_unused_result));

#endif
