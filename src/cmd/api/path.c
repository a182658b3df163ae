#include "cmd/api/path.h"

#include <string.h>

#include "base/memory.h"

/* What is behind api_base; NULL for a URL that is not below it. */
static const char *below_base(const char *given, const char *base)
{
	size_t len = strlen(base);

	if (*given == '/')
		return given;
	return !strncmp(given, base, len) && given[len] == '/' ? given + len : NULL;
}

static int check_bytes(const char *path, struct error *err)
{
	for (; *path; path++) {
		unsigned char c = (unsigned char)*path;

		if (c < 0x20 || c == 0x7f)
			return error_set(err, ERROR_USAGE, "PATH holds a control byte");
		if (!strchr(" \"<>\\^`|#", c))
			continue;
		error_set(err, ERROR_USAGE, "PATH holds a '%c'", c);
		return error_hint(err, "write it as %%%02X", c);
	}
	return 0;
}

/* "%2e" is a dot to whoever decodes before he resolves. */
static size_t dot_len(const char *text)
{
	if (*text == '.')
		return 1;
	return !strncmp(text, "%2e", 3) || !strncmp(text, "%2E", 3) ? 3 : 0;
}

static bool is_dot_segment(const char *segment, size_t len)
{
	size_t first = dot_len(segment);
	size_t second = first && first < len ? dot_len(segment + first) : 0;

	return first && (len == first || len == first + second);
}

static int check_segments(const char *path, struct error *err)
{
	size_t end = strcspn(path, "?");

	for (size_t at = 0; at < end;) {
		size_t len;

		at++;
		len = strcspn(path + at, "/?");
		if (is_dot_segment(path + at, len))
			return error_set(err, ERROR_USAGE, "PATH holds '.' or '..' as a segment");
		at += len;
	}
	return 0;
}

static int unknown(const char *name, size_t len, struct error *err)
{
	error_set(err, ERROR_USAGE, "PATH holds '{%.*s', which is no placeholder", (int)(len < 32 ? len : 32), name);
	return error_hint(err, "there are {channel_id}, {guild_id} and {client_id}");
}

static int add_placeholder(const char *name, size_t len, const struct profile *profile, struct buf *path,
			   struct error *err)
{
	const struct {
		const char *name;
		const char *value;
	} known[] = {
	    {"channel_id", profile->channel_id},
	    {"guild_id", profile->guild_id},
	    {"client_id", profile->client_id},
	};

	for (size_t i = 0; i < ARRAY_LEN(known); i++) {
		if (strlen(known[i].name) != len || strncmp(known[i].name, name, len) != 0)
			continue;
		if (!known[i].value) {
			error_set(err, ERROR_CONFIG, "profile '%s' has no %s", profile->id, known[i].name);
			return error_hint(err, "set it in the profile, or write the id into PATH");
		}
		buf_str(path, known[i].value);
		return 0;
	}
	return unknown(name, len + (name[len] == '}'), err);
}

static int expand(const char *given, const struct profile *profile, struct buf *path, struct error *err)
{
	for (; *given; given++) {
		size_t len = strcspn(given, "}");

		if (*given == '}')
			return error_set(err, ERROR_USAGE, "PATH holds a '}' without a '{'");
		if ((unsigned char)*given >= 0x80) {
			buf_percent(path, given, 1);
		} else if (*given != '{') {
			buf_char(path, *given);
		} else if (!given[len]) {
			return unknown(given + 1, len - 1, err);
		} else {
			if (add_placeholder(given + 1, len - 1, profile, path, err) < 0)
				return -1;
			given += len;
		}
	}
	return buf_ok(path) ? 0 : error_set(err, ERROR_USAGE, "PATH is too long");
}

int api_path_resolve(const char *given, const struct profile *profile, struct buf *path, struct error *err)
{
	const char *below = below_base(given, profile->api_base);

	if (!below) {
		error_set(err, ERROR_USAGE, "PATH must begin with '/', or be a URL below '%s'", profile->api_base);
		return error_hint(err, "a token is sent nowhere else");
	}
	if (check_bytes(below, err) < 0 || check_segments(below, err) < 0)
		return -1;
	return expand(below, profile, path, err);
}
