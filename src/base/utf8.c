#include "base/utf8.h"

#include "base/memory.h"

bool utf8_decode(const char *bytes, size_t len, uint32_t *character, size_t *size)
{
	static const struct {
		unsigned char mask;
		unsigned char mark;
		uint32_t least; /* a smaller one has a shorter form */
	} forms[] = {{0x80, 0x00, 0}, {0xe0, 0xc0, 0x80}, {0xf0, 0xe0, 0x800}, {0xf8, 0xf0, 0x10000}};
	const unsigned char *byte = (const unsigned char *)bytes;
	size_t form = 0;

	*size = 1;
	while (form < ARRAY_LEN(forms) && (byte[0] & forms[form].mask) != forms[form].mark)
		form++;
	if (form == ARRAY_LEN(forms) || form >= len)
		return false;
	*character = byte[0] & (unsigned char)~forms[form].mask;
	for (size_t i = 1; i <= form; i++) {
		if ((byte[i] & 0xc0) != 0x80)
			return false;
		*character = *character << 6 | (byte[i] & 0x3fU);
	}
	if (*character < forms[form].least || *character > 0x10ffff || (*character >= 0xd800 && *character <= 0xdfff))
		return false;
	*size = form + 1;
	return true;
}

bool utf8_is_harmful(uint32_t character)
{
	static const struct {
		uint32_t first;
		uint32_t last;
	} ranges[] = {
	    {0x0000, 0x001f}, {0x007f, 0x009f}, {0x00ad, 0x00ad}, {0x034f, 0x034f},
	    {0x061c, 0x061c}, {0x115f, 0x1160}, {0x17b4, 0x17b5}, {0x180b, 0x180f},
	    {0x200b, 0x200f}, {0x2028, 0x202e}, {0x2060, 0x206f}, {0x3164, 0x3164},
	    {0xfeff, 0xfeff}, {0xffa0, 0xffa0}, {0xfff0, 0xfffb}, {0xe0000, 0xe0fff},
	};

	for (size_t i = 0; i < ARRAY_LEN(ranges); i++)
		if (character >= ranges[i].first && character <= ranges[i].last)
			return true;
	return false;
}
