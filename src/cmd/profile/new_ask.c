/* The questions of the wizard, in the order of a credential form, and what there is to say about an answer. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/url.h"
#include "cmd/profile/new.h"
#include "core/discord/permission.h"
#include "core/discord/scope.h"

struct question {
	const char *key;
	const char *label;    /* before the place to type */
	const char *about;    /* what is wanted, in a line or two */
	const char *more;     /* for '?' */
	const char *standard; /* what is shown as default where the field table has none; NULL: nothing */
};

/* In their order; the name of the profile comes before them, the secret after bot_url. */
static const struct question questions[] = {
    {"description", "Description", "A line about it, shown in lists.",
     "For you: what this credential is for. It goes nowhere else.", "none"},
    {"client_id", "Client ID", "The application's id: developer portal, your application, page OAuth2.",
     "https://discord.com/developers/applications lists your applications, or makes one.\n"
     "The client id is digits only, such as 157730590492196864. It is no secret.",
     NULL},
    {"scope", "Scope",
     "What to ask for, with blanks between: 'bot' alone invites a bot and gives no token, "
     "'identify guilds' gives a token that reads who you are and your servers.",
     NULL, NULL},
    {"permissions", "Permissions", "What the bot may do where it is added: names, a number, or an expression.",
     "VIEW_CHANNEL + SEND_MESSAGES + READ_MESSAGE_HISTORY, or 68608, which is the same.\n"
     "1115136 is VIEW_CHANNEL + READ_MESSAGE_HISTORY + CONNECT: it reads. It is often said to "
     "contain SEND_MESSAGES, and does not.\n"
     "'discred perms list' shows all names. They matter with the scope 'bot' only.",
     NULL},
    {"channel_id", "Channel ID", "A channel to check the credential with, and to read messages from.",
     "In Discord: User Settings, Advanced, Developer Mode; then right-click the channel, "
     "Copy Channel ID.\n"
     "Channels are served to bots only: that also takes the bot's token, see "
     "'discred profile set-secret'.",
     "none"},
    {"bot_name", "Bot name", "How your program calls itself in the User-Agent, which Discord demands.",
     "Printable ASCII without parentheses and commas. It need not be the bot's name in Discord.", NULL},
    {"bot_version", "Bot version", "And its version.", "For example 1.0 or 2024.3.", NULL},
    {"bot_url", "Bot URL", "And where it is described.",
     "Whoever runs Discord's API may look there. Without one it is the address that invites the bot.",
     "its invitation"},
    {"redirect_uri", "Redirect URI", "Where the browser brings the answer of a login, on this machine.",
     "It has to stand in the portal letter by letter.\n"
     "Several with blanks between them are tried in "
     "order, for when a port is taken. One that is no loopback address can't be received here: you "
     "then paste the address that the browser ends on.",
     NULL},
};

/* Prints what '?' shows. */
static void explain(const struct question *question)
{
	if (question->more) {
		prompt_print(question->more);
		return;
	}
	prompt_print("Scopes that anybody's application can ask for:");
	for (size_t i = 0; i < scope_table_count; i++)
		if (!scope_table[i].approval)
			prompt_print_item(scope_table[i].name, scope_table[i].help);
	prompt_print("The others need Discord's approval: https://discord.com/developers/docs/topics/oauth2");
}

static void print_and_free(char *text)
{
	prompt_print(text);
	free(text);
}

/* The loader takes any word: Discord may have scopes that are not in the table. */
static int remark_scope(struct prompt *prompt, const char *name, bool *again, struct error *err)
{
	char *doubt = scope_doubt(name);
	enum prompt_answer keep;

	if (doubt)
		print_and_free(doubt);
	if (scope_find(name))
		return 0;
	if (prompt_yes(prompt, "Keep it", PROMPT_NO, &keep, err) < 0)
		return -1;
	*again = *again || keep != PROMPT_YES;
	return 0;
}

static int remark_scopes(struct prompt *prompt, const struct new_profile *profile, bool *again, struct error *err)
{
	struct strings scopes = STRINGS_INIT;
	int result = 0;

	strings_split(&scopes, draft_value(&profile->draft, "scope"), " ");
	for (size_t i = 0; i < scopes.count && !result && !*again; i++)
		result = remark_scope(prompt, scopes.item[i], again, err);
	if (!result && !*again && scope_is_invitation(&scopes))
		prompt_print("This only invites a bot: there is no login, and no token results.");
	strings_release(&scopes);
	return result;
}

static void remark_permissions(const struct new_profile *profile)
{
	struct buf text = BUF_INIT(BUF_FILE_MAX);
	struct error ignored = ERROR_INIT;
	uint64_t value;

	if (!permission_parse(draft_value(&profile->draft, "permissions"), &value, NULL, &ignored)) {
		draft_explain_permissions(value, &text);
		prompt_print(buf_text(&text));
	}
	buf_release(&text);
}

