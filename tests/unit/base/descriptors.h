/* How many descriptors are open: before and after, what fails must leave as many. */
#ifndef UNIT_DESCRIPTORS_H
#define UNIT_DESCRIPTORS_H

#include <fcntl.h>

static inline unsigned open_descriptors(void)
{
	unsigned count = 0;

	for (int fd = 0; fd < 256; fd++)
		count += fcntl(fd, F_GETFD) >= 0;
	return count;
}

#endif
