/* How the application shows who it is: its secret, where that is, or that it has none. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "cmd/profile/new.h"
#include "cmd/profile/secret.h"
#include "discred/secret.h"

static const char about[] = "The application's secret: portal, page OAuth2, Reset Secret. It does not appear while you "
			    "type, and goes into the store, not into the file. Enter alone shows other ways.";

static const struct {
	const char *word;
	const char *usage;
	const char *about;
	enum secret_kind kind; /* SECRET_ABSENT: no reference */
	bool rest;             /* something follows the word */
} ways[] = {
    {"public", "public", "the portal has it as a Public Client: there is no secret", SECRET_ABSENT, false},
    {"later", "later", "put it into the store with 'discred profile set-secret'", SECRET_STORED, false},
    {"file", "file PATH", "the first line of a file that only you can read", SECRET_FILE, true},
    {"env", "env NAME", "an environment variable", SECRET_ENV, true},
    {"command", "command WORD...", "the first line that a program prints; no shell runs it", SECRET_COMMAND, true},
};

static bool refuses_public(const struct new_profile *profile)
{
	struct strings scopes = STRINGS_INIT;
	bool refuses;

	strings_split(&scopes, draft_value(&profile->draft, "scope"), " ");
	refuses = strings_have(&scopes, "role_connections.write");
	strings_release(&scopes);
	return refuses;
}

static int take_public(struct new_profile *profile, struct error *err)
{
	if (refuses_public(profile))
		return error_set(err, ERROR_USAGE, "Discord refuses scope 'role_connections.write' to public clients");
	return draft_answer(&profile->draft, "public_client", "true", err);
}

/* The way that was typed; ERROR_USAGE if it is none. */
static int take_way(struct new_profile *profile, const char *line, struct error *err)
{
	size_t len = strcspn(line, " ");
	const char *rest = line + len + strspn(line + len, " ");

	for (size_t i = 0; i < ARRAY_LEN(ways); i++) {
		if (strlen(ways[i].word) != len || strncmp(line, ways[i].word, len) != 0)
			continue;
		if (ways[i].rest != (*rest != '\0'))
			return error_set(err, ERROR_USAGE, "'%s' %s", ways[i].word,
					 ways[i].rest ? "needs something after it" : "is the whole answer");
		if (ways[i].kind == SECRET_ABSENT)
			return take_public(profile, err);
		profile->secret_later = ways[i].kind == SECRET_STORED;
		return draft_refer(&profile->draft, "client_secret", ways[i].kind, rest, err);
	}
	return error_set(err, ERROR_USAGE, "type one of these words, or nothing to go back");
}

/* Without an answer, when nothing is typed. */
static int ask_way(struct prompt *prompt, struct new_profile *profile, bool *answered, struct error *err)
{
	char *line = NULL;

	prompt_print("Instead of typing it:");
	for (size_t i = 0; i < ARRAY_LEN(ways); i++)
		prompt_print_item(ways[i].usage, ways[i].about);
	while (!*answered) {
		if (prompt_line(prompt, "Which: ", &line, err) < 0)
			return -1;
		if (!*line)
			break;
		*answered = !take_way(profile, line, err);
		if (!*answered) {
			prompt_print(err->text);
			error_clear(err);
		}
		free(line);
		line = NULL;
	}
	free(line);
	return 0;
}

static int take_secret(struct new_profile *profile, struct buf *value, bool *answered, struct error *err)
{
	if (draft_refer(&profile->draft, "client_secret", SECRET_STORED, "", err) < 0)
		return -1;
	buf_move(&profile->client_secret, value);
	*answered = true;
	return 0;
}

/* ^C is an end like any other, not one of the process. */
static int ask_hidden(struct buf *value, struct error *err)
{
	struct sigaction ignore = {.sa_handler = SIG_IGN};
	struct sigaction before;
	int result;

	sigaction(SIGINT, &ignore, &before);
	result = profile_type_secret("Client secret: ", value, err);
	sigaction(SIGINT, &before, NULL);
	return result && err->code == ERROR_SYS ? error_set(err, ERROR_TEMP, "stopped") : result;
}

/* Nothing typed, and what can be no secret, leave the value empty. */
static int ask_value(struct new_profile *profile, bool *answered, struct error *err)
{
	struct buf value = BUF_INIT(BUF_TOKEN_MAX);
	int result = ask_hidden(&value, err);

	if (!result && value.len && strcmp(buf_text(&value), "?") != 0)
		result = secret_take_line(NULL, &value, err);
	else if (!result)
		buf_release(&value);
	if (result && err->code == ERROR_USAGE) {
		prompt_print(err->text);
		error_clear(err);
		result = 0;
	} else if (!result && value.len) {
		result = take_secret(profile, &value, answered, err);
	}
	buf_release(&value);
	return result;
}

int new_ask_secret(struct prompt *prompt, struct new_profile *profile, struct error *err)
{
	bool answered = !draft_lacks_secret(&profile->draft);

	if (!answered) {
		fputc('\n', stderr);
		prompt_print(about);
	}
	while (!answered) {
		if (ask_value(profile, &answered, err) < 0)
			return -1;
		if (!answered && ask_way(prompt, profile, &answered, err) < 0)
			return -1;
	}
	return 0;
}
