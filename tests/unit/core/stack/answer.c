#include <criterion/criterion.h>

#include "base/memory.h"
#include "core/stack/answer.h"
#include "expect.h"

Test(answer, a_token_goes_through)
{
	struct token token = TOKEN_INIT;
	struct token again = TOKEN_INIT;
	struct buf bytes = BUF_INIT(4096);
	struct error reason = ERROR_INIT;
	struct error err = ERROR_INIT;
	enum source_result result = SOURCE_FAIL;

	buf_str(&token.secret, "abc");
	token.issued = 1;
	token.expires = 2;
	cr_assert_eq(answer_format(SOURCE_OK, &token, &reason, &bytes, &err), 0, "%s", err.text);
	cr_assert_eq(answer_parse(&bytes, &result, &again, &reason, &err), 0, "%s", err.text);
	cr_expect_eq(result, SOURCE_OK);
	cr_expect_str_eq(buf_text(&again.secret), "abc");
	token_release(&token);
	token_release(&again);
	buf_release(&bytes);
}

Test(answer, a_reason_goes_through_for_every_result)
{
	for (int i = SOURCE_PASS; i < SOURCE_RESULTS; i++) {
		struct token token = TOKEN_INIT;
		struct buf bytes = BUF_INIT(4096);
		struct error reason = ERROR_INIT;
		struct error again = ERROR_INIT;
		struct error err = ERROR_INIT;
		enum source_result result = SOURCE_OK;

		error_set(&reason, ERROR_DENIED, "refused\nreally");
		error_hint(&reason, "log in");
		cr_assert_eq(answer_format((enum source_result)i, &token, &reason, &bytes, &err), 0);
		cr_assert_eq(answer_parse(&bytes, &result, &token, &again, &err), 0);
		cr_expect_eq(result, (enum source_result)i);
		expect_hint(again, ERROR_DENIED, "refused?really", "log in");
		buf_release(&bytes);
	}
}

static void expect_refused(const char *text, const char *message)
{
	struct token token = TOKEN_INIT;
	struct buf bytes = BUF_INIT(4096);
	struct error reason = ERROR_INIT;
	struct error err = ERROR_INIT;
	enum source_result result;

	buf_str(&bytes, text);
	cr_expect_eq(answer_parse(&bytes, &result, &token, &reason, &err), -1);
	expect_error(err, ERROR_CONFIG, message);
	buf_release(&bytes);
}

Test(answer, what_is_no_answer_is_refused)
{
	expect_refused("", "record: it does not begin with 'discred-record 1'");
	expect_refused("discred-record 1\nend\n", "record: 'result' is none of ok, pass, skip, fail, abort");
	expect_refused("discred-record 1\nresult=yes\nend\n",
		       "record: 'result' is none of ok, pass, skip, fail, abort");
	expect_refused("discred-record 1\nresult=ok\nend\n", "record: there is no usable 'access_token'");
}

Test(answer, without_a_code_a_skip_is_none_and_a_failure_denied)
{
	struct token token = TOKEN_INIT;
	struct buf bytes = BUF_INIT(4096);
	struct error reason = ERROR_INIT;
	struct error err = ERROR_INIT;
	enum source_result result;

	buf_str(&bytes, "discred-record 1\nresult=skip\nend\n");
	cr_assert_eq(answer_parse(&bytes, &result, &token, &reason, &err), 0);
	cr_expect_eq(reason.code, ERROR_NONE);
	buf_clear(&bytes);
	buf_str(&bytes, "discred-record 1\nresult=fail\ntext=no\nend\n");
	cr_assert_eq(answer_parse(&bytes, &result, &token, &reason, &err), 0);
	expect_error(reason, ERROR_DENIED, "no");
	buf_release(&bytes);
}

Test(answer, times_may_be_left_out)
{
	struct buf bytes = BUF_INIT(4096);
	struct token token = TOKEN_INIT;
	struct error reason = ERROR_INIT;
	struct error err = ERROR_INIT;
	enum source_result result = SOURCE_FAIL;

	buf_str(&bytes, "discred-record 1\nresult=ok\naccess_token=abc\ntoken_type=bot\nend\n");
	cr_assert_eq(answer_parse(&bytes, &result, &token, &reason, &err), 0, "%s", err.text);
	cr_expect_eq(result, SOURCE_OK);
	cr_expect_eq(token.type, TOKEN_BOT);
	cr_expect_eq(token.issued, 0);
	cr_expect_eq(token.expires, 0);
	buf_clear(&bytes);
	buf_str(&bytes, "discred-record 1\nresult=ok\naccess_token=abc\ntoken_type=bot\nexpires=soon\nend\n");
	cr_assert_eq(answer_parse(&bytes, &result, &token, &reason, &err), -1);
	expect_error(err, ERROR_CONFIG, "record: 'expires' is not a number");
	token_release(&token);
	buf_release(&bytes);
}
