/* The questions of the wizard, in the order of a credential form, and what there is to say about an answer. */
#include "cmd/profile/new.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "core/discord/permission.h"
#include "core/discord/scope.h"

struct step;

/* Whether the step has something to ask of this profile. */
typedef bool step_applies(const struct wizard *wizard);

struct step {
	const char *key;                                      /* of the profile; what it is called at the end */
	int (*ask)(struct wizard *wizard, struct error *err); /* NULL: the label and the texts say all */
	step_applies *applies;                                /* NULL: always */
	bool filled;                                          /* Discord says it where it is asked */
	const char *label;
	const char *about;         /* what is wanted, in a line or two */
	const char *more;          /* for '?' */
	const char *default_value; /* what is shown as default where the field table has none; NULL: nothing */
};

static bool needs_bot(const struct wizard *wizard)
{
	return new_profile_has_scope(wizard->profile, "bot");
}

static bool can_pick(const struct wizard *wizard)
{
	return needs_bot(wizard) && wizard->profile->application;
}

/* A name that was given is not dropped without a word. */
static bool can_take_guild(const struct wizard *wizard)
{
	return can_pick(wizard) || (needs_bot(wizard) && wizard->guild);
}

static bool needs_login(const struct wizard *wizard)
{
	struct strings scopes = STRINGS_INIT;
	bool needs;

	strings_split(&scopes, draft_value(&wizard->profile->draft, "scope"), " ");
	needs = !scope_is_invitation(&scopes);
	strings_release(&scopes);
	return needs;
}

static int ask_name(struct wizard *wizard, struct error *err);

static const struct step steps[] = {
    {.key = "bot_token", .ask = new_ask_bot_token},
    {.key = "profile", .ask = ask_name},
    {.key = "description",
     .filled = true,
     .label = "Description",
     .about = "A line about it, shown in lists.",
     .more = "For you: what this credential is for. It goes nowhere else.",
     .default_value = "none"},
    {.key = "client_id",
     .filled = true,
     .label = "Client ID",
     .about = "The application's id: developer portal, your application, page OAuth2.",
     .more = "https://discord.com/developers/applications lists your applications, or makes one.\n"
	     "The client id is digits only, such as 157730590492196864. It is no secret."},
    {.key = "scope",
     .label = "Scope",
     .about = "What to ask for, with blanks between: 'bot' alone invites a bot and needs no login, "
	      "'identify guilds' gives a token that reads who you are and your servers."},
    {.key = "permissions", .ask = new_ask_permissions, .applies = needs_bot},
    {.key = "guild_id", .ask = new_ask_guild, .applies = can_take_guild},
    {.key = "channel_id", .ask = new_ask_channel, .applies = needs_bot},
    {.key = "bot_name",
     .filled = true,
     .label = "Bot name",
     .about = "How your program calls itself in the User-Agent, which Discord demands.",
     .more = "Printable ASCII without parentheses and commas. It need not be the bot's name in Discord."},
    {.key = "bot_version",
     .filled = true,
     .label = "Bot version",
     .about = "And its version.",
     .more = "For example 1.0 or 2024.3."},
    {.key = "bot_url",
     .filled = true,
     .label = "Bot URL",
     .about = "And where it is described.",
     .more = "Whoever runs Discord's API may look there. Without one it is the address that invites the bot.",
     .default_value = "its invitation"},
    {.key = "client_secret", .ask = new_ask_secret, .applies = needs_login},
    {.key = "redirect_uri", .ask = new_ask_redirect, .applies = needs_login},
    {.key = "intents", .ask = new_ask_intents, .applies = can_pick},
};

static void explain(const struct step *step)
{
	if (step->more) {
		prompt_print(step->more);
		return;
	}
	prompt_print("Scopes that anybody's application can ask for:");
	for (size_t i = 0; i < scope_table_count; i++)
		if (!scope_table[i].approval)
			prompt_print_item(scope_table[i].name, scope_table[i].help);
	prompt_print("The others need Discord's approval: https://discord.com/developers/docs/topics/oauth2");
}

