/*
 * secret-service: the desktop's keyring, through libsecret's secret-tool. `lookup` says nothing and ends with 1 both
 * when the key is not there and when its keyring is locked; `search` with the same attributes lists a locked one too.
 */
#include "base/memory.h"
#include "net/seal/holder.h"

#define ATTRIBUTES(context) "application", "discred", "key", (context)->label

static int refuse_unreachable(const struct holder_run *run, struct error *err)
{
	holder_failed(run, ERROR_TEMP, err);
	return error_hint(err, "log in to the desktop, or start its keyring, then try again");
}

/* Its output may hold the key: it is wiped unread. */
static int tell_absent_from_locked(const struct holder_context *context, struct error *err)
{
	const char *const argv[] = {"secret-tool", "search", ATTRIBUTES(context), NULL};
	struct buf output = BUF_INIT(BUF_FILE_MAX);
	struct holder_run run = {.argv = argv, .output = &output};
	int result = holder_run(context, &run, err);
	bool found = output.len > 0;

	buf_release(&output);
	if (result)
		return -1;
	if (found) {
		error_set(err, ERROR_TEMP, "the keyring is locked");
		return error_hint(err, "unlock it (log in to the desktop, or use its keyring program), then try again");
	}
	if (run.status)
		return refuse_unreachable(&run, err);
	error_set(err, ERROR_NONE, "the keyring has no such key");
	return error_hint(err, "open with another holder, or restore the keyring");
}

static int get(const struct holder_context *context, struct buf *line, struct error *err)
{
	const char *const argv[] = {"secret-tool", "lookup", ATTRIBUTES(context), NULL};
	struct holder_run run = {.argv = argv, .output = line};

	if (holder_run(context, &run, err) < 0) {
		if (err->code == ERROR_CONFIG)
			error_hint(err, "install libsecret's secret-tool (Debian: libsecret-tools)");
		return -1;
	}
	if (!run.status && line->len)
		return 0;
	if (run.said[0])
		return refuse_unreachable(&run, err);
	return tell_absent_from_locked(context, err);
}

static int put(const struct holder_context *context, const struct buf *line, struct error *err)
{
	const char *const argv[] = {"secret-tool", "store", "--label=discred", ATTRIBUTES(context), NULL};
	struct buf output = BUF_INIT(BUF_FILE_MAX);
	struct holder_run run = {.argv = argv, .input = line, .output = &output};
	int result = holder_run(context, &run, err);

	buf_release(&output);
	if (result)
		return -1;
	/* secret-tool may exit 0 though the collection is locked and nothing was stored, so read the key back. */
	return run.status || run.said[0] ? refuse_unreachable(&run, err) : 0;
}

bool holder_keyring_answers(const struct environ *env)
{
	const char *const argv[] = {"secret-tool", "lookup", "application", "discred", "key", "", NULL};
	const struct holder_context context = {.env = env};
	struct buf output = BUF_INIT(BUF_FILE_MAX);
	struct holder_run run = {.argv = argv, .output = &output};
	struct error ignored = ERROR_INIT;
	bool answers = !holder_run(&context, &run, &ignored) && !run.said[0];

	buf_release(&output);
	return answers;
}

const struct holder_kind holder_secret_service = {
    .name = "secret-service",
    .arguments = "",
    .help = "the desktop's keyring",
    .absent = ERROR_CONFIG,
    .get = get,
    .put = put,
};
