#include "cmd/profile/new_profile.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/memory.h"
#include "base/signals.h"
#include "cmd/profile/secret.h"
#include "core/discord/scope.h"
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
	return value->len ? profile_hand_secret(profile->env, profile->name, key, value, err) : 0;
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
 * The file first: only one can make it, and what another, who was faster, has stored under the name is not touched. A
 * profile without its secret is better than a secret without its profile, too.
 */
static int save(const struct new_profile *profile, const struct buf *text, char **path, struct error *err)
{
	if (profile_create(profile->name, text, profile->env, path, err) < 0)
		return -1;
	if (!store_secrets(profile, err))
		return 0;
	if (unlink(*path) < 0)
		log_warn("cannot remove '%s': %s", *path, strerror(errno));
	free(*path);
	*path = NULL;
	return -1;
}

int new_profile_save(const struct new_profile *profile, char **path, struct error *err)
{
	struct buf text = BUF_INIT(BUF_FILE_MAX);
	sigset_t before;
	int result;

	draft_write(&profile->draft, profile->name, &text);
	result = check(profile, &text, err);
	if (!result) {
		/* Stopped in between, it would leave a profile behind that says of a secret that it is stored. */
		signals_hold(&before);
		result = save(profile, &text, path, err);
		signals_release(&before);
	}
	buf_release(&text);
	return result;
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

void new_profile_advise(const struct new_profile *profile)
{
	const char *name = profile->name;

	if (draft_lacks_secret(&profile->draft))
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
	if (draft_has(&profile->draft, "channel_id") && !draft_has(&profile->draft, "bot_token"))
		log_note("channels are served to bots only: 'discred profile set-secret %s bot_token' takes the bot's "
			 "token",
			 name);
}
