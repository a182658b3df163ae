#include "cmd/profile/task.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/strings.h"
#include "core/discord/permission.h"

const struct task task_table[] = {
    {"read", "see channels and read messages", "VIEW_CHANNEL READ_MESSAGE_HISTORY"},
    {"post", "send messages", "VIEW_CHANNEL SEND_MESSAGES"},
    {"embeds", "show what links lead to", "EMBED_LINKS"},
    {"files", "attach files", "ATTACH_FILES"},
    {"react", "add reactions", "ADD_REACTIONS READ_MESSAGE_HISTORY"},
    {"threads", "make threads and write in them", "CREATE_PUBLIC_THREADS SEND_MESSAGES_IN_THREADS"},
    {"pins", "pin messages", "PIN_MESSAGES"},
    {"moderate", "delete messages, time out, kick and ban members",
     "MANAGE_MESSAGES MODERATE_MEMBERS KICK_MEMBERS BAN_MEMBERS"},
    {"roles", "give and take roles", "MANAGE_ROLES"},
    {"voice", "join voice channels and speak", "VIEW_CHANNEL CONNECT SPEAK"},
};
const size_t task_count = ARRAY_LEN(task_table);

static const char separators[] = " ,+";

uint64_t task_value(const struct task *task)
{
	struct strings names = STRINGS_INIT;
	uint64_t value = 0;
	uint64_t one;

	strings_split(&names, task->permissions, " ");
	for (size_t i = 0; i < names.count; i++)
		if (permission_word(names.item[i], &one))
			value |= one;
	strings_release(&names);
	return value;
}

static const struct task *find(const char *word)
{
	for (size_t i = 0; i < task_count; i++)
		if (!strcmp(task_table[i].name, word))
			return &task_table[i];
	return NULL;
}

static int refuse(const char *word, struct error *err)
{
	struct strings names = STRINGS_INIT;
	char *all;

	for (size_t i = 0; i < task_count; i++)
		strings_add(&names, task_table[i].name);
	all = strings_join(&names, ", ");
	error_set(err, ERROR_USAGE, "'%s' is nothing that a bot does", word);
	error_hint(err, "use some of %s", all);
	free(all);
	strings_release(&names);
	return -1;
}

int task_expression(const char *text, struct buf *expression, struct error *err)
{
	struct strings words = STRINGS_INIT;
	struct strings names = STRINGS_INIT;
	uint64_t value = 0;
	char *all;
	int result = 0;

	strings_split(&words, text, separators);
	for (size_t i = 0; i < words.count && !result; i++) {
		const struct task *task = find(words.item[i]);

		if (task)
			value |= task_value(task);
		else
			result = refuse(words.item[i], err);
	}
	if (!result && !words.count)
		result = refuse("", err);
	permission_names(value, &names);
	all = strings_join(&names, " + ");
	if (!result)
		buf_str(expression, all);
	free(all);
	strings_release(&names);
	strings_release(&words);
	return result;
}

bool task_is_meant(const char *text)
{
	struct strings words = STRINGS_INIT;
	bool meant;

	strings_split(&words, text, separators);
	meant = words.count && find(words.item[0]);
	strings_release(&words);
	return meant;
}
