#include "cmd/sandbox/message.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"
#include "cmd/sandbox/sandbox.h"
#include "cmd/sandbox/user.h"

static const char *const hellos[] = {
    "Hello, and welcome to the sandbox", "Is this the real Discord?",    "No, it only behaves like it",
    "Then my token is safe here",        "It never leaves your machine", "\xF0\x9F\x91\x8B",
};

void posts_add(struct posts *posts, const char *content, const struct app *app)
{
	posts->item = xgrow(posts->item, posts->count, sizeof(*posts->item));
	posts->item[posts->count++] = (struct post){.content = xstrdup(content), .app = app};
}

void posts_release(struct posts *posts)
{
	for (size_t i = 0; i < posts->count; i++)
		free(posts->item[i].content);
	free(posts->item);
	*posts = (struct posts){.item = NULL, .count = 0};
}

struct posts *message_posts(struct sandbox *sandbox, const struct channel *channel)
{
	return &sandbox->posts[channel - fixture_channels];
}

uint64_t message_count(struct sandbox *sandbox, const struct channel *channel)
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

json_t *message_json(struct sandbox *sandbox, const struct channel *channel, uint64_t number, const struct app *reader)
{
	uint64_t id = fixture_message_id(channel, number);
	const struct post *post = NULL;
	char id_text[24];
	json_t *content;

	if (number >= channel->messages)
		post = &message_posts(sandbox, channel)->item[number - channel->messages];
	/* Without the intent only a bot's own words are shown to it. */
	if (sandbox->settings->no_message_content && !(post && post->app == reader))
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
