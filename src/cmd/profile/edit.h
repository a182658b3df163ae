/*
 * `discred profile edit`, in its parts.
 *
 * A private copy is edited, never the file: in a directory of its own below the state directory, mode 0700, so that
 * whatever editors put beside a file (swap files, backups) is there too. What the copy has become is read by the loader
 * of profiles, and replaces the file at once or not at all. However an edit ends, either nothing is left of the copy or
 * it is said where it is.
 *
 * From edit_signals_hold to edit_signals_release signals wait: each part looks at them where it has something to give
 * up.
 */
#ifndef DISCRED_CMD_PROFILE_EDIT_H
#define DISCRED_CMD_PROFILE_EDIT_H

#include <signal.h>
#include <stdbool.h>

#include "base/environ.h"
#include "base/strings.h"
#include "discred/buf.h"
#include "discred/error.h"
#include "discred/profile.h"

struct edit {
	const struct environ *env;
	char *name;
	char *path;          /* where the profile was found: what messages call it */
	char *target;        /* the file itself, at the end of any symbolic links */
	int fd;              /* the target */
	struct buf original; /* what was in it when the copy was made */
	char *lock_path;
	int lock;
	char *dir;               /* NULL: there is no copy */
	char *copy;              /* the file in it */
	struct strings scrub;    /* variables that the editor must not see */
	int signals;             /* the signals that came, as a descriptor */
	sigset_t signals_before; /* the mask */
	int signal;              /* what ended the edit, 0: none */
};

/* Finds the file, whatever is in it. */
int edit_file_find(struct edit *edit, struct error *err) __attribute__((nonnull, warn_unused_result));

/* Reads it, if this user may change it. */
int edit_file_open(struct edit *edit, struct error *err) __attribute__((nonnull, warn_unused_result));

/* Whether the file still is what the copy was made from. */
int edit_file_same(struct edit *edit, bool *same, struct error *err) __attribute__((nonnull, warn_unused_result));

/* Makes the text the file, durably, with its owner and mode. */
int edit_file_install(const struct edit *edit, const struct buf *text, struct error *err)
    __attribute__((nonnull, warn_unused_result));

/*
 * One edit of a profile at a time: ERROR_TEMP, and which process it is. The lock ends with its holder. Of the edit only
 * env and name matter; lock_path is the caller's to free.
 */
int edit_lock(struct edit *edit, struct error *err) __attribute__((nonnull, warn_unused_result));
void edit_unlock(struct edit *edit) __attribute__((nonnull));

/* Makes the copy. Tells of those that earlier edits have left. */
int edit_copy_make(struct edit *edit, struct error *err) __attribute__((nonnull, warn_unused_result));
int edit_copy_read(const struct edit *edit, struct buf *text, struct error *err)
    __attribute__((nonnull, warn_unused_result));
void edit_copy_remove(struct edit *edit) __attribute__((nonnull));

/* Removes the copy if there is nothing in it that the file has not; else says where it is. None is fine. */
void edit_copy_leave(struct edit *edit) __attribute__((nonnull));

/*
 * The directories of copies that were left, as paths. Removing a profile removes them, and renaming it renames them, so
 * that none is forgotten; both under edit_lock, so that none is in use.
 */
int edit_older_find(const struct environ *env, const char *name, struct strings *dirs, struct error *err)
    __attribute__((nonnull, warn_unused_result));
int edit_older_remove(const char *dir, struct error *err) __attribute__((nonnull, warn_unused_result));
int edit_older_rename(const struct environ *env, const char *from, const char *to, struct error *err)
    __attribute__((nonnull, warn_unused_result));

int edit_signals_hold(struct edit *edit, struct error *err) __attribute__((nonnull, warn_unused_result));

/* Ends by the signal that ended the edit, if one did. */
void edit_signals_release(struct edit *edit) __attribute__((nonnull));

/* The next signal that came, 0: none. Never waits. */
int edit_signals_next(const struct edit *edit) __attribute__((nonnull, warn_unused_result));

/* Runs the user's editor on the copy until it has ended well. */
int edit_run(struct edit *edit, struct error *err) __attribute__((nonnull, warn_unused_result));

#endif
