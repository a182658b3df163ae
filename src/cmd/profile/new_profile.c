#include "cmd/profile/new_profile.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/memory.h"
#include "base/signals.h"
#include "cmd/profile/edit.h"
#include "cmd/profile/secret.h"
#include "core/discord/scope.h"
#include "core/profile/client_id.h"
#include "discred/profile.h"

void new_profile_init(struct new_profile *profile, const struct environ *env)
{
	*profile = (struct new_profile){
	    .env = env, .client_secret = BUF_INIT(BUF_TOKEN_MAX), .bot_token = BUF_INIT(BUF_TOKEN_MAX)};
	draft_init(&profile->draft, env, &source_table);
}

void new_profile_release(struct new_profile *profile)
{
	draft_release(&profile->draft);
	buf_release(&profile->client_secret);
	buf_release(&profile->bot_token);
	json_decref(profile->application);
	profile->application = NULL;
	strings_release(&profile->proposed);
	free(profile->name);
	profile->name = NULL;
}

int new_profile_take_name(struct new_profile *profile, const char *name, struct error *err)
{
	char *path = NULL;

	if (!profile_locate(name, profile->env, &path, err)) {
		error_set(err, ERROR_CONFIG, "there is a profile '%s' already: '%s'", name, path);
		free(path);
		return error_hint(err, "choose another name, or run 'discred profile edit %s'", name);
	}
	if (err->code != ERROR_NONE)
		return -1;
	error_clear(err);
	free(profile->name);
	profile->name = xstrdup(name);
	return 0;
}

/* "sandbox-app" of "Sandbox App!"; NULL where nothing is left of it. */
static char *make_name(const char *text)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789";
	enum { NAME_MAX_LEN = 32 };
	char *name = xcalloc(NAME_MAX_LEN + 1, 1);
	size_t len = 0;

	for (; *text && len < NAME_MAX_LEN; text++) {
		char c = *text >= 'A' && *text <= 'Z' ? (char)(*text - 'A' + 'a') : *text;

		if (strchr(letters, c))
			name[len++] = c;
		else if (len && name[len - 1] != '-')
			name[len++] = '-';
	}
	while (len && name[len - 1] == '-')
		name[--len] = '\0';
	if (len)
		return name;
	free(name);
	return NULL;
}

char *new_profile_propose_name(const struct new_profile *profile)
{
	const char *application = json_text(profile->application, "name");
	char *name = application ? make_name(application) : xstrdup("discord");
	struct error err = ERROR_INIT;
	char *path = NULL;

	if (name && (!profile_locate(name, profile->env, &path, &err) || err.code != ERROR_NONE)) {
		free(name);
		name = NULL;
	}
	free(path);
	return name;
}

/* What is about to be written, loaded as it will be. */
static int check(const struct new_profile *profile, const struct buf *text, struct error *err)
{
	const struct profile_text file = {.name = profile->name, .path = profile->name, .fd = -1, .bytes = text};
	struct diagnostics list = DIAGNOSTICS_INIT;
	struct profile loaded;
	int result;

	if (!buf_ok(text))
		return error_set(err, ERROR_USAGE, "the profile would be longer than any file may be");
	result = profile_load_text(&loaded, &file, profile->env, &source_table, &list, err);
	if (!result)
		profile_release(&loaded);
	else
		err->code = ERROR_BUG;
	diagnostics_release(&list);
	return result < 0 ? error_prefix(err, "the profile would not be loaded") : 0;
}

/* An empty value: there is nothing to store. */
static int store(const struct new_profile *profile, const char *key, const struct buf *value, struct error *err)
{
	return value->len ? profile_hand_secret(profile->env, profile->name, key, value, true, err) : 0;
}

/* The first error is the one to tell. */
static void erase(const struct new_profile *profile, const char *key, const struct buf *value)
{
	struct error other = ERROR_INIT;
	bool there;

	if (value->len && profile_erase_secret(profile->env, profile->name, key, &there, &other) < 0)
		log_warn("the value of %s stays in the store: %s", key, other.text);
}

