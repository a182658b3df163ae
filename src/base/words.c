#include "base/words.h"

#include <ctype.h>

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
