/* The bot token, what Discord says of its application, and what of that can be changed. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/url.h"
#include "cmd/profile/new.h"
#include "core/discord/intent.h"

/* Changing flags takes three requests. */
enum { CHANGE_MS = 30000 };

static const char about_token[] =
    "The bot's token: developer portal, your application, page Bot, Reset Token. With it most of the rest is filled "
    "in. It does not appear while you type, and goes into the store, not into the file. Enter alone: none.";

/* Foreign text for a line; the caller's. */
static char *text_of(const json_t *object, const char *name)
{
	const char *text = json_text(object, name);
	char *copy = xstrdup(text ? text : "?");

	text_sanitize(copy);
	return copy;
}

static void print_application(const json_t *application)
{
	char *name = text_of(application, "name");
	char *id = text_of(application, "id");
	const json_t *count = json_object_get(application, "approximate_guild_count");

	if (json_is_integer(count))
		new_print(xasprintf("It is the bot of the application '%s' (%s), in %d server%s.", name, id,
				    (int)json_integer_value(count), json_integer_value(count) == 1 ? "" : "s"));
	else
		new_print(xasprintf("It is the bot of the application '%s' (%s).", name, id));
	free(name);
	free(id);
}

/* What Discord does not say is asked for. A token that it does not know is no answer either. */
static void go_on_by_hand(struct new_profile *profile, struct error *err)
{
	bool taken = !draft_has(&profile->draft, "client_id") && new_profile_take_token_id(profile);

	if (profile->token_refused) {
		prompt_print("Discord does not know this token: it was reset, or is another application's. It is not "
			     "taken; '<' asks for another one.");
		buf_release(&profile->bot_token);
		draft_forget(&profile->draft, "bot_token");
	} else {
		new_print(xasprintf("Discord can't be asked about it (%s). The rest is asked for.", err->text));
	}
	if (taken)
		new_print(xasprintf("The client id %s is taken from the token; nobody has confirmed it.",
				    draft_given(&profile->draft, "client_id")));
	error_clear(err);
}

void new_show_application(struct wizard *wizard)
{
	struct new_profile *profile = wizard->profile;
	struct error err = ERROR_INIT;

	places_release(&wizard->guilds);
	places_release(&wizard->channels);
	new_profile_forget_proposals(profile);
	json_decref(profile->application);
	profile->application = NULL;
	if (new_profile_look_up(profile, &err) < 0) {
		go_on_by_hand(profile, &err);
		return;
	}
	print_application(profile->application);
	new_profile_take_application(profile);
}

int new_ask_bot_token(struct wizard *wizard, struct error *err)
{
	struct new_profile *profile = wizard->profile;
	struct buf value = BUF_INIT(BUF_TOKEN_MAX);
	int result;

	fputc('\n', stderr);
	prompt_print(about_token);
	result = new_ask_hidden(wizard, "Bot token: ", "bot_token", &value, err);
	if (result == ASK_DONE && value.len) {
		result = draft_refer(&profile->draft, "bot_token", SECRET_STORED, "", err);
		buf_move(&profile->bot_token, &value);
		if (!result)
			new_show_application(wizard);
	}
	buf_release(&value);
	return result;
}

static bool is_received_here(const char *uri)
{
	struct url url = URL_INIT;
	struct error ignored = ERROR_INIT;
	bool here = !url_parse(&url, uri, &ignored) && url_is_loopback(&url);

	url_release(&url);
	return here;
}

/* One of the registered ones that can be received here; NULL: none. */
static const char *find_loopback(const json_t *application)
{
	size_t index;
	json_t *one;

	json_array_foreach(json_object_get(application, "redirect_uris"), index, one)
	{
		if (json_is_string(one) && is_received_here(json_string_value(one)))
			return json_string_value(one);
	}
	return NULL;
}

static void print_registered(const json_t *application)
{
	const json_t *list = json_object_get(application, "redirect_uris");
	size_t index;
	json_t *one;

	if (!json_array_size(list)) {
		prompt_print("No redirect URI is registered in the portal.");
		return;
	}
	prompt_print("These are registered in the portal; type the number of one, or another one:");
	json_array_foreach(list, index, one)
	{
		if (json_is_string(one))
			new_print(xasprintf("  %zu  %s", index + 1, json_string_value(one)));
	}
}

/* A registered one by its number; NULL: the line is none. */
static const char *by_number(const json_t *application, const char *line)
{
	const json_t *list = json_object_get(application, "redirect_uris");
	char *end;
	unsigned long number = strtoul(line, &end, 10);

	if (!*line || *end || number < 1 || number > json_array_size(list))
		return NULL;
	return json_string_value(json_array_get(list, number - 1));
}

