/* Which permissions the bot needs, asked by what it does. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "cmd/profile/new.h"
#include "cmd/profile/task.h"
#include "core/discord/permission.h"

static const char more[] =
    "One or several of these words, such as 'read post files'. Names, a number or an expression do, too:\n"
    "VIEW_CHANNEL + SEND_MESSAGES + READ_MESSAGE_HISTORY, or 68608, which is the same.\n"
    "1115136 is VIEW_CHANNEL + READ_MESSAGE_HISTORY + CONNECT: it reads. It is often said to contain SEND_MESSAGES, "
    "and does not.\n"
    "'discred perms list' shows all names.";

static void print_tasks(void)
{
	for (size_t i = 0; i < task_count; i++) {
		const struct task *task = &task_table[i];
		char *about = xasprintf("%s (%s, %" PRIu64 ")", task->about, task->permissions, task_value(task));

		prompt_print_item(task->name, about);
		free(about);
	}
}

void new_explain_permissions(const struct new_profile *profile)
{
	struct buf text = BUF_INIT(BUF_FILE_MAX);
	struct error ignored = ERROR_INIT;
	uint64_t value;

	if (!permission_parse(draft_value(&profile->draft, "permissions"), &value, NULL, &ignored)) {
		draft_explain_permissions(value, &text);
		prompt_print(buf_text(&text));
	}
	buf_release(&text);
}

static int take_line(struct new_profile *profile, const char *line, struct error *err)
{
	struct buf expression = BUF_INIT(BUF_FILE_MAX);
	int result;

	if (!*line)
		return 0;
	if (!task_is_meant(line))
		return draft_answer(&profile->draft, "permissions", line, err);
	result = task_expression(line, &expression, err);
	if (!result)
		result = draft_answer(&profile->draft, "permissions", buf_text(&expression), err);
	buf_release(&expression);
	return result;
}

int new_ask_permissions(struct wizard *wizard, struct error *err)
{
	struct new_profile *profile = wizard->profile;
	char *label = xasprintf("Permissions [%s]: ", draft_value(&profile->draft, "permissions"));
	bool answered = false;
	int result = ASK_DONE;

	fputc('\n', stderr);
	prompt_print("What the bot shall do where it is added:");
	print_tasks();
	while (!answered && result == ASK_DONE) {
		char *line = NULL;

		result = new_ask_line(wizard, label, &line, err);
		if (result != ASK_DONE)
			;
		else if (!strcmp(line, "?"))
			prompt_print(more);
		else if (take_line(profile, line, err) < 0)
			new_complain(err);
		else
			answered = true;
		free(line);
	}
	if (answered)
		new_explain_permissions(profile);
	free(label);
	return result;
}
