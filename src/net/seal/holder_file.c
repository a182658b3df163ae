/*
 * file [PATH]: protects copies of the state directory (backups, synced folders) that do not have this file too. A
 * systemd unit's $CREDENTIALS_DIRECTORY/NAME is such a file.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/path.h"
#include "base/trust.h"
#include "net/seal/holder.h"

/* $NAME/REST, for what systemd gives a unit; NULL when the variable is not set. The caller's to free. */
static char *expand_variable(const struct environ *env, const char *text)
{
	const char *slash = strchr(text, '/');
	char *name = xstrndup(text + 1, slash ? (size_t)(slash - text - 1) : strlen(text) - 1);
	const char *value = environ_value(env, name);
	char *path = value && slash ? xasprintf("%s%s", value, slash) : NULL;

	free(name);
	return path;
}

/* Whoever copied the state directory would have the key too. */
static bool is_in_state_dir(const struct environ *env, const char *path)
{
	struct error ignored = ERROR_INIT;
	char *parent = xstrndup(path, (size_t)(strrchr(path, '/') - path) + 1);
	char *state = NULL;
	char *real = realpath(parent, NULL);
	char *real_state = path_state_dir(env, &state, &ignored) < 0 ? NULL : realpath(state, NULL);
	size_t len = real_state ? strlen(real_state) : 0;
	bool inside = real && len && !strncmp(real, real_state, len) && (!real[len] || real[len] == '/');

	free(parent);
	free(state);
	free(real);
	free(real_state);
	return inside;
}

/* The absolute path; the caller's to free. */
static int find(const struct holder_context *context, char **path, struct error *err)
{
	const struct environ *env = context->env;
	const char *text = context->words->count > 1 ? context->words->item[1] : NULL;
	const char *data = text ? NULL : environ_value(env, "XDG_DATA_HOME");

	if (data && *data == '/')
		*path = xasprintf("%s/discred/key", data);
	else if (*(text ? text : "") == '$')
		*path = expand_variable(env, text);
	else
		*path = path_expand(env, text ? text : "~/.local/share/discred/key");
	if (!*path)
		return error_set(err, ERROR_TEMP, "the variable of '%s' is not set", text);
	if (**path == '/' && !is_in_state_dir(env, *path))
		return 0;
	if (**path != '/') {
		error_set(err, ERROR_CONFIG, "'%s' is not an absolute path", *path);
		error_hint(err, "give the whole path, from '/' or '~/' on");
	} else {
		error_set(err, ERROR_CONFIG, "'%s' is in the state directory, and would be copied along with it",
			  *path);
		error_hint(err, "keep the key in another directory");
	}
	free(*path);
	*path = NULL;
	return -1;
}

static int get(const struct holder_context *context, struct buf *line, struct error *err)
{
	char *path;
	int result = find(context, &path, err);

	if (result)
		return -1;
	result = trust_load_secret(context->env, path, line, err);
	if (result && err->code == ERROR_NONE) {
		error_set(err, ERROR_NONE, "there is no file '%s'", path);
		error_hint(err, "put it back (mount what it is on), then try again");
	}
	free(path);
	return result;
}

static int put(const struct holder_context *context, const struct buf *line, struct error *err)
{
	struct buf text = BUF_INIT(line->len + 1);
	char *path;
	char *name;
	int dirfd;
	int result = find(context, &path, err);

	if (result)
		return -1;
	buf_add(&text, buf_text(line), line->len);
	buf_char(&text, '\n');
	name = strrchr(path, '/');
	*name++ = '\0';
	result = *path && *name ? file_open_dir(path, &dirfd, err)
				: error_set(err, ERROR_CONFIG, "'%s/%s' is no place for a file", path, name);
	if (!result) {
		result = file_create(dirfd, name, buf_text(&text), text.len, err);
		close(dirfd);
	}
	buf_release(&text);
	free(path);
	return result;
}

const struct holder_kind holder_file = {
    .name = "file",
    .arguments = "[PATH]",
    .help = "a file outside the state directory",
    .most = 1,
    .absent = ERROR_TEMP,
    .get = get,
    .put = put,
};
