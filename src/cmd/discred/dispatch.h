/*
 * Becoming the program of a command. A part of discred runs in this process if discred-NAME on the exec path is this
 * program's own file; another program that somebody puts there is executed.
 */
#ifndef DISCRED_DISCRED_DISPATCH_H
#define DISCRED_DISCRED_DISPATCH_H

#include "base/environ.h"
#include "discred/error.h"

/* A command that is part of this program. */
struct discred_part {
	const char *name;
	int (*run)(int argc, char **argv, const struct environ *env, struct error *err);
};

/* Made by the build of the warm rows of src/commands.txt. Ends with a row without a name. */
extern const struct discred_part discred_parts[];

/*
 * The part that this program is under the name that it was called by: discred-NAME, or a credential helper's name,
 * which is the token's. NULL: it is discred.
 */
const struct discred_part *discred_part_of(const char *argv0) __attribute__((nonnull, warn_unused_result));

/* Becomes the command that argv[0] names, or the alias; a part is run here. Returns with err set. */
int discred_dispatch(const struct environ *env, int argc, char **argv, struct error *err)
    __attribute__((nonnull, warn_unused_result));

/* Becomes discred-complete, with these words for it. Returns with err set. */
int discred_complete(const struct environ *env, int argc, char **argv, struct error *err)
    __attribute__((nonnull, warn_unused_result));

#endif
