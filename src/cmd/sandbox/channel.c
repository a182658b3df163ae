#include "cmd/sandbox/endpoints.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/memory.h"
#include "cmd/sandbox/application.h"
#include "cmd/sandbox/credentials.h"
#include "cmd/sandbox/sandbox.h"
#include "cmd/sandbox/users.h"
#include "core/discord/permission.h"
#include "core/output/json.h"

static const char *const hellos[] = {
    "Hello, and welcome to the sandbox", "Is this the real Discord?",    "No, it only behaves like it",
    "Then my token is safe here",        "It never leaves your machine", "\xF0\x9F\x91\x8B",
};

static void add_post(struct posts *posts, const char *content, const struct app *app)
{
	posts->item = xgrow(posts->item, posts->count, sizeof(*posts->item));
	posts->item[posts->count++] = (struct post){.content = xstrdup(content), .app = app};
}

static struct posts *message_posts(struct sandbox *sandbox, const struct channel *channel)
{
	return &sandbox->posts[channel - fixture_channels];
}

static uint64_t message_count(struct sandbox *sandbox, const struct channel *channel)
{
	return channel->messages + message_posts(sandbox, channel)->count;
}

static json_t *content_json(const struct channel *channel, uint64_t number)
{
	char content[96];

	if (number < ARRAY_LEN(hellos))
		return json_string(hellos[number]);
	snprintf(content, sizeof(content), "Message %llu in %s", (unsigned long long)number + 1, channel->name);
	return json_string(content);
}

/* As a bot sees it. */
static json_t *message_json(struct sandbox *sandbox, const struct channel *channel, uint64_t number,
			    const struct app *reader)
{
	uint64_t id = fixture_message_id(channel, number);
	const struct post *post = NULL;
	char id_text[24];
	json_t *content;

	if (number >= channel->messages)
		post = &message_posts(sandbox, channel)->item[number - channel->messages];
	/* Without the intent only a bot's own words are shown to it. */
	if (!application_reads_content(sandbox, reader) && !(post && post->app == reader))
		content = json_string("");
	else
		content = post ? json_string(post->content) : content_json(channel, number);
	snprintf(id_text, sizeof(id_text), "%llu", (unsigned long long)id);
	return json_pack("{s:s, s:i, s:s, s:o, s:o, s:o, s:n, s:b, s:b, s:b, s:i, s:[], s:[], s:[], s:[], s:[]}", "id",
			 id_text, "type", 0, "channel_id", channel->id, "content", content, "author",
			 post ? user_bot(post->app) : user_person(), "timestamp",
			 time_json((int64_t)(((id >> 22) + 1420070400000ULL) / 1000)), "edited_timestamp", "tts", 0,
			 "mention_everyone", 0, "pinned", 0, "flags", 0, "mentions", "mention_roles", "attachments",
			 "embeds", "components");
}

static bool has_bit(uint64_t permissions, const char *name)
{
	const struct permission *permission = permission_find(name);

	return permission && (permissions >> permission->bit & 1);
}

/* Whether that permission, by name, is among them; ADMINISTRATOR has all. */
static bool channel_allows(uint64_t permissions, const char *name)
{
	return has_bit(permissions, name) || has_bit(permissions, "ADMINISTRATOR");
}

/* ADMINISTRATOR is above any overwrite. */
static uint64_t channel_permissions(const struct membership *membership, const struct channel *channel)
{
	if (has_bit(membership->permissions, "ADMINISTRATOR"))
		return membership->permissions;
	return membership->permissions & ~channel->denied;
}

/* The channel of the request and the bot's permissions in it; NULL: not to be had, and the answer says why. */
static const struct channel *channel_open(struct sandbox *sandbox, const struct request *request, uint64_t *permissions,
					  struct answer *answer)
{
	const struct app *bot = bot_app(request);
	const struct membership *membership;
	const struct channel *channel;

