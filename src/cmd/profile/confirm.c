#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/terminal.h"
#include "cmd/profile/profile.h"

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

int profile_confirm(const char *text, const char *question, bool *yes, struct error *err)
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
