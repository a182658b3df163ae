/*
 * discred profile new: from options, or by asking. Everything that is typed is checked by the draft, which loads it as
 * a profile's file would be.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/command.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/opt.h"
#include "base/path.h"
#include "cmd/profile/new.h"
#include "cmd/profile/profile.h"
#include "cmd/profile/secret.h"

/* Moves the first line of the input, which is wiped, into the value. */
static int take_line(struct buf *input, const char *option, struct buf *value, struct error *err)
{
	const char *text = buf_text(input);
	const char *newline = memchr(text, '\n', input->len);
	size_t len = newline ? (size_t)(newline - text) : input->len;
	struct buf rest = BUF_INIT(BUF_FILE_MAX);

	buf_add(value, text, len);
	if (newline)
		buf_add(&rest, newline + 1, input->len - len - 1);
	buf_move(input, &rest);
	if (!buf_ok(value))
		return error_set(err, ERROR_USAGE, "option '--%s': the line is longer than %zu bytes", option,
				 value->max);
	if (!value->len)
		return error_set(err, ERROR_USAGE, "option '--%s': there is no such line on stdin", option);
	return 0;
}

static int read_lines(struct new_profile *profile, bool client_secret, bool bot_token, struct error *err)
{
	struct buf input = BUF_INIT(BUF_FILE_MAX);
	int result = file_read(STDIN_FILENO, "stdin", &input, err);

	if (!result && client_secret)
		result = take_line(&input, "client-secret-stdin", &profile->client_secret, err);
	if (!result && bot_token)
		result = take_line(&input, "bot-token-stdin", &profile->bot_token, err);
	buf_release(&input);
	return result;
}

/* At a terminal nothing that is typed may appear. */
static int ask_lines(struct new_profile *profile, bool client_secret, bool bot_token, struct error *err)
{
	if (client_secret && profile_ask_secret("Client secret: ", &profile->client_secret, err) < 0)
		return -1;
	return bot_token ? profile_ask_secret("Bot token: ", &profile->bot_token, err) : 0;
}

/* Reads those that were asked for: a line of stdin each; where that is a terminal, they are asked for without echo. */
static int read_secrets(struct new_profile *profile, bool client_secret, bool bot_token, struct error *err)
{
	if (!client_secret && !bot_token)
		return 0;
	if (isatty(STDIN_FILENO))
		return ask_lines(profile, client_secret, bot_token, err);
	return read_lines(profile, client_secret, bot_token, err);
}

/* What was answered, or the whole file. */
static void show(const struct new_profile *profile, bool whole)
{
	struct buf text = BUF_INIT(BUF_FILE_MAX);

	if (whole)
		draft_write(&profile->draft, profile->name, &text);
	else
		draft_write_given(&profile->draft, &text);
	fputc('\n', stderr);
	prompt_show(buf_text(&text));
	fputc('\n', stderr);
	buf_release(&text);
}

/* Shows the file and asks whether to save it; ERROR_TEMP if not. */
static int confirm(struct prompt *prompt, const struct new_profile *profile, struct error *err)
{
	enum prompt_answer answer = PROMPT_MORE;
	char *head = xasprintf("%s.cfg will say this, and every other key with its default as a comment; ? shows the "
			       "whole file.",
			       profile->name);

	fputc('\n', stderr);
	prompt_print(head);
	free(head);
	show(profile, false);
	while (answer == PROMPT_MORE) {
		if (prompt_yes(prompt, "Save it", PROMPT_YES, &answer, err) < 0)
			return -1;
		if (answer == PROMPT_MORE)
			show(profile, true);
	}
	return answer == PROMPT_YES ? 0 : error_set(err, ERROR_TEMP, "not saved");
}

static int become_auth(const struct new_profile *profile, struct error *err)
{
	char name[] = "discred-auth";
	char verb[] = "login";
	char *const argv[] = {name, verb, profile->name, NULL};
	char *path = xasprintf("%s/%s", path_exec_dir(profile->env), name);
	int result = command_exec(path, argv, profile->env, err);

	free(path);
	return result;
}