/*
 * Explains the scopes. Sets `again` if the person wants to answer once more. Unknown scopes are only remarked on,
 * because Discord may have scopes that are not in the table.
 */
static int remark_scopes(struct wizard *wizard, bool *again, struct error *err)
{
	struct strings scopes = STRINGS_INIT;
	size_t unknown = 0;
	int result = 0;

	strings_split(&scopes, draft_value(&wizard->profile->draft, "scope"), " ");
	for (size_t i = 0; i < scopes.count; i++) {
		char *doubt = scope_doubt(scopes.item[i]);

		if (doubt)
			new_print(doubt);
		unknown += !scope_find(scopes.item[i]);
	}
	if (unknown) {
		enum prompt_answer keep;

		result = prompt_yes(wizard->prompt, unknown > 1 ? "Keep them" : "Keep it", PROMPT_NO, &keep, err);
		*again = !result && keep != PROMPT_YES;
	}
	if (!result && !*again && scope_is_invitation(&scopes))
		prompt_print(draft_has(&wizard->profile->draft, "bot_token")
				 ? "This invites the bot. There is no login: the profile gives the bot's token."
				 : "This only invites a bot: there is no login, and no token results.");
	strings_release(&scopes);
	return result;
}

static char *make_label(const char *label, const char *default_value)
{
	return default_value ? xasprintf("%s [%s]: ", label, default_value) : xasprintf("%s: ", label);
}

/* NULL where there is none. */
static const char *find_default(const struct wizard *wizard, const struct step *step)
{
	const char *value = draft_value(&wizard->profile->draft, step->key);

	return value && *value ? value : step->default_value;
}

/* Takes a line; whether that was an answer. */
static bool take_line(struct wizard *wizard, const struct step *step, const char *line, struct error *err)
{
	if (!strcmp(line, "?")) {
		explain(step);
		return false;
	}
	if (!*line && !find_default(wizard, step)) {
		prompt_print("It can't be left out.");
		return false;
	}
	if (*line && draft_answer(&wizard->profile->draft, step->key, line, err) < 0) {
		new_complain(err);
		return false;
	}
	return true;
}

static int ask_plain(struct wizard *wizard, const struct step *step, struct error *err)
{
	char *label = make_label(step->label, find_default(wizard, step));
	bool answered = false;
	int result = ASK_DONE;

	fputc('\n', stderr);
	prompt_print(step->about);
	while (!answered && result == ASK_DONE) {
		char *line = NULL;
		bool again = false;

		result = new_ask_line(wizard, label, &line, err);
		if (result == ASK_DONE && take_line(wizard, step, line, err)) {
			if (!strcmp(step->key, "scope"))
				result = remark_scopes(wizard, &again, err);
			answered = result == ASK_DONE && !again;
			if (again)
				draft_forget(&wizard->profile->draft, step->key);
		}
		free(line);
	}
	free(label);
	return result;
}

static int ask_name(struct wizard *wizard, struct error *err)
{
	struct new_profile *profile = wizard->profile;
	char *proposal = new_profile_propose_name(profile);
	char *label = make_label("Name", proposal);
	char *before = profile->name;
	int result = ASK_DONE;

	fputc('\n', stderr);
	prompt_print("What you will type, as in 'discred token NAME'.");
	profile->name = NULL;
	while (!profile->name && result == ASK_DONE) {
		char *line = NULL;

		result = new_ask_line(wizard, label, &line, err);
		if (result != ASK_DONE)
			;
		else if (!strcmp(line, "?"))
			prompt_print("The name of the profile's file: letters, digits, '.', '_' and '-', up to 64, a "
				     "letter or digit first.");
		else if (!*line && !proposal)
			prompt_print("It can't be left out.");
		else if (new_profile_take_name(profile, *line ? line : proposal, err) < 0)
			new_complain(err);
		free(line);
	}
	if (!profile->name)
		profile->name = before;
	else
		free(before);
	free(proposal);
	free(label);
	return result;
}