	if (!bot) {
		bearer_refuse(answer);
		return NULL;
	}
	if (!snowflake_check(request->segment, "channel_id", answer))
		return NULL;
	channel = fixture_channel(request->segment);
	if (!channel) {
		answer_api_error(answer, 404, 10003, "Unknown Channel");
		return NULL;
	}
	membership = sandbox_membership(sandbox, bot, &fixture_guilds[channel->guild]);
	*permissions = channel_permissions(membership, channel);
	if (!membership->joined || !channel_allows(*permissions, "VIEW_CHANNEL")) {
		answer_api_error(answer, 403, 50001, "Missing Access");
		return NULL;
	}
	return channel;
}

static json_t *overwrites(const struct channel *channel)
{
	char denied[24];

	if (!channel->denied)
		return json_array();
	snprintf(denied, sizeof(denied), "%llu", (unsigned long long)channel->denied);
	return json_pack("[{s:s, s:i, s:s, s:s}]", "id", fixture_guilds[channel->guild].id, "type", 0, "allow", "0",
			 "deny", denied);
}

json_t *channel_json(struct sandbox *sandbox, const struct channel *channel)
{
	uint64_t count = message_count(sandbox, channel);
	json_t *json = json_pack("{s:s, s:i, s:s, s:s, s:s?, s:i, s:b, s:n, s:o, s:i}", "id", channel->id, "type",
				 channel->type, "guild_id", fixture_guilds[channel->guild].id, "name", channel->name,
				 "topic", channel->topic, "position", (int)(channel - fixture_channels), "nsfw", 0,
				 "parent_id", "permission_overwrites", overwrites(channel), "flags", 0);

	if (channel->type == CHANNEL_VOICE) {
		json_object_set_new(json, "bitrate", json_integer(64000));
		json_object_set_new(json, "user_limit", json_integer(0));
	}
	if (count) {
		char id[24];

		snprintf(id, sizeof(id), "%llu", (unsigned long long)fixture_message_id(channel, count - 1));
		json_object_set_new(json, "last_message_id", json_string(id));
	} else {
		json_object_set_new(json, "last_message_id", json_null());
	}
	return json;
}

int channel_serve(struct sandbox *sandbox, const struct request *request, struct answer *answer, struct error *err)
{
	uint64_t permissions;
	const struct channel *channel = channel_open(sandbox, request, &permissions, answer);

	(void)err;
	if (channel)
		answer_json(answer, 200, channel_json(sandbox, channel));
	return 0;
}

/* Which messages: numbers from `first` up to, not including, `end`; newest first. */
struct span {
	uint64_t first;
	uint64_t end;
};

