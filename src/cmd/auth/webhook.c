#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "base/opt.h"
#include "cmd/auth/auth.h"
#include "core/output/json.h"
#include "discred/record.h"

/* It goes to a terminal or into a script as it is, so what is in it must be a URL's. */
static const char *url_of(const json_t *webhook)
{
	const char *url = json_text(webhook, "url");

	for (const char *c = url ? url : ""; *c; c++)
		if (*c <= 0x20 || *c >= 0x7f)
			return NULL;
	return url && *url ? url : NULL;
}

static int print_webhook(const struct auth *auth, struct error *err)
{
	struct buf bytes = BUF_INIT(BUF_REPLY_MAX);
	struct buf line = BUF_INIT(4096);
	struct record record = RECORD_INIT;
	const struct buf *webhook = NULL;
	json_t *object = NULL;
	const char *url;
	int result;

	json_wipe_on_free();
	result = auth->store.ops->load(&auth->store, auth->profile.id, "extra", &bytes, err);
	if (!result)
		result = record_parse(&record, &bytes, err);
	if (!result)
		webhook = record_get(&record, "webhook");
	if (webhook)
		object = json_parse_object(webhook);
	url = url_of(object);
	if (url) {
		buf_str(&line, url);
		buf_char(&line, '\n');
		result = file_write_all(STDOUT_FILENO, "stdout", buf_text(&line), line.len, err);
	} else if (!result || err->code == ERROR_NONE) {
		result = error_set(err, ERROR_NONE, "no webhook came with the login");
		error_hint(err, "ask for scope 'webhook.incoming' and log in again");
	}
	json_decref(object);
	record_release(&record);
	buf_release(&line);
	buf_release(&bytes);
	return result;
}

int auth_webhook(int argc, char **argv, const struct environ *env, struct error *err)
{
	static const struct opt_line line = {
	    .usage = "discred auth webhook [OPTIONS] [PROFILE]",
	    .summary = "Prints the URL of the webhook made at login. Who has it can post: it is a secret.",
	};
	const char *name;
	struct auth auth;
	int result = opt_parse_one(&line, argc, argv, NULL, &name, err);

	if (result <= 0)
		return result;
	if (auth_open(&auth, name, env, err) < 0)
		return -1;
	result = print_webhook(&auth, err);
	if (result < 0)
		error_prefix(err, "profile '%s'", auth.profile.id);
	auth_close(&auth);
	return result;
}
