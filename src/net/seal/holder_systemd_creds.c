/*
 * systemd-creds PATH: a file that only this host can decrypt, with its TPM or with a key that root alone can read. The
 * name is part of what is encrypted. A user needs systemd 256 or later, whose service does it for them.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/path.h"
#include "net/seal/holder.h"

enum { USERS_SINCE = 256 };

#define NAME "--name=discred"

/* "systemd 252 (252.38-1)": 252; 0 when it says something else. */
static int version(const struct holder_context *context, struct error *err)
{
	const char *const argv[] = {"systemd-creds", "--version", NULL};
	struct buf output = BUF_INIT(BUF_FILE_MAX);
	struct holder_run run = {.argv = argv, .output = &output};
	int result = holder_run(context, &run, err);

	if (!result)
		result = strncmp(buf_text(&output), "systemd ", 8) ? 0 : (int)strtol(buf_text(&output) + 8, NULL, 10);
	buf_release(&output);
	return result;
}

/* What only root may do before systemd 256. */
static int check_user(const struct holder_context *context, struct error *err)
{
	int have = context->env->uid ? version(context, err) : USERS_SINCE;

	if (have < 0 || have >= USERS_SINCE)
		return have < 0 ? -1 : 0;
	error_set(err, ERROR_CONFIG, "systemd %d lets only root use systemd-creds", have);
	return error_hint(err, "give the unit LoadCredentialEncrypted= and use 'file $CREDENTIALS_DIRECTORY/discred'");
}

static int find(const struct holder_context *context, char **path, struct error *err)
{
	*path = path_expand(context->env, context->words->item[1]);
	if (**path == '/' && !check_user(context, err))
		return 0;
	if (**path != '/') {
		error_set(err, ERROR_CONFIG, "'%s' is not an absolute path", *path);
		error_hint(err, "give the whole path, from '/' or '~/' on");
	}
	free(*path);
	return -1;
}

static int run(const struct holder_context *context, struct holder_run *run, struct error *err)
{
	if (holder_run(context, run, err) < 0)
		return -1;
	return run->status ? holder_failed(run, ERROR_CONFIG, err) : 0;
}

static int get(const struct holder_context *context, struct buf *line, struct error *err)
{
	const char *argv[] = {"systemd-creds", "decrypt", NAME, NULL, "-", NULL, NULL};
	struct holder_run decrypt = {.argv = argv, .output = line};
	char *path;
	int result = find(context, &path, err);

	if (result)
		return -1;
	argv[3] = path;
	argv[5] = context->env->uid ? "--user" : NULL;
	if (access(path, F_OK) < 0 && errno == ENOENT)
		result = error_set(err, ERROR_NONE, "there is no file '%s'", path);
	else
		result = run(context, &decrypt, err);
	free(path);
	return result;
}

static int put(const struct holder_context *context, const struct buf *line, struct error *err)
{
	const char *argv[] = {"systemd-creds", "encrypt", NAME, "-", NULL, NULL, NULL};
	struct buf output = BUF_INIT(BUF_FILE_MAX);
	struct holder_run encrypt = {.argv = argv, .input = line, .output = &output};
	char *path;
	int result = find(context, &path, err);

	if (result)
		return -1;
	argv[4] = path;
	argv[5] = context->env->uid ? "--user" : NULL;
	result = run(context, &encrypt, err);
	buf_release(&output);
	free(path);
	return result;
}

const struct holder_kind holder_systemd_creds = {
    .name = "systemd-creds",
    .arguments = "PATH",
    .help = "a file that this host's key or TPM encrypts",
    .least = 1,
    .most = 1,
    .absent = ERROR_TEMP,
    .get = get,
    .put = put,
};
