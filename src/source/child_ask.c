#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/memory.h"
#include "base/path.h"
#include "base/proc.h"
#include "base/ui_options.h"
#include "core/stack/answer.h"
#include "source/child.h"

/* Longer than a request that was sent is waited for, and the time of one that is not. */
enum { UNDER_WAY_MS = 200 * 1000, REQUEST_MS = 30 * 1000 };

/* Our end of a pipe that holds one byte, and that nobody can write to any more. */
static int open_go_ahead(int *fd, struct error *err)
{
	int ends[2];

	if (pipe2(ends, O_CLOEXEC) < 0)
		return error_set(err, ERROR_SYS, "cannot make a pipe: %s", strerror(errno));
	*fd = ends[0];
	if (write(ends[1], "", 1) != 1) {
		error_set(err, ERROR_SYS, "cannot write to a pipe: %s", strerror(errno));
		close(ends[0]);
		*fd = -1;
	}
	close(ends[1]);
	return *fd < 0 ? -1 : 0;
}

/* Nothing was sent, and nothing will be. Never waits: there is a byte, or nobody who could write one. */
static bool take_back(int go_ahead)
{
	ssize_t got;
	char byte;

	do
		got = read(go_ahead, &byte, 1);
	while (got < 0 && errno == EINTR);
	return got == 1;
}

static int finish(const struct child_question *question, int go_ahead, struct proc *proc, struct buf *answer,
		  struct error *err)
{
	int result = proc_finish(proc, answer, NULL, question->wait_ms, err);

	if (result < 0 && err->code == ERROR_TEMP && go_ahead >= 0 && !take_back(go_ahead)) {
		error_clear(err);
		result = proc_finish(proc, answer, NULL, UNDER_WAY_MS, err);
	}
	proc_leave(proc);
	return result;
}

/* We must not give up before a wait for a rate limit ends that we allowed, and the request after it. */
static int rate_limit_ms(const struct child_question *question)
{
	if (question->go_ahead)
		return question->wait_ms;
	return question->wait_ms > REQUEST_MS ? question->wait_ms - REQUEST_MS : 0;
}

static int run(const struct source_context *context, const struct child_question *question, struct buf *answer,
	       struct error *err)
{
	/* At a terminal the child itself sees that somebody reads what it says; nobody waits for the end of a terminal.
	 */
	struct proc_request request = {
	    .output = PROC_PIPE,
	    .errors = isatty(STDERR_FILENO) ? PROC_INHERIT : PROC_RELAY,
	    .detach = true,
	};
	struct strings argv = STRINGS_INIT;
	char *program = xasprintf("%s/discred-auth", path_exec_dir(context->env));
	char *patience = xasprintf("--patience=%d", rate_limit_ms(question) / 1000);
	int go_ahead = -1;
	struct proc proc;
	int result = 0;

	strings_add(&argv, program);
	for (size_t i = 0; i < ARRAY_LEN(question->words) && question->words[i]; i++)
		strings_add(&argv, question->words[i]);
	strings_add(&argv, patience);
	ui_options_words(&argv);
	log_detail("running discred-auth %s", question->words[0]);
	request.argv = argv.item;
	if (question->go_ahead) {
		result = open_go_ahead(&go_ahead, err);
		request.input_fd = &go_ahead;
	}
	if (!result)
		result = proc_start(context->env, &request, &proc, err);
	if (result)
		err->code = ERROR_SYS;
	else
		result = finish(question, go_ahead, &proc, answer, err);
	if (go_ahead >= 0)
		close(go_ahead);
	strings_release(&argv);
	free(patience);
	free(program);
	return result;
}

enum source_result child_ask(const struct source_context *context, const struct child_question *question,
			     struct token *token, struct error *err)
{
	struct buf answer = BUF_INIT(BUF_FILE_MAX);
	enum source_result result = SOURCE_FAIL;
	struct error trouble = ERROR_INIT;

	if (run(context, question, &answer, err) < 0) {
		if (err->code == ERROR_TEMP)
			error_set(err, ERROR_TEMP, "the %s took longer than %d s%s", question->what,
				  (question->wait_ms + 999) / 1000, question->go_ahead ? "" : " and goes on by itself");
	} else if (!answer.len) {
		error_set(err, ERROR_SYS, "discred-auth ended without an answer");
		error_hint(err, "run 'discred auth %s %s' to see why", question->by_hand, context->profile->id);
	} else if (answer_parse(&answer, &result, token, err, &trouble) < 0) {
		result = SOURCE_FAIL;
		error_set(err, ERROR_SYS, "discred-auth gave no usable answer (%s)", trouble.text);
	}
	buf_release(&answer);
	return result;
}
