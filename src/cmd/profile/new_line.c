/* What all questions of `discred profile new` print and read. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "cmd/profile/new.h"

void new_complain(struct error *err)
{
	new_print(xasprintf("%s%s%s", err->text, err->hint[0] ? "; " : "", err->hint));
	error_clear(err);
}

void new_print(char *text)
{
	prompt_print(text);
	free(text);
}

int new_ask_line(struct wizard *wizard, const char *label, char **line, struct error *err)
{
	if (prompt_line(wizard->prompt, label, line, err) < 0)
		return -1;
	if (strcmp(*line, "<") != 0)
		return ASK_DONE;
	free(*line);
	*line = NULL;
	return ASK_BACK;
}
