/*
 * A text that is split into words as by a shell: an alias, the variable BROWSER, an editor.
 *
 * Parses: src/base/words.c
 */
#include "base/words.h"

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_input input = fuzz_input(data, size);
	char *text = fuzz_text(&input);
	char *quoted = words_quote(text);
	struct strings words = STRINGS_INIT;
	struct error err = ERROR_INIT;

	if (words_split(text, &words, &err))
		fuzz_must_explain(&err, ERROR_CONFIG);
	strings_release(&words);
	/* Quoted it is one word, the text itself. */
	must(!words_split(quoted, &words, &err));
	must(words.count == 1 && !strcmp(words.item[0], text));
	strings_release(&words);
	free(quoted);
	free(text);
	return 0;
}