/* How many messages have an id below that. */
static uint64_t count_below(const struct channel *channel, uint64_t count, uint64_t id)
{
	uint64_t number = 0;

	while (number < count && fixture_message_id(channel, number) < id)
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

static struct span span_at(const struct channel *channel, uint64_t count, const struct page_query *page)
{
	uint64_t below = count_below(channel, count, page->id);
	uint64_t first;

	if (page->anchor == PAGE_BEFORE)
		return (struct span){at_least_zero(below, page->limit), below};
	if (page->anchor == PAGE_AFTER)
		first = below + (below < count && fixture_message_id(channel, below) == page->id);
	else
		first = at_least_zero(below, page->limit / 2);
	return (struct span){first, at_most(first + page->limit, count)};
}

int messages_serve(struct sandbox *sandbox, const struct request *request, struct answer *answer, struct error *err)
{
	static const struct page_rules rules = {.limit = 50, .limit_max = 100, .around = true, .start = PAGE_BEFORE};
	uint64_t permissions;
	const struct channel *channel = channel_open(sandbox, request, &permissions, answer);
	const struct app *bot = bot_app(request);
	struct page_query page;
	struct span span;
	json_t *list;

	(void)err;
	if (!channel || !bot)
		return 0;
	if (channel->type == CHANNEL_VOICE && !channel_allows(permissions, "CONNECT")) {
		answer_api_error(answer, 403, 50001, "Missing Access");
		return 0;
	}
	if (!page_query_read(request->query, &rules, &page, answer))
		return 0;
	span = span_at(channel, message_count(sandbox, channel), &page);
	list = json_array();
	/* Without the right to read history Discord answers an empty list, and no error. */
	if (channel_allows(permissions, "READ_MESSAGE_HISTORY"))
		for (uint64_t number = span.end; number > span.first; number--)
			json_array_append_new(list, message_json(sandbox, channel, number - 1, bot));
	answer_json(answer, 200, list);
	return 0;
}

enum { CONTENT_MAX = 2000 /* characters */ };

static size_t characters(const char *text)
{
	size_t count = 0;

	for (; *text; text++)
		count += ((unsigned char)*text & 0xc0) != 0x80;
	return count;
}

/* The JSON beside the files of a message; the files themselves are dropped. NULL: there is none. */
static json_t *message_of_parts(const struct request *request)
{
	static const char multipart[] = "multipart/form-data";
	static const char mark[] = "name=\"payload_json\"";
	struct buf json = BUF_INIT(REQUEST_BODY_MAX);
	const char *text = buf_text(&request->body);
	const char *end = text + request->body.len;
	const char *part;
	json_t *body = NULL;

	if (!request->content_type || strncasecmp(request->content_type, multipart, strlen(multipart)) != 0)
		return NULL;
	part = memmem(text, (size_t)(end - text), mark, strlen(mark));
	part = part ? memmem(part, (size_t)(end - part), "\r\n\r\n", 4) : NULL;
	if (part) {
		const char *stop = memmem(part + 4, (size_t)(end - part - 4), "\r\n--", 4);

		buf_add(&json, part + 4, (size_t)((stop ? stop : end) - part - 4));
		body = json_parse_object(&json);
	}
	buf_release(&json);
	return body;
}

/* The content, NULL when it can't be posted, and the answer says why. */
static const char *read_content(const json_t *body, struct answer *answer)
{
	const json_t *member = json_object_get(body, "content");
	const char *content = json_string_value(member);

	if (!body)
		answer_api_error(answer, 400, 50109, "The request body contains invalid JSON.");
	else if (member && !content && !json_is_null(member))
		answer_field_error(answer, "content", "STRING_TYPE_CONVERT", "Could not interpret value as string.");
	else if (!content || !content[strspn(content, " \t\r\n")])
		answer_api_error(answer, 400, 50006, "Cannot send an empty message");
	else if (characters(content) > CONTENT_MAX)
		answer_field_error(answer, "content", "BASE_TYPE_MAX_LENGTH", "Must be 2000 or fewer in length.");
	else
		return content;
	return NULL;
}

int post_serve(struct sandbox *sandbox, const struct request *request, struct answer *answer, struct error *err)
{
	uint64_t permissions;
	const struct channel *channel = channel_open(sandbox, request, &permissions, answer);
	const struct app *bot = bot_app(request);
	const char *content;
	struct posts *posts;
	json_t *body;

	(void)err;
	if (!channel || !bot)
		return 0;
	if (!channel_allows(permissions, "SEND_MESSAGES")) {
		answer_api_error(answer, 403, 50013, "Missing Permissions");
		return 0;
	}
	body = request_has_json(request) ? json_parse_object(&request->body) : message_of_parts(request);
	content = read_content(body, answer);
	posts = message_posts(sandbox, channel);
	if (content && posts->count >= POSTS_MAX) {
		answer_api_error(answer, 400, 0, "The sandbox keeps no more messages in this channel");
	} else if (content) {
		add_post(posts, content, bot);
		answer_json(answer, 200, message_json(sandbox, channel, message_count(sandbox, channel) - 1, bot));
	}
	json_decref(body);
	return 0;
}
