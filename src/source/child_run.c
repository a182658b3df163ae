#include <signal.h>
#include <string.h>

#include "base/log.h"
#include "base/memory.h"
#include "base/proc.h"
#include "base/ui_options.h"
#include "source/child.h"

/* A status of 128 and more is a signal's, as shells have it too. */
enum { STATUS_NOTHING = 66, STATUS_LATER = 75, STATUS_INTERRUPTED = 128 + SIGINT };

enum { TAIL_LINES = 3, TAIL_MAX = 300 };

/* The last lines of what it said, in one line. */
static void append_tail(const struct buf *errors, struct buf *text)
{
	const char *bytes = buf_text(errors);
	const char *lines[TAIL_LINES];
	size_t lens[TAIL_LINES];
	size_t stop = errors->len;
	int count = 0;

	while (stop && count < TAIL_LINES) {
		const char *newline = memrchr(bytes, '\n', stop);
		size_t start = newline ? (size_t)(newline - bytes) + 1 : 0;

		if (stop > start) {
			lines[count] = bytes + start;
			lens[count++] = stop - start;
		}
		stop = newline ? start - 1 : 0;
	}
	while (count--) {
		buf_str(text, text->len ? " / " : "");
		buf_add(text, lines[count], lens[count] < TAIL_MAX ? lens[count] : TAIL_MAX);
	}
}

static void explain(const struct child_program *program, int status, const struct buf *errors, struct error *err)
{
	enum error_code code = status == STATUS_LATER     ? ERROR_TEMP
			       : status == STATUS_NOTHING ? ERROR_NONE
							  : ERROR_DENIED;
	struct buf said = BUF_INIT(TAIL_LINES * (TAIL_MAX + 4));
	char line[TAIL_MAX + 1];

	append_tail(errors, &said);
	/* The end says most. NULs would hide it. */
	snprintf(line, sizeof(line), "%s", buf_text(&said) + (said.len > TAIL_MAX ? said.len - TAIL_MAX : 0));
	text_sanitize(line);
	if (status == STATUS_NOTHING)
		error_set(err, code, "%s has nothing%s%s", program->name, line[0] ? ": " : "", line);
	else if (status == STATUS_INTERRUPTED)
		error_set(err, ERROR_TEMP, "%s was interrupted", program->name);
	else
		error_set(err, code, "%s ended with status %d%s%s", program->name, status, line[0] ? ": " : "", line);
	if (code == ERROR_DENIED && status != STATUS_INTERRUPTED)
		error_hint(err, "run it by hand to see why");
	buf_release(&said);
}

/* It ran on when there was enough of it. */
static enum source_result stopped(const struct child_program *program, struct proc *proc, const struct buf *output,
				  struct error *err)
{
	proc_kill(proc);
	if (err->code == ERROR_TEMP)
		error_set(err, ERROR_TEMP, "%s took longer than %d s", program->name, program->timeout_ms / 1000);
	else if (err->code == ERROR_DENIED)
		error_set(err, ERROR_DENIED, "%s printed more than %zu bytes", program->name, output->max);
	return SOURCE_FAIL;
}

enum source_result child_run(const struct source_context *context, const struct child_program *program,
			     struct buf *output, struct error *err)
{
	struct strings scrub = STRINGS_INIT;
	struct proc_request request = {
	    .argv = program->argv,
	    .input = program->input,
	    .input_len = program->input_len,
	    .output = PROC_PIPE,
	    .errors = PROC_PIPE,
	    .scrub = &scrub,
	    .detach = ui_options()->no_input, /* it can't reach a terminal then */
	};
	struct buf errors = BUF_INIT(BUF_REPLY_MAX);
	enum source_result result = SOURCE_OK;
	struct proc proc;

	profile_secret_variables(context->profile, &scrub);
	log_detail("running %s", program->name);
	if (proc_start(context->env, &request, &proc, err) < 0) {
		if (err->code == ERROR_NONE)
			err->code = ERROR_CONFIG;
		result = SOURCE_FAIL;
	} else if (proc_finish(&proc, output, &errors, program->timeout_ms, err) < 0) {
		result = stopped(program, &proc, output, err);
	} else if (proc.status) {
		explain(program, proc.status, &errors, err);
		result = proc.status == STATUS_NOTHING       ? SOURCE_SKIP
			 : proc.status == STATUS_INTERRUPTED ? SOURCE_ABORT
							     : SOURCE_FAIL;
	}
	buf_release(&errors);
	strings_release(&scrub);
	return result;
}
