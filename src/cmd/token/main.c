/*
 * discred token: prints a current token. The warm path: no network library is linked, and nothing is forked while the
 * stored token is good. Called by a helper's name (protocol.h), it speaks that helper's protocol.
 */
#include "cmd/token/main.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/environ.h"
#include "base/file.h"
#include "base/log.h"
#include "base/opt.h"
#include "cmd/token/helper.h"
#include "cmd/token/socket.h"
#include "core/slot/handover.h"
#include "discred/profile.h"
#include "discred/protocol.h"
#include "discred/stack.h"

enum explain { EXPLAIN_NOTHING, EXPLAIN_TEXT, EXPLAIN_JSON };

struct options {
	const char *profile;
	const struct protocol *protocol;
	const char *variable;
	enum token_type type;
	bool typed;
	long min_valid; /* -1: the profile's */
	bool socket;
	enum explain explain;
};

static int choose_protocol(void *to, const char *name, struct error *err)
{
	struct options *options = to;
	char *list;

	options->protocol = protocol_find(name);
	if (options->protocol)
		return 0;
	list = protocol_outputs();
	error_set(err, ERROR_USAGE, "no output format '%s'", name);
	error_hint(err, "use one of %s", list);
	free(list);
	return -1;
}

static int choose_type(void *to, const char *name, struct error *err)
{
	struct options *options = to;

	options->typed = true;
	if (!token_type_parse(name, &options->type))
		return 0;
	error_set(err, ERROR_USAGE, "no type of token '%s'", name);
	return error_hint(err, "use one of bot, bearer");
}

static int choose_explain(void *to, const char *name, struct error *err)
{
	struct options *options = to;

	options->explain = !name || !strcmp(name, "text") ? EXPLAIN_TEXT : EXPLAIN_JSON;
	if (options->explain == EXPLAIN_TEXT || !strcmp(name, "json"))
		return 0;
	error_set(err, ERROR_USAGE, "the walk cannot be explained as '%s'", name);
	return error_hint(err, "use one of text, json");
}

static const struct opt_spec specs[] = {
    OPT_TAKE('o', "output", "FORMAT", choose_protocol, "plain (the default), header, json, env, curl or record"),
    OPT_TEXT(0, "name", "NAME", struct options, variable, "what the variable of -o env is called"),
    OPT_TAKE('t', "type", "bot|bearer", choose_type, "take a bot or a bearer token only"),
    OPT_NUMBER(0, "min-valid", "SECONDS", 0, 604800, struct options, min_valid,
	       "demand a token with that much time left"),
    OPT_FLAG(0, "socket", struct options, socket, "answer the connection on stdin, whose socket names the profile"),
    OPT_TEXT(0, "profile", "PROFILE", struct options, profile, "the profile, as the argument names it"),
    OPT_TAKE(0, "explain", "[text|json]", choose_explain, "tell on stderr what each source answered"),
    OPT_SPEC_END,
};

static const struct opt_line line = {
    .usage = "discred token [OPTIONS] [PROFILE]",
    .summary = "Prints a current token for the profile.",
    .specs = specs,
};

static int check(const struct options *options, struct error *err)
{
	if (options->socket && options->profile)
		return error_set(err, ERROR_USAGE, "option '--socket' takes the profile from the socket's name");
	if (options->socket && strcmp(options->protocol->name, "plain") != 0)
		return error_set(err, ERROR_USAGE, "options '--socket' and '--output' exclude each other");
	if (options->variable && strcmp(options->protocol->name, "env") != 0)
		return error_set(err, ERROR_USAGE, "option '--name' goes with '-o env'");
	if (options->variable && !environ_name_valid(options->variable))
		return error_set(err, ERROR_USAGE, "'%s' cannot be the name of a variable", options->variable);
	if (options->variable && environ_name_obeyed(options->variable)) {
		error_set(err, ERROR_USAGE, "'%s' means something to shells or the program loader", options->variable);
		return error_hint(err, "choose another name");
	}
	return 0;
}

static int parse(int argc, char **argv, struct options *options, struct error *err)
{
	const char *argument;
	int result;

	*options = (struct options){.protocol = protocol_find("plain"), .min_valid = -1};
	result = opt_parse_one(&line, argc, argv, options, &argument, err);
	if (result <= 0)
		return result;
	if (argument && options->profile && strcmp(argument, options->profile) != 0)
		return error_set(err, ERROR_USAGE, "the profiles '%s' and '%s' are both named", options->profile,
				 argument);
	options->profile = argument ? argument : options->profile;
	return check(options, err) < 0 ? -1 : 1;
}

static void explain(const struct options *options, const struct stack_report *report)
{
	struct buf text = BUF_INIT(BUF_REPLY_MAX);

	if (options->explain == EXPLAIN_TEXT)
		stack_report_print(stderr, report);
	if (options->explain == EXPLAIN_JSON) {
		stack_report_json(report, &text);
		fprintf(stderr, "%s\n", buf_text(&text));
	}
	buf_release(&text);
}

static int print(const struct options *options, const struct profile *profile, const struct token *token,
		 const struct stack_report *report, struct error *err)
{
	struct protocol_reply reply = {
	    .token = token,
	    .profile = profile->id,
	    .source = report->answered->source->name,
	    .variable = options->variable,
	};
	struct buf out = BUF_INIT(BUF_FILE_MAX);
	int result = options->protocol->reply(&reply, &out, err);

	/* Whoever reads to the end takes a newline for a part of the token. */
	if (!result && options->socket)
		buf_cut(&out, out.len - 1);
	/* Not through stdio, whose buffer would keep the token. */
	if (!result)
		result = file_write_all(STDOUT_FILENO, "stdout", buf_text(&out), out.len, err);
	buf_release(&out);
	return result;
}

static int answer(const struct options *options, const struct profile *profile, const struct environ *env,
		  struct error *err)
{
	struct source_context context = handover_context(profile, &store_table, env, clock_now(), options->min_valid);
	struct stack_report report = STACK_REPORT_INIT;
	struct token token = TOKEN_INIT;
	int result;

	context.type = options->typed ? &options->type : NULL;
	context.no_input = context.no_input || options->socket;
	result = handover_walk(&context, clock_ms, &token, &report, err);
	explain(options, &report);
	if (!result)
		result = print(options, profile, &token, &report, err);
	token_release(&token);
	stack_report_release(&report);
	return result;
}

static int run(const struct options *options, const char *name, const struct environ *env, struct error *err)
{
	struct profile profile;
	int result;

	if (profile_open(&profile, name, env, &source_table, stderr, err) < 0)
		return -1;
	result = answer(options, &profile, env, err);
	profile_release(&profile);
	return result;
}

static int run_socket(const struct options *options, const struct environ *env, struct error *err)
{
	struct buf asker = BUF_INIT(4096);
	char *name;
	int result;

	if (socket_profile(STDIN_FILENO, &name, err) < 0)
		return -1;
	socket_asker(STDIN_FILENO, &asker);
	log_note("profile '%s': asked for by %s", name, buf_text(&asker));
	result = run(options, name, env, err);
	buf_release(&asker);
	free(name);
	return result;
}

int token_main(int argc, char **argv, const struct environ *env, struct error *err)
{
	const struct protocol *helper = protocol_of_program(argv[0]);
	struct options options;
	int result;

	if (helper)
		return token_helper(helper, argc, argv, env, err);
	result = parse(argc, argv, &options, err);
	if (result <= 0)
		return result;
	return options.socket ? run_socket(&options, env, err) : run(&options, options.profile, env, err);
}
