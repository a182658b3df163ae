#include "cmd/sandbox/sandbox.h"

#include <stdlib.h>

#include "cmd/sandbox/application.h"
#include "core/discord/intent.h"
#include "core/discord/permission.h"

void sandbox_init(struct sandbox *sandbox, struct sandbox_settings *settings)
{
	struct error err = ERROR_INIT;

	*sandbox = (struct sandbox){.settings = settings};
	pending_auths_init(&sandbox->consents);
	pending_auths_init(&sandbox->codes);
	issued_tokens_init(&sandbox->issued);
	webhooks_init(&sandbox->webhooks);
	/* The bots are in the first server from the start, so that a bot token can be tried without a login. */
	for (size_t i = 0; i < APPS; i++) {
		struct membership *first = &sandbox->membership[i][0];

		sandbox->app_flags[i] =
		    settings->no_message_content ? 0 : (uint32_t)intent_table[INTENT_CONTENT].limited;
		first->joined = permission_parse_number(PERMISSION_DEFAULT, &first->permissions, &err) == 0;
	}
}

static void release_posts(struct posts *posts)
{
	for (size_t i = 0; i < posts->count; i++)
		free(posts->item[i].content);
	free(posts->item);
	*posts = (struct posts){.item = NULL, .count = 0};
}

void sandbox_release(struct sandbox *sandbox)
{
	pending_auths_release(&sandbox->consents);
	pending_auths_release(&sandbox->codes);
	issued_tokens_release(&sandbox->issued);
	webhooks_release(&sandbox->webhooks);
	for (size_t i = 0; i < CHANNELS; i++)
		release_posts(&sandbox->posts[i]);
	free(sandbox->user_agent);
	sandbox->user_agent = NULL;
}

void sandbox_settings_release(struct sandbox_settings *settings)
{
	strings_release(&settings->redirects);
	fault_clear(&settings->faults);
}

struct membership *sandbox_membership(struct sandbox *sandbox, const struct app *app, const struct guild *guild)
{
	return &sandbox->membership[app - fixture_apps][guild - fixture_guilds];
}
