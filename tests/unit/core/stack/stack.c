#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "discred/stack.h"

/* A source that answers what its settings say, and counts that it ran. */
static int ran;

static enum source_result get(const struct source_context *context, struct token *token, struct error *err)
{
	enum source_result result = SOURCE_FAIL;
	const char *code = source_setting(context->settings, "code");

	ran++;
	cr_assert_eq(source_result_parse(source_setting(context->settings, "result"), &result), 0);
	if (result == SOURCE_OK)
		buf_str(&token->secret, source_setting(context->settings, "token"));
	if (result == SOURCE_OK && source_setting(context->settings, "type"))
		cr_assert_eq(token_type_parse(source_setting(context->settings, "type"), &token->type), 0);
	if (result != SOURCE_OK && result != SOURCE_PASS)
		error_set(err, code ? error_from_name(code) : ERROR_NONE, "said %s", source_result_name(result));
	if (source_setting(context->settings, "hint"))
		error_hint(err, "%s", source_setting(context->settings, "hint"));
	return result;
}

static const struct source stub = {.name = "stub", .get = get};

static int64_t no_time(void)
{
	return 0;
}

/* "sufficient:ok=a required:fail/temp": control, result, then a token or a code. */
static void build(struct stack *stack, const char *text)
{
	struct strings words = STRINGS_INIT;

	strings_split(&words, text, " ");
	for (size_t i = 0; i < words.count; i++) {
		char *result = strchr(words.item[i], ':');
		char *token = strchr(words.item[i], '=');
		char *code = strchr(words.item[i], '/');
		const struct stack_control *control;
		struct stack_entry *entry;

		*result++ = '\0';
		if (token)
			*token++ = '\0';
		if (code)
			*code++ = '\0';
		control = stack_control_find(words.item[i]);
		cr_assert_not_null(control);
		entry = stack_add(stack, control, &stub);
		source_settings_add(&entry->settings, "result", result);
		source_settings_add(&entry->settings, "token", token ? token : "t");
		if (code)
			source_settings_add(&entry->settings, "code", code);
	}
	strings_release(&words);
}

/* Walks the stack; expects so many sources to run and this token, or NULL and this code. */
static void walk(const char *text, int runs, const char *expected, enum error_code code)
{
	struct stack stack = STACK_INIT;
	struct stack_report report = STACK_REPORT_INIT;
	struct source_context context = {.now = 0};
	struct token token = TOKEN_INIT;
	struct error err = ERROR_INIT;
	int result;

	build(&stack, text);
	ran = 0;
	result = stack_walk(&stack, &context, no_time, &token, &report, &err);
	cr_expect_eq(ran, runs, "'%s': %d ran", text, ran);
	cr_expect_eq(report.count, (size_t)runs);
	cr_expect_eq(result, expected ? 0 : -1, "'%s': %s", text, err.text);
	cr_expect_str_eq(buf_text(&token.secret), expected ? expected : "", "'%s'", text);
	cr_expect_eq(err.code, expected ? ERROR_OK : code, "'%s': code %d", text, (int)err.code);
	cr_expect_eq(!report.answered, !expected);
	token_release(&token);
	stack_report_release(&report);
	stack_release(&stack);
}

Test(stack, sufficient_ends_with_success)
{
	walk("sufficient:ok=a required:fail", 1, "a", ERROR_OK);
	walk("sufficient:skip sufficient:ok=b", 2, "b", ERROR_OK);
	walk("sufficient:fail/temp sufficient:ok=b", 2, "b", ERROR_OK);
}

Test(stack, sufficient_does_not_mend_a_failed_required)
{
	walk("required:fail/denied sufficient:ok=a optional:ok=b", 3, NULL, ERROR_DENIED);
	walk("required:skip sufficient:ok=a", 2, NULL, ERROR_NONE);
}

Test(stack, requisite_stops)
{
	walk("requisite:fail/config sufficient:ok=a", 1, NULL, ERROR_CONFIG);
	walk("requisite:skip sufficient:ok=a", 1, NULL, ERROR_NONE);
	walk("requisite:pass sufficient:ok=a", 2, "a", ERROR_OK);
}

