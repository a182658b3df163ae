#include "cmd/complete/completion.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "discred/error.h"

const char *completion_word(const struct completion *completion)
{
	return completion->words->item[completion->words->count - 1];
}

void reply_add(struct reply *reply, const char *name, const char *text)
{
	if (strings_have(&reply->names, name))
		return;
	strings_add(&reply->names, name);
	strings_add(&reply->texts, text);
}

/* A description may come from a profile: it is one line of it, and no more than a terminal shows. */
static void print_candidate(const char *name, const char *text)
{
	char *line = xstrndup(text, strcspn(text, "\r\n"));

	text_sanitize(line);
	printf("%s\t%s\n", name, line);
	free(line);
}

void reply_print(const struct reply *reply)
{
	printf("\tpart\t%s\n", reply->part);
	if (reply->files)
		puts("\tfiles");
	if (reply->directories)
		puts("\tdirectories");
	if (reply->command)
		printf("\tcommand\t%zu\n", reply->command);
	if (reply->more)
		puts("\tmore");
	for (size_t i = 0; i < reply->names.count; i++)
		print_candidate(reply->names.item[i], reply->texts.item[i]);
}

void reply_release(struct reply *reply)
{
	strings_release(&reply->names);
	strings_release(&reply->texts);
}
