#include "cmd/sandbox/webhook.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "cmd/sandbox/auth_request.h"
#include "cmd/sandbox/endpoints.h"
#include "net/pkce.h"

enum { TOKEN_BYTES = 51 }; /* 68 characters */

void webhooks_init(struct webhooks *webhooks)
{
	webhooks->item = xcalloc(WEBHOOKS, sizeof(*webhooks->item));
	for (size_t i = 0; i < WEBHOOKS; i++)
		buf_init(&webhooks->item[i].token, 256);
	webhooks->next = 0;
}

void webhooks_release(struct webhooks *webhooks)
{
	for (size_t i = 0; i < WEBHOOKS; i++)
		buf_release(&webhooks->item[i].token);
	free(webhooks->item);
	webhooks->item = NULL;
}

static json_t *describe(const struct webhook *webhook)
{
	return json_pack("{s:s, s:i, s:s, s:n, s:s, s:s, s:s, s:s}", "id", webhook->id, "type", 1, "name",
			 webhook->app->name, "avatar", "channel_id", webhook->channel->id, "guild_id",
			 fixture_guilds[webhook->channel->guild].id, "application_id", webhook->app->id, "token",
			 buf_text(&webhook->token));
}

int webhook_make(struct sandbox *sandbox, const struct auth_request *auth, int64_t now, json_t **json,
		 struct error *err)
{
	struct webhook *webhook = &sandbox->webhooks.item[sandbox->webhooks.next++ % WEBHOOKS];
	struct buf url = BUF_INIT(512);

	buf_clear(&webhook->token);
	webhook->id[0] = '\0';
	if (random_base64url(TOKEN_BYTES, &webhook->token, err) < 0)
		return -1;
	/* A snowflake of now; the grant's number keeps two of one second apart. */
	snprintf(webhook->id, sizeof(webhook->id), "%llu",
		 (((unsigned long long)now * 1000 - 1420070400000ULL) << 22) | (sandbox->issued.grants & 0xfff));
	webhook->app = auth->app;
	webhook->channel = auth->channel;
	*json = describe(webhook);
	buf_printf(&url, "%s/api/webhooks/%s/%s", sandbox->origin, webhook->id, buf_text(&webhook->token));
	json_object_set_new(*json, "url", json_string(buf_text(&url)));
	buf_release(&url);
	return 0;
}

/* A segment is cut at the length of an id, so the token is taken from the path. */
static bool has_token(const struct request *request, const struct webhook *webhook)
{
	struct buf token = BUF_INIT(BUF_FILE_MAX);
	bool same;

	buf_str(&token, strrchr(request->path, '/') + 1);
	same = buf_equal(&token, &webhook->token);
	buf_release(&token);
	return same;
}

int webhook_serve(struct sandbox *sandbox, const struct request *request, struct answer *answer, struct error *err)
{
	const struct webhook *webhook = NULL;

	(void)err;
	if (!snowflake_check(request->segment, "webhook_id", answer))
		return 0;
	for (size_t i = 0; i < WEBHOOKS && !webhook; i++)
		if (!strcmp(sandbox->webhooks.item[i].id, request->segment))
			webhook = &sandbox->webhooks.item[i];
	if (!webhook)
		answer_api_error(answer, 404, 10015, "Unknown Webhook");
	else if (!has_token(request, webhook))
		answer_api_error(answer, 401, 50027, "Invalid Webhook Token");
	else
		answer_json(answer, 200, describe(webhook));
	return 0;
}
