/*
 * Who is behind a file's owner and group.
 */
#ifndef DISCRED_OWNER_H
#define DISCRED_OWNER_H

#include <stdbool.h>
#include <stdio.h>
#include <sys/types.h>

/*
 * Whether a file of that owner is root's. Where a service runs with PrivateUsers=, only the user is mapped into its
 * namespace: root's files, and those of everybody else, seem to belong to the overflow user. Outside the user's home
 * such an owner counts as root. The path of the file may have links in it; home may be NULL.
 */
bool owner_is_root(uid_t owner, const char *path, const char *home) __attribute__((nonnull(2), warn_unused_result));

/* The same, where uid_map is the text of /proc/self/uid_map ("INSIDE OUTSIDE COUNT" lines), and no path has a link. */
bool owner_judge(const char *uid_map, uid_t owner, const char *path, const char *home)
    __attribute__((nonnull(1, 3), warn_unused_result));

/*
 * Whether the owner alone is in the group: it has that member and no other, counting those whose primary group it is
 * (the rule of Debian's OpenSSH for files made with umask 002). Only /etc/passwd and /etc/group are read, never a
 * directory service: a group or a member that is not there makes it a group of others.
 */
bool owner_alone_in_group(uid_t owner, gid_t group) __attribute__((warn_unused_result));

/* The same from open files of that form. */
bool owner_alone_in(FILE *passwd, FILE *groups, uid_t owner, gid_t group) __attribute__((nonnull, warn_unused_result));

#endif
