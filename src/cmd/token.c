/*
 * discred token: prints a current token. The warm path: no network library is linked, and nothing is forked while the
 * stored token is good. Called by a helper's name (protocol.h), it speaks that helper's protocol.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "discred/clock.h"
#include "discred/environ.h"
#include "discred/file.h"
#include "discred/handover.h"
#include "discred/main.h"
#include "discred/opt.h"
#include "discred/profile.h"
#include "discred/protocol.h"
#include "discred/stack.h"
#include "token.h"

enum { OPT_OUTPUT = OPT_FIRST, OPT_NAME, OPT_MIN_VALID, OPT_EXPLAIN };

static const struct opt_spec specs[] = {
    {OPT_OUTPUT, 'o', "output", "FORMAT", "plain (the default), header, json, env, curl or record"},
    {OPT_NAME, 0, "name", "NAME", "what the variable of -o env is called"},
    {OPT_MIN_VALID, 0, "min-valid", "SECONDS", "demand a token with that much time left"},
    {OPT_EXPLAIN, 0, "explain", NULL, "tell on stderr what each source answered"},
    OPT_SPEC_END,
};

struct wish {
	const char *profile;
	const struct protocol *protocol;
	const char *variable;
	long min_valid; /* -1: the profile's */
	bool explain;
	bool help;
};

static int choose_protocol(struct wish *wish, const char *name, struct error *err)
{
	char *list;

	wish->protocol = protocol_find(name);
	if (wish->protocol)
		return 0;
	list = protocol_outputs();
	error_set(err, ERROR_USAGE, "no output format '%s'", name);
	error_hint(err, "use one of %s", list);
	free(list);
	return -1;
}

static int check_variable(const struct wish *wish, struct error *err)
{
	if (wish->variable && strcmp(wish->protocol->name, "env") != 0)
		return error_set(err, ERROR_USAGE, "option '--name' goes with '-o env'");
	if (wish->variable && !environ_name_valid(wish->variable))
		return error_set(err, ERROR_USAGE, "'%s' cannot be the name of a variable", wish->variable);
	return 0;
}

static int parse(int argc, char **argv, struct wish *wish, struct error *err)
{
	struct opt opt;
	int id;

	*wish = (struct wish){.protocol = protocol_find("plain"), .min_valid = -1};
	opt_init(&opt, specs, argc, argv);
	while ((id = opt_next(&opt, err)) > 0) {
		if (id == OPT_HELP)
			wish->help = true;
		else if (id == OPT_EXPLAIN)
			wish->explain = true;
		else if (id == OPT_NAME)
			wish->variable = opt.value;
		else if (id == OPT_OUTPUT && choose_protocol(wish, opt.value, err) < 0)
			return -1;
		else if (id == OPT_MIN_VALID && opt_number(&opt, "min-valid", 0, 604800, &wish->min_valid, err) < 0)
			return -1;
	}
	if (id < 0)
		return -1;
	wish->profile = opt_argument(&opt);
	return opt_finish(&opt, err) < 0 ? -1 : check_variable(wish, err);
}

static int print(const struct wish *wish, const struct profile *profile, const struct token *token,
		 const struct stack_report *report, struct error *err)
{
	struct protocol_reply reply = {
	    .token = token,
	    .profile = profile->id,
	    .source = report->answered->source->name,
	    .variable = wish->variable,
	};
	struct buf out = BUF_INIT(BUF_FILE_MAX);
	int result = wish->protocol->reply(&reply, &out, err);

	/* Not through stdio, whose buffer would keep the token. */
	if (!result)
		result = file_write_all(STDOUT_FILENO, "stdout", buf_text(&out), out.len, err);
	buf_release(&out);
	return result;
}

static int answer(const struct wish *wish, const struct profile *profile, const struct environ *env, struct error *err)
{
	struct source_context context = handover_context(profile, env, clock_now(), wish->min_valid);
	struct stack_report report = STACK_REPORT_INIT;
	struct token token = TOKEN_INIT;
	int result = handover_walk(&context, clock_ms, &token, &report, err);

	if (wish->explain)
		stack_report_print(stderr, &report);
	if (!result)
		result = print(wish, profile, &token, &report, err);
	token_release(&token);
	stack_report_release(&report);
	return result;
}

int cmd_main(int argc, char **argv, const struct environ *env, struct error *err)
{
	const struct protocol *helper = protocol_of_program(argv[0]);
	struct profile profile;
	struct wish wish;
	int result;

	if (helper)
		return token_helper(helper, argc, argv, env, err);
	if (parse(argc, argv, &wish, err) < 0)
		return -1;
	if (wish.help) {
		opt_print_help(stdout, "discred token [OPTIONS] [PROFILE]", "Prints a current token for the profile.",
			       specs);
		return 0;
	}
	if (profile_open(&profile, wish.profile, env, &source_table, stderr, err) < 0)
		return -1;
	result = answer(&wish, &profile, env, err);
	profile_release(&profile);
	return result;
}
