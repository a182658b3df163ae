#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "cmd/profile/edit.h"

/* Waits for a line; false when there will be none. What does not fit is the next one, and no answer either. */
static bool read_line(struct edit *edit, char *line, size_t size)
{
	struct pollfd ends[2] = {{.fd = STDIN_FILENO, .events = POLLIN}, {.fd = edit->signals, .events = POLLIN}};

	for (;;) {
		ssize_t got;
		int number;

		if (poll(ends, ARRAY_LEN(ends), -1) < 0)
			continue;
		while ((number = edit_signals_next(edit)))
			if (number != SIGCHLD)
				edit->signal = number;
		if (edit->signal)
			return false;
		if (!ends[0].revents)
			continue;
		got = read(STDIN_FILENO, line, size - 1);
		if (got < 0 && errno == EINTR)
			continue;
		line[got > 0 ? got : 0] = '\0';
		return got > 0;
	}
}

char edit_ask(struct edit *edit, const char *question, const char *letters)
{
	char line[256];

	if (!isatty(STDIN_FILENO) || !isatty(STDERR_FILENO))
		return 0;
	for (;;) {
		const char *answer = line;

		fprintf(stderr, "What now? %s: ", question);
		if (!read_line(edit, line, sizeof(line))) {
			/* Where the answer would have ended the line. */
			fputc('\n', stderr);
			return 0;
		}
		answer += strspn(answer, " \t");
		for (const char *letter = letters; *letter; letter++)
			if ((*answer | 0x20) == *letter)
				return *letter;
	}
}
