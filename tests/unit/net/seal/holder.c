#include "net/seal/holder.h"

#include "expect.h"
#include "scratch.h"

static struct environ env;
static char *const variables[] = {(char *)"CREDENTIALS_DIRECTORY=/nonexistent", NULL};
static char shown[1024];
static const char *typed;

static void begin(void)
{
	scratch_make_unprivileged();
	env = (struct environ){.uid = geteuid(), .home = scratch, .all = variables};
}

TestSuite(holder, .init = begin, .fini = scratch_remove);

static int ask(const char *prompt, struct buf *line, struct error *err)
{
	(void)prompt;
	(void)err;
	/* NULL: what was shown, as a person types it. */
	buf_str(line, typed ? typed : shown);
	return 0;
}

static int show(const char *text, struct error *err)
{
	const char *code = strstr(text, "\n\n  ") + 4;

	(void)err;
	snprintf(shown, sizeof(shown), "%.*s", (int)strcspn(code, "\n"), code);
	return 0;
}

static const struct holder_person person = {.ask = ask, .show = show};

static int call(int (*function)(const struct holder_context *, struct jwe_key *, struct error *), const char *text,
		const struct holder_person *asked, struct jwe_key *key, struct error *err)
{
	struct strings words = STRINGS_INIT;
	const struct holder_context context = {.env = &env, .person = asked, .label = "it", .words = &words};
	int result;

	strings_split(&words, text, " ");
	result = function(&context, key, err);
	strings_release(&words);
	return result;
}

#define KEY "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE"

Test(holder, words_that_fit_no_kind_are_refused)
{
	static const struct {
		const char *words;
		const char *text;
	} wrong[] = {
	    {"", "there is no key holder ''"},
	    {"paper", "there is no key holder 'paper'"},
	    {"secret-service x", "key holder 'secret-service' takes no arguments"},
	    {"recovery x", "key holder 'recovery' takes no arguments"},
	    {"pass", "key holder 'pass' takes other arguments"},
	    {"pass a b", "key holder 'pass' takes other arguments"},
	    {"command", "key holder 'command' takes other arguments"},
	    {"file a b", "key holder 'file' takes other arguments"},
	};

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct strings words = STRINGS_INIT;
		const struct holder_kind *kind;
		struct error err = ERROR_INIT;

		strings_split(&words, wrong[i].words, " ");
		cr_expect_eq(holder_find(&words, &kind, &err), -1);
		expect_error(err, ERROR_USAGE, wrong[i].text);
		strings_release(&words);
	}
}

Test(holder, a_file_is_made_once_and_read)
{
	struct jwe_key made;
	struct jwe_key key;
	struct error err = ERROR_INIT;
	struct stat st;

	cr_assert_eq(call(holder_make, "file ~/keys/discred", NULL, &made, &err), 0, "%s", err.text);
	cr_assert_eq(stat(scratch_path("keys/discred"), &st), 0);
	cr_expect_eq(st.st_mode & 0777, 0600);
	cr_expect_eq(st.st_size, 44);
	cr_assert_eq(call(holder_get, "file ~/keys/discred", NULL, &key, &err), 0, "%s", err.text);
	cr_expect_arr_eq(key.bytes, made.bytes, JWE_KEY);
	cr_assert_eq(call(holder_make, "file ~/keys/discred", NULL, &key, &err), 0, "%s", err.text);
	cr_expect_arr_eq(key.bytes, made.bytes, JWE_KEY, "what is there is used");
}

Test(holder, a_file_that_is_not_there_can_be_waited_for)
{
	struct jwe_key key;
	struct error err = ERROR_INIT;

	cr_expect_eq(call(holder_get, "file /nonexistent/key", NULL, &key, &err), -1);
	expect_error(err, ERROR_TEMP, "key holder 'it': there is no file '/nonexistent/key'");
	cr_expect_eq(call(holder_get, "file $CREDENTIALS_DIRECTORY/key", NULL, &key, &err), -1);
	expect_error(err, ERROR_TEMP, "key holder 'it': there is no file '/nonexistent/key'");
	cr_expect_eq(call(holder_get, "file $NO_SUCH_VARIABLE/key", NULL, &key, &err), -1);
	cr_expect_eq(err.code, ERROR_TEMP);
	cr_expect_eq(call(holder_get, "file key", NULL, &key, &err), -1);
	expect_error(err, ERROR_CONFIG, "key holder 'it': 'key' is not an absolute path");
}

