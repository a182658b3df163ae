/* The first half of every write that appears as a whole: a synced file beside the target, for a rename or a link. */
#ifndef DISCRED_BASE_FILE_SIBLING_H
#define DISCRED_BASE_FILE_SIBLING_H

#include <limits.h>
#include <stddef.h>
#include <sys/stat.h>

#include "discred/error.h"

struct file_content {
	const void *bytes;
	size_t len;
	const struct stat *like; /* whose group and mode it gets; NULL: mode 0600 */
};

/*
 * Writes a sibling of dirfd/name, durably, and fills in what it is called. `shown` is what messages call the target.
 * After a failure there is no sibling.
 */
int file_sibling_write(int dirfd, const char *name, const char *shown, const struct file_content *content,
		       char sibling[static NAME_MAX + 1], struct error *err)
    __attribute__((nonnull, warn_unused_result));

#endif