/* The redirect URIs of the profile that are not registered; whether there is one. */
static bool find_missing(const struct new_profile *profile, struct strings *missing)
{
	struct strings uris = STRINGS_INIT;

	strings_split(&uris, draft_value(&profile->draft, "redirect_uri"), " ");
	for (size_t i = 0; i < uris.count; i++)
		if (!portal_has_redirect(profile->application, uris.item[i]))
			strings_add(missing, uris.item[i]);
	strings_release(&uris);
	return missing->count;
}

static void print_missing(const struct new_profile *profile, const struct strings *missing)
{
	char *page = portal_page(profile->application, "oauth2");

	new_print(xasprintf("Add exactly this under Redirects, and save: %s", page));
	for (size_t i = 0; i < missing->count; i++)
		new_print(xasprintf("  %s", missing->item[i]));
	free(page);
}

/* Only the portal registers one. Until it has, or the person goes on. */
static int wait_for_registration(struct wizard *wizard, struct error *err)
{
	struct new_profile *profile = wizard->profile;
	bool waiting = true;
	int result = ASK_DONE;

	while (waiting && result == ASK_DONE) {
		struct strings missing = STRINGS_INIT;
		struct error trouble = ERROR_INIT;
		char *line = NULL;

		waiting = find_missing(profile, &missing);
		if (waiting) {
			print_missing(profile, &missing);
			result = new_ask_line(wizard, "Enter looks again, n goes on: ", &line, err);
			if (result == ASK_DONE && *line)
				waiting = false;
			else if (result == ASK_DONE && new_profile_look_up(profile, &trouble) < 0)
				new_complain(&trouble);
		} else {
			prompt_print("It is registered.");
		}
		free(line);
		strings_release(&missing);
	}
	return result;
}

int new_ask_redirect(struct wizard *wizard, struct error *err)
{
	struct new_profile *profile = wizard->profile;
	const char *registered = find_loopback(profile->application);
	const char *given = draft_given(&profile->draft, "redirect_uri");
	char *proposal = xstrdup(given        ? given
				 : registered ? registered
					      : draft_value(&profile->draft, "redirect_uri"));
	char *label = xasprintf("Redirect URI [%s]: ", proposal);
	bool answered = false;
	int result = ASK_DONE;

	fputc('\n', stderr);
	prompt_print("Where the browser brings the answer of a login, on this machine.");
	if (profile->application)
		print_registered(profile->application);
	while (!answered && result == ASK_DONE) {
		const char *chosen;
		char *line = NULL;

		result = new_ask_line(wizard, label, &line, err);
		if (result != ASK_DONE)
			break;
		chosen = by_number(profile->application, line);
		if (!chosen)
			chosen = *line ? line : proposal;
		if (!strcmp(line, "?"))
			prompt_print("It has to stand in the portal letter by letter. Several with blanks between "
				     "them are tried in order, for when a port is taken. One that is no loopback "
				     "address can't be received here: you then paste the address that the browser "
				     "ends on.");
		else if (draft_answer(&profile->draft, "redirect_uri", chosen, err) < 0)
			new_complain(err);
		else
			answered = true;
		free(line);
	}
	free(label);
	free(proposal);
	return result == ASK_DONE && profile->application ? wait_for_registration(wizard, err) : result;
}

static void print_intents(uint64_t flags)
{
	struct buf text = BUF_INIT(BUF_FILE_MAX);

	buf_str(&text, "Privileged intents of the bot: ");
	for (size_t i = 0; i < INTENTS; i++)
		buf_printf(&text, "%s%s %s", i ? ", " : "", intent_table[i].name,
			   intent_is_on(&intent_table[i], flags) ? "on" : "off");
	buf_char(&text, '.');
	prompt_print(buf_text(&text));
	buf_release(&text);
}

static void switch_on(struct new_profile *profile)
{
	struct portal portal = new_profile_portal(profile);
	struct error err = ERROR_INIT;
	json_t *application = portal_ask(&portal, "intent", intent_table[INTENT_CONTENT].name, CHANGE_MS, &err);

	if (!application) {
		new_complain(&err);
		return;
	}
	json_decref(profile->application);
	profile->application = application;
	print_intents(portal_flags(application));
}

static bool content_is_on(const struct wizard *wizard)
{
	return intent_is_on(&intent_table[INTENT_CONTENT], portal_flags(wizard->profile->application));
}

int new_ask_intents(struct wizard *wizard, struct error *err)
{
	char *line = NULL;
	int result;

	fputc('\n', stderr);
	print_intents(portal_flags(wizard->profile->application));
	if (content_is_on(wizard))
		return ASK_NOTHING;
	prompt_print("Without Message Content the bot gets messages of others without their text.");
	result = new_ask_line(wizard, "Switch Message Content on in the portal [y/N]: ", &line, err);
	if (result == ASK_DONE && (!strcmp(line, "y") || !strcmp(line, "yes")))
		switch_on(wizard->profile);
	if (result == ASK_DONE && content_is_on(wizard))
		result = ASK_NOTHING;
	free(line);
	return result;
}
