/*
 * discred token: prints a current token. The warm path: no network library is linked, and nothing is forked while the
 * stored token is good.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "discred/clock.h"
#include "discred/file.h"
#include "discred/main.h"
#include "discred/opt.h"
#include "discred/profile.h"
#include "discred/protocol.h"
#include "discred/stack.h"

enum { OPT_OUTPUT = OPT_FIRST, OPT_TYPE, OPT_MIN_VALID, OPT_NO_INPUT, OPT_EXPLAIN };

static const struct opt_spec specs[] = {
    {OPT_OUTPUT, 'o', "output", "FORMAT", "plain (the default), header or json"},
    {OPT_TYPE, 't', "type", "TYPE", "take a bot or a bearer token only"},
    {OPT_MIN_VALID, 0, "min-valid", "SECONDS", "demand a token with that much time left"},
    {OPT_NO_INPUT, 0, "no-input", NULL, "ask nobody, even at a terminal"},
    {OPT_EXPLAIN, 0, "explain", "[FORMAT]", "tell on stderr what each source answered: text or json"},
    OPT_SPEC_END,
};

enum explain { EXPLAIN_NOTHING, EXPLAIN_TEXT, EXPLAIN_JSON };

struct wish {
	const char *profile;
	const struct protocol *protocol;
	enum token_type type;
	bool typed;
	long min_valid; /* -1: the profile's */
	bool no_input;
	enum explain explain;
	bool help;
};

static int choose_protocol(struct wish *wish, const char *name, struct error *err)
{
	struct strings names = STRINGS_INIT;
	char *list;

	wish->protocol = protocol_find(name);
	if (wish->protocol)
		return 0;
	for (size_t i = 0; i < protocol_table_count; i++)
		strings_add(&names, protocol_table[i]->name);
	list = strings_join(&names, ", ");
	error_set(err, ERROR_USAGE, "no output format '%s'", name);
	error_hint(err, "use one of %s", list);
	free(list);
	strings_release(&names);
	return -1;
}

static int choose_type(struct wish *wish, const char *name, struct error *err)
{
	wish->typed = true;
	if (!token_type_parse(name, &wish->type))
		return 0;
	error_set(err, ERROR_USAGE, "no type of token '%s'", name);
	return error_hint(err, "use one of bot, bearer");
}

static int choose_explain(struct wish *wish, const char *name, struct error *err)
{
	wish->explain = !name || !strcmp(name, "text") ? EXPLAIN_TEXT : EXPLAIN_JSON;
	if (wish->explain == EXPLAIN_TEXT || !strcmp(name, "json"))
		return 0;
	error_set(err, ERROR_USAGE, "the walk cannot be explained as '%s'", name);
	return error_hint(err, "use one of text, json");
}

static int take_option(struct wish *wish, const struct opt *opt, int id, struct error *err)
{
	switch (id) {
	case OPT_OUTPUT:
		return choose_protocol(wish, opt->value, err);
	case OPT_TYPE:
		return choose_type(wish, opt->value, err);
	case OPT_MIN_VALID:
		return opt_number(opt, "min-valid", 0, 604800, &wish->min_valid, err);
	case OPT_EXPLAIN:
		return choose_explain(wish, opt->value, err);
	case OPT_NO_INPUT:
		wish->no_input = true;
		return 0;
	default:
		wish->help = true;
		return 0;
	}
}

static int parse(int argc, char **argv, struct wish *wish, struct error *err)
{
	struct opt opt;
	int id;

	*wish = (struct wish){.protocol = protocol_find("plain"), .min_valid = -1};
	opt_init(&opt, specs, argc, argv);
	while ((id = opt_next(&opt, err)) > 0)
		if (take_option(wish, &opt, id, err) < 0)
			return -1;
	if (id < 0)
		return -1;
	wish->profile = opt_argument(&opt);
	return opt_finish(&opt, err);
}

static void explain(const struct wish *wish, const struct stack_report *report)
{
	struct buf text = BUF_INIT(BUF_REPLY_MAX);

	if (wish->explain == EXPLAIN_TEXT)
		stack_report_print(stderr, report);
	if (wish->explain == EXPLAIN_JSON) {
		stack_report_json(report, &text);
		fprintf(stderr, "%s\n", buf_text(&text));
	}
	buf_release(&text);
}

static int print(const struct wish *wish, const struct profile *profile, const struct token *token,
		 const struct stack_report *report, struct error *err)
{
	struct protocol_reply reply = {
	    .token = token, .profile = profile->id, .source = report->answered->source->name};
	struct buf out = BUF_INIT(BUF_FILE_MAX);
	int result = wish->protocol->reply(&reply, &out, err);

	/* Not through stdio, whose buffer would keep the token. */
	if (!result)
		result = file_write_all(STDOUT_FILENO, "stdout", buf_text(&out), out.len, err);
	buf_release(&out);
	return result;
}

/* Nothing can be logged in to for such a profile, so the usual hint would mislead. */
static void explain_invitation(const struct profile *profile, struct error *err)
{
	if (err->code != ERROR_NONE || !profile_is_invitation(profile))
		return;
	error_set(err, ERROR_CONFIG, "profile '%s' only invites a bot: scope '%s' without client_secret gives no token",
		  profile->id, profile->scope.item[0]);
	error_hint(err, "set client_secret, or bot_token with stack = \"bot\"");
}

static int answer(const struct wish *wish, const struct profile *profile, const struct environ *env, struct error *err)
{
	struct store store = {.ops = NULL};
	struct source_context context = {
	    .profile = profile,
	    .env = env,
	    .store = &store,
	    .now = clock_now(),
	    .min_valid = wish->min_valid >= 0 ? wish->min_valid : profile->min_valid,
	    .min_valid_demanded = wish->min_valid >= 0,
	    .no_input = wish->no_input,
	    .type = wish->typed ? &wish->type : NULL,
	};
	struct stack_report report = STACK_REPORT_INIT;
	struct token token = TOKEN_INIT;
	int result;

	if (store_open(&store, env, err) < 0)
		return -1;
	result = stack_walk(&profile->stack, &context, clock_ms, &token, &report, err);
	explain(wish, &report);
	if (!result) {
		result = print(wish, profile, &token, &report, err);
	} else {
		error_prefix(err, "profile '%s'", profile->id);
		explain_invitation(profile, err);
	}
	token_release(&token);
	stack_report_release(&report);
	store_close(&store);
	return result;
}

int cmd_main(int argc, char **argv, const struct environ *env, struct error *err)
{
	struct profile profile;
	struct wish wish;
	int result;

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
