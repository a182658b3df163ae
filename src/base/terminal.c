#include "discred/terminal.h"

#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "discred/manner.h"
#include "discred/memory.h"

char *terminal_device(void)
{
	char name[PATH_MAX];
	int fd;

	if (manner()->no_input)
		return NULL;
	fd = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (fd >= 0) {
		/* In the background we would be stopped as soon as we read. */
		bool foreground = tcgetpgrp(fd) == getpgrp();

		close(fd);
		return foreground ? xstrdup("/dev/tty") : NULL;
	}
	if (isatty(STDIN_FILENO) && isatty(STDERR_FILENO) && !ttyname_r(STDIN_FILENO, name, sizeof(name)))
		return xstrdup(name);
	return NULL;
}

unsigned terminal_width(int fd)
{
	struct winsize size;

	if (!isatty(fd))
		return 0;
	return !ioctl(fd, TIOCGWINSZ, &size) && size.ws_col ? size.ws_col : 80;
}