Test(holder, a_file_that_others_can_read_or_that_is_no_key_is_refused)
{
	struct jwe_key key;
	struct error err = ERROR_INIT;

	scratch_text("key", KEY "\n", 0644);
	cr_expect_eq(call(holder_get, "file ~/key", NULL, &key, &err), -1);
	cr_expect_eq(err.code, ERROR_CONFIG, "%s", err.text);
	scratch_text("key", "hunter2\n", 0600);
	cr_expect_eq(call(holder_get, "file ~/key", NULL, &key, &err), -1);
	expect_error(err, ERROR_CONFIG, "key holder 'it': what it keeps is no key");
	cr_expect_eq(call(holder_make, "file ~/key", NULL, &key, &err), -1, "it is not overwritten");
	expect_error(err, ERROR_CONFIG, "key holder 'it': what it keeps is no key");
}

Test(holder, a_command_prints_the_key)
{
	struct jwe_key key;
	struct error err = ERROR_INIT;

	cr_assert_eq(call(holder_get, "command /bin/sh -c true", NULL, &key, &err), -1);
	expect_error(err, ERROR_CONFIG, "key holder 'it': '/bin/sh' printed nothing");
	cr_assert_eq(call(holder_make, "command /bin/echo " KEY, NULL, &key, &err), 0, "%s", err.text);
	cr_expect_eq(key.bytes[31], 1);
	cr_assert_eq(call(holder_get, "command /bin/echo rubbish", NULL, &key, &err), -1);
	expect_error(err, ERROR_CONFIG, "key holder 'it': what it keeps is no key");
	cr_assert_eq(call(holder_get, "command /bin/false", NULL, &key, &err), -1);
	expect_error(err, ERROR_TEMP, "key holder 'it': '/bin/false' ended with status 1");
	cr_assert_eq(call(holder_get, "command /no/such/program", NULL, &key, &err), -1);
	cr_expect_eq(err.code, ERROR_CONFIG, "%s", err.text);
}

Test(holder, a_recovery_code_is_shown_and_typed)
{
	struct jwe_key made;
	struct jwe_key key;
	struct error err = ERROR_INIT;
	char other[128];

	typed = NULL;
	cr_assert_eq(call(holder_make, "recovery", &person, &made, &err), 0, "%s", err.text);
	cr_expect_eq(strlen(shown), 52 + 12, "%s", shown);
	/* However it is grouped, and in small letters. */
	for (size_t i = 0, next = 0; i <= strlen(shown); i++)
		if (shown[i] != '-')
			other[next++] = (char)(shown[i] >= 'A' && shown[i] <= 'Z' ? shown[i] | 0x20 : shown[i]);
	typed = other;
	cr_assert_eq(call(holder_get, "recovery", &person, &key, &err), 0, "%s", err.text);
	cr_expect_arr_eq(key.bytes, made.bytes, JWE_KEY);
	other[51] = '\0';
	cr_expect_eq(call(holder_get, "recovery", &person, &key, &err), -1);
	expect_error(err, ERROR_CONFIG, "key holder 'it': this is no recovery code");
	typed = "";
	cr_expect_eq(call(holder_get, "recovery", &person, &key, &err), -1);
	expect_error(err, ERROR_TEMP, "key holder 'it': no code was typed");
	typed = "AAAA-AAAA-AAAA-AAAA-AAAA-AAAA-AAAA-AAAA-AAAA-AAAA-AAAA-AAAA-AAAA";
	cr_expect_eq(call(holder_make, "recovery", &person, &key, &err), -1);
	expect_error(err, ERROR_CONFIG, "key holder 'it': what came back is another key than was put there");
	cr_expect_eq(call(holder_get, "recovery", NULL, &key, &err), -1);
	cr_expect_eq(err.code, ERROR_TEMP, "%s", err.text);
	cr_expect_eq(call(holder_make, "recovery", NULL, &key, &err), -1);
	cr_expect_eq(err.code, ERROR_USAGE, "%s", err.text);
}