Test(stack, abort_stops_under_every_control)
{
	walk("required:abort/config sufficient:ok=a", 1, NULL, ERROR_CONFIG);
	walk("requisite:abort/config sufficient:ok=a", 1, NULL, ERROR_CONFIG);
	walk("sufficient:abort/temp sufficient:ok=a", 1, NULL, ERROR_TEMP);
	walk("optional:fail/config optional:abort/temp sufficient:ok=a", 2, NULL, ERROR_TEMP);
}

Test(stack, the_token_is_of_the_source_that_ended_it_else_the_first)
{
	walk("required:ok=a sufficient:ok=b", 2, "b", ERROR_OK);
	walk("required:ok=a optional:ok=b", 2, "a", ERROR_OK);
	walk("required:ok=a sufficient:pass", 2, "a", ERROR_OK);
	walk("optional:skip required:ok=b optional:ok=c", 3, "b", ERROR_OK);
}

Test(stack, success_without_a_token_is_a_failure)
{
	walk("required:pass optional:pass", 2, NULL, ERROR_NONE);
	walk("required:pass sufficient:skip", 2, NULL, ERROR_NONE);
}

Test(stack, nothing_succeeds_by_being_empty_or_optional)
{
	walk("", 0, NULL, ERROR_NONE);
	walk("optional:fail/temp optional:skip", 2, NULL, ERROR_TEMP);
	walk("sufficient:skip sufficient:skip", 2, NULL, ERROR_NONE);
}

Test(stack, the_code_is_the_first_in_order_of_what_to_do)
{
	walk("sufficient:skip sufficient:fail/sys sufficient:fail/temp", 3, NULL, ERROR_TEMP);
	walk("sufficient:fail/temp sufficient:fail/denied", 2, NULL, ERROR_DENIED);
	walk("sufficient:fail/denied sufficient:fail/config", 2, NULL, ERROR_CONFIG);
}

Test(stack, failure_says_what_every_source_answered)
{
	struct stack stack = STACK_INIT;
	struct stack_report report = STACK_REPORT_INIT;
	struct source_context context = {.now = 0};
	struct token token = TOKEN_INIT;
	struct error err = ERROR_INIT;

	build(&stack, "sufficient:skip required:fail/temp");
	cr_assert_eq(stack_walk(&stack, &context, no_time, &token, &report, &err), -1);
	cr_expect_str_eq(err.text, "no token (stub: said skip, stub: said fail)");
	stack_report_release(&report);
	stack_release(&stack);
}

Test(stack, report_for_a_person)
{
	struct stack stack = STACK_INIT;
	struct stack_report report = STACK_REPORT_INIT;
	struct source_context context = {.now = 0};
	struct token token = TOKEN_INIT;
	struct error err = ERROR_INIT;
	char *text = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);

	build(&stack, "optional:skip sufficient:ok=a");
	cr_assert_eq(stack_walk(&stack, &context, no_time, &token, &report, &err), 0);
	stack_report_print(out, &report);
	fclose(out);
	cr_expect_str_eq(text, "optional   stub       skip       0 ms  said skip\n"
			       "sufficient stub       ok         0 ms  (ended the stack)\n");
	free(text);
	token_release(&token);
	stack_report_release(&report);
	stack_release(&stack);
}

Test(stack, of_several_hints_the_last_one_counts)
{
	static const struct source first = {.name = "first", .get = get};
	struct stack stack = STACK_INIT;
	struct stack_report report = STACK_REPORT_INIT;
	struct source_context context = {.now = 0};
	struct token token = TOKEN_INIT;
	struct error err = ERROR_INIT;

	build(&stack, "sufficient:skip sufficient:skip sufficient:skip sufficient:fail/temp");
	stack.entry[0].source = &first;
	source_settings_add(&stack.entry[0].settings, "hint", "set it");
	source_settings_add(&stack.entry[1].settings, "hint", "log in");
	cr_assert_eq(stack_walk(&stack, &context, no_time, &token, &report, &err), -1);
	cr_expect_eq(err.code, ERROR_TEMP);
	cr_expect_str_eq(err.hint, "");
	stack.count = 3;
	cr_assert_eq(stack_walk(&stack, &context, no_time, &token, &report, &err), -1);
	cr_expect_eq(err.code, ERROR_NONE);
	cr_expect_str_eq(err.hint, "log in");
	stack.count = 4;
	stack_report_release(&report);
	stack_release(&stack);
}

