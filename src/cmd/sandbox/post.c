#include "core/output/json.h"

#include <string.h>
#include <strings.h>

#include "cmd/sandbox/bearer.h"
#include "cmd/sandbox/channel.h"

enum { CONTENT_MAX = 2000 /* characters */ };

static bool is_json(const struct request *request)
{
	static const char json[] = "application/json";

	return request->content_type && !strncasecmp(request->content_type, json, sizeof(json) - 1);
}

static size_t characters(const char *text)
{
	size_t count = 0;

	for (; *text; text++)
		count += ((unsigned char)*text & 0xc0) != 0x80;
	return count;
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
	body = is_json(request) ? json_parse_object(&request->body) : NULL;
	content = read_content(body, answer);
	posts = message_posts(sandbox, channel);
	if (content && posts->count >= POSTS_MAX) {
		answer_api_error(answer, 400, 0, "The sandbox keeps no more messages in this channel");
	} else if (content) {
		posts_add(posts, content, bot);
		answer_json(answer, 200, message_json(sandbox, channel, message_count(sandbox, channel) - 1, bot));
	}
	json_decref(body);
	return 0;
}
