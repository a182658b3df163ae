#include "protocol/input.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"

static ssize_t read_chunk(int fd, char *chunk, size_t size)
{
	ssize_t got;

	do
		got = read(fd, chunk, size);
	while (got < 0 && errno == EINTR);
	return got;
}

static bool has_empty_line(const struct buf *bytes, size_t from)
{
	const char *text = buf_text(bytes);

	if (bytes->len && text[0] == '\n')
		return true;
	from -= from ? 1 : 0;
	return memmem(text + from, bytes->len - from, "\n\n", 2) != NULL;
}

int input_read(int fd, bool to_empty_line, struct buf *bytes, struct error *err)
{
	char chunk[4096];
	size_t before;
	ssize_t got;

	do {
		before = bytes->len;
		got = read_chunk(fd, chunk, sizeof(chunk));
		if (got > 0)
			buf_add(bytes, chunk, (size_t)got);
	} while (got > 0 && buf_ok(bytes) && !(to_empty_line && has_empty_line(bytes, before)));
	wipe_array(chunk);
	if (got < 0)
		return error_set(err, ERROR_SYS, "cannot read the request: %s", strerror(errno));
	if (!buf_ok(bytes))
		return error_set(err, ERROR_USAGE, "the request is larger than %zu bytes", bytes->max);
	return 0;
}

void input_drain(int fd)
{
	char chunk[4096];

	while (read_chunk(fd, chunk, sizeof(chunk)) > 0)
		;
	wipe_array(chunk);
}
