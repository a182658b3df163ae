/* Secrets for options: from stdin, line by line. */
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "cmd/profile/new.h"
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

int new_read_secrets(struct new_profile *profile, bool client_secret, bool bot_token, struct error *err)
{
	if (!client_secret && !bot_token)
		return 0;
	if (isatty(STDIN_FILENO))
		return ask_lines(profile, client_secret, bot_token, err);
	return read_lines(profile, client_secret, bot_token, err);
}
