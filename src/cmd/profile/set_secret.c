#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/opt.h"
#include "cmd/profile/profile.h"
#include "cmd/profile/secret.h"
#include "discred/profile.h"
#include "discred/secret.h"

/* Nothing so long is repeated: it may be the secret, given where the profile's name belongs. */
enum { NAME_SHOWN = 20 };

struct options {
	const char *profile; /* NULL: the usual one */
	const char *key;
	bool erase;
};

static const struct opt_spec specs[] = {
    OPT_FLAG(0, "erase", struct options, erase, "remove the value that is stored instead"),
    OPT_SPEC_END,
};

static const struct opt_line line = {
    .usage = "discred profile set-secret [OPTIONS] [PROFILE] client_secret|bot_token",
    .summary = "Stores a secret for the profile's { stored = true }: typed at a prompt without echo, or from stdin.",
    .specs = specs,
};

/* Without arguments of ours in the messages: one of them may be the secret. */
static int take_arguments(struct opt_arguments *arguments, struct options *options, struct error *err)
{
	const char *first = opt_argument(arguments);
	const char *second = opt_argument(arguments);

	options->profile = second ? first : NULL;
	options->key = second ? second : first;
	if (opt_argument(arguments)) {
		error_set(err, ERROR_USAGE, "too many arguments: a secret is typed at the prompt, or comes on stdin");
		return error_hint(err, "if one of them was the secret, others could see it: reset it in the portal");
	}
	if (options->key && secret_is_key(options->key))
		return 0;
	error_set(err, ERROR_USAGE, "the last argument must be 'client_secret' or 'bot_token'");
	return error_hint(err, "the secret itself is typed at the prompt, or comes on stdin");
}

static int find(const struct options *options, const struct environ *env, char **name, char **path, struct error *err)
{
	int result = profile_pick(options->profile, env, stderr, name, err);

	/* What is stored for a profile may outlive it. */
	if (!result && !(options->erase && options->profile))
		result = profile_locate(*name, env, path, err);
	if (result && options->profile && strlen(options->profile) > NAME_SHOWN &&
	    (err->code == ERROR_NONE || err->code == ERROR_USAGE)) {
		error_set(err, err->code, "the first argument is the name of no profile");
		error_hint(err, "'discred profile set-secret PROFILE %s' asks for the secret", options->key);
	}
	return result;
}

static int ask(const struct options *options, const char *name, struct buf *value, struct error *err)
{
	char *prompt;
	int result;

	if (!isatty(STDIN_FILENO))
		return profile_read_secret(value, err);
	prompt = xasprintf("%s of profile '%s' (not shown): ", options->key, name);
	result = profile_ask_secret(prompt, value, err);
	free(prompt);
	return result;
}

/* How the profile refers to the key now; false where mistakes in the file leave that open. */
static bool look_up(const struct options *options, const char *name, const struct environ *env, enum secret_kind *kind)
{
	struct diagnostics list = DIAGNOSTICS_INIT;
	struct error trouble = ERROR_INIT;
	struct profile profile;
	bool loaded = !profile_load(&profile, name, env, &source_table, &list, &trouble);

	*kind = SECRET_ABSENT;
	if (loaded) {
		*kind = strcmp(options->key, "bot_token") ? profile.client_secret.kind : profile.bot_token.kind;
		profile_release(&profile);
	}
	diagnostics_release(&list);
	return loaded;
}

/* What is stored is used by a profile that says so. */
static void tell_line(const struct options *options, const char *name, const char *path, const struct environ *env)
{
	enum secret_kind kind;
	bool known = look_up(options, name, env, &kind);

	if (kind == SECRET_STORED)
		return;
	if (!known)
		printf("'%s' has mistakes (see 'discred profile check %s'); the value is used if it has this line:\n",
		       path, name);
	else
		printf("it is not used yet: write this line into '%s'%s%s:\n", path,
		       kind == SECRET_ABSENT ? "" : ", in place of its ", kind == SECRET_ABSENT ? "" : options->key);
	printf("  %s = { stored = true };\n", options->key);
}

static int set(const struct options *options, const char *name, const char *path, const struct environ *env,
	       struct error *err)
{
	struct buf value = BUF_INIT(BUF_TOKEN_MAX);
	int result = ask(options, name, &value, err);

	if (!result)
		result = profile_hand_secret(env, name, options->key, &value, false, err);
	buf_release(&value);
	if (!result) {
		printf("%s of profile '%s' is stored\n", options->key, name);
		tell_line(options, name, path, env);
	}
	return result;
}

static int erase(const struct options *options, const char *name, const struct environ *env, struct error *err)
{
	enum secret_kind kind;
	bool there;

	if (profile_erase_secret(env, name, options->key, &there, err) < 0)
		return -1;
	if (there)
		printf("%s of profile '%s' is no longer stored\n", options->key, name);
	else
		printf("no %s is stored for profile '%s'\n", options->key, name);
	if (look_up(options, name, env, &kind) && kind == SECRET_STORED)
		printf("the profile still says %s = { stored = true }\n", options->key);
	return 0;
}

int profile_set_secret(int argc, char **argv, const struct environ *env, struct error *err)
{
	struct options options = {.erase = false};
	char *name = NULL;
	char *path = NULL;
	struct opt_arguments arguments;
	int result = opt_parse(&line, argc, argv, &options, &arguments, err);

	if (result <= 0)
		return result;
	if (take_arguments(&arguments, &options, err) < 0)
		return -1;
	result = find(&options, env, &name, &path, err);
	if (!result)
		result = options.erase ? erase(&options, name, env, err) : set(&options, name, path, env, err);
	free(name);
	free(path);
	return result;
}
