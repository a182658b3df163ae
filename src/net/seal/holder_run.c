/* Running the program of a key holder. */
#include "net/seal/holder.h"

#include <string.h>

#include "base/proc.h"
#include "base/strings.h"
#include "base/ui_options.h"

enum { RUN_MS = 60000 };

/* The last line that says something. */
static void keep_last_line(const struct buf *errors, char said[static sizeof(((struct holder_run *)0)->said)])
{
	const char *start = buf_text(errors);
	size_t len = errors->len;
	const char *newline;
	enum { SIZE = sizeof(((struct holder_run *)0)->said) };

	while (len && strchr("\r\n", start[len - 1]))
		len--;
	newline = memrchr(start, '\n', len);
	if (newline) {
		len -= (size_t)(newline + 1 - start);
		start = newline + 1;
	}
	if (len >= SIZE)
		len = SIZE - 1;
	memcpy(said, start, len);
	said[len] = '\0';
	text_sanitize(said);
}

static int finish(struct proc *proc, struct holder_run *run, struct error *err)
{
	struct buf errors = BUF_INIT(BUF_FILE_MAX);
	int result = proc_finish(proc, run->output, &errors, RUN_MS, err);

	if (result) {
		proc_kill(proc);
		if (err->code == ERROR_TEMP)
			error_set(err, ERROR_TEMP, "'%s' took longer than %d s", run->argv[0], RUN_MS / 1000);
		else if (err->code == ERROR_DENIED)
			error_set(err, ERROR_CONFIG, "'%s' printed too much", run->argv[0]);
	}
	run->status = proc->status;
	keep_last_line(&errors, run->said);
	buf_release(&errors);
	return result;
}

int holder_run(const struct holder_context *context, struct holder_run *run, struct error *err)
{
	struct proc_request request = {
	    .output = PROC_PIPE,
	    .errors = PROC_PIPE,
	    .scrub = context->scrub,
	    .detach = ui_options()->no_input, /* it can't reach a terminal then */
	};
	struct strings argv = STRINGS_INIT;
	struct proc proc;
	int result;

	for (size_t i = 0; run->argv[i]; i++)
		strings_add(&argv, run->argv[i]);
	request.argv = argv.item;
	if (run->input) {
		request.input = buf_text(run->input);
		request.input_len = run->input->len;
	}
	result = proc_start(context->env, &request, &proc, err);
	if (!result)
		result = finish(&proc, run, err);
	else if (err->code == ERROR_NONE)
		err->code = ERROR_CONFIG;
	strings_release(&argv);
	return result;
}

int holder_failed(const struct holder_run *run, enum error_code code, struct error *err)
{
	size_t len = strlen(run->argv[0]);

	/* Some programs begin with their name, others do not. */
	if (!strncmp(run->said, run->argv[0], len) && run->said[len] == ':')
		return error_set(err, code, "%s", run->said);
	if (run->said[0])
		return error_set(err, code, "%s: %s", run->argv[0], run->said);
	return error_set(err, code, "'%s' ended with status %d", run->argv[0], run->status);
}
