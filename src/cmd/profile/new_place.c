/* Servers and channels: picked by name, typed as an id, or pasted as the address of a channel. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/memory.h"
#include "cmd/profile/new.h"

enum { ROWS = 15, LIST_MS = 60000 };

/* Servers in pages, or the channels of one server (its id). False: they are not to be had, and err says why. */
static bool fetch(const struct new_profile *profile, const char *guild, struct places *places, struct error *err)
{
	struct portal portal = new_profile_portal(profile);
	json_t *answer = portal_ask(&portal, guild ? "guild" : "guilds", guild, LIST_MS, err);

	places_release(places);
	if (answer && guild)
		places_read_channels(answer, clock_now(), places);
	else if (answer)
		places_read_guilds(answer, places);
	json_decref(answer);
	return answer;
}

/* The ones of these indexes, or all of them for NULL. */
static void print_places(const struct places *places, const size_t *indexes, size_t count)
{
	for (size_t i = 0; i < count && i < ROWS; i++) {
		const struct place *place = &places->item[indexes ? indexes[i] : i];

		new_print(
		    xasprintf("  %s (%s)%s", place->name, place->id, place->unseen ? ", which the bot can't see" : ""));
	}
	if (count > ROWS)
		new_print(xasprintf("  and %zu more: type part of the name", count - ROWS));
}

/* The place that the line means; NULL: none or several, which are printed. */
static const struct place *narrow(const struct places *places, const char *line)
{
	size_t *indexes;
	size_t count = places_match(places, line, &indexes);
	const struct place *place = count == 1 ? &places->item[indexes[0]] : NULL;

	if (count > 1)
		print_places(places, indexes, count);
	else if (!count)
		new_print(xasprintf("Nothing here has '%s' in its name.", line));
	free(indexes);
	return place;
}

static void print_choice(const struct place *place)
{
	new_print(xasprintf("%s (%s)%s", place->name, place->id,
			    place->unseen ? ": the bot can't see it until its roles or the channel let it" : ""));
}

/* Answers guild_id and channel_id from an id or an address; whether the line was one. */
static bool take_ids(struct new_profile *profile, const char *key, const char *line, struct error *err)
{
	char *guild;
	char *channel;
	bool taken = place_ids(line, &guild, &channel);

	if (taken && !strcmp(key, "guild_id"))
		taken = !draft_answer(&profile->draft, "guild_id", guild ? guild : channel, err);
	else if (taken)
		taken = channel && !draft_answer(&profile->draft, "channel_id", channel, err);
	if (taken && guild && channel)
		taken = !draft_answer(&profile->draft, "guild_id", guild, err) &&
			!draft_answer(&profile->draft, "channel_id", channel, err);
	free(guild);
	free(channel);
	return taken;
}

/* Takes a line; whether that was an answer. */
static bool take_line(struct wizard *wizard, const char *key, const struct places *places, const char *line,
		      struct error *err)
{
	struct new_profile *profile = wizard->profile;
	const struct place *place;

	if (!*line || !strcmp(line, "none"))
		return true;
	if (!strcmp(line, "?")) {
		prompt_print("Part of a name narrows the list. An id does, too (in Discord: User Settings, Advanced, "
			     "Developer Mode; then right-click, Copy ID), and so does the address of a channel (Copy "
			     "Link).");
		return false;
	}
	if (take_ids(profile, key, line, err))
		return true;
	error_clear(err);
	if (!places->count) {
		if (!draft_answer(&profile->draft, key, line, err))
			return true;
		new_complain(err);
		return false;
	}
	place = narrow(places, line);
	if (!place)
		return false;
	print_choice(place);
	return !draft_answer(&profile->draft, key, place->id, err);
}

static int choose(struct wizard *wizard, const char *key, const char *what, const struct places *places,
		  struct error *err)
{
	const char *given = draft_given(&wizard->profile->draft, key);
	const struct place *only = !given && places->count == 1 ? places->item : NULL;
	char *label = xasprintf("%s [%s]: ", what, given ? given : only ? only->name : "none");
	bool answered = false;
	int result = ASK_DONE;

	print_places(places, NULL, places->count);
	while (!answered && result == ASK_DONE) {
		char *line = NULL;

		result = new_ask_line(wizard, label, &line, err);
		if (result == ASK_DONE)
			answered = take_line(wizard, key, places, *line || !only ? line : only->id, err);
		free(line);
	}
	free(label);
	return result;
}

