#include "cmd/api/snowflake.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/timestamp.h"
#include "core/discord/permission.h"

/* 2015-01-01T00:00:00Z. */
static const int64_t epoch_ms = 1420070400000;

enum { TIME_BITS = 42, LOW_BITS = 22, SECONDS_DIGITS_MAX = 12 };

static bool is_number(const char *text)
{
	return *text && !text[strspn(text, "0123456789")];
}

bool snowflake_is_id(const char *text)
{
	return is_number(text) && strlen(text) > SECONDS_DIGITS_MAX;
}

static bool is_date(const char *text)
{
	static const char form[] = "dddd-dd-dd";

	for (size_t i = 0; i < sizeof(form); i++)
		if (form[i] == 'd' ? !strchr("0123456789", text[i]) || !text[i] : text[i] != form[i])
			return false;
	return true;
}

static int read_time(const char *text, int64_t *ms, struct error *err)
{
	char *whole = is_date(text) ? xasprintf("%sT00:00:00Z", text) : xstrdup(text);
	int result = 0;

	if (is_number(text))
		*ms = (int64_t)strtoll(text, NULL, 10) * 1000;
	else
		result = timestamp_parse(whole, ms, err);
	if (!result && !is_number(text))
		*ms = *ms / 1000 - (*ms % 1000 < 0);
	free(whole);
	return result;
}

int snowflake_bound(const char *text, uint64_t *id, struct error *err)
{
	int64_t ms;

	if (snowflake_is_id(text)) {
		if (permission_parse_number(text, id, err) < 0)
			return error_set(err, ERROR_USAGE, "'%s' is not an id", text);
		return 0;
	}
	if (read_time(text, &ms, err) < 0) {
		error_set(err, ERROR_USAGE, "'%s' is neither a time nor an id", text);
		return error_hint(err, "write '2026-11-30T12:00:00Z', '2026-11-30', or an id");
	}
	ms -= epoch_ms;
	if (ms >> TIME_BITS > 0)
		return error_set(err, ERROR_USAGE, "'%s' is later than any id", text);
	*id = ms > 0 ? (uint64_t)ms << LOW_BITS : 0;
	return 0;
}