static int store_secrets(const struct new_profile *profile, struct error *err)
{
	if (store(profile, "client_secret", &profile->client_secret, err) < 0)
		return -1;
	if (!store(profile, "bot_token", &profile->bot_token, err))
		return 0;
	erase(profile, "client_secret", &profile->client_secret);
	return -1;
}

/*
 * The secrets first: a profile that is there works. Whoever makes or edits the same one is kept out meanwhile
 * (edit_lock), and discred-auth stores nothing for one that is there already.
 */
static int save(const struct new_profile *profile, const struct buf *text, char **path, struct error *err)
{
	struct edit edit = {.env = profile->env, .name = profile->name, .lock = -1};
	int result = edit_lock(&edit, err);

	if (!result)
		result = store_secrets(profile, err);
	if (!result && profile_create(profile->name, text, profile->env, path, err) < 0) {
		erase(profile, "client_secret", &profile->client_secret);
		erase(profile, "bot_token", &profile->bot_token);
		result = -1;
	}
	edit_unlock(&edit);
	free(edit.lock_path);
	return result;
}

int new_profile_save(const struct new_profile *profile, char **path, struct error *err)
{
	struct buf text = BUF_INIT(BUF_FILE_MAX);
	sigset_t before;
	int result;

	draft_write(&profile->draft, profile->name, DRAFT_FILE_WIDTH, &text);
	result = check(profile, &text, err);
	if (!result) {
		/* Stopped in between, it would leave a secret of no profile behind. */
		signals_hold(&before);
		result = save(profile, &text, path, err);
		signals_release(&before);
	}
	buf_release(&text);
	return result;
}

/* How long a person who makes a profile waits for Discord to say whose the token is. */
enum { LOOK_UP_MS = 5000 };

struct portal new_profile_portal(const struct new_profile *profile)
{
	return (struct portal){.env = profile->env,
			       .token = &profile->bot_token,
			       .api_base = draft_value(&profile->draft, "api_base"),
			       .ca_file = draft_value(&profile->draft, "ca_file")};
}

int new_profile_look_up(struct new_profile *profile, struct error *err)
{
	struct portal portal = new_profile_portal(profile);
	json_t *application = portal_ask(&portal, "application", NULL, LOOK_UP_MS, err);

	profile->token_refused = portal.refused;
	profile->unanswered = application ? (struct error)ERROR_INIT : *err;
	if (!application)
		return -1;
	json_decref(profile->application);
	profile->application = application;
	return 0;
}

/* What is not as a profile may have it is left out: it is only a proposal. */
static void propose(struct new_profile *profile, const char *key, const char *text)
{
	struct error ignored = ERROR_INIT;
	char *line;

	if (!text || draft_has(&profile->draft, key))
		return;
	line = xstrndup(text, strcspn(text, "\r\n"));
	text_sanitize(line);
	if (*line && !draft_answer(&profile->draft, key, line, &ignored))
		strings_add(&profile->proposed, key);
	free(line);
}

void new_profile_take_application(struct new_profile *profile)
{
	const json_t *application = profile->application;
	const json_t *bot = json_object_get(application, "bot");

	propose(profile, "client_id", json_text(application, "id"));
	propose(profile, "name", json_text(application, "name"));
	propose(profile, "description", json_text(application, "description"));
	propose(profile, "bot_name", json_text(bot ? bot : application, bot ? "username" : "name"));
	propose(profile, "bot_url", json_text(application, "custom_install_url"));
}

void new_profile_forget_proposals(struct new_profile *profile)
{
	for (size_t i = 0; i < profile->proposed.count; i++)
		draft_forget(&profile->draft, profile->proposed.item[i]);
	strings_release(&profile->proposed);
}

bool new_profile_take_token_id(struct new_profile *profile)
{
	struct error ignored = ERROR_INIT;
	char text[24];
	uint64_t id;

	if (!portal_token_id(&profile->bot_token, &id))
		return false;
	snprintf(text, sizeof(text), "%" PRIu64, id);
	if (draft_answer(&profile->draft, "client_id", text, &ignored) < 0)
		return false;
	draft_comment(&profile->draft, "client_id",
		      portal_is_old_id(id) ? CLIENT_ID_UNCONFIRMED ": an application of before 2017 may "
								   "have another id than its bot"
					   : CLIENT_ID_UNCONFIRMED);
	strings_add(&profile->proposed, "client_id");
	return true;
}

