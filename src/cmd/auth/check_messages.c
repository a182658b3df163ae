#include <stdlib.h>

#include "base/memory.h"
#include "cmd/auth/check.h"

/* Message types that people and programs write; others have no content of their own. */
static bool is_written(const json_t *message)
{
	json_int_t type = json_integer_value(json_object_get(message, "type"));

	return type == 0 || type == 19 || type == 20 || type == 23;
}

static bool mentions(const json_t *message, uint64_t id)
{
	size_t index;
	json_t *user;

	json_array_foreach(json_object_get(message, "mentions"), index, user)
	{
		if (check_id(user, "id") == id)
			return true;
	}
	return false;
}

/*
 * Without the Message Content intent what others wrote comes back empty, and nothing says so. What is not covered by it
 * (a sticker, a forwarded message) tells nothing either way.
 */
static bool is_emptied(const struct auth_check *check, const json_t *message)
{
	static const char *const parts[] = {"attachments", "embeds",        "components",
					    "stickers",    "sticker_items", "message_snapshots"};
	const char *content = json_text(message, "content");

	if (!is_written(message) || !content || *content || json_object_get(message, "poll"))
		return false;
	for (size_t i = 0; i < ARRAY_LEN(parts); i++)
		if (json_array_size(json_object_get(message, parts[i])))
			return false;
	return check_id(json_object_get(message, "author"), "id") != check->bot_id && !mentions(message, check->bot_id);
}

static void judge_nothing(struct auth_check *check)
{
	bool has_messages = check_id(check->channel, "last_message_id");
	struct error err = ERROR_INIT;

	if (check->computed && check->history) {
		check_ok(check->checks, CHECK_MESSAGES, "the channel has no messages");
		return;
	}
	if (!check->computed && !has_messages) {
		check_skip(check->checks, CHECK_MESSAGES,
			   "Discord answered an empty list: no messages, or no READ_MESSAGE_HISTORY");
		return;
	}
	error_set(&err, ERROR_DENIED,
		  check->computed
		      ? "Discord answers an empty list, without an error, since READ_MESSAGE_HISTORY is missing"
		      : "Discord answers an empty list although there are messages: READ_MESSAGE_HISTORY is missing");
	error_hint(&err, "give the bot READ_MESSAGE_HISTORY in the channel");
	check_fail(check->checks, CHECK_MESSAGES, &err);
}

static void judge_message(struct auth_check *check, const json_t *message)
{
	char *author = check_text(json_object_get(message, "author"), "username");
	struct error err = ERROR_INIT;

	if (is_emptied(check, message)) {
		error_set(&err, ERROR_DENIED,
			  "the last message came back without its content: the bot lacks the Message "
			  "Content intent");
		error_hint(&err, "switch on Message Content on the Developer Portal's Bot page");
		check_fail(check->checks, CHECK_MESSAGES, &err);
	} else {
		check_ok(check->checks, CHECK_MESSAGES, "the last one is by %s", author);
	}
	free(author);
}

/* Categories, directories, forums and media channels hold threads or channels, but no messages. */
static bool holds_messages(const json_t *channel)
{
	json_int_t type = json_integer_value(json_object_get(channel, "type"));

	return type != 4 && type < 14;
}

void check_messages(struct auth_check *check)
{
	struct error err = ERROR_INIT;
	char *path;
	json_t *list;

	if (!check->channel)
		return;
	if (!holds_messages(check->channel)) {
		check_skip(check->checks, CHECK_MESSAGES, "a channel of this type holds no messages");
		return;
	}
	path = xasprintf("/channels/%s/messages?limit=1", check->auth->profile.channel_id);
	list = check_ask(check, &check->bot, path, &err);
	if (!list)
		check_fail(check->checks, CHECK_MESSAGES, &err);
	else if (json_array_size(list))
		judge_message(check, json_array_get(list, 0));
	else
		judge_nothing(check);
	json_decref(list);
	free(path);
}
