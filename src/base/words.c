#include "base/words.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "discred/buf.h"

/* Reads one word, and leaves `next` behind it. */
static int read_word(const char **next, struct buf *word, struct error *err)
{
	const char *at = *next;
	char quote = '\0';

	for (; *at && (quote || !isspace((unsigned char)*at)); at++) {
		if (*at == quote) {
			quote = '\0';
		} else if (!quote && (*at == '\'' || *at == '"')) {
			quote = *at;
		} else {
			if (*at == '\\' && quote != '\'')
				at++;
			if (!*at)
				return error_set(err, ERROR_CONFIG, "it ends in a backslash");
			buf_char(word, *at);
		}
	}
	if (quote)
		return error_set(err, ERROR_CONFIG, "it has a %c without its pair", quote);
	*next = at;
	return 0;
}

int words_split(const char *text, struct strings *words, struct error *err)
{
	struct buf word = BUF_INIT(BUF_FILE_MAX);
	int result = 0;

	for (;;) {
		while (isspace((unsigned char)*text))
			text++;
		if (!*text || result)
			break;
		buf_clear(&word);
		result = read_word(&text, &word, err);
		if (!result)
			strings_add_len(words, buf_text(&word), word.len);
	}
	buf_release(&word);
	return result;
}

char *words_quote(const char *text)
{
	static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789%+,-./:=@_~";
	struct buf word = BUF_INIT(BUF_FILE_MAX);
	char *quoted;

	/* Bytes of letters that ASCII has not are none that a shell knows. A '~' means something at the beginning. */
	for (const char *c = text; *c; c++) {
		if (!strchr(plain, *c) && !(*c & 0x80))
			buf_char(&word, '\\');
		else if (*c == '~' && c == text)
			buf_char(&word, '\\');
		buf_char(&word, *c);
	}
	quoted = xstrdup(*text ? buf_text(&word) : "''");
	buf_release(&word);
	return quoted;
}

int words_hint_run(struct error *err, const char *command, const char *path)
{
	char *quoted = words_quote(path);

	error_hint(err, "run '%s %s'", command, quoted);
	free(quoted);
	return -1;
}
