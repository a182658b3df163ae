#include <inttypes.h>
#include <stdlib.h>

#include "base/memory.h"
#include "cmd/auth/check.h"
#include "core/discord/effective.h"
#include "core/discord/effective_json.h"
#include "core/discord/effective_words.h"
#include "core/discord/permission.h"

static int read_guild(struct auth_check *check, struct effective_inputs *inputs, struct error *err)
{
	char *path = xasprintf("/guilds/%" PRIu64, inputs->notes.guild_id);
	json_t *guild = check_ask(check, &check->bot, path, err);
	int result = guild ? effective_read_guild(guild, &inputs->guild, err) : -1;

	json_decref(guild);
	free(path);
	return result < 0 ? error_prefix(err, "server %" PRIu64, inputs->notes.guild_id) : 0;
}

static int read_member(struct auth_check *check, struct effective_inputs *inputs, struct error *err)
{
	char *path = xasprintf("/guilds/%" PRIu64 "/members/%" PRIu64, inputs->notes.guild_id, check->bot_id);
	json_t *member = check_ask(check, &check->bot, path, err);
	int result = member ? effective_read_member(member, &inputs->member, err) : -1;

	json_decref(member);
	free(path);
	return result < 0 ? error_prefix(err, "member %" PRIu64, check->bot_id) : 0;
}

/* A thread has its parent's overwrites. */
static int read_parent(struct auth_check *check, struct effective_inputs *inputs, struct error *err)
{
	struct effective_notes notes;
	char *path;
	json_t *parent;
	int result;

	if (inputs->channel.kind != EFFECTIVE_THREAD || !inputs->notes.parent_id)
		return 0;
	path = xasprintf("/channels/%" PRIu64, inputs->notes.parent_id);
	parent = check_ask(check, &check->bot, path, err);
	result = parent ? effective_read_channel(parent, &inputs->parent, &notes, err) : -1;
	json_decref(parent);
	free(path);
	return result < 0 ? error_prefix(err, "the thread's parent %" PRIu64, inputs->notes.parent_id) : 0;
}

/* Each with why it is missing. */
static json_t *list_missing(const struct effective_question *question, const struct effective *effective,
			    uint64_t missing)
{
	json_t *list = json_array();

	for (unsigned bit = 0; bit < PERMISSION_BITS; bit++) {
		char name[PERMISSION_NAME];
		char *words;

		if (!(missing >> bit & 1))
			continue;
		permission_name(bit, name);
		words = effective_words(question, effective, bit);
		json_array_append_new(list, json_pack("{s:s, s:s}", "name", name, "reason", words));
		free(words);
	}
	return list;
}

static void report(struct auth_check *check, const json_t *missing)
{
	struct buf text = BUF_INIT(BUF_FILE_MAX);
	struct error err = ERROR_INIT;
	struct strings names = STRINGS_INIT;
	char *list;
	size_t index;
	json_t *one;

	if (!json_array_size(missing)) {
		permission_names(check->auth->profile.permissions, &names);
		list = strings_join(&names, ", ");
		check_ok(check->checks, CHECK_PERMISSIONS, "%s", names.count ? list : "none are asked for");
		free(list);
		strings_release(&names);
		return;
	}
	json_array_foreach(missing, index, one)
	{
		buf_printf(&text, "%s%s is missing (%s)", index ? ", " : "", json_text(one, "name"),
			   json_text(one, "reason"));
	}
	error_set(&err, ERROR_DENIED, "%s", buf_text(&text));
	error_hint(&err,
		   "allow it in the server's roles or the channel's permissions, or change permissions in the profile");
	check_fail(check->checks, CHECK_PERMISSIONS, &err);
	buf_release(&text);
}

static void compute(struct auth_check *check, const struct effective_inputs *inputs)
{
	const struct effective_channel where = effective_inputs_place(inputs);
	const struct effective_question question = {
	    .guild = &inputs->guild, .member = &inputs->member, .channel = &where, .now = check->now * 1000000};
	struct effective effective;
	json_t *missing;

	effective_compute(&question, &effective);
	check->computed = true;
	check->history = !effective_missing(&effective, PERMISSION_READ_MESSAGE_HISTORY);
	missing = list_missing(&question, &effective, effective_missing(&effective, check->auth->profile.permissions));
	report(check, missing);
	check_attach(check->checks, CHECK_PERMISSIONS, "missing", missing);
}

void check_permissions(struct auth_check *check)
{
	struct effective_inputs inputs = EFFECTIVE_INPUTS_INIT;
	struct error err = ERROR_INIT;

	if (!check->channel)
		return;
	if (!check_id(check->channel, "guild_id")) {
		check_skip(check->checks, CHECK_PERMISSIONS, "the channel is in no server");
		return;
	}
	if (effective_read_channel(check->channel, &inputs.channel, &inputs.notes, &err) < 0 ||
	    read_guild(check, &inputs, &err) < 0 || read_member(check, &inputs, &err) < 0 ||
	    read_parent(check, &inputs, &err) < 0)
		check_fail(check->checks, CHECK_PERMISSIONS, &err);
	else
		compute(check, &inputs);
	effective_inputs_release(&inputs);
}
