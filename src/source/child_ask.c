#include <stdlib.h>

#include "base/log.h"
#include "base/memory.h"
#include "base/path.h"
#include "base/proc.h"
#include "base/ui_options.h"
#include "core/stack/answer.h"
#include "source/child.h"

static int run(const struct source_context *context, const struct child_question *question, struct buf *answer,
	       struct error *err)
{
	struct proc_request request = {.output = PROC_PIPE, .errors = PROC_INHERIT, .detach = true};
	struct strings argv = STRINGS_INIT;
	char *program = xasprintf("%s/discred-auth", path_exec_dir(context->env));
	struct proc proc;
	int result;

	strings_add(&argv, program);
	for (size_t i = 0; i < ARRAY_LEN(question->words) && question->words[i]; i++)
		strings_add(&argv, question->words[i]);
	ui_options_words(&argv);
	log_detail("running discred-auth %s", question->words[0]);
	request.argv = argv.item;
	result = proc_start(context->env, &request, &proc, err);
	if (result) {
		err->code = ERROR_SYS;
	} else {
		result = proc_finish(&proc, answer, NULL, question->wait_ms, err);
		proc_leave(&proc);
	}
	strings_release(&argv);
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
			error_set(err, ERROR_TEMP, "the %s took longer than %d s and goes on by itself", question->what,
				  question->timeout);
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
