/*
 * helper: an outside program, discred-source-NAME, that is asked with one record on its stdin and answers with one on
 * its stdout: discred-helper(7).
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/path.h"
#include "core/stack/answer.h"
#include "source/child.h"

static bool is_own(const char *name)
{
	return !strcmp(name, "name") || !strcmp(name, "timeout");
}

/* From the exec path, then from the absolute entries of PATH; NULL: nowhere. */
static char *find_program(const struct source_context *context, const char *name)
{
	char *file = xasprintf("discred-source-%s", name);
	char *path = xasprintf("%s/%s", path_exec_dir(context->env), file);

	if (access(path, X_OK) < 0) {
		free(path);
		path = path_find_program(context->env, file);
	}
	free(file);
	return path;
}

static int add_options(const struct source_settings *settings, struct record *record, struct error *err)
{
	int result = 0;

	for (size_t i = 0; i < settings->count && !result; i++) {
		char *key = xasprintf("option-%s", settings->item[i].name);

		if (!is_own(settings->item[i].name))
			result = record_add_text(record, key, settings->item[i].value, err);
		free(key);
	}
	return result;
}

static int format_request(const struct source_context *context, struct buf *bytes, struct error *err)
{
	const struct profile *profile = context->profile;
	struct record record = RECORD_INIT;
	char *scope = profile_scope(profile);
	int result = record_add_text(&record, "verb", "get", err);

	if (!result)
		result = record_add_text(&record, "profile", profile->id, err);
	if (!result)
		result = record_add_text(&record, "client_id", profile->client_id, err);
	if (!result)
		result = record_add_text(&record, "api_base", profile->api_base, err);
	if (!result)
		result = record_add_text(&record, "scope", scope, err);
	if (!result)
		result = record_add_number(&record, "min_valid", context->min_valid, err);
	if (!result)
		result = record_add_text(&record, "no_input", context->no_input ? "yes" : "no", err);
	if (!result)
		result = add_options(context->settings, &record, err);
	if (!result)
		result = record_format(&record, bytes, err);
	record_release(&record);
	free(scope);
	return result;
}

static void replace(char **text, const char *by)
{
	free(*text);
	*text = xstrdup(by);
}

/* The token is foreign: what it says of client and server is not for it to say. */
static enum source_result judge_token(const struct source_context *context, const char *name, struct token *token,
				      struct error *err)
{
	int64_t needed = context->min_valid_demanded ? context->min_valid : 0;

	if (!token->issued)
		token->issued = context->now;
	replace(&token->client_id, context->profile->client_id);
	replace(&token->api_base, context->profile->api_base);
	if (token_lasts(token, context->now, needed))
		return SOURCE_OK;
	error_set(err, ERROR_NONE, "the token of %s does not last long enough", name);
	token_release(token);
	return SOURCE_SKIP;
}

static enum source_result judge_answer(const struct source_context *context, const char *name, const struct buf *answer,
				       struct token *token, struct error *err)
{
	enum source_result result = SOURCE_FAIL;
	struct error trouble = ERROR_INIT;

	if (answer_parse(answer, &result, token, err, &trouble) < 0) {
		error_set(err, ERROR_CONFIG, "%s gave no usable answer (%s)", name, trouble.text);
		return SOURCE_FAIL;
	}
	if (result == SOURCE_OK)
		return judge_token(context, name, token, err);
	text_sanitize(err->text);
	text_sanitize(err->hint);
	if (result == SOURCE_PASS) {
		error_clear(err);
	} else if (result == SOURCE_ABORT) {
		error_set(err, ERROR_CONFIG, "%s answered 'abort', which is not for a helper", name);
		result = SOURCE_FAIL;
	} else if (!err->text[0]) {
		struct error plain = *err;

		error_set(err, plain.code, "%s %s", name, result == SOURCE_SKIP ? "has nothing" : "refused");
		error_hint(err, "%s", plain.hint);
	}
	return result;
}

static enum source_result ask(const struct source_context *context, char *path, const char *name, struct token *token,
			      struct error *err)
{
	char *argv[] = {path, NULL};
	struct buf request = BUF_INIT(BUF_FILE_MAX);
	struct buf answer = BUF_INIT(BUF_FILE_MAX);
	struct child_program program = {
	    .argv = argv, .name = name, .timeout_ms = source_seconds(context->settings, "timeout") * 1000};
	enum source_result result = SOURCE_FAIL;

	if (!format_request(context, &request, err)) {
		program.input = buf_text(&request);
		program.input_len = request.len;
		result = child_run(context, &program, &answer, err);
	}
	if (result == SOURCE_OK)
		result = judge_answer(context, name, &answer, token, err);
	buf_release(&request);
	buf_release(&answer);
	return result;
}

static enum source_result get(const struct source_context *context, struct token *token, struct error *err)
{
	const char *short_name = source_setting(context->settings, "name");
	char *name = xasprintf("helper '%s'", short_name);
	char *path = find_program(context, short_name);
	enum source_result result = SOURCE_SKIP;

	if (path) {
		result = ask(context, path, name, token, err);
	} else {
		/* A profile goes from machine to machine; the helper need not be on all of them. */
		error_set(err, ERROR_NONE, "no program 'discred-source-%s' in the exec path or on the PATH",
			  short_name);
		error_hint(err, "install 'discred-source-%s'", short_name);
	}
	free(path);
	free(name);
	return result;
}

static const struct source_option options[] = {
    {"name", OPTION_NAME, true, NULL, "which one: it is the program discred-source-NAME"},
    {"timeout", OPTION_SECONDS, false, "60", "how long it may take"},
    {.name = NULL},
};

const struct source source_helper = {
    .name = "helper",
    .help = "an outside program, discred-source-NAME",
    .passes_on = true,
    .options = options,
    .get = get,
};
