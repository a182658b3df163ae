#include "cmd/sandbox/bearer.h"

#include <string.h>

#include "base/memory.h"

void bearer_refuse(struct answer *answer)
{
	answer_status(answer, 401);
}

const struct entry *bearer_entry(struct sandbox *sandbox, const struct request *request, struct answer *answer)
{
	const char *token = request_credentials(request, "Bearer");
	const struct entry *entry = token ? ledger_find(&sandbox->ledger, token, strlen(token)) : NULL;

	if (entry && entry->kind == ENTRY_ACCESS && entry_alive(entry, request->now))
		return entry;
	bearer_refuse(answer);
	return NULL;
}

const struct app *bot_app(const struct request *request)
{
	const char *token = request_credentials(request, "Bot");

	for (size_t i = 0; token && i < APPS; i++) {
		const char *bot = world_apps[i].bot_token;

		if (equal_secret(token, strlen(token), bot, strlen(bot)))
			return &world_apps[i];
	}
	return NULL;
}

bool entry_has_scope(const struct entry *entry, const char *scope)
{
	struct strings have = STRINGS_INIT;
	bool found;

	strings_split(&have, entry->scope, " ");
	found = strings_have(&have, scope);
	strings_release(&have);
	return found;
}
