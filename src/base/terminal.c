#include "base/terminal.h"

#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/ui_options.h"

char *terminal_device(void)
{
	char name[PATH_MAX];
	int fd;

	if (ui_options()->no_input)
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

size_t terminal_width(FILE *out)
{
	struct winsize size;
	int fd = fileno(out);

	if (fd < 0 || ioctl(fd, TIOCGWINSZ, &size) < 0)
		return 0;
	return size.ws_col ? size.ws_col : 80;
}
