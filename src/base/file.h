/*
 * Files that can be trusted, and writes that are not lost.
 *
 * Reading checks the descriptor that will be read, never the path (a path may be exchanged between check and open), and
 * never blocks on a FIFO or follows a surprise: what is opened must be a regular file.
 *
 * Writing goes to a sibling in the same directory: written, fsynced, renamed over the target, directory fsynced. A
 * reader sees the old bytes or the new ones. Writers of one file wait for each other, and a sibling that a killed one
 * left is used up by the next.
 */
#ifndef DISCRED_FILE_H
#define DISCRED_FILE_H

#include <dirent.h>
#include <stddef.h>
#include <sys/stat.h>
#include <sys/types.h>

#include "discred/buf.h"
#include "discred/error.h"

/* Who may own a file, and who may touch it. For files that people keep there is trust.h. */
enum file_policy {
	FILE_STATE, /* ours: no symbolic link, owned by the user, no group or other bits */
	FILE_PLAIN, /* anything readable */
};

/*
 * Opens for reading and checks the descriptor. Absent: ERROR_NONE. Not a regular file, or the policy broken:
 * ERROR_CONFIG with the command that mends it as hint. Anything else: ERROR_SYS. dirfd may be AT_FDCWD.
 */
int file_open(int dirfd, const char *path, enum file_policy policy, int *fd, struct error *err)
    __attribute__((nonnull, warn_unused_result));

/* Whether a descriptor keeps a stricter policy than the one it was opened with; path is for the message. */
int file_check(int fd, const char *path, enum file_policy policy, struct error *err)
    __attribute__((nonnull, warn_unused_result));

/* Appends the whole rest of a descriptor; ERROR_CONFIG when it does not fit the buffer, ERROR_SYS when it can't be
 * read. */
int file_read(int fd, const char *path, struct buf *into, struct error *err)
    __attribute__((nonnull, warn_unused_result));

/* file_open, file_read, close. */
int file_load(int dirfd, const char *path, enum file_policy policy, struct buf *into, struct error *err)
    __attribute__((nonnull, warn_unused_result));

/* Appends "none", or what shows any change of the file at that path: a replacement, a write, a rename of it. */
void file_add_stamp(const char *path, struct buf *text) __attribute__((nonnull));

/* Writes all bytes; an interrupted or short write goes on. ERROR_SYS. */
int file_write_all(int fd, const char *path, const void *bytes, size_t len, struct error *err)
    __attribute__((nonnull(2, 5), warn_unused_result));

/* Gives a file of ours that was just created its mode, 0600: a umask may have taken away what we need. ERROR_SYS. */
int file_make_private(int fd, const char *path, struct error *err) __attribute__((nonnull, warn_unused_result));

/*
 * Opens a directory of ours, durably made with mode 0700 if it is missing (parents too, whatever the umask); it must
 * be owned by the user and not writable by others (trust_others_write). Root makes none in a directory of another user,
 * whose HOME it has. ERROR_CONFIG or ERROR_SYS.
 */
int file_open_dir(const char *path, int *fd, struct error *err) __attribute__((nonnull, warn_unused_result));

/* The same without making anything; absent: ERROR_NONE. */
int file_open_existing_dir(const char *path, int *fd, struct error *err) __attribute__((nonnull, warn_unused_result));

/* Durably replaces dirfd/name by the bytes, mode 0600. On failure the old file is untouched and the sibling is gone. */
int file_replace(int dirfd, const char *name, const void *bytes, size_t len, struct error *err)
    __attribute__((nonnull(2, 3, 5), warn_unused_result));

/*
 * Durably replaces a file that a person keeps: a symbolic link stays and what it leads to is replaced, mode and group
 * stay. `was` describes the file that the new bytes were made from; if it has changed meanwhile, that is ERROR_TEMP and
 * nothing happens. NULL: there was none, and the new one has mode 0600; one that appeared meanwhile is ERROR_TEMP too.
 * Another user's: ERROR_CONFIG. Anything else: ERROR_SYS. The path is absolute.
 */
int file_update(const char *path, const struct stat *was, const void *bytes, size_t len, struct error *err)
    __attribute__((nonnull(1, 3, 5), warn_unused_result));

/*
 * Durably makes a new file of the bytes, mode 0600: the whole of it or nothing. What has the name already, a link to
 * nothing too, is left as it is: ERROR_CONFIG.
 */
int file_create(int dirfd, const char *name, const void *bytes, size_t len, struct error *err)
    __attribute__((nonnull(2, 3, 5), warn_unused_result));

/* Durably removes dirfd/name; absent is fine. ERROR_SYS. */
int file_remove(int dirfd, const char *name, struct error *err) __attribute__((nonnull, warn_unused_result));

/*
 * Removes the sibling of dirfd/name that a killed writer left behind: it may hold what the file held. A writer that is
 * at work is waited for, and loses nothing. The next writer of the file would have used it up. ERROR_SYS.
 */
int file_remove_sibling(int dirfd, const char *name, struct error *err) __attribute__((nonnull, warn_unused_result));

/*
 * The same, and removes those that writers of older versions left, each with a name of its own: reads the directory.
 * For when nothing of the file may stay. ERROR_SYS.
 */
int file_remove_stale(int dirfd, const char *name, struct error *err) __attribute__((nonnull, warn_unused_result));

/* The next entry of a directory. NULL: there is none, with errno 0, or it can't be read. */
struct dirent *file_next_entry(DIR *dir) __attribute__((nonnull, warn_unused_result));

/* Fsyncs the directory, so that a rename or removal in it lasts; a file system that can't is fine. ERROR_SYS. */
int file_sync_dir(int dirfd, const char *name, struct error *err) __attribute__((nonnull, warn_unused_result));

#endif
