/*
 * Whether a file that a person keeps can be trusted: profiles, stacks, config.cfg, certificates, secrets.
 *
 * Whoever can write in a directory can exchange what is in it, and a profile names programs that are run. So not only
 * the file is checked but, as sshd does for authorized_keys (StrictModes), each directory on the way to it: those of
 * the path, and those of the target of each symbolic link that is met. The way begins at HOME where the path is below
 * it, else at the directory of the search path that it is below ($XDG_CONFIG_HOME, an entry of $XDG_CONFIG_DIRS), else
 * at "/".
 *
 * Each file and directory belongs to the user or root (owner.h) and can be written by nobody else: it has no write bit
 * for group and others, or only for a group that the owner is alone in (owner_alone_in_group) and no access control
 * list. A sticky directory, such as /tmp, is fine where the entry that is followed belongs to the user or root. So does
 * each link: one of somebody else's was left there while others could write.
 *
 * Anything else is ERROR_CONFIG with the command that mends it as hint.
 */
#ifndef DISCRED_TRUST_H
#define DISCRED_TRUST_H

#include <stdbool.h>
#include <sys/stat.h>

#include "base/environ.h"
#include "discred/buf.h"
#include "discred/error.h"

/*
 * Opens a regular file for reading, and checks it and the way to it. Absent: ERROR_NONE. A link to nothing:
 * ERROR_CONFIG, since it must not give way to a file further down a search path. The path is absolute.
 */
int trust_open(const struct environ *env, const char *path, int *fd, struct error *err)
    __attribute__((nonnull, warn_unused_result));

/*
 * The same for a secret that somebody keeps, where reading counts and the way does not: owned by the user with no bits
 * for group and others, or root's and written by nobody else, or on a read-only file system.
 */
int trust_open_secret(const struct environ *env, const char *path, int *fd, struct error *err)
    __attribute__((nonnull, warn_unused_result));

/* trust_open_secret, file_read, close. */
int trust_load_secret(const struct environ *env, const char *path, struct buf *into, struct error *err)
    __attribute__((nonnull, warn_unused_result));

/* The way to a directory and the directory itself. Absent: ERROR_NONE. */
int trust_directory(const struct environ *env, const char *path, struct error *err)
    __attribute__((nonnull, warn_unused_result));

/*
 * Whether others than the owner can write what `st` describes; err says who, and what to do. `what` is "directory " or
 * "", for the message. The path is looked at for an access control list only where the group may write.
 */
bool trust_others_write(const struct stat *st, const char *path, const char *what, struct error *err)
    __attribute__((nonnull, warn_unused_result));

/* The name of a file system (statfs(2)) that may keep no modes, so that no chmod would help; NULL: it keeps them. */
const char *trust_modeless(unsigned long type) __attribute__((warn_unused_result));

#endif
