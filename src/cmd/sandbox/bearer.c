#include "cmd/sandbox/bearer.h"

#include <string.h>

#include "base/memory.h"

void bearer_refuse(struct answer *answer)
{
	answer_status(answer, 401);
}

const struct issued_token *bearer_token(struct sandbox *sandbox, const struct request *request, struct answer *answer)
{
	const char *token = request_credentials(request, "Bearer");
	const struct issued_token *issued = token ? issued_tokens_find(&sandbox->issued, token, strlen(token)) : NULL;

	if (issued && issued->kind == ISSUED_ACCESS && issued_token_alive(issued, request->now))
		return issued;
	bearer_refuse(answer);
	return NULL;
}

const struct app *bot_app(const struct request *request)
{
	const char *token = request_credentials(request, "Bot");

	for (size_t i = 0; token && i < APPS; i++) {
		const char *bot = fixture_apps[i].bot_token;

		if (equal_secret(token, strlen(token), bot, strlen(bot)))
			return &fixture_apps[i];
	}
	return NULL;
}

bool issued_token_has_scope(const struct issued_token *issued, const char *scope)
{
	struct strings have = STRINGS_INIT;
	bool found;

	strings_split(&have, issued->scope, " ");
	found = strings_have(&have, scope);
	strings_release(&have);
	return found;
}
