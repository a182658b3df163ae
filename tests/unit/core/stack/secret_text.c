#include <criterion/criterion.h>
#include <string.h>

#include "discred/secret.h"
#include "expect.h"

static void expect_taken(const char *key, const char *given, const char *want)
{
	struct buf value = BUF_INIT(BUF_TOKEN_MAX);
	struct error err = ERROR_INIT;

	buf_str(&value, given);
	cr_assert_eq(secret_take_line(key, &value, &err), 0, "%s", err.text);
	cr_assert_str_eq(buf_text(&value), want);
	cr_assert_eq(value.len, strlen(want));
	buf_release(&value);
}

static void expect_refused(const char *key, const char *given, size_t len, const char *text, const char *hint)
{
	struct buf value = BUF_INIT(64);
	struct error err = ERROR_INIT;

	buf_add(&value, given, len);
	cr_assert_eq(secret_take_line(key, &value, &err), -1);
	expect_hint(err, ERROR_USAGE, text, hint);
	cr_assert_null(value.ptr);
	cr_assert_not(value.over);
}

static void expect_refused_text(const char *given, const char *text, const char *hint)
{
	expect_refused(NULL, given, strlen(given), text, hint);
}

Test(secret_text, keys)
{
	cr_assert(secret_is_key("client_secret"));
	cr_assert(secret_is_key("bot_token"));
	cr_assert_not(secret_is_key("client_id"));
	cr_assert_not(secret_is_key("client_secre"));
	cr_assert_not(secret_is_key(""));
}

Test(secret_text, taken)
{
	expect_taken("client_secret", "s3cret", "s3cret");
	expect_taken("client_secret", "s3cret\n", "s3cret");
	expect_taken("client_secret", "s3cret\r\n", "s3cret");
	expect_taken("client_secret", "s3cret\r", "s3cret");
	expect_taken("client_secret", "a blank in \xc3\xa4\n", "a blank in \xc3\xa4");
	expect_taken("bot_token", "a.b-c_~\n", "a.b-c_~");
	expect_taken(NULL, "Bot x", "Bot x");
}

Test(secret_text, marks_of_a_paste)
{
	expect_taken(NULL, "\033[200~s3cret\033[201~", "s3cret");
	expect_taken(NULL, "\033[200~s3cret\033[201~\n", "s3cret");
	expect_taken(NULL, "\033[200~s3cret", "s3cret");
	expect_taken(NULL, "s3cret\033[201~", "s3cret");
	expect_refused_text("\033[200~\033[201~", "the value is empty", "type or paste it, or pipe it in");
	expect_refused_text("a\033[200~b", "the value holds a control byte (0x1b at byte 2)",
			    "a secret is one line of text");
}

Test(secret_text, refused)
{
	char many[65];

	expect_refused_text("", "the value is empty", "type or paste it, or pipe it in");
	expect_refused_text("\n", "the value is empty", "type or paste it, or pipe it in");
	expect_refused_text("a\nb", "the value has more than one line", "a secret is one line of text");
	expect_refused_text("a\n\n", "the value has more than one line", "a secret is one line of text");
	expect_refused_text("\na\n", "the value has more than one line", "a secret is one line of text");
	expect_refused_text("a\rb", "the value holds a control byte (0x0d at byte 2)", "a secret is one line of text");
	expect_refused_text("a\r\nb\r\n", "the value has more than one line", "a secret is one line of text");
	expect_refused_text("\r\n", "the value is empty", "type or paste it, or pipe it in");
	expect_refused_text("a\x7f", "the value holds a control byte (0x7f at byte 2)", "a secret is one line of text");
	expect_refused_text(" a", "the value begins or ends with a blank", "give it without");
	expect_refused_text("a ", "the value begins or ends with a blank", "give it without");
	expect_refused(NULL, "a\0b\n", 4, "the value holds a control byte (0x00 at byte 2)",
		       "a secret is one line of text");
	memset(many, 'x', sizeof(many));
	expect_refused(NULL, many, sizeof(many), "the value is longer than 64 bytes", "a secret is one line of text");
}

Test(secret_text, refused_with_the_key)
{
	expect_refused("client_secret", "", 0, "client_secret: the value is empty", "type or paste it, or pipe it in");
	expect_refused("bot_token", "Bot x", 5, "bot_token: the value is no token: it has 'Bot' before the token",
		       "give the token alone");
	expect_refused("bot_token", "\xc3\xa4", 2,
		       "bot_token: the value is no token: it has a character that no token has",
		       "give the token alone");
}

Test(secret_text, checked_with_the_code_of_the_caller)
{
	struct buf value = BUF_INIT(4);
	struct error err = ERROR_INIT;

	cr_assert_eq(secret_check_text(&value, ERROR_CONFIG, &err), -1);
	expect_hint(err, ERROR_CONFIG, "the value is empty", "");
	buf_str(&value, "five5");
	cr_assert_eq(secret_check_text(&value, ERROR_CONFIG, &err), -1);
	expect_hint(err, ERROR_CONFIG, "longer than 4 bytes", "");
	buf_clear(&value);
	buf_str(&value, "four");
	cr_assert_eq(secret_check_text(&value, ERROR_CONFIG, &err), 0);
	buf_release(&value);
}