/* Asks whether to log in (or to open the invitation), and becomes the program that does. 0: not now. */
static int log_in(struct prompt *prompt, const struct new_profile *profile, struct error *err)
{
	enum prompt_answer answer = PROMPT_MORE;
	bool invites = new_profile_invites(profile);

	if (profile->secret_later)
		return 0;
	while (answer == PROMPT_MORE) {
		/* The profile is made: whoever ends the questions here only wants no more of them. */
		if (prompt_yes(prompt, invites ? "Open the bot's invitation now" : "Log in now", PROMPT_YES, &answer,
			       err) < 0) {
			error_clear(err);
			return 0;
		}
		if (answer == PROMPT_MORE)
			prompt_print(invites ? "It is a page of Discord's, where you choose the server."
					     : "Your browser opens, and you allow there what the scope asks for. The "
					       "redirect URI has to be in the portal by then.");
	}
	return answer == PROMPT_NO ? 0 : become_auth(profile, err);
}

enum {
	OPT_YES = OPT_FIRST,
	OPT_CLIENT_SECRET,
	OPT_BOT_TOKEN,
	OPT_PUBLIC_CLIENT,
	/* From here on the option is the key, with '-' for '_'. */
	OPT_DESCRIPTION,
	OPT_CLIENT_ID,
	OPT_SCOPE,
	OPT_PERMISSIONS,
	OPT_CHANNEL_ID,
	OPT_GUILD_ID,
	OPT_BOT_NAME,
	OPT_BOT_VERSION,
	OPT_BOT_URL,
	OPT_REDIRECT_URI,
	OPT_API_BASE,
	OPT_AUTHORIZE_URL,
};

static const struct opt_spec specs[] = {
    {OPT_DESCRIPTION, 0, "description", "TEXT", "one line about the profile"},
    {OPT_CLIENT_ID, 0, "client-id", "ID", "the application's id"},
    {OPT_SCOPE, 0, "scope", "SCOPE", "what to ask for, with blanks or commas between (bot)"},
    {OPT_PERMISSIONS, 0, "permissions", "EXPR", "what the bot may do: names, a number, an expression (1115136)"},
    {OPT_CHANNEL_ID, 0, "channel-id", "ID", "the channel to check the credential with"},
    {OPT_GUILD_ID, 0, "guild-id", "ID", "the server preselected when the bot is added"},
    {OPT_BOT_NAME, 0, "bot-name", "NAME", "the program's name in the User-Agent (DiscordBot)"},
    {OPT_BOT_VERSION, 0, "bot-version", "TEXT", "its version there (1.0)"},
    {OPT_BOT_URL, 0, "bot-url", "URL", "its address there (the bot's invitation)"},
    {OPT_REDIRECT_URI, 0, "redirect-uri", "URL", "where the browser brings the answer; several with blanks between"},
    {OPT_API_BASE, 0, "api-base", "URL", "another server's API, such as the sandbox's"},
    {OPT_AUTHORIZE_URL, 0, "authorize-url", "URL", "another server's page that asks for consent"},
    {OPT_PUBLIC_CLIENT, 0, "public-client", NULL, "the application is a Public Client: it has no secret"},
    {OPT_CLIENT_SECRET, 0, "client-secret-stdin", NULL, "store the client secret, the first line of stdin"},
    {OPT_BOT_TOKEN, 0, "bot-token-stdin", NULL, "store the bot's token, the first line of stdin, or the next"},
    {OPT_YES, 'y', "yes", NULL, "save without asking, and do not offer to log in"},
    OPT_SPEC_END,
};

/* What was asked for besides answers. */
struct options {
	bool yes;
	bool client_secret;
	bool bot_token;
};

static int take_key(struct new_profile *profile, int id, const char *value, struct error *err)
{
	const struct opt_spec *spec = specs;
	char *key;
	int result;

	while (spec->id != id)
		spec++;
	key = xstrdup(spec->name);
	for (char *c = key; *c; c++)
		*c = *c == '-' ? '_' : *c;
	result = draft_answer(&profile->draft, key, value, err);
	free(key);
	return result < 0 ? error_prefix(err, "option '--%s'", spec->name) : 0;
}

