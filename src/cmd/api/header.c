#include <string.h>
#include <strings.h>

#include "base/memory.h"
#include "cmd/api/api.h"

/* RFC 9110 section 5.6.2. */
static bool is_token(const char *text, size_t len)
{
	static const char marks[] = "!#$%&'*+-.^_`|~";

	for (size_t i = 0; i < len; i++) {
		char c = text[i];
		bool word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');

		if (!word && !strchr(marks, c))
			return false;
	}
	return len > 0;
}

static bool is_named(const char *text, size_t len, const char *name)
{
	return strlen(name) == len && !strncasecmp(text, name, len);
}

/* What the connection and the profile decide. */
static int check_name(const char *name, size_t len, struct error *err)
{
	static const struct {
		const char *name;
		const char *hint;
	} ours[] = {
	    {"Authorization", "it is sent by itself; --type chooses which"},
	    {"Proxy-Authorization", "the environment says how a proxy is reached"},
	    {"User-Agent", "set bot_url, bot_version and bot_name in the profile"},
	    {"Host", "set api_base in the profile"},
	    {"Cookie", "the API needs none"},
	    {"Connection", "leave it out"},
	    {"Content-Length", "leave it out"},
	    {"Expect", "leave it out"},
	    {"TE", "leave it out"},
	    {"Trailer", "leave it out"},
	    {"Transfer-Encoding", "leave it out"},
	    {"Upgrade", "leave it out"},
	};

	for (size_t i = 0; i < ARRAY_LEN(ours); i++) {
		if (!is_named(name, len, ours[i].name))
			continue;
		error_set(err, ERROR_USAGE, "header '%s' cannot be given", ours[i].name);
		return error_hint(err, "%s", ours[i].hint);
	}
	return 0;
}

static bool is_clean(const char *text)
{
	for (; *text; text++)
		if (((unsigned char)*text < 0x20 && *text != '\t') || *text == 0x7f)
			return false;
	return true;
}

/* No error quotes the value: somebody may have meant it to be a secret. */
int api_add_header(struct api_wish *wish, const char *text, struct error *err)
{
	size_t len = strcspn(text, ":");
	const char *value;
	char *header;

	if (!text[len] || !is_token(text, len)) {
		error_set(err, ERROR_USAGE, "option '--header' takes NAME:VALUE");
		return error_hint(err, "for example 'X-Audit-Log-Reason: spring cleaning'");
	}
	if (check_name(text, len, err) < 0)
		return -1;
	value = text + len + 1;
	value += strspn(value, " \t");
	if (!is_clean(value))
		return error_set(err, ERROR_USAGE, "header '%.*s' holds a control byte", (int)len, text);
	if (!*value)
		return error_set(err, ERROR_USAGE, "header '%.*s' has no value", (int)len, text);
	if (is_named(text, len, "Content-Type")) {
		if (wish->body_type)
			return error_set(err, ERROR_USAGE, "header 'Content-Type' is there twice");
		wish->body_type = xstrdup(value);
		return 0;
	}
	header = xasprintf("%.*s: %s", (int)len, text, value);
	strings_add(&wish->headers, header);
	free_string(header);
	return 0;
}