static bool is_received_here(const char *uri)
{
	struct url url = URL_INIT;
	struct error ignored = ERROR_INIT;
	bool here = !url_parse(&url, uri, &ignored) && url_is_loopback(&url);

	url_release(&url);
	return here;
}

static void remark_redirects(const struct new_profile *profile)
{
	struct strings uris = STRINGS_INIT;

	if (new_profile_invites(profile)) {
		prompt_print("An invitation does not need it; a login later would.");
		return;
	}
	strings_split(&uris, draft_value(&profile->draft, "redirect_uri"), " ");
	prompt_print("In the portal, page OAuth2, under Redirects, add exactly this, and save:");
	for (size_t i = 0; i < uris.count; i++) {
		print_and_free(xasprintf("  %s", uris.item[i]));
		if (!is_received_here(uris.item[i]))
			prompt_print("It is not on this machine: paste the address that the browser ends on.");
	}
	strings_release(&uris);
}

/* Says what an answer that was taken means. Sets again if the person would rather answer once more. */
static int remark(struct prompt *prompt, const struct new_profile *profile, const char *key, bool *again,
		  struct error *err)
{
	if (!strcmp(key, "scope"))
		return remark_scopes(prompt, profile, again, err);
	if (!strcmp(key, "permissions"))
		remark_permissions(profile);
	else if (!strcmp(key, "redirect_uri"))
		remark_redirects(profile);
	return 0;
}

/* What is wrong, and what to do about it. */
static void complain(struct error *err)
{
	char *text = xasprintf("%s%s%s", err->text, err->hint[0] ? "; " : "", err->hint);

	prompt_print(text);
	free(text);
	error_clear(err);
}

static char *make_label(const char *label, const char *standard)
{
	return standard ? xasprintf("%s [%s]: ", label, standard) : xasprintf("%s: ", label);
}

/* NULL where there is none. */
static const char *find_standard(const struct new_profile *profile, const struct question *question)
{
	const char *value = draft_value(&profile->draft, question->key);

	return value && *value ? value : question->standard;
}

/* Takes a line; whether that was an answer. */
static bool take_line(struct new_profile *profile, const struct question *question, const char *line, struct error *err)
{
	if (!strcmp(line, "?")) {
		explain(question);
		return false;
	}
	if (!*line && !find_standard(profile, question)) {
		prompt_print("It can't be left out.");
		return false;
	}
	if (*line && draft_answer(&profile->draft, question->key, line, err) < 0) {
		complain(err);
		return false;
	}
	return true;
}

static int ask(struct prompt *prompt, struct new_profile *profile, const struct question *question, struct error *err)
{
	char *label = make_label(question->label, find_standard(profile, question));
	bool answered = false;
	int result = 0;

	fputc('\n', stderr);
	prompt_print(question->about);
	while (!answered && !result) {
		char *line = NULL;
		bool again = false;

		result = prompt_line(prompt, label, &line, err);
		if (!result && take_line(profile, question, line, err)) {
			result = remark(prompt, profile, question->key, &again, err);
			answered = !result && !again;
			if (again)
				draft_forget(&profile->draft, question->key);
		}
		free(line);
	}
	free(label);
	return result;
}

static int ask_name(struct prompt *prompt, struct new_profile *profile, struct error *err)
{
	static const char standard[] = "discord";
	struct error ignored = ERROR_INIT;
	bool is_free = !new_profile_take_name(profile, standard, &ignored);
	char *label = make_label("Name", is_free ? standard : NULL);
	int result = 0;

	fputc('\n', stderr);
	prompt_print("What you will type, as in 'discred token NAME'.");
	free(profile->name);
	profile->name = NULL;
	while (!profile->name && !result) {
		char *line = NULL;

		result = prompt_line(prompt, label, &line, err);
		if (result)
			;
		else if (!strcmp(line, "?"))
			prompt_print("The name of the profile's file: letters, digits, '.', '_' and '-', up to 64, a "
				     "letter or digit first.");
		else if (!*line && !is_free)
			prompt_print("It can't be left out.");
		else if (new_profile_take_name(profile, *line ? line : standard, err) < 0)
			complain(err);
		free(line);
	}
	free(label);
	return result;
}

int new_ask(struct prompt *prompt, struct new_profile *profile, struct error *err)
{
	prompt_print("This makes a profile: a file that says who your application is and what to ask for. Enter "
		     "takes what stands in [ ], ? explains, Ctrl-C ends it and writes nothing.");
	if (!profile->name && ask_name(prompt, profile, err) < 0)
		return -1;
	for (size_t i = 0; i < ARRAY_LEN(questions); i++) {
		/* The secret comes before where the answer goes, as in the portal. */
		if (!strcmp(questions[i].key, "redirect_uri") && new_ask_secret(prompt, profile, err) < 0)
			return -1;
		if (!draft_has(&profile->draft, questions[i].key) && ask(prompt, profile, &questions[i], err) < 0)
			return -1;
	}
	return 0;
}