static int take_option(struct new_profile *profile, struct options *options, int id, const char *value,
		       struct error *err)
{
	switch (id) {
	case OPT_YES:
		options->yes = true;
		return 0;
	case OPT_PUBLIC_CLIENT:
		return draft_answer(&profile->draft, "public_client", "true", err);
	case OPT_CLIENT_SECRET:
		options->client_secret = true;
		return draft_refer(&profile->draft, "client_secret", SECRET_STORED, "", err);
	case OPT_BOT_TOKEN:
		options->bot_token = true;
		return draft_refer(&profile->draft, "bot_token", SECRET_STORED, "", err);
	default:
		return take_key(profile, id, value, err);
	}
}

/* The options and arguments that a profile can't do without. */
static void find_missing(const struct new_profile *profile, struct strings *missing)
{
	if (!profile->name)
		strings_add(missing, "NAME");
	if (!draft_has(&profile->draft, "client_id"))
		strings_add(missing, "--client-id");
	if (draft_lacks_secret(&profile->draft))
		strings_add(missing, "--client-secret-stdin or --public-client");
}

static int refuse(const struct strings *missing, struct error *err)
{
	char *all = strings_join(missing, ", ");

	error_set(err, ERROR_USAGE, "a new profile needs %s", all);
	free(all);
	return error_hint(err, "give what is missing, or run 'discred profile new' at a terminal");
}

static int save(const struct new_profile *profile, struct error *err)
{
	char *path = NULL;

	if (new_profile_save(profile, &path, err) < 0)
		return -1;
	new_profile_report(profile, path);
	free(path);
	return 0;
}

static int ask(struct new_profile *profile, bool yes, struct error *err)
{
	struct prompt *prompt;
	int result;

	if (prompt_open(&prompt, err) < 0)
		return -1;
	result = new_ask(prompt, profile, err);
	if (!result && !yes)
		result = confirm(prompt, profile, err);
	if (result && !err->hint[0])
		error_hint(err, "nothing was written");
	if (!result)
		result = save(profile, err);
	if (!result && !yes)
		result = log_in(prompt, profile, err);
	prompt_close(prompt);
	return result;
}

/* Where everything that is needed was said, nobody is asked. */
static int make(struct new_profile *profile, const struct options *options, struct error *err)
{
	struct strings missing = STRINGS_INIT;
	int result;

	find_missing(profile, &missing);
	if (!missing.count)
		result = save(profile, err);
	else if (prompt_possible())
		result = ask(profile, options->yes, err);
	else
		result = refuse(&missing, err);
	if (!result)
		new_profile_advise(profile);
	strings_release(&missing);
	return result;
}

static int parse(struct new_profile *profile, struct options *options, struct opt *opt, struct error *err)
{
	const char *name;
	int id;

	while ((id = opt_next(opt, err)) > 0) {
		if (id == OPT_HELP) {
			opt_print_help(stdout, "discred profile new [OPTIONS] [NAME]",
				       "Makes a profile. At a terminal it asks for what the options leave open, unless "
				       "they give all that is needed: NAME, --client-id, and for scopes that lead to a "
				       "token --client-secret-stdin or --public-client.",
				       specs);
			return 1;
		}
		if (take_option(profile, options, id, opt->value, err) < 0)
			return -1;
	}
	if (id < 0)
		return -1;
	name = opt_argument(opt);
	if (opt_finish(opt, err) < 0)
		return -1;
	return name ? new_profile_take_name(profile, name, err) : 0;
}

int profile_new(int argc, char **argv, const struct environ *env, struct error *err)
{
	struct new_profile profile;
	struct options options = {.yes = false};
	struct opt opt;
	int result;

	opt_init(&opt, specs, argc, argv);
	new_profile_init(&profile, env);
	result = parse(&profile, &options, &opt, err);
	if (!result && options.client_secret && draft_has(&profile.draft, "public_client"))
		result = error_set(err, ERROR_USAGE, "option '--public-client' goes without '--client-secret-stdin'");
	if (!result)
		new_profile_doubt(&profile);
	if (!result)
		result = read_secrets(&profile, options.client_secret, options.bot_token, err);
	if (!result)
		result = make(&profile, &options, err);
	new_profile_release(&profile);
	return result < 0 ? -1 : 0;
}