static int ask(struct wizard *wizard, const struct step *step, struct error *err)
{
	return step->ask ? step->ask(wizard, err) : ask_plain(wizard, step, err);
}

static bool applies(const struct wizard *wizard, const struct step *step)
{
	return !step->applies || step->applies(wizard);
}

/* What options have said, or Discord. */
static bool is_known(const struct wizard *wizard, const struct step *step)
{
	const struct new_profile *profile = wizard->profile;

	if (!strcmp(step->key, "profile"))
		return profile->name;
	if (!strcmp(step->key, "client_secret"))
		return !draft_lacks_secret(&profile->draft);
	return draft_has(&profile->draft, step->key) || (step->filled && profile->application);
}

enum state { STATE_OPEN, STATE_AGAIN /* its answer is the default */, STATE_ASKED, STATE_KNOWN };

/* The nearest question before `end` that was asked and still is one; ARRAY_LEN(steps): none. */
static size_t find_earlier(const struct wizard *wizard, const enum state *states, size_t end)
{
	while (end)
		if (states[--end] == STATE_ASKED && applies(wizard, &steps[end]))
			return end;
	prompt_print("This is the first question.");
	return ARRAY_LEN(steps);
}

/* From the first open question on, with '<' one back. */
static int ask_open(struct wizard *wizard, enum state *states, struct error *err)
{
	size_t i = 0;

	while (i < ARRAY_LEN(steps)) {
		size_t earlier;
		int result;

		if (states[i] == STATE_OPEN && applies(wizard, &steps[i]) && is_known(wizard, &steps[i]))
			states[i] = STATE_KNOWN;
		if (states[i] > STATE_AGAIN || !applies(wizard, &steps[i])) {
			i++;
			continue;
		}
		result = ask(wizard, &steps[i], err);
		if (result < 0)
			return -1;
		if (result != ASK_BACK) {
			states[i++] = result == ASK_DONE ? STATE_ASKED : STATE_KNOWN;
			continue;
		}
		earlier = find_earlier(wizard, states, i);
		if (earlier < ARRAY_LEN(steps)) {
			states[earlier] = STATE_AGAIN;
			i = earlier;
		}
	}
	return 0;
}

static void begin(struct wizard *wizard)
{
	prompt_print("This makes a profile: a file that says who your application is and what to ask for. Enter "
		     "takes what stands in [ ], ? explains, < goes back, Ctrl-C ends it and writes nothing.");
	if (wizard->profile->bot_token.len && !wizard->profile->application)
		new_show_application(wizard);
}

/* What was answered for other scopes: they may come back, and then it is asked for again. */
static void forget_unneeded(struct wizard *wizard, enum state *states)
{
	for (size_t i = 0; i < ARRAY_LEN(steps); i++) {
		if (states[i] != STATE_ASKED || applies(wizard, &steps[i]))
			continue;
		if (!strcmp(steps[i].key, "client_secret"))
			new_forget_secret(wizard->profile);
		draft_forget(&wizard->profile->draft, steps[i].key);
		states[i] = STATE_OPEN;
	}
}

static void remark_redirects(const struct wizard *wizard)
{
	struct strings uris = STRINGS_INIT;

	if (!needs_login(wizard) || wizard->profile->application)
		return;
	strings_split(&uris, draft_value(&wizard->profile->draft, "redirect_uri"), " ");
	fputc('\n', stderr);
	prompt_print("In the portal, page OAuth2, under Redirects, add exactly this, and save:");
	for (size_t i = 0; i < uris.count; i++)
		new_print(xasprintf("  %s", uris.item[i]));
	strings_release(&uris);
}

/* What was answered, or the whole file. */
static void show(const struct new_profile *profile, bool whole)
{
	struct buf text = BUF_INIT(BUF_FILE_MAX);

	if (whole)
		draft_write(&profile->draft, profile->name, prompt_width(), &text);
	else
		draft_write_given(&profile->draft, prompt_width(), &text);
	fputc('\n', stderr);
	prompt_show(buf_text(&text));
	fputc('\n', stderr);
	buf_release(&text);
}

