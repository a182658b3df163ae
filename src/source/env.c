/*
 * env: the value of an environment variable. Nothing is guessed from its name: whether it holds a Bearer or a Bot token
 * is said by the entry, because DISCORD_TOKEN is by convention a bot's.
 */
#include <string.h>

#include "base/memory.h"
#include "source/line.h"

static enum source_result get(const struct source_context *context, struct token *token, struct error *err)
{
	const char *name = source_setting(context->settings, "variable");
	const char *value = environ_value(context->env, name);
	struct buf text = BUF_INIT(BUF_FILE_MAX);
	enum source_result result;
	char where[96];
	size_t len;

	if (!value || !*value) {
		error_set(err, ERROR_NONE, "'%s' is not set", name);
		error_hint(err, "set '%s' in the environment", name);
		return SOURCE_SKIP;
	}
	len = strlen(value);
	len -= value[len - 1] == '\n';
	snprintf(where, sizeof(where), "variable '%s'", name);
	buf_add(&text, value, len);
	/* One variable is one line; the newline of a file may have come with it. */
	if (!buf_ok(&text) || memchr(value, '\n', len)) {
		error_set(err, ERROR_CONFIG, "%s is %s", where, buf_ok(&text) ? "more than one line" : "too long");
		result = SOURCE_FAIL;
	} else {
		result = line_token(context, &text, where, token, err);
	}
	buf_release(&text);
	return result;
}

static const struct source_option options[] = {
    {"variable", OPTION_VARIABLE, true, NULL, "the variable that holds the token"},
    {"type", OPTION_TOKEN_TYPE, true, NULL, "Bearer or Bot"},
    {.name = NULL},
};

const struct source source_env = {
    .name = "env",
    .help = "the value of an environment variable",
    .options = options,
    .get = get,
};
