#include "git_values.h"

#include <string.h>

#include "base/memory.h"

/* git's own limit, with the line's end. */
enum { LINE_MAX_BYTES = 65535 };

void git_values_release(struct git_values *values)
{
	buf_release(&values->protocol);
	buf_release(&values->host);
	buf_release(&values->username);
	buf_release(&values->password);
	buf_release(&values->credential);
}

static struct buf *value_of(struct git_values *values, const char *key, size_t len)
{
	const struct {
		const char *name;
		struct buf *value;
	} known[] = {{"protocol", &values->protocol},
		     {"host", &values->host},
		     {"username", &values->username},
		     {"password", &values->password},
		     {"credential", &values->credential}};

	for (size_t i = 0; i < ARRAY_LEN(known); i++)
		if (strlen(known[i].name) == len && !memcmp(known[i].name, key, len))
			return known[i].value;
	return NULL;
}

static bool is_word(const char *text, size_t len, const char *word)
{
	return strlen(word) == len && !memcmp(text, word, len);
}

static int take_line(struct git_values *values, const char *line, size_t len, unsigned number, struct error *err)
{
	const char *equals = memchr(line, '=', len);
	size_t key_len = equals ? (size_t)(equals - line) : 0;
	const char *text = line + key_len + 1;
	struct buf *value;

	if (!key_len)
		return error_set(err, ERROR_USAGE, "line %u of the request is not 'key=value'", number);
	if (len >= LINE_MAX_BYTES)
		return error_set(err, ERROR_USAGE, "line %u of the request is longer than %d bytes", number,
				 LINE_MAX_BYTES);
	len -= key_len + 1;
	/* An empty value clears what was said before, as everywhere in git. */
	if (is_word(line, key_len, "capability[]"))
		values->authtype = len && (values->authtype || is_word(text, len, "authtype"));
	value = value_of(values, line, key_len);
	if (value) {
		buf_clear(value);
		buf_add(value, text, len);
	}
	return 0;
}

int git_values_parse(const struct buf *bytes, struct git_values *values, struct error *err)
{
	const char *line = buf_text(bytes);
	const char *stop = line + bytes->len;

	for (unsigned number = 1; line < stop && *line != '\n'; number++) {
		const char *newline = memchr(line, '\n', (size_t)(stop - line));
		const char *end = newline ? newline : stop;

		if (memchr(line, '\0', (size_t)(end - line)))
			return error_set(err, ERROR_USAGE, "line %u of the request holds a NUL", number);
		if (take_line(values, line, (size_t)(end - line), number, err) < 0)
			return -1;
		line = newline ? newline + 1 : stop;
	}
	return 0;
}