static void show_answers(const struct wizard *wizard)
{
	remark_redirects(wizard);
	fputc('\n', stderr);
	new_print(xasprintf("%s.cfg will say this, and every other key with its default as a comment; ? shows the "
			    "whole file, the name of a key asks for it again.",
			    wizard->profile->name));
	show(wizard->profile, false);
}

/* The step of a key, however its words are put together; ARRAY_LEN(steps): none. */
static size_t find_step(const char *typed)
{
	char *key = xstrdup(typed);
	size_t i = 0;

	for (char *c = key; *c; c++)
		*c = *c == ' ' || *c == '-' ? '_' : *c >= 'A' && *c <= 'Z' ? (char)(*c - 'A' + 'a') : *c;
	while (i < ARRAY_LEN(steps) && strcmp(steps[i].key, key) != 0)
		i++;
	free(key);
	return i;
}

/* A single answer once more. Scopes and the like may open others. */
static int change(struct wizard *wizard, enum state *states, size_t which, struct error *err)
{
	int result = ask(wizard, &steps[which], err);

	if (result < 0)
		return -1;
	if (result != ASK_BACK)
		states[which] = result == ASK_DONE ? STATE_ASKED : STATE_KNOWN;
	if (ask_open(wizard, states, err) < 0)
		return -1;
	forget_unneeded(wizard, states);
	show_answers(wizard);
	return 0;
}

enum verdict { VERDICT_OPEN, VERDICT_SAVE, VERDICT_DROP };

static int take_verdict(struct wizard *wizard, enum state *states, const char *line, enum verdict *verdict,
			struct error *err)
{
	size_t step = find_step(line);

	if (!*line || !strcmp(line, "y") || !strcmp(line, "yes")) {
		*verdict = VERDICT_SAVE;
	} else if (!strcmp(line, "n") || !strcmp(line, "no")) {
		*verdict = VERDICT_DROP;
	} else if (!strcmp(line, "?")) {
		show(wizard->profile, true);
	} else if (step < ARRAY_LEN(steps)) {
		return change(wizard, states, step, err);
	} else {
		prompt_print("Answer y or n, or one of these to change it:");
		for (size_t i = 0; i < ARRAY_LEN(steps); i++)
			if (applies(wizard, &steps[i]))
				new_print(xasprintf("  %s", steps[i].key));
	}
	return 0;
}

static int confirm(struct wizard *wizard, enum state *states, struct error *err)
{
	enum verdict verdict = VERDICT_OPEN;

	show_answers(wizard);
	while (verdict == VERDICT_OPEN) {
		char *line = NULL;
		int result = new_ask_line(wizard, "Save it [Y/n]: ", &line, err);

		if (result == ASK_BACK) {
			size_t earlier = find_earlier(wizard, states, ARRAY_LEN(steps));

			result = earlier < ARRAY_LEN(steps) ? change(wizard, states, earlier, err) : 0;
		} else if (result == ASK_DONE) {
			result = take_verdict(wizard, states, line, &verdict, err);
		}
		free(line);
		if (result < 0)
			return -1;
	}
	return verdict == VERDICT_SAVE ? 0 : error_set(err, ERROR_TEMP, "not saved");
}

int new_ask_missing(struct wizard *wizard, struct error *err)
{
	enum state states[ARRAY_LEN(steps)] = {STATE_OPEN};
	int result;

	begin(wizard);
	result = ask_open(wizard, states, err);
	forget_unneeded(wizard, states);
	return result;
}

int new_ask(struct wizard *wizard, struct error *err)
{
	enum state states[ARRAY_LEN(steps)] = {STATE_OPEN};

	begin(wizard);
	if (ask_open(wizard, states, err) < 0)
		return -1;
	forget_unneeded(wizard, states);
	return confirm(wizard, states, err);
}

void wizard_release(struct wizard *wizard)
{
	places_release(&wizard->guilds);
	places_release(&wizard->channels);
}
