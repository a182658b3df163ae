/*
 * discred profile new: from options, or by asking. Everything that is typed is checked by the draft, which loads it as
 * a profile's file would be.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/command.h"
#include "base/file.h"
#include "base/log.h"
#include "base/memory.h"
#include "base/opt.h"
#include "base/path.h"
#include "cmd/profile/new.h"
#include "cmd/profile/profile.h"
#include "cmd/profile/secret.h"
#include "cmd/profile/task.h"
#include "core/discord/intent.h"

/* The keys that options answer, by the option's name: the key has '_' for '-'. */
enum answer {
	DESCRIPTION,
	CLIENT_ID,
	SCOPE,
	PERMISSIONS,
	CHANNEL_ID,
	GUILD_ID,
	BOT_NAME,
	BOT_VERSION,
	BOT_URL,
	REDIRECT_URI,
	API_BASE,
	AUTHORIZE_URL,
	STACK,
	ANSWERS
};

static const char *const answer_names[] = {
    [DESCRIPTION] = "description",
    [CLIENT_ID] = "client-id",
    [SCOPE] = "scope",
    [PERMISSIONS] = "permissions",
    [CHANNEL_ID] = "channel-id",
    [GUILD_ID] = "guild-id",
    [BOT_NAME] = "bot-name",
    [BOT_VERSION] = "bot-version",
    [BOT_URL] = "bot-url",
    [REDIRECT_URI] = "redirect-uri",
    [API_BASE] = "api-base",
    [AUTHORIZE_URL] = "authorize-url",
    [STACK] = "stack",
};

/* Strings are argv's; NULL: not given. */
struct options {
	const char *answers[ANSWERS];
	const char *tasks;
	const char *guild; /* by name or id */
	const char *channel;
	bool public_client;
	bool client_secret;
	bool bot_token;
	bool fill; /* from what Discord says of the bot token */
	bool message_content;
	bool yes;
};

/* Moves the first line of the input, which is wiped, into the value. */
static int take_line(struct buf *input, const char *option, struct buf *value, struct error *err)
{
	const char *text = buf_text(input);
	const char *newline = memchr(text, '\n', input->len);
	size_t end = newline ? (size_t)(newline - text) : input->len;
	struct buf rest = BUF_INIT(BUF_FILE_MAX);

	buf_add(value, text, buf_first_line(input));
	if (newline)
		buf_add(&rest, newline + 1, input->len - end - 1);
	buf_move(input, &rest);
	if (!buf_ok(value))
		return error_set(err, ERROR_USAGE, "option '--%s': the line is longer than %zu bytes", option,
				 value->max);
	if (!value->len)
		return error_set(err, ERROR_USAGE, "option '--%s': there is no such line on stdin", option);
	return 0;
}

