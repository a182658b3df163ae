#include "cmd/profile/make.h"

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

void making_init(struct making *making, const struct environ *env)
{
	*making =
	    (struct making){.env = env, .client_secret = BUF_INIT(BUF_TOKEN_MAX), .bot_token = BUF_INIT(BUF_TOKEN_MAX)};
	form_init(&making->form, env, &source_table);
}

void making_release(struct making *making)
{
	form_release(&making->form);
	buf_release(&making->client_secret);
	buf_release(&making->bot_token);
	free(making->name);
	making->name = NULL;
}

int making_take_name(struct making *making, const char *name, struct error *err)
{
	char *path = NULL;

	if (!profile_locate(name, making->env, &path, err)) {
		error_set(err, ERROR_CONFIG, "there is a profile '%s' already: '%s'", name, path);
		free(path);
		return error_hint(err, "choose another name, or run 'discred profile edit %s'", name);
	}
	if (err->code != ERROR_NONE)
		return -1;
	error_clear(err);
	free(making->name);
	making->name = xstrdup(name);
	return 0;
}

/* What is about to be written, loaded as it will be. */
static int check(const struct making *making, const struct buf *text, struct error *err)
{
	const struct profile_text file = {.name = making->name, .path = making->name, .fd = -1, .bytes = text};
	struct diagnostics list = DIAGNOSTICS_INIT;
	struct profile profile;
	int result;

	if (!buf_ok(text))
		return error_set(err, ERROR_USAGE, "the profile would be longer than any file may be");
	result = profile_load_text(&profile, &file, making->env, &source_table, &list, err);
	if (!result)
		profile_release(&profile);
	else
		err->code = ERROR_BUG;
	diagnostics_release(&list);
	return result < 0 ? error_prefix(err, "the profile would not be loaded") : 0;
}

/* An empty value: there is nothing to store. */
static int store(const struct making *making, const char *key, const struct buf *value, struct error *err)
{
	return value->len ? profile_hand_secret(making->env, making->name, key, value, err) : 0;
}

/* The first error is the one to tell. */
static void erase(const struct making *making, const char *key, const struct buf *value)
{
	struct error other = ERROR_INIT;
	bool there;

	if (value->len && profile_erase_secret(making->env, making->name, key, &there, &other) < 0)
		log_warn("the value of %s stays in the store: %s", key, other.text);
}

static int store_secrets(const struct making *making, struct error *err)
{
	if (store(making, "client_secret", &making->client_secret, err) < 0)
		return -1;
	if (!store(making, "bot_token", &making->bot_token, err))
		return 0;
	erase(making, "client_secret", &making->client_secret);
	return -1;
}

/*
 * The file first: only one can make it, and what another, who was faster, has stored under the name is not touched. A
 * profile without its secret is better than a secret without its profile, too.
 */
static int save(const struct making *making, const struct buf *text, char **path, struct error *err)
{
	if (profile_create(making->name, text, making->env, path, err) < 0)
		return -1;
	if (!store_secrets(making, err))
		return 0;
	if (unlink(*path) < 0)
		log_warn("cannot remove '%s': %s", *path, strerror(errno));
	free(*path);
	*path = NULL;
	return -1;
}

int making_save(const struct making *making, char **path, struct error *err)
{
	struct buf text = BUF_INIT(BUF_FILE_MAX);
	sigset_t before;
	int result;

	form_write(&making->form, making->name, &text);
	result = check(making, &text, err);
	if (!result) {
		/* Stopped in between, it would leave a profile behind that says of a secret that it is stored. */
		signals_hold(&before);
		result = save(making, &text, path, err);
		signals_release(&before);
	}
	buf_release(&text);
	return result;
}

bool making_invites(const struct making *making)
{
	struct strings scopes = STRINGS_INIT;
	const char *public = form_value(&making->form, "public_client");
	bool invites;

	strings_split(&scopes, form_value(&making->form, "scope"), " ");
	invites = scope_is_invitation(&scopes) && !form_has(&making->form, "client_secret") && strcmp(public, "true");
	strings_release(&scopes);
	return invites;
}

void making_doubt(const struct making *making)
{
	struct strings scopes = STRINGS_INIT;

	strings_split(&scopes, form_value(&making->form, "scope"), " ");
	for (size_t i = 0; i < scopes.count; i++) {
		char *doubt = scope_doubt(scopes.item[i]);

		if (doubt)
			log_warn("%s", doubt);
		free(doubt);
	}
	strings_release(&scopes);
}

void making_report(const struct making *making, const char *path)
{
	printf("made profile '%s': %s\n", making->name, path);
	fflush(stdout);
}

void making_advise(const struct making *making)
{
	const char *name = making->name;

	if (form_lacks_secret(&making->form))
		log_note("scope '%s' needs the application's secret: 'discred profile set-secret %s client_secret', "
			 "or public_client in the file",
			 form_value(&making->form, "scope"), name);
	else if (making->secret_later)
		log_note("next: 'discred profile set-secret %s client_secret', then 'discred auth login %s'", name,
			 name);
	else if (making_invites(making))
		log_note("'discred auth login %s' opens the bot's invitation", name);
	else
		log_note("next: 'discred auth login %s', then 'discred token %s'", name, name);
	if (form_has(&making->form, "channel_id") && !form_has(&making->form, "bot_token"))
		log_note("channels are served to bots only: 'discred profile set-secret %s bot_token' takes the bot's "
			 "token",
			 name);
}
