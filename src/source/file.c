/*
 * file: a token that somebody else keeps in a file: systemd's credentials, docker's and kubernetes' secrets. Its mode
 * is checked, unless it is root's or on a read-only file system.
 */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/path.h"
#include "base/trust.h"
#include "source/line.h"

static const char credentials[] = "$CREDENTIALS_DIRECTORY";

/* The path, NULL when what it begins with is not there. */
static char *find(const struct source_context *context, const char *text, struct error *err)
{
	const char *directory = environ_value(context->env, credentials + 1);
	size_t len = sizeof(credentials) - 1;
	char *path;

	if (!strncmp(text, credentials, len)) {
		if (directory && *directory == '/')
			return xasprintf("%s%s", directory, text + len);
		error_set(err, ERROR_NONE, "'%s' is not set", credentials + 1);
		return NULL;
	}
	path = path_expand(context->env, text);
	if (*path == '/')
		return path;
	error_set(err, ERROR_NONE, "there is no home directory for '%s'", text);
	free(path);
	return NULL;
}

static enum source_result read_token(const struct source_context *context, const char *path, struct token *token,
				     struct error *err)
{
	struct buf text = BUF_INIT(BUF_FILE_MAX);
	enum source_result result;
	char *where;

	if (trust_load_secret(context->env, path, &text, err) < 0) {
		/* What others may have read or written is unsafe; what can't be opened is only not there for us. */
		result = err->code == ERROR_NONE ? SOURCE_SKIP : err->code == ERROR_CONFIG ? SOURCE_ABORT : SOURCE_FAIL;
	} else {
		where = xasprintf("file '%s'", path);
		result = line_token(context, &text, where, token, err);
		free(where);
	}
	buf_release(&text);
	return result;
}

static enum source_result get(const struct source_context *context, struct token *token, struct error *err)
{
	char *path = find(context, source_setting(context->settings, "path"), err);
	enum source_result result = SOURCE_SKIP;

	if (path)
		result = read_token(context, path, token, err);
	free(path);
	return result;
}

static const struct source_option options[] = {
    {"path", OPTION_PATH, true, NULL, "the file; ~/ and $CREDENTIALS_DIRECTORY/ may stand at its beginning"},
    {"type", OPTION_TOKEN_TYPE, true, NULL, "Bearer or Bot"},
    {.name = NULL},
};

const struct source source_file = {
    .name = "file",
    .help = "the first line of a file that somebody else keeps",
    .options = options,
    .get = get,
};
