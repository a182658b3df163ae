#include "core/discord/permission_name.h"

#include <ctype.h>
#include <string.h>

/* No name has more words. */
enum { WORDS_MAX = 6 };

static size_t word_len(const char *text)
{
	size_t len = 0;

	while (isalnum((unsigned char)text[len]) || text[len] == '_')
		len++;
	return len;
}

/* From the end of a word to the next one of the same name, 0 when none can follow. */
static size_t gap_len(const char *text)
{
	size_t len = *text == '-' ? 1 : strspn(text, " \t\n\v\f\r");

	return len && word_len(text + len) ? len : 0;
}

/* The ends of the first words, of which each may be the name's; returns how many. */
static size_t find_ends(const char *text, size_t ends[static WORDS_MAX])
{
	size_t count = 0;
	size_t at = 0;
	size_t gap;

	do {
		at += word_len(text + at);
		ends[count++] = at;
		gap = gap_len(text + at);
		at += gap;
	} while (gap && count < WORDS_MAX);
	return count;
}

/* The words with one space for the blanks between them; false when they are longer than any name. */
static bool copy_words(const char *text, size_t len, char words[static PERMISSION_NAME])
{
	size_t count = 0;

	for (size_t i = 0; i < len; i++) {
		bool blank = isspace((unsigned char)text[i]);

		if (blank && isspace((unsigned char)text[i - 1]))
			continue;
		if (count == PERMISSION_NAME - 1)
			return false;
		words[count++] = blank ? ' ' : text[i];
	}
	words[count] = '\0';
	return true;
}

static void blame(const char *text, const size_t *ends, size_t count, struct permission_span *span)
{
	unsigned least = UINT32_MAX;

	*span = (struct permission_span){.len = ends[0]};
	for (size_t i = 0; i < count; i++) {
		char words[PERMISSION_NAME];
		unsigned distance = UINT32_MAX;
		const char *nearest = copy_words(text, ends[i], words) ? permission_nearest(words, &distance) : NULL;

		if (!nearest || distance > least)
			continue;
		least = distance;
		*span = (struct permission_span){.len = ends[i], .nearest = nearest};
	}
}

bool permission_name_read(const char *text, struct permission_span *span, uint64_t *value)
{
	size_t ends[WORDS_MAX];
	size_t count = find_ends(text, ends);
	char words[PERMISSION_NAME];
	const struct permission *labelled;
	size_t len = permission_label_len(text, &labelled);

	if (len) {
		*span = (struct permission_span){.len = len};
		*value = UINT64_C(1) << labelled->bit;
		return true;
	}
	for (size_t i = count; i-- > 0;) {
		if (!copy_words(text, ends[i], words) || !permission_word(words, value))
			continue;
		*span = (struct permission_span){.len = ends[i]};
		return true;
	}
	blame(text, ends, count, span);
	return false;
}
