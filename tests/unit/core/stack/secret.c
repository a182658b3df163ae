#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "discred/secret.h"
#include "scratch.h"
#include "secret_case.h"

TestSuite(secret, .init = scratch_make_unprivileged, .fini = scratch_remove);

static struct secret_ref file_ref(const char *path)
{
	return (struct secret_ref){.kind = SECRET_FILE, .name = (char *)path};
}

static struct secret_ref env_ref(const char *name)
{
	return (struct secret_ref){.kind = SECRET_ENV, .name = (char *)name};
}

Test(secret, kinds_have_names)
{
	cr_assert_str_eq(secret_kind_name(SECRET_ABSENT), "");
	cr_assert_str_eq(secret_kind_name(SECRET_FILE), "file");
	cr_assert_str_eq(secret_kind_name(SECRET_COMMAND), "command");
	cr_assert_str_eq(secret_kind_name(SECRET_ENV), "env");
	cr_assert_str_eq(secret_kind_name(SECRET_STORED), "stored");
	cr_assert_str_eq(secret_kind_name(SECRET_PLAIN), "plain");
	cr_assert_str_eq(secret_kind_name((enum secret_kind)99), "");
}

Test(secret, release_leaves_an_absent_one)
{
	struct secret_ref ref = SECRET_REF_INIT;

	ref.kind = SECRET_PLAIN;
	ref.name = xstrdup("name");
	strings_add(&ref.argv, "word");
	buf_str(&ref.plain, "secret");
	secret_ref_release(&ref);
	cr_assert_eq(ref.kind, SECRET_ABSENT);
	cr_assert_null(ref.name);
	cr_assert_eq(ref.argv.count, 0);
	cr_assert_eq(ref.plain.len, 0);
	cr_assert_eq(ref.plain.max, BUF_TOKEN_MAX);
	secret_ref_release(&ref);
}

Test(secret, absent)
{
	struct secret_ref ref = SECRET_REF_INIT;

	expect_refused(&ref, ERROR_CONFIG, "not set", "");
	ref.kind = (enum secret_kind)99;
	expect_refused(&ref, ERROR_BUG, "unknown kind of reference 99", "");
}

Test(secret, file_gives_its_first_line)
{
	struct secret_ref ref = file_ref(scratch_text("one", "s3cret", 0600));

	expect_value(&ref, "s3cret");
	ref = file_ref(scratch_text("two", "s3cret\n", 0400));
	expect_value(&ref, "s3cret");
	ref = file_ref(scratch_text("three", " s3 cret \nuser: me\r\n\n", 0600));
	expect_value(&ref, " s3 cret ");
	ref = file_ref("~/two");
	expect_value(&ref, "s3cret");
}

Test(secret, file_that_is_not_there)
{
	struct secret_ref ref = file_ref(scratch_path("none"));
	char text[SCRATCH_PATH + 32];

	snprintf(text, sizeof(text), "'%s' does not exist", scratch_path("none"));
	expect_refused(&ref, ERROR_CONFIG, text, "");
	ref = file_ref("relative");
	expect_refused(&ref, ERROR_CONFIG, "'relative' is not an absolute path", "");
	ref = file_ref("~root/secret");
	expect_refused(&ref, ERROR_CONFIG, "'~root/secret' is not an absolute path", "");
}

Test(secret, file_that_others_can_read)
{
	const char *path = scratch_text("open", "s3cret\n", 0640);
	struct secret_ref ref = file_ref(path);
	char text[SCRATCH_PATH + 64];
	char hint[SCRATCH_PATH + 32];

	snprintf(text, sizeof(text), "'%s' is open to others (mode 0640)", path);
	snprintf(hint, sizeof(hint), "run 'chmod 600 %s'", path);
	expect_refused(&ref, ERROR_CONFIG, text, hint);
}

Test(secret, file_that_is_a_fifo_does_not_hang)
{
	const char *path = scratch_path("fifo");
	struct secret_ref ref = file_ref(path);
	char text[SCRATCH_PATH + 64];

	cr_assert_eq(mkfifo(path, 0600), 0);
	snprintf(text, sizeof(text), "'%s' is not a regular file", path);
	expect_refused(&ref, ERROR_CONFIG, text, "");
}

