#include "base/terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
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

/* A line of the terminal's, or its beginning; "" at its end. */
static void read_line(int fd, char *line, size_t size)
{
	size_t len = 0;
	char c = '\0';

	while (c != '\n') {
		ssize_t got = read(fd, &c, 1);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			break;
		if (c != '\n' && len + 1 < size)
			line[len++] = c;
	}
	line[len] = '\0';
}

static bool is_yes(const char *line)
{
	char word[8] = "";

	line += strspn(line, " \t");
	snprintf(word, sizeof(word), "%.*s", (int)strcspn(line, " \t"), line);
	return !strcasecmp(word, "y") || !strcasecmp(word, "yes");
}

int terminal_confirm(const char *text, const char *question, bool *yes, struct error *err)
{
	char *device = terminal_device();
	int fd = device ? open(device, O_RDWR | O_NOCTTY | O_CLOEXEC) : -1;
	char line[256];

	*yes = false;
	free(device);
	if (fd < 0)
		return error_set(err, ERROR_USAGE, "nobody can be asked");
	dprintf(fd, "%s%s [y/N]: ", text, question);
	read_line(fd, line, sizeof(line));
	close(fd);
	*yes = is_yes(line);
	return 0;
}