/* Whether the name that an option has is the answer. What is answered already was asked about since. */
static bool take_name(struct wizard *wizard, const char *key, const char *what, const struct places *places,
		      const char *name, struct error *err)
{
	const struct new_profile *profile = wizard->profile;

	if (!name || draft_given(&profile->draft, key))
		return false;
	if (places->count)
		return take_line(wizard, key, places, name, err);
	new_print(xasprintf("The %s '%s' can't be looked up by name%s.", what, name,
			    profile->bot_token.len ? "" : " without the bot token"));
	return false;
}

int new_ask_guild(struct wizard *wizard, struct error *err)
{
	struct places *guilds = &wizard->guilds;
	struct error trouble = ERROR_INIT;
	bool known = wizard->profile->application;

	fputc('\n', stderr);
	if (known && !fetch(wizard->profile, NULL, guilds, &trouble)) {
		new_print(xasprintf("The servers of the bot are not to be had (%s).", trouble.text));
		known = false;
	}
	if (known && !guilds->count) {
		prompt_print("The bot is in no server yet: its invitation adds it.");
		return ASK_NOTHING;
	}
	if (take_name(wizard, "guild_id", "server", guilds, wizard->guild, err))
		return ASK_DONE;
	if (!known)
		return choose(wizard, "guild_id", "Server ID", guilds, err);
	prompt_print("The server that the bot is for; type part of its name. The bot is in:");
	return choose(wizard, "guild_id", "Server", guilds, err);
}

int new_ask_channel(struct wizard *wizard, struct error *err)
{
	const char *guild = draft_given(&wizard->profile->draft, "guild_id");
	struct places *channels = &wizard->channels;
	struct error trouble = ERROR_INIT;
	bool known = guild && wizard->profile->application && fetch(wizard->profile, guild, channels, &trouble);

	if (!known)
		places_release(channels);
	fputc('\n', stderr);
	if (trouble.text[0])
		new_print(xasprintf("The channels of the server are not to be had (%s).", trouble.text));
	if (take_name(wizard, "channel_id", "channel", channels, wizard->channel, err))
		return ASK_DONE;
	prompt_print(channels->count ? "A channel to check the credential with, and to read messages from; type part "
				       "of its name. The server has:"
				     : "A channel to check the credential with, and to read messages from.");
	return choose(wizard, "channel_id", channels->count ? "Channel" : "Channel ID", channels, err);
}

void new_take_places(struct wizard *wizard, const char *guild, const char *channel)
{
	struct error ignored = ERROR_INIT;

	if (guild && !take_ids(wizard->profile, "guild_id", guild, &ignored))
		wizard->guild = guild;
	if (channel && !take_ids(wizard->profile, "channel_id", channel, &ignored))
		wizard->channel = channel;
}

/* An id of one of the places, by name. Where Discord can't be asked, the key is left out. */
static int resolve(struct new_profile *profile, const char *guild, const char *key, const char *what, const char *text,
		   struct error *err)
{
	struct places places = PLACES_INIT;
	struct error trouble = profile->unanswered;
	size_t index;
	int result = 0;

	if (take_ids(profile, key, text, err))
		return 0;
	error_clear(err);
	if (!profile->bot_token.len)
		return error_set(err, ERROR_USAGE, "the %s '%s' can't be looked up by name without the bot token", what,
				 text);
	if (trouble.text[0] || !fetch(profile, guild, &places, &trouble)) {
		log_warn("the %s '%s' can't be looked up (%s): %s is left out", what, text, trouble.text, key);
	} else {
		result = places_find(&places, text, what, &index, err);
		if (!result)
			result = draft_answer(&profile->draft, key, places.item[index].id, err);
		if (!result && places.item[index].unseen)
			log_warn("the bot can't see %s: its roles or the channel's permissions have to let it",
				 places.item[index].name);
	}
	places_release(&places);
	return result;
}

int new_resolve_places(struct new_profile *profile, const char *guild, const char *channel, struct error *err)
{
	const char *where;

	if (guild && resolve(profile, NULL, "guild_id", "server", guild, err) < 0)
		return -1;
	where = draft_given(&profile->draft, "guild_id");
	if (!channel)
		return 0;
	if (!where && !take_ids(profile, "channel_id", channel, err)) {
		error_clear(err);
		if (guild) {
			log_warn("the channel '%s' can't be looked up without its server: channel_id is left out",
				 channel);
			return 0;
		}
		error_set(err, ERROR_USAGE, "the channel '%s' is looked up in a server", channel);
		return error_hint(err, "name it with --guild");
	}
	return where ? resolve(profile, where, "channel_id", "channel", channel, err) : 0;
}
