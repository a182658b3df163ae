#include "core/profile/quote.h"

void profile_quote(const char *text, struct buf *into)
{
	buf_char(into, '"');
	for (const unsigned char *c = (const unsigned char *)text; *c; c++) {
		if (*c < 0x20 || *c == 0x7f) {
			buf_printf(into, "\\x%02x", *c);
			continue;
		}
		if (*c == '"' || *c == '\\')
			buf_char(into, '\\');
		buf_char(into, (char)*c);
	}
	buf_char(into, '"');
}
