/*
 * command: the first line that a program prints: pass, secret-tool, op, vault. An argv, never a shell.
 *
 * With `expires_in` its token is kept, with the options of the entry: other options, other token.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/memory.h"
#include "core/slot/source_token.h"
#include "source/child.h"
#include "source/line.h"

static void keep(const struct source_context *context, const char *line, struct token *token)
{
	struct error err = ERROR_INIT;

	token->expires = context->now + source_seconds(context->settings, "expires_in");
	if (profile_check_there(context->profile, &err) < 0 ||
	    source_token_save(context->store, context->profile, "command", line, token, &err) < 0)
		log_warn("%s", err.text);
}

static enum source_result run(const struct source_context *context, struct token *token, struct error *err)
{
	const struct strings *argv = source_words(context->settings, "argv");
	char *name = xasprintf("command '%s'", argv->item[0]);
	const struct child_program program = {
	    .argv = argv->item,
	    .name = name,
	    .timeout_ms = source_seconds(context->settings, "timeout") * 1000,
	};
	struct buf output = BUF_INIT(BUF_FILE_MAX);
	enum source_result result = child_run(context, &program, &output, err);

	if (result == SOURCE_OK) {
		char *where = xasprintf("the output of %s", name);

		result = line_token(context, &output, where, token, err);
		free(where);
	}
	buf_release(&output);
	free(name);
	return result;
}

/* The token that is kept, if it will do; one that the API has refused is remembered. */
static enum source_result load(const struct source_context *context, const char *line, struct token *token,
			       struct buf *refused, struct error *err)
{
	enum source_result result = SOURCE_SKIP;

	buf_clear(refused);
	if (source_token_load(context->store, context->profile, "command", line, token, err) < 0) {
		result = err->code == ERROR_NONE ? SOURCE_SKIP : SOURCE_ABORT;
	} else if (source_suffices(context, token, clock_now())) {
		result = SOURCE_OK;
	} else {
		if (token->refused)
			buf_add(refused, buf_text(&token->secret), token->secret.len);
		token_release(token);
	}
	if (result == SOURCE_SKIP)
		error_clear(err);
	return result;
}

static enum source_result run_and_keep(const struct source_context *context, const char *line,
				       const struct buf *refused, struct token *token, struct error *err)
{
	enum source_result result = run(context, token, err);

	if (result == SOURCE_OK && refused->len && buf_equal(refused, &token->secret)) {
		error_set(err, ERROR_DENIED, "Discord refuses the token that it prints");
		return SOURCE_FAIL;
	}
	if (result == SOURCE_OK)
		keep(context, line, token);
	return result;
}

enum { LOOK_AGAIN_MS = 50 };

/* The profile's file, locked; -1: it can't be, or is another's. `waited` tells that somebody else had it before. */
static int lock_file(const struct source_context *context, int64_t deadline, bool *waited)
{
	int fd = open(context->profile->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	bool locked = false;
	struct stat st;

	if (fd >= 0 && !fstat(fd, &st) && st.st_uid == context->env->uid)
		while (!(locked = !flock(fd, LOCK_EX | LOCK_NB)) && errno == EWOULDBLOCK && clock_ms() < deadline) {
			*waited = true;
			clock_sleep_ms(LOOK_AGAIN_MS);
		}
	if (fd >= 0 && !locked) {
		close(fd);
		fd = -1;
	}
	return fd;
}

/*
 * Of many callers without a token one runs the command, and the others take the token that it kept. A caller that
 * waited in vain, or can't lock, runs the command itself. This is not the store's lock: a renewal need not wait for a
 * command.
 */
static enum source_result get_kept(const struct source_context *context, struct token *token, struct error *err)
{
	int64_t deadline = clock_ms() + source_seconds(context->settings, "timeout") * INT64_C(1000);
	struct buf line = BUF_INIT(BUF_FILE_MAX);
	struct buf refused = BUF_INIT(BUF_TOKEN_MAX);
	enum source_result result;
	bool waited = false;
	int lock = -1;

	source_settings_line(context->settings, &line);
	result = load(context, buf_text(&line), token, &refused, err);
	if (result == SOURCE_SKIP) {
		lock = lock_file(context, deadline, &waited);
		if (waited)
			result = load(context, buf_text(&line), token, &refused, err);
	}
	/* A command that failed for another is not run by one after the other. */
	if (lock >= 0 && waited) {
		close(lock);
		lock = -1;
	}
	if (result == SOURCE_SKIP)
		result = run_and_keep(context, buf_text(&line), &refused, token, err);
	if (lock >= 0)
		close(lock);
	buf_release(&line);
	buf_release(&refused);
	return result;
}

static enum source_result get(const struct source_context *context, struct token *token, struct error *err)
{
	bool keeps = source_setting(context->settings, "expires_in") != NULL;
	enum source_result result = keeps ? get_kept(context, token, err) : run(context, token, err);

	if (result == SOURCE_OK && context->min_valid_demanded && !source_suffices(context, token, clock_now())) {
		error_set(err, ERROR_NONE, "its token does not last long enough");
		result = SOURCE_SKIP;
	}
	return result;
}

static const struct source_option options[] = {
    {"argv", OPTION_ARGV, true, NULL, "the program and its arguments; no shell reads them"},
    {"type", OPTION_TOKEN_TYPE, true, NULL, "Bearer or Bot"},
    {"timeout", OPTION_SECONDS, false, "60", "how long it may take"},
    {"expires_in", OPTION_LIFETIME, false, NULL, "how long its token is good: it is kept meanwhile"},
    {.name = NULL},
};

const struct source source_command = {
    .name = "command",
    .help = "the first line that a program prints",
    .options = options,
    .get = get,
};
