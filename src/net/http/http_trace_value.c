/* What is known to be harmless: by name, and by what a value of that name looks like. */
#include <string.h>
#include <strings.h>

#include "base/memory.h"
#include "net/http/http_trace_inside.h"

#define LOWER "abcdefghijklmnopqrstuvwxyz"
#define UPPER "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define DIGITS "0123456789"

enum {
	NUMBER_MAX = 20,
	NAME_MAX_LEN = 64,
	WORD_MAX = 16,  /* a longer word with digits or capitals in it could be a token */
	PLAIN_MAX = 48, /* the longest scope has 40 letters */
	TEXT_MAX = 200, /* of free words */
};

struct known {
	const char *name;
	enum trace_kind kind;
};

static enum trace_kind find(const struct known *rows, size_t count, const char *name, bool any_case)
{
	for (size_t i = 0; i < count; i++)
		if (any_case ? !strcasecmp(rows[i].name, name) : !strcmp(rows[i].name, name))
			return rows[i].kind;
	return TRACE_HIDDEN;
}

enum trace_kind trace_kind_of_header(const char *name, bool of_request)
{
	static const struct known requests[] = {
	    {"Accept", TRACE_OWN},
	    {"Content-Length", TRACE_NUMBER},
	    {"Content-Type", TRACE_OWN},
	    {"User-Agent", TRACE_OWN},
	};
	static const struct known replies[] = {
	    {"Age", TRACE_NUMBER},
	    {"Allow", TRACE_WORDS},
	    {"Cache-Control", TRACE_WORDS},
	    {"Connection", TRACE_WORDS},
	    {"Content-Encoding", TRACE_WORDS},
	    {"Content-Length", TRACE_NUMBER},
	    {"Content-Type", TRACE_WORDS},
	    {"Date", TRACE_WORDS},
	    {"Retry-After", TRACE_WORDS},
	    {"Server", TRACE_WORDS},
	    {"Transfer-Encoding", TRACE_WORDS},
	    {"Via", TRACE_WORDS},
	    {"X-RateLimit-Global", TRACE_SWITCH},
	    {"X-RateLimit-Limit", TRACE_NUMBER},
	    {"X-RateLimit-Remaining", TRACE_NUMBER},
	    {"X-RateLimit-Reset", TRACE_WORDS},
	    {"X-RateLimit-Reset-After", TRACE_WORDS},
	    {"X-RateLimit-Scope", TRACE_WORDS},
	};

	if (of_request)
		return find(requests, ARRAY_LEN(requests), name, true);
	return find(replies, ARRAY_LEN(replies), name, true);
}

enum trace_kind trace_kind_of_field(const char *name)
{
	static const struct known fields[] = {
	    {"client_id", TRACE_NUMBER}, {"grant_type", TRACE_OWN},      {"redirect_uri", TRACE_OWN},
	    {"scope", TRACE_OWN},        {"token_type_hint", TRACE_OWN},
	};

	return find(fields, ARRAY_LEN(fields), name, false);
}

enum trace_kind trace_kind_of_parameter(const char *name)
{
	static const struct known parameters[] = {
	    {"after", TRACE_NUMBER},       {"around", TRACE_NUMBER},    {"before", TRACE_NUMBER},
	    {"limit", TRACE_NUMBER},       {"thread_id", TRACE_NUMBER}, {"wait", TRACE_SWITCH},
	    {"with_counts", TRACE_SWITCH},
	};

	return find(parameters, ARRAY_LEN(parameters), name, false);
}

enum trace_kind trace_kind_of_member(const char *name, bool of_request)
{
	static const struct known members[] = {
	    {"allow", TRACE_NUMBER},
	    {"deny", TRACE_NUMBER},
	    {"error", TRACE_WORDS},
	    {"error_description", TRACE_WORDS},
	    {"expires", TRACE_WORDS},
	    {"id", TRACE_NUMBER},
	    {"message", TRACE_WORDS},
	    {"permissions", TRACE_NUMBER},
	    {"permissions_new", TRACE_NUMBER},
	    {"scope", TRACE_WORDS},
	    {"timestamp", TRACE_WORDS},
	    {"token_type", TRACE_WORDS},
	};
	enum trace_kind kind = find(members, ARRAY_LEN(members), name, false);
	size_t len = strlen(name);

	if (kind == TRACE_WORDS && of_request)
		return TRACE_HIDDEN;
	return len > 3 && !strcmp(name + len - 3, "_id") ? TRACE_NUMBER : kind;
}

static bool only(const char *text, size_t len, const char *allowed)
{
	for (size_t i = 0; i < len; i++)
		if (!text[i] || !strchr(allowed, text[i]))
			return false;
	return len > 0;
}

static bool is_number(const char *text, size_t len)
{
	return len <= NUMBER_MAX && only(text, len, DIGITS);
}

static bool is_switch(const char *text, size_t len)
{
	return (len == 4 && !memcmp(text, "true", 4)) || (len == 5 && !memcmp(text, "false", 5)) ||
	       is_number(text, len);
}

static void hide(size_t len, struct buf *line)
{
	buf_printf(line, "[%zu byte%s]", len, len == 1 ? "" : "s");
}

static bool could_be_token(const char *word, size_t len)
{
	return len > PLAIN_MAX || (len > WORD_MAX && !only(word, len, LOWER "_.-/"));
}

/* Word by word; control bytes can't begin a line of their own. */
static void add_words(const char *text, size_t len, struct buf *line)
{
	static const char of_tokens[] = LOWER UPPER DIGITS "_.-~+/=%";
	size_t stop = len < TEXT_MAX ? len : TEXT_MAX;
	size_t word;

	for (size_t at = 0; at < stop; at += word ? word : 1) {
		for (word = 0; at + word < len && text[at + word] && strchr(of_tokens, text[at + word]); word++)
			;
		if (could_be_token(text + at, word))
			hide(word, line);
		else if (word)
			buf_add(line, text + at, word);
		else
			buf_char(line, (unsigned char)text[at] < 0x20 ? '?' : text[at]);
	}
	if (stop < len)
		buf_str(line, "...");
}

static void add_own(const char *text, size_t len, struct buf *line)
{
	for (size_t i = 0; i < len; i++)
		buf_char(line, (unsigned char)text[i] < 0x20 ? '?' : text[i]);
}

void trace_value(enum trace_kind kind, const char *value, size_t len, struct buf *line)
{
	if (kind == TRACE_OWN)
		add_own(value, len, line);
	else if (kind == TRACE_WORDS)
		add_words(value, len, line);
	else if (kind == TRACE_NUMBER && is_number(value, len))
		buf_add(line, value, len);
	else if (kind == TRACE_SWITCH && is_switch(value, len))
		buf_add(line, value, len);
	else
		hide(len, line);
}

void trace_name(const char *name, size_t len, struct buf *line)
{
	if (len <= NAME_MAX_LEN && only(name, len, LOWER UPPER DIGITS "_-") &&
	    (len <= WORD_MAX || only(name, len, LOWER UPPER "_-")))
		buf_add(line, name, len);
	else
		hide(len, line);
}
