/*
 * login: the browser flow, for when a person is there to go through it. It runs in the foreground at their terminal,
 * and its own output stays there: stdout is the token's.
 */
#include <signal.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/memory.h"
#include "base/path.h"
#include "base/proc.h"
#include "base/terminal.h"
#include "base/ui_options.h"
#include "discred/slot.h"
#include "source/child.h"

static int run(const struct source_context *context, const char *terminal, int *status, struct error *err)
{
	char *program = xasprintf("%s/discred-auth", path_exec_dir(context->env));
	char *timeout = xasprintf("--timeout=%d", source_seconds(context->settings, "timeout"));
	struct proc_request request = {.terminal = terminal};
	struct strings argv = STRINGS_INIT;
	sigset_t keys;
	sigset_t before;
	struct proc proc;
	int result;

	strings_add(&argv, program);
	strings_add(&argv, "login");
	strings_add(&argv, timeout);
	strings_add(&argv, context->profile->id);
	ui_options_words(&argv);
	request.argv = argv.item;
	/* ^C and ^\ are meant for the login, which first gives the terminal back as it was. Then they end us too. */
	sigemptyset(&keys);
	sigaddset(&keys, SIGINT);
	sigaddset(&keys, SIGQUIT);
	sigprocmask(SIG_BLOCK, &keys, &before);
	result = proc_start(context->env, &request, &proc, err);
	if (!result)
		result = proc_finish(&proc, NULL, NULL, -1, err);
	else
		err->code = ERROR_SYS;
	sigprocmask(SIG_SETMASK, &before, NULL);
	*status = proc.status;
	strings_release(&argv);
	free(program);
	free(timeout);
	return result;
}

static enum source_result failed(const struct source_context *context, int status, struct error *err)
{
	if (status == 128 + SIGINT || status == 128 + SIGTERM || status == 128 + SIGHUP) {
		error_set(err, ERROR_TEMP, "the login was cancelled");
		error_hint(err, "run 'discred auth login %s'", context->profile->id);
		return SOURCE_ABORT;
	}
	error_set(err, ERROR_DENIED, "the login failed (status %d)", status);
	if (status == ERROR_TEMP || status == ERROR_CONFIG || status == ERROR_SYS || status == ERROR_USAGE)
		err->code = status == ERROR_USAGE ? ERROR_SYS : (enum error_code)status;
	error_hint(err, "see above, and run 'discred auth login %s'", context->profile->id);
	return SOURCE_FAIL;
}

static enum source_result take(const struct source_context *context, struct token *token, struct error *err)
{
	const struct profile *profile = context->profile;
	const char *dir;

	if (context->store->ops->tokens(context->store, &dir) == STORE_TOKENS_NOWHERE) {
		error_set(err, ERROR_TEMP, "the login succeeded, and its token is not kept: no token may be on disk");
		error_hint(err, "run this again, with the source 'refresh' in the stack");
		return SOURCE_FAIL;
	}
	if (slot_load_token(context->store, profile->id, "token", token, err) < 0)
		return err->code == ERROR_CONFIG ? SOURCE_ABORT : SOURCE_FAIL;
	if (!slot_token_serves(profile, token->client_id, token->api_base, token->scope_asked, err))
		return SOURCE_FAIL;
	if (token_lasts(token, clock_now(), context->min_valid_demanded ? context->min_valid : 0))
		return SOURCE_OK;
	error_set(err, ERROR_TEMP, "the token of the login does not last long enough");
	return SOURCE_FAIL;
}

static enum source_result get(const struct source_context *context, struct token *token, struct error *err)
{
	char *terminal = context->no_input ? NULL : terminal_device();
	enum source_result result = SOURCE_FAIL;
	int status;

	if (profile_is_invitation(context->profile)) {
		error_set(err, ERROR_NONE, "the profile only invites a bot: no token comes of a login");
		result = SOURCE_SKIP;
	} else if (!terminal) {
		error_set(err, ERROR_NONE, context->no_input ? "nobody may be asked" : "nobody is at a terminal");
		error_hint(err, "run 'discred auth login %s'", context->profile->id);
		result = SOURCE_SKIP;
	} else if (!run(context, terminal, &status, err)) {
		result = status ? failed(context, status, err) : take(context, token, err);
	}
	free(terminal);
	return result;
}

static const struct source_option options[] = {
    {"timeout", OPTION_SECONDS, false, "300", "how long to wait for the browser"},
    {.name = NULL},
};

const struct source source_login = {
    .name = "login",
    .help = "a login in the browser, if a person is at the terminal",
    .kind = SOURCE_AUTHORIZATION,
    .type = "Bearer",
    .options = options,
    .get = get,
};
