/*
 * command: the first line that a program prints: pass, secret-tool, op, vault. An argv, never a shell.
 *
 * With `expires_in` its token is kept, with the options of the entry: other options, other token.
 */
#include <stdlib.h>

#include "base/log.h"
#include "base/memory.h"
#include "core/slot/source_token.h"
#include "source/child.h"
#include "source/line.h"

static void keep(const struct source_context *context, const char *line, struct token *token)
{
	struct error err = ERROR_INIT;

	token->expires = context->now + source_seconds(context->settings, "expires_in");
	if (profile_check_there(context->profile, &err) < 0 ||
	    source_token_save(context->store, context->profile, "command", line, token, &err) < 0)
		log_warn("%s", err.text);
}

static enum source_result run(const struct source_context *context, struct token *token, struct error *err)
{
	const struct strings *argv = source_words(context->settings, "argv");
	char *name = xasprintf("command '%s'", argv->item[0]);
	const struct child_program program = {
	    .argv = argv->item,
	    .name = name,
	    .timeout_ms = source_seconds(context->settings, "timeout") * 1000,
	};
	struct buf output = BUF_INIT(BUF_FILE_MAX);
	enum source_result result = child_run(context, &program, &output, err);

	if (result == SOURCE_OK) {
		char *where = xasprintf("the output of %s", name);

		result = line_token(context, &output, where, token, err);
		free(where);
	}
	buf_release(&output);
	free(name);
	return result;
}

static enum source_result get(const struct source_context *context, struct token *token, struct error *err)
{
	bool keeps = source_setting(context->settings, "expires_in") != NULL;
	struct buf line = BUF_INIT(BUF_FILE_MAX);
	struct buf refused = BUF_INIT(BUF_TOKEN_MAX);
	enum source_result result = SOURCE_SKIP;

	source_settings_line(context->settings, &line);
	if (keeps && !source_token_load(context->store, context->profile, "command", buf_text(&line), token, err)) {
		if (source_suffices(context, token, context->now))
			result = SOURCE_OK;
		else if (token->refused)
			buf_add(&refused, buf_text(&token->secret), token->secret.len);
		if (result != SOURCE_OK)
			token_release(token);
	} else if (keeps && err->code != ERROR_NONE) {
		result = SOURCE_ABORT;
	}
	if (result == SOURCE_SKIP) {
		error_clear(err);
		result = run(context, token, err);
		if (result == SOURCE_OK && refused.len && buf_equal(&refused, &token->secret)) {
			error_set(err, ERROR_DENIED, "Discord refuses the token that it prints");
			result = SOURCE_FAIL;
		}
		if (result == SOURCE_OK && keeps)
			keep(context, buf_text(&line), token);
		if (context->min_valid_demanded && result == SOURCE_OK &&
		    !source_suffices(context, token, context->now)) {
			error_set(err, ERROR_NONE, "its token does not last long enough");
			result = SOURCE_SKIP;
		}
	}
	buf_release(&line);
	buf_release(&refused);
	return result;
}

static const struct source_option options[] = {
    {"argv", OPTION_ARGV, true, NULL, "the program and its arguments; no shell reads them"},
    {"type", OPTION_TOKEN_TYPE, true, NULL, "Bearer or Bot"},
    {"timeout", OPTION_SECONDS, false, "60", "how long it may take"},
    {"expires_in", OPTION_LIFETIME, false, NULL, "how long its token is good: it is kept meanwhile"},
    {.name = NULL},
};

const struct source source_command = {
    .name = "command",
    .help = "the first line that a program prints",
    .options = options,
    .get = get,
};
