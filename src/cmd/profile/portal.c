#include "cmd/profile/portal.h"

#include <string.h>

#include "base/memory.h"
#include "core/discord/permission.h"

/* RFC 4648 section 5; -1 for another letter. */
static int sextet(char c)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
	const char *found = c ? strchr(letters, c) : NULL;

	return found ? (int)(found - letters) : -1;
}

bool portal_token_id(const struct buf *token, uint64_t *id)
{
	const char *text = buf_text(token);
	size_t len = strcspn(text, ".");
	char digits[24] = "";
	struct error ignored = ERROR_INIT;
	unsigned bits = 0;
	unsigned have = 0;
	size_t count = 0;

	if (!text[len])
		return false;
	for (size_t i = 0; i < len && text[i] != '='; i++) {
		int six = sextet(text[i]);

		if (six < 0 || count == sizeof(digits) - 1)
			return false;
		bits = (bits << 6 | (unsigned)six) & 0xffff;
		have += 6;
		if (have < 8)
			continue;
		have -= 8;
		digits[count++] = (char)(bits >> have & 0xff);
	}
	return !permission_parse_number(digits, id, &ignored) && *id && strlen(digits) == count;
}

bool portal_is_old_id(uint64_t id)
{
	/* 2017-01-01, in milliseconds since Discord's epoch, the first second of 2015. */
	enum { DAYS = 731 };

	return id >> 22 < UINT64_C(86400000) * DAYS;
}

uint64_t portal_flags(const json_t *application)
{
	return (uint64_t)json_integer_value(json_object_get(application, "flags"));
}

bool portal_has_redirect(const json_t *application, const char *uri)
{
	const json_t *list = json_object_get(application, "redirect_uris");
	size_t index;
	json_t *one;

	json_array_foreach(list, index, one)
	{
		if (json_is_string(one) && !strcmp(json_string_value(one), uri))
			return true;
	}
	return false;
}

char *portal_page(const json_t *application, const char *page)
{
	const char *id = json_text(application, "id");

	return id ? xasprintf("https://discord.com/developers/applications/%s/%s", id, page)
		  : xstrdup("https://discord.com/developers/applications");
}
