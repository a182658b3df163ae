/*
 * tty: a gate, as PAM's account modules are: a person is at the terminal, or the stack ends here.
 */
#include <stdlib.h>

#include "base/terminal.h"
#include "discred/source.h"

static enum source_result get(const struct source_context *context, struct token *token, struct error *err)
{
	char *terminal = terminal_device();

	(void)token;
	if (terminal) {
		free(terminal);
		return SOURCE_PASS;
	}
	error_set(err, ERROR_DENIED, context->no_input ? "nobody may be asked" : "nobody is at a terminal");
	error_hint(err, context->no_input ? "run this without --no-input" : "run this at a terminal");
	return SOURCE_FAIL;
}

static const struct source_option options[] = {{.name = NULL}};

const struct source source_tty = {
    .name = "tty",
    .help = "a gate: passes when a person is at the terminal",
    .gate = true,
    .options = options,
    .get = get,
};
