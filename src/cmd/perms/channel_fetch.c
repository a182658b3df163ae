/* What `discred perms channel PROFILE` asks Discord for. */
#include "base/clock.h"
#include "cmd/perms/channel.h"
#include "core/discord/portal.h"
#include "core/slot/handover.h"
#include "discred/profile.h"

enum { ANSWER_MS = 30000 };

static int fetch_token(const struct profile *profile, const struct environ *env, struct token *bot, struct error *err)
{
	struct source_context context = handover_context(profile, &store_table, env, clock_now(), -1);

	if (profile->bot_token.kind == SECRET_ABSENT) {
		error_set(err, ERROR_CONFIG, "no bot_token is set, and Discord serves channels to bots alone");
		return error_hint(err, "set bot_token, or give the objects with --guild, --member and --channel");
	}
	return handover_bot(&context, &source_table, bot, err);
}

static int read_answer(const json_t *answer, struct effective_inputs *inputs, struct error *err)
{
	const json_t *parent = json_object_get(answer, "parent");

	if (effective_read_guild(json_object_get(answer, "guild"), &inputs->guild, err) < 0 ||
	    effective_read_member(json_object_get(answer, "member"), &inputs->member, err) < 0 ||
	    effective_read_channel(json_object_get(answer, "channel"), &inputs->channel, &inputs->notes, err) < 0)
		return -1;
	if (json_is_object(parent))
		return effective_read_channel(parent, &inputs->parent, &inputs->parent_notes, err);
	return 0;
}

static int fetch(const struct profile *profile, const char *user, const struct environ *env,
		 struct effective_inputs *inputs, struct error *err)
{
	struct token bot = TOKEN_INIT;
	struct portal portal = {
	    .env = env, .token = &bot.secret, .api_base = profile->api_base, .ca_file = profile->ca_file};
	json_t *answer = NULL;
	int result = fetch_token(profile, env, &bot, err);

	if (!result)
		answer = portal_ask_for(&portal, "channel", profile->channel_id, user, ANSWER_MS, err);
	if (!result)
		result = answer ? read_answer(answer, inputs, err) : -1;
	if (result < 0 && err->code == ERROR_DENIED && !portal.refused && !err->hint[0])
		error_hint(err, "add the bot to the server, and give it VIEW_CHANNEL there");
	if (result < 0)
		error_prefix(err, "profile '%s'", profile->id);
	json_decref(answer);
	token_release(&bot);
	return result;
}

int inputs_fetch(struct effective_inputs *inputs, const char *name, const char *user, const struct environ *env,
		 struct error *err)
{
	struct profile profile;
	int result;

	*inputs = (struct effective_inputs)EFFECTIVE_INPUTS_INIT;
	if (profile_open(&profile, name, env, &source_table, stderr, err) < 0)
		return -1;
	if (profile.channel_id) {
		result = fetch(&profile, user, env, inputs, err);
	} else {
		result = error_set(err, ERROR_CONFIG, "profile '%s' names no channel_id", profile.id);
		error_hint(err, "set channel_id, or give the objects with --guild, --member and --channel");
	}
	profile_release(&profile);
	if (result < 0)
		effective_inputs_release(inputs);
	return result;
}