Test(secret, file_that_is_too_large)
{
	static char bytes[BUF_TOKEN_MAX + 1];
	struct secret_ref ref;
	char text[SCRATCH_PATH + 64];

	memset(bytes, 'x', sizeof(bytes));
	ref = file_ref(scratch_file("large", bytes, sizeof(bytes), 0600));
	snprintf(text, sizeof(text), "'%s' is larger than 65536 bytes", ref.name);
	expect_refused(&ref, ERROR_CONFIG, text, "");
}

Test(secret, empty)
{
	struct secret_ref ref = file_ref(scratch_text("empty", "", 0600));

	expect_refused(&ref, ERROR_CONFIG, "the value is empty", "");
	ref = file_ref(scratch_text("line", "\ns3cret\n", 0600));
	expect_refused(&ref, ERROR_CONFIG, "the value is empty", "");
	ref = env_ref("NOTHING");
	expect_refused(&ref, ERROR_CONFIG, "the value is empty", "");
	ref = (struct secret_ref)SECRET_REF_INIT;
	ref.kind = SECRET_PLAIN;
	expect_refused(&ref, ERROR_CONFIG, "the value is empty", "");
}

/* Of a file from Windows, or a variable that was read from one. */
Test(secret, a_carriage_return_at_the_end_of_the_line)
{
	struct secret_ref ref = file_ref(scratch_text("dos", "s3cret\r\nmore\r\n", 0600));

	expect_value(&ref, "s3cret");
	ref = file_ref(scratch_text("open", "s3cret\r", 0600));
	expect_value(&ref, "s3cret");
	ref = env_ref("CR");
	expect_value(&ref, "secret");
	ref = file_ref(scratch_text("nothing", "\r\n", 0600));
	expect_refused(&ref, ERROR_CONFIG, "the value is empty", "");
}

Test(secret, control_bytes)
{
	struct secret_ref ref = file_ref(scratch_text("mac", "s3\rcret\n", 0600));

	expect_refused(&ref, ERROR_CONFIG, "the value holds a control byte (0x0d at byte 3)",
		       "a secret is one line of text");
	ref = file_ref(scratch_file("nul", "s3\0cret\n", 8, 0600));
	expect_refused(&ref, ERROR_CONFIG, "the value holds a control byte (0x00 at byte 3)",
		       "a secret is one line of text");
	ref = file_ref(scratch_text("del", "\x7f\n", 0600));
	expect_refused(&ref, ERROR_CONFIG, "the value holds a control byte (0x7f at byte 1)",
		       "a secret is one line of text");
	ref = env_ref("LINES");
	expect_refused(&ref, ERROR_CONFIG, "the value holds a control byte (0x0a at byte 4)",
		       "a secret is one line of text");
	ref = file_ref(scratch_text("utf8", "s\xc3\xa9same\n", 0600));
	expect_value(&ref, "s\xc3\xa9same");
}

Test(secret, env)
{
	struct secret_ref ref = env_ref("APP_SECRET");

	expect_value(&ref, "from the environment");
	ref = env_ref("ABSENT");
	expect_refused(&ref, ERROR_CONFIG, "the environment variable 'ABSENT' is not set", "");
	ref = env_ref("APP_SECRE");
	expect_refused(&ref, ERROR_CONFIG, "the environment variable 'APP_SECRE' is not set", "");
}

Test(secret, plain)
{
	struct secret_ref ref = SECRET_REF_INIT;

	ref.kind = SECRET_PLAIN;
	buf_str(&ref.plain, "in the profile itself");
	expect_value(&ref, "in the profile itself");
	cr_assert_str_eq(buf_text(&ref.plain), "in the profile itself");
	secret_ref_release(&ref);
}

Test(secret, longer_than_the_value_may_be)
{
	struct secret_context context = {.env = &env, .profile = "reader", .key = "bot_token"};
	struct secret_ref ref = env_ref("APP_SECRET");
	struct buf value = BUF_INIT(4);
	struct error err = ERROR_INIT;

	cr_assert_eq(secret_resolve(&context, &ref, &value, &err), -1);
	expect_error(err, ERROR_CONFIG, "bot_token: longer than 4 bytes");
	cr_assert(buf_ok(&value));
}
