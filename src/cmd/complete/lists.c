/* Values that a word holds several of: identify,guilds or VIEW_CHANNEL+CONNECT. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/memory.h"
#include "cmd/complete/complete.h"
#include "core/discord/permission.h"
#include "core/discord/scope.h"

static const char *last_item(const char *text, const char *separators)
{
	const char *item = text;

	for (; *text; text++)
		if (strchr(separators, *text))
			item = text + 1;
	return item;
}

void complete_scopes(struct completion *completion, const char *text)
{
	static const char separators[] = " ,+";
	const char *item = last_item(text, separators);
	char *before = xstrndup(text, (size_t)(item - text));
	struct strings chosen = STRINGS_INIT;

	strings_split(&chosen, before, separators);
	for (size_t i = 0; i < scope_table_count; i++)
		if (!strings_have(&chosen, scope_table[i].name))
			reply_add(&completion->reply, scope_table[i].name, scope_table[i].help);
	completion->reply.part = item;
	completion->reply.more = true;
	strings_release(&chosen);
	free(before);
}

static const struct {
	const char *name;
	const char *text;
} sets[] = {
    {"all", "every permission"},
    {"all-text", "those of text channels"},
    {"all-voice", "those of voice channels"},
    {"all-stage", "those of stage channels"},
};

static bool begins_set(const char *text)
{
	for (size_t i = 0; i < ARRAY_LEN(sets); i++)
		if (!strncasecmp(sets[i].name, text, strlen(text)))
			return true;
	return false;
}

/* The operand that the expression ends with. A '-' is an operator, but in all-text. */
static const char *last_operand(const char *text)
{
	const char *operand = last_item(text, " +|,&~()");
	const char *minus;

	while (!begins_set(operand) && (minus = strchr(operand, '-')))
		operand = minus + 1;
	return operand;
}

/* Letter case does not matter to discred, but to shells, which compare: names are offered as they are being written. */
static bool is_lower(const char *text)
{
	bool lower = false;

	for (; *text; text++) {
		if (isupper((unsigned char)*text))
			return false;
		lower |= islower((unsigned char)*text) != 0;
	}
	return lower;
}

static void offer(struct reply *reply, const char *name, const char *text, bool lower)
{
	char *word = xstrdup(name);

	for (char *c = word; lower && *c; c++)
		*c = (char)tolower((unsigned char)*c);
	reply_add(reply, word, text);
	free(word);
}

void complete_permissions(struct completion *completion, const char *text)
{
	const char *operand = last_operand(text);
	bool lower = is_lower(operand);

	for (size_t i = 0; i < permission_table_count; i++)
		offer(&completion->reply, permission_table[i].name, permission_table[i].help, lower);
	for (size_t i = 0; i < ARRAY_LEN(sets); i++)
		reply_add(&completion->reply, sets[i].name, sets[i].text);
	completion->reply.part = operand;
	completion->reply.more = true;
}
