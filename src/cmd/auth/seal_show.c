/* What seal tells a person. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/log.h"
#include "base/memory.h"
#include "cmd/auth/auth.h"
#include "cmd/auth/seal.h"

/* Slots of which a damaged version is set aside. */
static const char *const damaged[] = {"grant", "secret"};

static void print_holders(const struct sealing *sealing)
{
	for (size_t i = 0; i < sealing->seal.count; i++) {
		const char *label = sealing->seal.recipient[i].kid;
		struct strings words = STRINGS_INIT;
		struct error err = ERROR_INIT;
		char *text;
		char *shown;

		if (sealing->access.words(sealing->env, label, &words, &err) < 0)
			strings_add(&words, "(not in config.cfg)");
		text = strings_join(&words, " ");
		shown = xasprintf("%s: %s", label, text);
		text_sanitize(shown);
		printf("  holder  %s\n", shown);
		free(shown);
		free(text);
		strings_release(&words);
	}
}

static void print_tokens(const struct store *store)
{
	const char *dir;
	enum store_tokens where = store->ops->tokens(store, &dir);

	if (where == STORE_TOKENS_NOWHERE)
		printf("  tokens  not kept\n");
	else
		printf("  tokens  %s '%s'\n", where == STORE_TOKENS_IN_MEMORY ? "in memory," : "in clear in", dir);
}

int sealing_show(const struct sealing *sealing, struct error *err)
{
	size_t sealed;
	size_t plain;

	if (sealing_count(sealing, &sealed, &plain, err) < 0)
		return -1;
	if (!sealing->sealed && sealed)
		return sealing_refuse_lost(sealing, sealed, err);
	if (!sealing->sealed) {
		printf("not sealed: %zu slot%s in clear in '%s'\n", plain, plain == 1 ? "" : "s",
		       sealing->store.state_dir);
		printf("'discred auth seal --with secret-service' seals them; see discred-seal(7)\n");
		return 0;
	}
	printf("sealed: %zu slot%s%s\n", sealed, sealed == 1 ? "" : "s", plain ? "" : ", none in clear");
	if (plain)
		printf("  %zu slot%s in clear: run 'discred auth seal --with' again with the same holder\n", plain,
		       plain == 1 ? "" : "s");
	print_holders(sealing);
	print_tokens(&sealing->store);
	return 0;
}

static void advise(const struct strings *profiles, const char *what, const char *how)
{
	for (size_t i = 0; i < profiles->count; i++)
		log_warn("the %s of profile '%s' lay in clear until now: %s", what, profiles->item[i], how);
}

static void advise_plain_secret(const struct profile *profile, const char *key, const struct secret_ref *ref)
{
	if (ref->kind == SECRET_PLAIN)
		log_warn("%s of profile '%s' is in clear in '%s': run 'discred profile set-secret %s %s'", key,
			 profile->id, profile->path, profile->id, key);
}

static void advise_profile(const struct profile *profile, void *unused)
{
	(void)unused;
	advise_plain_secret(profile, "client_secret", &profile->client_secret);
	advise_plain_secret(profile, "bot_token", &profile->bot_token);
}

/* What was set aside as damaged may hold a grant all the same, and nobody could open it again if it were sealed. */
static void advise_damaged(const struct store *store, const char *profile, const char *slot)
{
	char *path = xasprintf("%s/.%s.%s.damaged", store->state_dir, profile, slot);
	struct buf bytes = BUF_INIT(2 * BUF_REPLY_MAX);
	struct error err = ERROR_INIT;
	int result = file_load(AT_FDCWD, path, FILE_STATE, &bytes, &err);

	if (!(result && err.code == ERROR_NONE) && !jwe_is_sealed(&bytes))
		log_warn("'%s', a damaged %s, lies in clear: look whether you need it, then remove it", path, slot);
	buf_release(&bytes);
	free(path);
}

void sealing_advise(const struct sealing *sealing, const struct sealing_round *round)
{
	struct strings names = STRINGS_INIT;
	struct error ignored = ERROR_INIT;
	const char *dir;

	advise(&round->grants, "grant", "copies of it work until it is renewed ('discred auth refresh --force')");
	advise(&round->client_secrets, "client_secret",
	       "if copies may exist, reset it in the portal, then run 'discred profile set-secret'");
	advise(&round->bot_tokens, "bot_token",
	       "if copies may exist, reset it in the portal, then run 'discred profile set-secret'");
	advise(&round->extras, "webhook", "if copies may exist, delete it in Discord and log in again");
	sealing_each_profile(sealing->env, advise_profile, NULL);
	if (sealing->store.ops->profiles(&sealing->store, &names, &ignored) < 0)
		strings_release(&names);
	for (size_t i = 0; i < names.count; i++)
		for (size_t slot = 0; slot < ARRAY_LEN(damaged); slot++)
			advise_damaged(&sealing->store, names.item[i], damaged[slot]);
	strings_release(&names);
	if (sealing->store.ops->tokens(&sealing->store, &dir) == STORE_TOKENS_ON_DISK)
		log_warn("access tokens lie in clear in '%s': there is no runtime directory in memory ('discred auth "
			 "seal --no-tokens-on-disk' keeps none)",
			 dir);
}