/* Walks the stack with a Bot token wanted; expects so many sources to run and this token, or NULL. */
static void walk_for_bot(const char *text, const char *type, int runs, const char *expected, const char *reason)
{
	enum token_type bot = TOKEN_BOT;
	struct stack stack = STACK_INIT;
	struct stack_report report = STACK_REPORT_INIT;
	struct source_context context = {.now = 0, .type = &bot};
	struct token token = TOKEN_INIT;
	struct error err = ERROR_INIT;

	build(&stack, text);
	if (type)
		source_settings_add(&stack.entry[0].settings, "type", type);
	ran = 0;
	cr_expect_eq(stack_walk(&stack, &context, no_time, &token, &report, &err), expected ? 0 : -1);
	cr_expect_eq(ran, runs);
	cr_expect_str_eq(buf_text(&token.secret), expected ? expected : "");
	cr_expect_eq(report.step[0].result, reason[0] ? SOURCE_SKIP : SOURCE_OK);
	cr_expect_str_eq(report.step[0].reason.text, reason);
	token_release(&token);
	stack_report_release(&report);
	stack_release(&stack);
}

Test(stack, a_token_of_the_other_kind_counts_as_skip)
{
	walk_for_bot("sufficient:ok=a", NULL, 1, NULL, "it gives a Bearer token, and a Bot token is wanted");
	walk_for_bot("required:ok=a sufficient:pass", NULL, 2, NULL,
		     "it gives a Bearer token, and a Bot token is wanted");
}

Test(stack, a_source_of_the_other_kind_is_not_asked)
{
	walk_for_bot("sufficient:ok=a", "Bearer", 0, NULL, "it gives a Bearer token, and a Bot token is wanted");
	walk_for_bot("sufficient:ok=a", "Bot", 1, "a", "");
}

Test(stack, report_for_a_program)
{
	struct stack stack = STACK_INIT;
	struct stack_report report = STACK_REPORT_INIT;
	struct source_context context = {.now = 0};
	struct token token = TOKEN_INIT;
	struct error err = ERROR_INIT;
	struct buf text = BUF_INIT(4096);

	build(&stack, "optional:skip sufficient:ok=a required:fail");
	cr_assert_eq(stack_walk(&stack, &context, no_time, &token, &report, &err), 0);
	stack_report_json(&report, &text);
	cr_expect_str_eq(
	    buf_text(&text),
	    "{\"verdict\":\"success\",\"ended_by\":\"stub\",\"entries\":["
	    "{\"control\":\"optional\",\"source\":\"stub\",\"result\":\"skip\",\"reason\":\"said skip\","
	    "\"ms\":0},"
	    "{\"control\":\"sufficient\",\"source\":\"stub\",\"result\":\"ok\",\"reason\":\"\",\"ms\":0}]}");
	buf_clear(&text);
	/* A foreign program's words need not be UTF-8. */
	snprintf(report.step[0].reason.text, sizeof(report.step[0].reason.text), "caf\xe9\n\"");
	report.count = 1;
	report.answered = report.ended_by = NULL;
	stack_report_json(&report, &text);
	cr_expect_str_eq(buf_text(&text),
			 "{\"verdict\":\"failure\",\"ended_by\":null,\"entries\":["
			 "{\"control\":\"optional\",\"source\":\"stub\",\"result\":\"skip\",\"reason\":\"caf??\\\"\","
			 "\"ms\":0}]}");
	buf_release(&text);
	token_release(&token);
	stack_report_release(&report);
	stack_release(&stack);
}

Test(stack, there_are_four_controls)
{
	cr_expect_eq(stack_control_count, 4);
	cr_expect_null(stack_control_find("binding"));
	cr_expect_null(stack_control_find("Required"));
}