void new_profile_fill_client_id(struct new_profile *profile)
{
	struct error err = ERROR_INIT;

	if (!profile->bot_token.len || draft_has(&profile->draft, "client_id"))
		return;
	if (!profile->unanswered.text[0] && !new_profile_look_up(profile, &err)) {
		propose(profile, "client_id", json_text(profile->application, "id"));
		return;
	}
	if (new_profile_take_token_id(profile))
		log_note("client_id %s is taken from the bot token, not confirmed by Discord: %s",
			 draft_given(&profile->draft, "client_id"), profile->unanswered.text);
	else
		log_warn("the application of the bot token is not known: %s", profile->unanswered.text);
}

bool new_profile_has_scope(const struct new_profile *profile, const char *scope)
{
	struct strings scopes = STRINGS_INIT;
	bool has;

	strings_split(&scopes, draft_value(&profile->draft, "scope"), " ");
	has = strings_have(&scopes, scope);
	strings_release(&scopes);
	return has;
}

bool new_profile_is_bot(const struct new_profile *profile)
{
	const struct profile_draft *draft = &profile->draft;

	return draft_has(draft, "bot_token") && !draft_has(draft, "client_secret") && !draft_has(draft, "stack") &&
	       strcmp(draft_value(draft, "public_client"), "true") != 0;
}

bool new_profile_invites(const struct new_profile *profile)
{
	struct strings scopes = STRINGS_INIT;
	const char *public = draft_value(&profile->draft, "public_client");
	bool invites;

	strings_split(&scopes, draft_value(&profile->draft, "scope"), " ");
	invites =
	    scope_is_invitation(&scopes) && !draft_has(&profile->draft, "client_secret") && strcmp(public, "true");
	strings_release(&scopes);
	return invites;
}

void new_profile_doubt(const struct new_profile *profile)
{
	struct strings scopes = STRINGS_INIT;

	strings_split(&scopes, draft_value(&profile->draft, "scope"), " ");
	for (size_t i = 0; i < scopes.count; i++) {
		char *doubt = scope_doubt(scopes.item[i]);

		if (doubt)
			log_warn("%s", doubt);
		free(doubt);
	}
	strings_release(&scopes);
}

void new_profile_report(const struct new_profile *profile, const char *path)
{
	printf("made profile '%s': %s\n", profile->name, path);
	fflush(stdout);
}

/* Discord serves channels to bots alone. */
static void advise_channel(const struct new_profile *profile)
{
	if (draft_has(&profile->draft, "channel_id") && !draft_has(&profile->draft, "bot_token"))
		log_note("channels are served to bots only: 'discred profile set-secret %s bot_token' takes the bot's "
			 "token",
			 profile->name);
}

void new_profile_advise(const struct new_profile *profile)
{
	const char *name = profile->name;

	if (new_profile_is_bot(profile) && profile->token_refused)
		log_note("next: 'discred profile set-secret %s bot_token' takes another bot token", name);
	else if (new_profile_is_bot(profile))
		log_note("next: 'discred run %s -- COMMAND' gives a program the bot's token as DISCORD_TOKEN", name);
	else if (draft_lacks_secret(&profile->draft))
		log_note("scope '%s' needs the application's secret: 'discred profile set-secret %s client_secret', "
			 "or public_client in the file",
			 draft_value(&profile->draft, "scope"), name);
	else if (profile->secret_later)
		log_note("next: 'discred profile set-secret %s client_secret', then 'discred auth login %s'", name,
			 name);
	else if (new_profile_invites(profile))
		log_note("'discred auth login %s' opens the bot's invitation", name);
	else
		log_note("next: 'discred auth login %s', then 'discred token %s'", name, name);
	advise_channel(profile);
}
