/* How the application shows who it is: its secret, where that is, or that it has none. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "cmd/profile/new.h"
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

void new_forget_secret(struct new_profile *profile)
{
	draft_forget(&profile->draft, "client_secret");
	draft_forget(&profile->draft, "public_client");
	buf_release(&profile->client_secret);
	profile->secret_later = false;
}

static int take_public(struct new_profile *profile, struct error *err)
{
	if (refuses_public(profile))
		return error_set(err, ERROR_USAGE, "Discord refuses scope 'role_connections.write' to public clients");
	new_forget_secret(profile);
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
		buf_release(&profile->client_secret);
		draft_forget(&profile->draft, "public_client");
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

static void take_secret(struct new_profile *profile, struct buf *value)
{
	struct error ignored = ERROR_INIT;

	new_forget_secret(profile);
	(void)!draft_refer(&profile->draft, "client_secret", SECRET_STORED, "", &ignored);
	buf_move(&profile->client_secret, value);
}

int new_ask_secret(struct wizard *wizard, struct error *err)
{
	bool answered = false;

	fputc('\n', stderr);
	prompt_print(about);
	while (!answered) {
		struct buf value = BUF_INIT(BUF_TOKEN_MAX);
		int result = new_ask_hidden(wizard, "Client secret: ", "client_secret", &value, err);

		answered = result == ASK_DONE && value.len;
		if (answered)
			take_secret(wizard->profile, &value);
		buf_release(&value);
		if (result != ASK_DONE)
			return result;
		if (!answered && ask_way(wizard->prompt, wizard->profile, &answered, err) < 0)
			return -1;
	}
	return ASK_DONE;
}