static int read_lines(struct new_profile *profile, const struct options *options, struct error *err)
{
	struct buf input = BUF_INIT(BUF_FILE_MAX);
	int result = file_read(STDIN_FILENO, "stdin", &input, err);

	if (!result && options->client_secret)
		result = take_line(&input, "client-secret-stdin", &profile->client_secret, err);
	if (!result && options->bot_token)
		result = take_line(&input, options->fill ? "from-bot-token-stdin" : "bot-token-stdin",
				   &profile->bot_token, err);
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
static int read_secrets(struct new_profile *profile, const struct options *options, struct error *err)
{
	if (!options->client_secret && !options->bot_token)
		return 0;
	if (isatty(STDIN_FILENO))
		return ask_lines(profile, options->client_secret, options->bot_token, err);
	return read_lines(profile, options, err);
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

static const struct opt_spec specs[] = {
    OPT_TEXT(0, "description", "TEXT", struct options, answers[DESCRIPTION], "one line about the profile"),
    OPT_TEXT(0, "client-id", "ID", struct options, answers[CLIENT_ID], "the application's id"),
    OPT_TEXT(0, "scope", "SCOPE", struct options, answers[SCOPE],
	     "what to ask for, with blanks or commas between (bot)"),
    OPT_TEXT(0, "permissions", "EXPR", struct options, answers[PERMISSIONS],
	     "what the bot may do: names, a number, an expression (1115136)"),
    OPT_TEXT(0, "allow", "TEXT", struct options, tasks,
	     "the same by what the bot does: read, post, embeds, files, react, threads, pins, moderate, roles, voice"),
    OPT_TEXT(0, "guild", "NAME", struct options, guild, "the server by its name, its id, or a channel's address"),
    OPT_TEXT(0, "channel", "NAME", struct options, channel, "the channel by its name, its id, or its address"),
    OPT_TEXT(0, "channel-id", "ID", struct options, answers[CHANNEL_ID], "the channel to check the credential with"),
    OPT_TEXT(0, "guild-id", "ID", struct options, answers[GUILD_ID], "the server preselected when the bot is added"),
    OPT_TEXT(0, "bot-name", "NAME", struct options, answers[BOT_NAME],
	     "the program's name in the User-Agent (DiscordBot)"),
    OPT_TEXT(0, "bot-version", "TEXT", struct options, answers[BOT_VERSION], "its version there (1.0)"),
    OPT_TEXT(0, "bot-url", "URL", struct options, answers[BOT_URL], "its address there (the bot's invitation)"),
    OPT_TEXT(0, "redirect-uri", "URL", struct options, answers[REDIRECT_URI],
	     "where the browser brings the answer; several with blanks between"),
    OPT_TEXT(0, "api-base", "URL", struct options, answers[API_BASE], "another server's API, such as the sandbox's"),
    OPT_TEXT(0, "authorize-url", "URL", struct options, answers[AUTHORIZE_URL],
	     "another server's page that asks for consent"),
    OPT_TEXT(0, "stack", "NAME", struct options, answers[STACK], "the shared stack that says which sources to ask"),
    OPT_FLAG(0, "public-client", struct options, public_client, "the application is a Public Client: it has no secret"),
    OPT_FLAG(0, "client-secret-stdin", struct options, client_secret,
	     "store the client secret, the first line of stdin"),
    OPT_FLAG(0, "bot-token-stdin", struct options, bot_token,
	     "store the bot's token, the first line of stdin, or the next"),
    OPT_FLAG(0, "from-bot-token-stdin", struct options, fill,
	     "the same, and fill in from Discord what is not given: NAME, client id, description, bot name and URL"),
    OPT_FLAG(0, "message-content", struct options, message_content,
	     "switch the limited intent Message Content on in the portal"),
    OPT_FLAG('y', "yes", struct options, yes, "save without asking, and do not offer to log in"),
    OPT_SPEC_END,
};

static const struct opt_line line = {
    .usage = "discred profile new [OPTIONS] [NAME]",
    .summary = "Makes a profile. At a terminal it asks for what the options leave open, unless they give all that is "
	       "needed: NAME, --client-id, and for scopes that lead to a token --client-secret-stdin or "
	       "--public-client. A bot token gives the client id, and with --from-bot-token-stdin the NAME, too.",
    .specs = specs,
};

static int take_answer(struct new_profile *profile, const char *name, const char *value, struct error *err)
{
	char *key = xstrdup(name);
	int result;

	for (char *c = key; *c; c++)
		*c = *c == '-' ? '_' : *c;
	result = draft_answer(&profile->draft, key, value, err);
	free(key);
	return result < 0 ? error_prefix(err, "option '--%s'", name) : 0;
}

static int take_tasks(struct new_profile *profile, const char *words, struct error *err)
{
	struct buf expression = BUF_INIT(BUF_FILE_MAX);
	int result = task_expression(words, &expression, err);

	if (!result)
		result = draft_answer(&profile->draft, "permissions", buf_text(&expression), err);
	buf_release(&expression);
	return result < 0 ? error_prefix(err, "option '--allow'") : 0;
}

static int take_options(struct new_profile *profile, const struct options *options, struct error *err)
{
	int result = 0;

	for (size_t i = 0; i < ANSWERS && !result; i++)
		if (options->answers[i])
			result = take_answer(profile, answer_names[i], options->answers[i], err);
	if (!result && options->tasks)
		result = take_tasks(profile, options->tasks, err);
	if (!result && options->public_client)
		result = draft_answer(&profile->draft, "public_client", "true", err);
	if (!result && options->client_secret)
		result = draft_refer(&profile->draft, "client_secret", SECRET_STORED, "", err);
	if (!result && options->bot_token)
		result = draft_refer(&profile->draft, "bot_token", SECRET_STORED, "", err);
	return result;
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

static int ask(struct new_profile *profile, const struct options *options, struct error *err)
{
	struct wizard wizard = {.profile = profile, .guilds = PLACES_INIT, .channels = PLACES_INIT};
	int result;

	if (prompt_open(&wizard.prompt, err) < 0)
		return -1;
	new_take_places(&wizard, options->guild, options->channel);
	result = options->yes ? new_ask_missing(&wizard, err) : new_ask(&wizard, err);
	if (result && !err->hint[0])
		error_hint(err, "nothing was written");
	if (!result)
		result = save(profile, err);
	if (!result && !options->yes)
		result = log_in(wizard.prompt, profile, err);
	profile->interrupted = prompt_interrupted(wizard.prompt);
	prompt_close(wizard.prompt);
	wizard_release(&wizard);
	return result;
}

/* What is not registered is Discord's to refuse: a login says so, too, but later. */
static void warn_redirects(const struct new_profile *profile)
{
	struct strings uris = STRINGS_INIT;
	char *page = portal_page(profile->application, "oauth2");

	strings_split(&uris, draft_value(&profile->draft, "redirect_uri"), " ");
	for (size_t i = 0; i < uris.count && profile->application && !new_profile_invites(profile); i++)
		if (!portal_has_redirect(profile->application, uris.item[i]) && !new_profile_is_bot(profile))
			log_warn("redirect URI '%s' is not registered: add exactly this at %s", uris.item[i], page);
	strings_release(&uris);
	free(page);
}

/* Failing to is told, and no failure of the profile's. */
static void switch_content_on(struct new_profile *profile)
{
	enum { CHANGE_MS = 30000 };
	struct portal portal = new_profile_portal(profile);
	struct error err = profile->unanswered;
	json_t *application = NULL;

	if (!err.text[0])
		application = portal_ask(&portal, "intent", intent_table[INTENT_CONTENT].name, CHANGE_MS, &err);
	if (application)
		log_note("the intent Message Content is on");
	else
		log_warn("the intent Message Content could not be switched on (%s%s%s): it is on the portal's page Bot",
			 err.text, err.hint[0] ? "; " : "", err.hint);
	json_decref(application);
}

/* Without the network the profile is made of what was given. */
static void fill(struct new_profile *profile, struct error *err)
{
	char *name = NULL;

	if (!new_profile_look_up(profile, err)) {
		new_profile_take_application(profile);
	} else {
		if (profile->token_refused)
			log_warn("Discord does not know the bot token: it was reset, or is another application's");
		else if (draft_has(&profile->draft, "client_id"))
			log_warn("Discord can't be asked about the bot token: %s", err->text);
		error_clear(err);
		new_profile_fill_client_id(profile);
	}
	if (!profile->name)
		name = new_profile_propose_name(profile);
	if (name)
		(void)!new_profile_take_name(profile, name, err);
	error_clear(err);
	free(name);
}

/* From the options alone. */
static int make_from_options(struct new_profile *profile, const struct options *options, struct error *err)
{
	struct strings missing = STRINGS_INIT;
	int result = 0;

	if (options->fill)
		fill(profile, err);
	else
		new_profile_fill_client_id(profile);
	find_missing(profile, &missing);
	if (missing.count)
		result = refuse(&missing, err);
	if (!result)
		result = new_resolve_places(profile, options->guild, options->channel, err);
	if (!result)
		result = save(profile, err);
	if (!result)
		warn_redirects(profile);
	if (!result && options->message_content)
		switch_content_on(profile);
	strings_release(&missing);
	return result;
}

/* Where everything that is needed was said, nobody is asked. */
static int make(struct new_profile *profile, const struct options *options, struct error *err)
{
	struct strings missing = STRINGS_INIT;
	bool asks;
	int result;

	find_missing(profile, &missing);
	asks = missing.count && prompt_possible();
	strings_release(&missing);
	if (!asks)
		result = make_from_options(profile, options, err);
	else
		result = ask(profile, options, err);
	if (!result)
		new_profile_advise(profile);
	return result;
}

/* Before the options are read: they would be shortened names of others. Never quotes the value. */
static int refuse_secrets(int argc, char *const *argv, struct error *err)
{
	static const char *const names[] = {"--client-secret", "--bot-token"};

	for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
		for (size_t j = 0; j < ARRAY_LEN(names); j++) {
			size_t len = strlen(names[j]);

			if (strncmp(argv[i], names[j], len) != 0 || (argv[i][len] && argv[i][len] != '='))
				continue;
			error_set(
			    err, ERROR_USAGE,
			    "option '%s': what was given is now in the shell's history, and others could see it in "
			    "the list of processes",
			    names[j]);
			return error_hint(err, "reset it in the portal, and pipe the new one to %s-stdin", names[j]);
		}
	}
	return 0;
}

/* Returns only where SIGINT is blocked. */
static void end_interrupted(int result, const struct error *err)
{
	struct sigaction standard = {.sa_handler = SIG_DFL};

	fflush(stdout);
	if (result < 0)
		error_report(stderr, program_invocation_short_name, err);
	sigaction(SIGINT, &standard, NULL);
	raise(SIGINT);
}

int profile_new(int argc, char **argv, const struct environ *env, struct error *err)
{
	struct new_profile profile;
	struct options options = {.yes = false};
	const char *name;
	int result;

	if (refuse_secrets(argc, argv, err) < 0)
		return -1;
	result = opt_parse_one(&line, argc, argv, &options, &name, err);
	if (result <= 0)
		return result;
	options.bot_token = options.bot_token || options.fill;
	new_profile_init(&profile, env);
	result = take_options(&profile, &options, err);
	if (!result && name)
		result = new_profile_take_name(&profile, name, err);
	if (!result && options.client_secret && draft_has(&profile.draft, "public_client"))
		result = error_set(err, ERROR_USAGE, "option '--public-client' goes without '--client-secret-stdin'");
	if (!result && options.message_content && !options.bot_token)
		result = error_set(err, ERROR_USAGE, "option '--message-content' goes with '--from-bot-token-stdin'");
	if (!result)
		new_profile_doubt(&profile);
	if (!result)
		result = read_secrets(&profile, &options, err);
	if (!result)
		result = make(&profile, &options, err);
	new_profile_release(&profile);
	if (profile.interrupted)
		end_interrupted(result, err);
	return result;
}
