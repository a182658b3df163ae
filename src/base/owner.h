/*
 * Whether a file is root's, in a user namespace too.
 *
 * Where a service runs with PrivateUsers=, only the user is mapped into its namespace: root's files seem to belong to
 * the overflow user there, and so do those of everybody else. What can still tell is the place: in /etc, and in the
 * SYSCONFDIR compiled in, only root puts files.
 */
#ifndef DISCRED_OWNER_H
#define DISCRED_OWNER_H

#include <stdbool.h>
#include <sys/types.h>

/* Of an open file with that owner. */
bool owner_is_root(int fd, uid_t owner) __attribute__((warn_unused_result));

/*
 * The judgement itself: uid_map is /proc/self/uid_map ("INSIDE OUTSIDE COUNT" lines), path the file's, with no link in
 * it.
 */
bool owner_judge(const char *uid_map, uid_t owner, const char *path) __attribute__((nonnull, warn_unused_result));

#endif
