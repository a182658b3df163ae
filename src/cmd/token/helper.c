/*
 * The credential helpers: one request on stdin, one answer on stdout, and nobody is asked anything, for stdin is the
 * protocol and whoever started us may have no terminal.
 */
#include "cmd/token/helper.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "cmd/token/choose.h"
#include "core/slot/handover.h"
#include "discred/slot.h"

/* Not through stdio, whose buffer would keep the token. */
static int print(const struct buf *out, struct error *err)
{
	return file_write_all(STDOUT_FILENO, "stdout", buf_text(out), out->len, err);
}

static int get(const struct protocol *helper, const struct protocol_request *request, const struct profile *profile,
	       const struct environ *env, struct error *err)
{
	struct source_context context = handover_context(profile, &store_table, env, clock_now(), -1);
	struct stack_report report = STACK_REPORT_INIT;
	struct buf out = BUF_INIT(BUF_FILE_MAX);
	struct token token = TOKEN_INIT;
	int result;

	context.no_input = true;
	result = handover_walk(&context, clock_ms, &token, &report, err);
	if (!result) {
		struct protocol_reply reply = {
		    .token = &token,
		    .profile = profile->id,
		    .source = report.answered->source->name,
		    .request = request,
		};

		result = helper->reply(&reply, &out, err);
	}
	if (!result)
		result = print(&out, err);
	buf_release(&out);
	token_release(&token);
	stack_report_release(&report);
	return result;
}

static int erase(const struct protocol_request *request, const struct profile *profile, const struct environ *env,
		 struct error *err)
{
	struct store store = {.ops = NULL};
	const struct slot_refusal refusal = {.store = &store,
					     .profile = profile,
					     .env = env,
					     .secret = &request->secret,
					     .reason = "a program said that it was refused",
					     .now = clock_now()};
	int result;

	if (store_open(&store, &store_table, profile->store, env, err) < 0)
		return -1;
	result = slot_refuse_token(&refusal, err);
	store_close(&store);
	return result;
}

static int list(const struct protocol *helper, const struct protocol_request *request, const struct environ *env,
		struct error *err)
{
	struct strings names = STRINGS_INIT;
	struct buf out = BUF_INIT(BUF_REPLY_MAX);
	bool has_default;
	int result = choose_list(&request->url, env, &source_table, &names, &has_default, err);

	if (!result)
		result = helper->list(&names, has_default, &out, err);
	if (!result)
		result = print(&out, err);
	buf_release(&out);
	strings_release(&names);
	return result;
}

/* There is nothing for this asker. */
static int nothing(const struct protocol *helper, const struct protocol_request *request, struct error *err)
{
	if (helper->failure)
		return error_set(err, ERROR_NONE, "%s", "");
	if (!helper->must_answer)
		return 0;
	error_set(err, ERROR_NONE, "no profile answers for '%s'", request->url.authority);
	return error_hint(err, "put it into hosts of the default profile, or of one profile alone");
}

static int act(const struct protocol *helper, const struct protocol_request *request, const struct environ *env,
	       struct error *err)
{
	struct profile profile;
	bool found;
	int result = 0;

	if (request->verb == PROTOCOL_NOTHING)
		return print(&request->text, err);
	if (request->verb == PROTOCOL_LIST)
		return list(helper, request, env, err);
	if (choose_profile(request, env, &source_table, stderr, &profile, &found, err) < 0)
		return -1;
	if (!found)
		return nothing(helper, request, err);
	if (request->password && !profile.git_password)
		; /* then there is nothing for this asker */
	else if (request->verb == PROTOCOL_ERASE)
		result = erase(request, &profile, env, err);
	else
		result = get(helper, request, &profile, env, err);
	profile_release(&profile);
	return result;
}

/* What the asker shows is on stdout. That nothing is there has one fixed text, so the reason goes to stderr. */
static void fail(const struct protocol *helper, const struct error *reason)
{
	struct buf out = BUF_INIT(BUF_FILE_MAX);
	struct error shown = *reason;
	struct error err = ERROR_INIT;

	if (reason->code == ERROR_NONE && reason->text[0])
		error_report(stderr, program_invocation_short_name, reason);
	/* The asker shows it on a terminal. */
	text_sanitize(shown.text);
	text_sanitize(shown.hint);
	helper->failure(&shown, &out);
	if (print(&out, &err) < 0)
		error_report(stderr, program_invocation_short_name, &err);
	buf_release(&out);
	exit(EXIT_FAILURE);
}

int token_helper(const struct protocol *helper, int argc, char **argv, const struct environ *env, struct error *err)
{
	struct protocol_request request = PROTOCOL_REQUEST_INIT;
	struct protocol_call call = {
	    .program = helper->argv0, .version = DISCRED_VERSION, .argc = argc, .argv = argv, .input = STDIN_FILENO};
	int result = helper->request(&call, &request, err);

	if (!result)
		result = act(helper, &request, env, err);
	protocol_request_release(&request);
	if (result && helper->failure)
		fail(helper, err);
	return result;
}
