/*
 * What the sources of a stack ask discred-auth for, because it needs the network or what is stored for long: each
 * answers with one record on stdout, whatever the answer is.
 */
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/opt.h"
#include "cmd/auth/auth.h"
#include "core/slot/bot_token.h"
#include "core/slot/source_token.h"
#include "core/stack/answer.h"
#include "discred/slot.h"

struct wish {
	const char *source;
	const char *profile;
	const char *scope; /* NULL: the profile's */
	long min_valid;    /* -1: the profile's */
	long begun;        /* -1: now */
	long patience;     /* seconds; -1: as long as http.h says */
};

static const struct opt_spec specs[] = {
    OPT_NUMBER(0, "min-valid", "SECONDS", 0, 604800, struct wish, min_valid, "demand a token with that much time left"),
    OPT_TEXT(0, "scope", "SCOPE", struct wish, scope, "what to ask for (client_credentials)"),
    OPT_NUMBER(0, "begun", "TIME", 0, LONG_MAX, struct wish, begun, "when the caller began, in Unix seconds"),
    OPT_NUMBER(0, "patience", "SECONDS", 0, 86400, struct wish, patience, "wait no longer for a rate limit"),
    OPT_SPEC_END,
};

static const struct opt_line line = {
    .usage = "discred auth answer [OPTIONS] SOURCE [PROFILE]",
    .summary = "Answers for a source of a stack with one record (for discred itself).",
    .specs = specs,
};

int auth_print_answer(enum source_result result, const struct token *token, const struct error *reason,
		      struct error *err)
{
	struct buf bytes = BUF_INIT(BUF_FILE_MAX);
	int done = answer_format(result, token, reason, &bytes, err);

	if (!done)
		done = file_write_all(STDOUT_FILENO, "stdout", buf_text(&bytes), bytes.len, err);
	buf_release(&bytes);
	return done;
}

struct renewal auth_renewal(const struct auth *auth, long min_valid, long begun)
{
	return (struct renewal){
	    .profile = &auth->profile,
	    .env = auth->env,
	    .store = &auth->store,
	    .http = &auth->http,
	    .begun = begun >= 0 ? begun : clock_now(),
	    .min_valid = min_valid >= 0 ? min_valid : auth->profile.min_valid,
	    .exact = min_valid >= 0,
	    .wait_ms = SLOT_LOCK_MS,
	    .go_ahead = -1,
	};
}

static enum source_result answer_owner(const struct auth *auth, const struct wish *wish, struct token *token,
				       struct error *err)
{
	const struct renewal renewal = auth_renewal(auth, wish->min_valid, wish->begun);
	enum source_result result;
	bool renewed;
	char *scope;

	if (source_token_owner_scope(&auth->profile, wish->scope, &scope, err) < 0)
		return SOURCE_FAIL;
	result = renewal_owner(&renewal, scope, token, &renewed, err);
	free(scope);
	return result;
}

static enum source_result read_bot_token(const struct auth *auth, struct token *token, struct error *err)
{
	struct strings scrub = STRINGS_INIT;
	struct secret_context secret = {
	    .env = auth->env, .store = &auth->store, .profile = auth->profile.id, .key = "bot_token", .scrub = &scrub};
	const char *fault;
	int result;

	profile_secret_variables(&auth->profile, &scrub);
	result = secret_resolve(&secret, &auth->profile.bot_token, &token->secret, err);
	strings_release(&scrub);
	if (result < 0)
		return SOURCE_FAIL;
	fault = token_fault(buf_text(&token->secret), token->secret.len);
	if (fault) {
		error_set(err, ERROR_CONFIG, "bot_token: the stored value is no token: it %s", fault);
		return SOURCE_FAIL;
	}
	token->type = TOKEN_BOT;
	token->issued = clock_now();
	token->client_id = xstrdup(auth->profile.client_id);
	token->api_base = xstrdup(auth->profile.api_base);
	return SOURCE_OK;
}

static enum source_result answer_bot(const struct auth *auth, const struct wish *wish, struct token *token,
				     struct error *err)
{
	struct buf stamp = BUF_INIT(1024);
	enum source_result result;

	(void)wish;
	bot_token_stamp(&auth->store, &auth->profile, &stamp);
	result = read_bot_token(auth, token, err);
	if (result == SOURCE_OK && auth->profile.bot_token.kind == SECRET_STORED)
		bot_token_keep(&auth->store, &auth->profile, &stamp, token);
	buf_release(&stamp);
	return result;
}

static const struct {
	const char *source;
	enum source_result (*answer)(const struct auth *auth, const struct wish *wish, struct token *token,
				     struct error *err);
} answers[] = {
    {SOURCE_TOKEN_OWNER, answer_owner},
    {"bot", answer_bot},
};

static int answer(const struct wish *wish, const struct environ *env, struct error *err)
{
	struct token token = TOKEN_INIT;
	struct error reason = ERROR_INIT;
	enum source_result result;
	struct auth auth;
	int done = -1;

	if (auth_open(&auth, wish->profile, env, err) < 0)
		return -1;
	if (wish->patience >= 0)
		auth.http.patience_ms = wish->patience * 1000;
	error_set(err, ERROR_USAGE, "no source '%s' to answer for", wish->source);
	for (size_t i = 0; i < ARRAY_LEN(answers) && done < 0; i++) {
		if (strcmp(answers[i].source, wish->source) != 0)
			continue;
		error_clear(err);
		result = answers[i].answer(&auth, wish, &token, &reason);
		done = auth_print_answer(result, &token, &reason, err);
		break;
	}
	token_release(&token);
	auth_close(&auth);
	return done;
}

int auth_answer(int argc, char **argv, const struct environ *env, struct error *err)
{
	struct wish wish = {.min_valid = -1, .begun = -1, .patience = -1};
	struct opt_arguments arguments;
	int result = opt_parse(&line, argc, argv, &wish, &arguments, err);

	if (result <= 0)
		return result;
	wish.source = opt_argument(&arguments);
	wish.profile = opt_argument(&arguments);
	if (!wish.source)
		return error_set(err, ERROR_USAGE, "answer needs a source");
	return opt_finish(&arguments, err) < 0 ? -1 : answer(&wish, env, err);
}
