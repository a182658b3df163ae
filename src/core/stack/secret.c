#include "discred/secret.h"

#include <stdlib.h>

#include "base/log.h"
#include "base/path.h"
#include "base/proc.h"
#include "base/terminal.h"
#include "base/trust.h"
#include "discred/record.h"

enum { COMMAND_MS = 60000 };

void secret_ref_release(struct secret_ref *ref)
{
	free(ref->name);
	strings_release(&ref->argv);
	buf_release(&ref->plain);
	ref->name = NULL;
	ref->kind = SECRET_ABSENT;
}

int secret_hint_refused(const struct secret_ref *ref, const char *key, const char *profile, struct error *err)
{
	switch (ref->kind) {
	case SECRET_STORED:
		return error_hint(err, "store the right one with 'discred profile set-secret %s %s'", profile, key);
	case SECRET_FILE:
		return error_hint(err, "put the right %s into '%s'", key, ref->name);
	case SECRET_ENV:
		return error_hint(err, "put the right %s into the variable '%s'", key, ref->name);
	case SECRET_COMMAND:
		return error_hint(err, "put the right %s where '%s' gets it", key, ref->argv.item[0]);
	case SECRET_PLAIN:
	case SECRET_ABSENT:
		break;
	}
	return -1;
}

const char *secret_kind_name(enum secret_kind kind)
{
	switch (kind) {
	case SECRET_ABSENT:
		return "";
	case SECRET_FILE:
		return "file";
	case SECRET_COMMAND:
		return "command";
	case SECRET_ENV:
		return "env";
	case SECRET_STORED:
		return "stored";
	case SECRET_PLAIN:
		return "plain";
	}
	return "";
}

static int from_file(const struct secret_context *context, const char *name, struct buf *value, struct error *err)
{
	char *path = path_expand(context->env, name);
	int result;

	log_detail("%s: from the file '%s'", context->key, path);
	if (*path == '/')
		result = trust_load_secret(context->env, path, value, err);
	else
		result = error_set(err, ERROR_CONFIG, "'%s' is not an absolute path", name);
	if (result < 0 && err->code == ERROR_NONE)
		err->code = ERROR_CONFIG;
	free(path);
	return result;
}

/* A command that did not do its part: nothing of what it printed is kept, in the error neither. */
static int command_failed(struct proc *proc, const char *name, int timeout_ms, size_t max, struct error *err)
{
	proc_kill(proc);
	if (err->code == ERROR_TEMP)
		return error_set(err, ERROR_TEMP, "command '%s' took longer than %g s", name, timeout_ms / 1000.0);
	if (err->code == ERROR_DENIED)
		error_set(err, ERROR_CONFIG, "command '%s' printed more than %zu bytes", name, max);
	return -1;
}

static int from_command(const struct secret_context *context, const struct strings *argv, struct buf *value,
			struct error *err)
{
	struct proc_request request = {
	    .argv = argv->item,
	    .output = PROC_PIPE,
	    .errors = PROC_INHERIT,
	    .scrub = context->scrub,
	};
	char *terminal = terminal_device();
	int timeout_ms = context->timeout_ms ? context->timeout_ms : COMMAND_MS;
	struct proc proc;
	const char *name;

	/* Where it can ask nobody it has a session of its own, so that all of it can be ended. */
	request.detach = !terminal;
	free(terminal);
	if (!argv->count)
		return error_set(err, ERROR_CONFIG, "the command is empty");
	name = argv->item[0];
	log_detail("%s: from command '%s'", context->key, name);
	if (proc_start(context->env, &request, &proc, err) < 0) {
		if (err->code == ERROR_NONE)
			err->code = ERROR_CONFIG;
		return -1;
	}
	if (proc_finish(&proc, value, NULL, timeout_ms, err) < 0)
		return command_failed(&proc, name, timeout_ms, value->max, err);
	if (proc.status) {
		error_set(err, ERROR_CONFIG, "command '%s' ended with status %d", name, proc.status);
		return error_hint(err, "run it by hand to see why");
	}
	return 0;
}

static int from_env(const struct secret_context *context, const char *name, struct buf *value, struct error *err)
{
	const char *found = environ_value(context->env, name);

	log_detail("%s: from the environment variable '%s'", context->key, name);
	if (!found)
		return error_set(err, ERROR_CONFIG, "the environment variable '%s' is not set", name);
	buf_str(value, found);
	/* The newline of a file may have come with it. */
	if (value->len && buf_text(value)[value->len - 1] == '\n')
		buf_cut(value, value->len - 1);
	return 0;
}

static int from_store(const struct secret_context *context, struct buf *value, struct error *err)
{
	const struct store *store = context->store;
	struct buf bytes = BUF_INIT(BUF_FILE_MAX);
	struct record record = RECORD_INIT;
	const struct buf *found = NULL;
	int result;

	log_detail("%s: from the store", context->key);
	result = store->ops->load(store, context->profile, "secret", &bytes, err);

	if (!result)
		result = record_parse(&record, &bytes, err);
	if (!result)
		found = record_get(&record, context->key);
	if (found) {
		buf_add(value, buf_text(found), found->len);
	} else if (!result || err->code == ERROR_NONE) {
		error_set(err, ERROR_CONFIG, "no value is stored for it");
		result = error_hint(err, "run 'discred profile set-secret %s %s'", context->profile, context->key);
	}
	record_release(&record);
	buf_release(&bytes);
	return result;
}

static int follow(const struct secret_context *context, const struct secret_ref *ref, struct buf *value,
		  struct error *err)
{
	switch (ref->kind) {
	case SECRET_ABSENT:
		return error_set(err, ERROR_CONFIG, "not set");
	case SECRET_FILE:
		return from_file(context, ref->name, value, err);
	case SECRET_COMMAND:
		return from_command(context, &ref->argv, value, err);
	case SECRET_ENV:
		return from_env(context, ref->name, value, err);
	case SECRET_STORED:
		return from_store(context, value, err);
	case SECRET_PLAIN:
		buf_add(value, buf_text(&ref->plain), ref->plain.len);
		return 0;
	}
	return error_set(err, ERROR_BUG, "unknown kind of reference %d", (int)ref->kind);
}

/* What was found is one line of text. Files and commands may say more after it, which is not ours. */
static int check_line(const struct secret_ref *ref, struct buf *value, struct error *err)
{
	bool first = ref->kind == SECRET_FILE || ref->kind == SECRET_COMMAND;

	if (first || !memchr(buf_text(value), '\n', value->len))
		buf_cut(value, buf_first_line(value));
	return secret_check_text(value, ERROR_CONFIG, err);
}

int secret_resolve(const struct secret_context *context, const struct secret_ref *ref, struct buf *value,
		   struct error *err)
{
	buf_release(value);
	if (!follow(context, ref, value, err) && !check_line(ref, value, err))
		return 0;
	buf_release(value);
	return error_prefix(err, "%s", context->key);
}
