#include "cmd/profile/encoding.h"

#include <langinfo.h>
#include <locale.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/utf8.h"

char *encoding_of_wide(const wchar_t *text)
{
	char *bytes = xcalloc(wcslen(text) + 1, 4);
	char *next = bytes;

	for (; *text; text++) {
		unsigned long c = (unsigned long)*text;

		if (c < 0x80) {
			*next++ = (char)c;
			continue;
		}
		if (c >= 0x10000)
			*next++ = (char)(0xf0 | (c >> 18 & 0x07));
		if (c >= 0x800)
			*next++ = (char)(c >= 0x10000 ? 0x80 | (c >> 12 & 0x3f) : 0xe0 | (c >> 12 & 0x0f));
		*next++ = (char)(c >= 0x800 ? 0x80 | (c >> 6 & 0x3f) : 0xc0 | (c >> 6 & 0x1f));
		*next++ = (char)(0x80 | (c & 0x3f));
	}
	return bytes;
}

static bool is_utf8(const char *text)
{
	size_t left = strlen(text);
	uint32_t character;
	size_t size;

	for (; left; text += size, left -= size)
		if (!utf8_decode(text, left, &character, &size))
			return false;
	return true;
}

char *encoding_of_text(const char *text)
{
	size_t room = strlen(text) + 1;
	char *encoded = NULL;
	locale_t locale;
	locale_t before;
	wchar_t *wide;

	if (is_utf8(text))
		return xstrdup(text);
	locale = newlocale(LC_CTYPE_MASK, "", (locale_t)0);
	/* The C locale knows ASCII alone, and glibc would make something of the other bytes. */
	if (!locale || !strcmp(nl_langinfo_l(CODESET, locale), "ANSI_X3.4-1968"))
		goto out;
	wide = xcalloc(room, sizeof(*wide));
	before = uselocale(locale);
	if (mbstowcs(wide, text, room) != (size_t)-1)
		encoded = encoding_of_wide(wide);
	uselocale(before);
	free(wide);
out:
	if (locale)
		freelocale(locale);
	return encoded;
}
