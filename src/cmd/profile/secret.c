#include "cmd/profile/secret.h"

#include <bsd/readpassphrase.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/path.h"
#include "base/proc.h"
#include "base/ui_options.h"
#include "core/stack/answer.h"
#include "discred/secret.h"

/* A terminal drops what comes after this many bytes of a line, and says nothing. */
enum { TYPED_MAX = 4094 };

static int read_answer(const struct buf *answer, enum source_result *result, struct error *err)
{
	struct token token = TOKEN_INIT;
	struct error trouble = ERROR_INIT;
	int done = 0;

	if (!answer->len)
		done = error_set(err, ERROR_SYS, "discred-auth ended without an answer");
	else if (answer_parse(answer, result, &token, err, &trouble) < 0)
		done = error_set(err, ERROR_SYS, "discred-auth gave no usable answer (%s)", trouble.text);
	else if (*result == SOURCE_FAIL)
		done = -1;
	token_release(&token);
	return done;
}

int profile_ask_auth(const struct environ *env, const char *const *words, const struct buf *input,
		     enum source_result *result, struct error *err)
{
	struct proc_request request = {.output = PROC_PIPE, .errors = PROC_INHERIT};
	char *program = xasprintf("%s/discred-auth", path_exec_dir(env));
	struct strings argv = STRINGS_INIT;
	struct buf answer = BUF_INIT(BUF_FILE_MAX);
	struct proc proc;
	int done;

	strings_add(&argv, program);
	for (size_t i = 0; words[i]; i++)
		strings_add(&argv, words[i]);
	ui_options_words(&argv);
	request.argv = argv.item;
	if (input) {
		request.input = buf_text(input);
		request.input_len = input->len;
	}
	done = proc_start(env, &request, &proc, err);
	if (done < 0) {
		err->code = ERROR_SYS;
	} else {
		done = proc_finish(&proc, &answer, NULL, -1, err);
		proc_leave(&proc);
	}
	if (!done)
		done = read_answer(&answer, result, err);
	buf_release(&answer);
	strings_release(&argv);
	free(program);
	return done;
}

int profile_hand_secret(const struct environ *env, const char *profile, const char *key, const struct buf *value,
			bool new, struct error *err)
{
	const char *const words[] = {"secret", key, profile, new ? "--new" : NULL, NULL};
	enum source_result result;

	return profile_ask_auth(env, words, value, &result, err);
}

int profile_erase_secret(const struct environ *env, const char *profile, const char *key, bool *there,
			 struct error *err)
{
	const char *const words[] = {"secret", key, profile, "--erase", NULL};
	enum source_result result;

	if (profile_ask_auth(env, words, NULL, &result, err) < 0)
		return -1;
	*there = result != SOURCE_SKIP;
	error_clear(err);
	return 0;
}

int profile_type_secret(const char *prompt, struct buf *value, struct error *err)
{
	char typed[2 * TYPED_MAX];
	size_t len;
	int result = 0;

	buf_release(value);
	if (!readpassphrase(prompt, typed, sizeof(typed), RPP_ECHO_OFF | RPP_REQUIRE_TTY)) {
		result = error_set(err, errno == ENOTTY || errno == ENXIO ? ERROR_NONE : ERROR_SYS,
				   "cannot ask for a secret: %s", strerror(errno));
		explicit_bzero(typed, sizeof(typed));
		return result;
	}
	len = strlen(typed);
	if (len > TYPED_MAX) {
		error_set(err, ERROR_USAGE, "the value has more than %d bytes, and a terminal takes no more of a line",
			  (int)TYPED_MAX);
		result = error_hint(err, "pipe it in");
	} else {
		buf_add(value, typed, len);
	}
	wipe_array(typed);
	return result;
}

void profile_trim_secret(struct buf *value)
{
	size_t start = strspn(buf_text(value), " \t\r");
	size_t len = value->len;
	struct buf inner = BUF_INIT(BUF_TOKEN_MAX);

	while (len > start && strchr(" \t\r\n", buf_text(value)[len - 1]))
		len--;
	buf_add(&inner, buf_text(value) + start, len - start);
	buf_move(value, &inner);
}

int profile_ask_secret(const char *prompt, struct buf *value, struct error *err)
{
	if (profile_type_secret(prompt, value, err) < 0)
		return -1;
	profile_trim_secret(value);
	return secret_take_line(NULL, value, err);
}

int profile_read_secret(struct buf *value, struct error *err)
{
	buf_release(value);
	/* Too much of it is for secret_take_line to say. */
	if (file_read(STDIN_FILENO, "stdin", value, err) < 0 && err->code != ERROR_CONFIG)
		return -1;
	return secret_take_line(NULL, value, err);
}
