/* pass NAME: the password store, whose key gpg's agent and pinentry unlock. pass ends with 1 only for its own words. */
#include <stdlib.h>

#include "base/words.h"
#include "net/seal/holder.h"

enum { STATUS_ABSENT = 1 };

static int get(const struct holder_context *context, struct buf *line, struct error *err)
{
	const char *const argv[] = {"pass", "show", context->words->item[1], NULL};
	struct holder_run run = {.argv = argv, .output = line};
	char *name;

	if (holder_run(context, &run, err) < 0)
		return -1;
	if (!run.status)
		return 0;
	if (run.status == STATUS_ABSENT)
		return holder_failed(&run, ERROR_NONE, err);
	holder_failed(&run, ERROR_TEMP, err);
	name = words_quote(argv[2]);
	error_hint(err, "unlock gpg ('pass show %s' by hand), then try again", name);
	free(name);
	return -1;
}

static int put(const struct holder_context *context, const struct buf *line, struct error *err)
{
	const char *const argv[] = {"pass", "insert", "-m", context->words->item[1], NULL};
	struct buf output = BUF_INIT(BUF_FILE_MAX);
	struct holder_run run = {.argv = argv, .input = line, .output = &output};
	int result = holder_run(context, &run, err);

	buf_release(&output);
	return result || !run.status ? result : holder_failed(&run, ERROR_CONFIG, err);
}

const struct holder_kind holder_pass = {
    .name = "pass",
    .arguments = "NAME",
    .help = "the password store of pass(1)",
    .least = 1,
    .most = 1,
    .absent = ERROR_CONFIG,
    .get = get,
    .put = put,
};
