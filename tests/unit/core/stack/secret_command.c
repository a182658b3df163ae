#include <criterion/criterion.h>
#include <sys/wait.h>

#include "secret_case.h"

/* A reference to a command of up to three words; secret_ref_release it. */
static struct secret_ref command_ref(const char *program, const char *option, const char *last)
{
	struct secret_ref ref = {.kind = SECRET_COMMAND};

	strings_add(&ref.argv, program);
	if (option)
		strings_add(&ref.argv, option);
	if (last)
		strings_add(&ref.argv, last);
	return ref;
}

Test(secret_command, gives_its_first_line)
{
	struct secret_ref ref = command_ref("printf", "s3cret\nuser: me\n", NULL);

	expect_value(&ref, "s3cret");
	secret_ref_release(&ref);
	ref = command_ref("/bin/echo", "-n", "$HOME; `id`");
	expect_value(&ref, "$HOME; `id`");
	secret_ref_release(&ref);
}

Test(secret_command, reads_nothing_from_our_stdin)
{
	struct secret_ref ref = command_ref("readlink", "/proc/self/fd/0", NULL);

	expect_value(&ref, "/dev/null");
	secret_ref_release(&ref);
}

Test(secret_command, does_not_see_the_other_secrets)
{
	struct secret_ref ref = command_ref("sh", "-c", "echo \"${APP_SECRET-unset} $PATH\"");
	struct strings scrub = STRINGS_INIT;
	struct secret_context context = {.env = &env, .profile = "reader", .key = "bot_token", .scrub = &scrub};
	struct buf value = BUF_INIT(BUF_TOKEN_MAX);
	struct error err = ERROR_INIT;

	expect_value(&ref, "from the environment /usr/bin:/bin");
	strings_add(&scrub, "APP_SECRET");
	cr_assert_eq(secret_resolve(&context, &ref, &value, &err), 0, "%s", err.text);
	cr_assert_str_eq(buf_text(&value), "unset /usr/bin:/bin");
	buf_release(&value);
	strings_release(&scrub);
	secret_ref_release(&ref);
}

Test(secret_command, that_fails)
{
	struct secret_ref ref = command_ref("sh", "-c", "echo s3cret; exit 3");

	expect_refused(&ref, ERROR_CONFIG, "command 'sh' ended with status 3", "run it by hand to see why");
	secret_ref_release(&ref);
	ref = command_ref("sh", "-c", "kill -9 $$");
	expect_refused(&ref, ERROR_CONFIG, "command 'sh' ended with status 137", "run it by hand to see why");
	secret_ref_release(&ref);
}

Test(secret_command, that_cannot_be_run)
{
	struct secret_ref ref = command_ref("no-such-program", NULL, NULL);

	expect_refused(&ref, ERROR_CONFIG, "no program 'no-such-program' on the PATH", "");
	secret_ref_release(&ref);
	ref = command_ref("/no/such/program", NULL, NULL);
	expect_refused(&ref, ERROR_CONFIG, "cannot run '/no/such/program': No such file or directory", "");
	secret_ref_release(&ref);
	ref = command_ref("/etc/passwd", NULL, NULL);
	expect_refused(&ref, ERROR_SYS, "cannot run '/etc/passwd': Permission denied", "");
	secret_ref_release(&ref);
	ref = (struct secret_ref){.kind = SECRET_COMMAND};
	expect_refused(&ref, ERROR_CONFIG, "the command is empty", "");
}

Test(secret_command, that_prints_nothing)
{
	struct secret_ref ref = command_ref("true", NULL, NULL);

	expect_refused(&ref, ERROR_CONFIG, "the value is empty", "");
	secret_ref_release(&ref);
}

Test(secret_command, that_prints_too_much)
{
	struct secret_ref ref = command_ref("yes", NULL, NULL);

	expect_refused(&ref, ERROR_CONFIG, "command 'yes' printed more than 65536 bytes", "");
	secret_ref_release(&ref);
}

Test(secret_command, that_takes_too_long_is_ended)
{
	struct secret_context context = {.env = &env, .profile = "reader", .key = "client_secret", .timeout_ms = 1};
	struct buf value = BUF_INIT(BUF_TOKEN_MAX);
	struct error err = ERROR_INIT;
	struct secret_ref ref = command_ref("sleep", "1000", NULL);

	cr_assert_eq(secret_resolve(&context, &ref, &value, &err), -1);
	expect_error(err, ERROR_TEMP, "client_secret: command 'sleep' took longer than 0.001 s");
	cr_assert_null(value.ptr);
	cr_assert_eq(waitpid(-1, NULL, WNOHANG), -1, "a child is left");
	secret_ref_release(&ref);
}
