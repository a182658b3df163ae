/* command ARGV...: what a program prints. discred can't put anything there: the person has. */
#include <stdlib.h>

#include "base/words.h"
#include "net/seal/holder.h"

enum { STATUS_LATER = 75, WORDS_MAX = 64 };

static int get(const struct holder_context *context, struct buf *line, struct error *err)
{
	const struct strings *words = context->words;
	struct holder_run run = {.argv = (const char *const *)&words->item[1], .output = line};
	char *program;

	if (holder_run(context, &run, err) < 0)
		return -1;
	if (run.status) {
		/* It may be locked: nobody can tell that from anything else. */
		holder_failed(&run, ERROR_TEMP, err);
		program = words_quote(words->item[1]);
		error_hint(err, "run '%s' by hand to see why", program);
		free(program);
		return -1;
	}
	if (line->len)
		return 0;
	error_set(err, ERROR_NONE, "'%s' printed nothing", words->item[1]);
	return error_hint(err, "put a key there: 32 random bytes as base64url, on one line");
}

const struct holder_kind holder_command = {
    .name = "command",
    .arguments = "PROGRAM [ARGUMENT ...]",
    .help = "whatever prints the key",
    .least = 1,
    .most = WORDS_MAX,
    .absent = ERROR_CONFIG,
    .get = get,
};
