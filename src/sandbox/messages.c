#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "channel.h"
#include "discred/memory.h"
#include "discred/permission.h"

enum { LIMIT_DEFAULT = 50, LIMIT_MAX = 100 };

/* Which messages: numbers from `first` up to, not including, `end`; newest first. */
struct span {
	uint64_t first;
	uint64_t end;
};

static const char *const hellos[] = {
    "Hello, and welcome to the sandbox", "Is this the real Discord?",    "No, it only behaves like it",
    "Then my token is safe here",        "It never leaves your machine", "\xF0\x9F\x91\x8B",
};

static json_t *message_object(const struct channel *channel, uint64_t number)
{
	uint64_t id = world_message_id(channel, number);
	time_t seconds = (time_t)(((id >> 22) + 1420070400000ULL) / 1000);
	char id_text[24];
	char content[96];
	char when[64] = "";
	struct tm utc;

	snprintf(id_text, sizeof(id_text), "%llu", (unsigned long long)id);
	if (number < ARRAY_LEN(hellos))
		snprintf(content, sizeof(content), "%s", hellos[number]);
	else
		snprintf(content, sizeof(content), "Message %llu in %s", (unsigned long long)number + 1, channel->name);
	if (gmtime_r(&seconds, &utc))
		strftime(when, sizeof(when), "%Y-%m-%dT%H:%M:%S.000000+00:00", &utc);
	return json_pack("{s:s, s:i, s:s, s:s, s:{s:s, s:s, s:s, s:s, s:n}, s:s, s:n, s:b, s:b, s:b, s:i, s:[], s:[], "
			 "s:[], s:[], s:[]}",
			 "id", id_text, "type", 0, "channel_id", channel->id, "content", content, "author", "id",
			 WORLD_USER_ID, "username", WORLD_USER_NAME, "global_name", WORLD_USER_TITLE, "discriminator",
			 "0", "avatar", "timestamp", when, "edited_timestamp", "tts", 0, "mention_everyone", 0,
			 "pinned", 0, "flags", 0, "mentions", "mention_roles", "attachments", "embeds", "components");
}

/* How many messages have an id below that. */
static uint64_t count_below(const struct channel *channel, uint64_t id)
{
	uint64_t number = 0;

	while (number < channel->messages && world_message_id(channel, number) < id)
		number++;
	return number;
}

static uint64_t at_least_zero(uint64_t from, uint64_t minus)
{
	return from > minus ? from - minus : 0;
}

static uint64_t at_most(uint64_t value, uint64_t high)
{
	return value < high ? value : high;
}

static bool read_limit(const struct buf *text, uint64_t *limit, struct answer *answer)
{
	struct error err = ERROR_INIT;

	*limit = LIMIT_DEFAULT;
	if (!text->len)
		return true;
	if (permission_parse_number(buf_text(text), limit, &err) < 0)
		answer_field_error(answer, "limit", "NUMBER_TYPE_COERCE", "Value is not int.");
	else if (*limit < 1)
		answer_field_error(answer, "limit", "NUMBER_TYPE_MIN",
				   "int value should be greater than or equal to 1.");
	else if (*limit > LIMIT_MAX)
		answer_field_error(answer, "limit", "NUMBER_TYPE_MAX",
				   "int value should be less than or equal to 100.");
	else
		return true;
	return false;
}

enum { BEFORE, AFTER, AROUND, ANCHORS };

/* The one anchor that was given: which, and its id. Without any it is BEFORE the end of time. */
static bool read_anchor(const struct form_field fields[static ANCHORS], unsigned *which, uint64_t *id,
			struct answer *answer)
{
	struct error err = ERROR_INIT;
	unsigned given = 0;

	*which = BEFORE;
	*id = UINT64_MAX;
	for (unsigned i = 0; i < ANCHORS; i++) {
		if (!fields[i].value->len)
			continue;
		if (given++) {
			answer_field_error(answer, fields[i].name, "MUTUALLY_EXCLUSIVE",
					   "Only one of before, after and around may be given.");
			return false;
		}
		*which = i;
		if (permission_parse_number(buf_text(fields[i].value), id, &err) < 0) {
			answer_field_error(answer, fields[i].name, "NUMBER_TYPE_COERCE", "Value is not snowflake.");
			return false;
		}
	}
	return true;
}

static struct span span_at(const struct channel *channel, unsigned which, uint64_t id, uint64_t limit)
{
	uint64_t below = count_below(channel, id);
	uint64_t first;

	if (which == BEFORE)
		return (struct span){at_least_zero(below, limit), below};
	if (which == AFTER)
		first = below + (below < channel->messages && world_message_id(channel, below) == id);
	else
		first = at_least_zero(below, limit / 2);
	return (struct span){first, at_most(first + limit, channel->messages)};
}

/* The query's page of the channel's messages; false when it makes no sense, and the answer says so. */
static bool read_span(const struct channel *channel, const char *query, struct span *span, struct answer *answer)
{
	struct buf value[ANCHORS + 1];
	const struct form_field fields[] = {{"before", &value[BEFORE]},
					    {"after", &value[AFTER]},
					    {"around", &value[AROUND]},
					    {"limit", &value[ANCHORS]}};
	const char *wrong;
	unsigned which;
	uint64_t id;
	uint64_t limit;
	bool right = false;

	for (size_t i = 0; i < ARRAY_LEN(value); i++)
		buf_init(&value[i], 64);
	wrong = form_read(query, fields, ARRAY_LEN(fields));
	if (wrong)
		answer_field_error(answer, wrong, "NUMBER_TYPE_COERCE", "Value is malformed, or there twice.");
	else
		right = read_anchor(fields, &which, &id, answer) && read_limit(&value[ANCHORS], &limit, answer);
	if (right)
		*span = span_at(channel, which, id, limit);
	for (size_t i = 0; i < ARRAY_LEN(value); i++)
		buf_release(&value[i]);
	return right;
}

int messages_serve(struct sandbox *sandbox, const struct request *request, struct answer *answer, struct error *err)
{
	uint64_t permissions;
	const struct channel *channel = channel_open(sandbox, request, &permissions, answer);
	struct span span;
	json_t *list;

	(void)err;
	if (!channel)
		return 0;
	if (channel->type == CHANNEL_VOICE && !channel_allows(permissions, "CONNECT")) {
		answer_api_error(answer, 403, 50001, "Missing Access");
		return 0;
	}
	if (!read_span(channel, request->query, &span, answer))
		return 0;
	list = json_array();
	/* Without the right to read history Discord answers an empty list, and no error. */
	if (channel_allows(permissions, "READ_MESSAGE_HISTORY"))
		for (uint64_t number = span.end; number > span.first; number--)
			json_array_append_new(list, message_object(channel, number - 1));
	answer_json(answer, 200, list);
	return 0;
}
