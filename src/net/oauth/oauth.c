#include "net/oauth/oauth.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/query.h"

/* Every byte of a token may become three. */
enum { FORM_MAX = 4 * 64 * 1024 };

/* One request to an endpoint under api_base, with the client's authentication. */
struct call {
	struct buf url;
	struct buf form;
	struct buf authorization;
	struct http_reply reply;
	const struct buf *sent[2]; /* what must not come back in an error's text; NULL: nothing more */
};

static void call_init(struct call *call, const struct oauth_client *client, const char *endpoint)
{
	*call = (struct call){
	    .url = BUF_INIT(8192),
	    .form = BUF_INIT(FORM_MAX),
	    .authorization = BUF_INIT(2 * FORM_MAX),
	    .reply = HTTP_REPLY_INIT,
	};
	buf_printf(&call->url, "%s%s", client->profile->api_base, endpoint);
}

static void call_release(struct call *call)
{
	buf_release(&call->url);
	buf_release(&call->form);
	buf_release(&call->authorization);
	http_reply_release(&call->reply);
}

static int authenticate(const struct oauth_client *client, struct call *call, struct error *err)
{
	const struct profile *profile = client->profile;

	if (profile->public_client) {
		query_add(&call->form, "client_id", profile->client_id);
		return 0;
	}
	if (!client->secret->len) {
		error_set(err, ERROR_CONFIG, "client_secret is not set");
		return error_hint(err, "set client_secret in the profile, or public_client if the application is one");
	}
	http_basic(profile->client_id, client->secret, &call->authorization);
	return 0;
}

/* 0 when a reply came. What was sent is wiped before anybody looks at the reply. */
static int perform(const struct oauth_client *client, struct call *call, struct error *err)
{
	struct http_request request = {.method = "POST", .form = &call->form};
	int result = -1;

	if (authenticate(client, call, err) < 0)
		goto out;
	if (!buf_ok(&call->url) || !buf_ok(&call->form) || !buf_ok(&call->authorization)) {
		error_set(err, ERROR_CONFIG, "the request to '%s' is too long to be sent", client->profile->api_base);
		goto out;
	}
	request.url = buf_text(&call->url);
	request.authorization = call->authorization.len ? &call->authorization : NULL;
	result = http_perform(client->http, &request, &call->reply, err);
out:
	buf_release(&call->form);
	buf_release(&call->authorization);
	return result;
}

static bool succeeded(const struct http_reply *reply)
{
	return reply->status >= 200 && reply->status < 300;
}

/* From this length on, a part of a secret is no coincidence; nor is the whole of one that is shorter. */
enum { QUOTED_MIN = 12, SECRET_MIN = 6 };

/* A server may quote in its complaint what it was sent, and the complaint is shown and stored. */
static void hide(char *text, const struct buf *secret)
{
	size_t least = secret->len < QUOTED_MIN ? secret->len : QUOTED_MIN;

	if (secret->len < SECRET_MIN)
		return;
	for (size_t same; *text; text += same ? same : 1) {
		const char *bytes = buf_text(secret);

		for (same = 0; same < secret->len && text[same] == bytes[same];)
			same++;
		if (same < least)
			same = 0;
		memset(text, '*', same);
	}
}

static int refused(const struct oauth_client *client, const struct call *call, char reason[static HTTP_REASON_SIZE],
		   struct error *err)
{
	const struct profile *profile = client->profile;
	int status = call->reply.status;

	http_error(&call->reply, reason, err);
	hide(err->text, client->secret);
	for (size_t i = 0; i < ARRAY_LEN(call->sent) && call->sent[i]; i++)
		hide(err->text, call->sent[i]);
	if (!strcmp(reason, "invalid_grant"))
		error_hint(err, "run 'discred auth login %s'", profile->id);
	if (status == 404 || status == 405) {
		err->code = ERROR_CONFIG;
		error_hint(err, "fix api_base in the profile: '%s' has no such endpoint", buf_text(&call->url));
	}
	return -1;
}

/* The request that ends a code or a refresh token was sent, and what came in its place did not reach us. */
static int lost(const struct oauth_client *client, struct oauth_refusal *refusal, struct error *err)
{
	if (refusal)
		refusal->uncertain = true;
	if (err->code == ERROR_TEMP)
		error_hint(err, "try again; if it is refused then, run 'discred auth login %s'", client->profile->id);
	return -1;
}

static int ask_token(const struct oauth_client *client, struct call *call, struct oauth_answer *answer,
		     struct oauth_refusal *refusal, struct error *err)
{
	char reason[HTTP_REASON_SIZE] = "";
	char *scope = NULL;
	int result;

	oauth_answer_release(answer);
	if (refusal)
		*refusal = (struct oauth_refusal){.retry_after_ms = -1};
	if (perform(client, call, err) < 0)
		return call->reply.sent ? lost(client, refusal, err) : -1;
	if (!succeeded(&call->reply)) {
		refused(client, call, reason, err);
		if (refusal) {
			memcpy(refusal->reason, reason, sizeof(reason));
			refusal->status = call->reply.status;
			refusal->retry_after_ms = call->reply.retry_after_ms;
		}
		return -1;
	}
	scope = profile_scope(client->profile);
	result = oauth_answer_parse(&call->reply.body, scope, answer, err);
	free(scope);
	if (result < 0) {
		error_prefix(err, "'%s' answered %d", call->reply.host, call->reply.status);
		return answer->refresh_token.len ? -1 : lost(client, refusal, err);
	}
	return 0;
}

int oauth_exchange(const struct oauth_client *client, const struct buf *code, const char *redirect_uri,
		   const struct buf *verifier, struct oauth_answer *answer, struct oauth_refusal *refusal,
		   struct error *err)
{
	struct call call;
	int result;

	call_init(&call, client, "/oauth2/token");
	query_add(&call.form, "grant_type", "authorization_code");
	query_add_len(&call.form, "code", buf_text(code), code->len);
	call.sent[0] = code;
	call.sent[1] = verifier;
	query_add(&call.form, "redirect_uri", redirect_uri);
	if (verifier)
		query_add_len(&call.form, "code_verifier", buf_text(verifier), verifier->len);
	result = ask_token(client, &call, answer, refusal, err);
	if (result < 0 && strstr(err->text, "redirect_uri"))
		error_hint(err, "register '%s' in the Developer Portal, exactly as it is written here", redirect_uri);
	call_release(&call);
	return result;
}

int oauth_refresh(const struct oauth_client *client, const struct buf *refresh_token, struct oauth_answer *answer,
		  struct oauth_refusal *refusal, struct error *err)
{
	struct call call;
	int result;

	call_init(&call, client, "/oauth2/token");
	query_add(&call.form, "grant_type", "refresh_token");
	query_add_len(&call.form, "refresh_token", buf_text(refresh_token), refresh_token->len);
	call.sent[0] = refresh_token;
	result = ask_token(client, &call, answer, refusal, err);
	call_release(&call);
	return result;
}

int oauth_client_credentials(const struct oauth_client *client, const char *scope, struct oauth_answer *answer,
			     struct oauth_refusal *refusal, struct error *err)
{
	struct call call;
	int result;

	call_init(&call, client, "/oauth2/token");
	query_add(&call.form, "grant_type", "client_credentials");
	query_add(&call.form, "scope", scope);
	result = ask_token(client, &call, answer, refusal, err);
	call_release(&call);
	return result;
}

int oauth_revoke(const struct oauth_client *client, const struct buf *token, const char *hint, struct error *err)
{
	char reason[HTTP_REASON_SIZE] = "";
	struct call call;
	int result;

	call_init(&call, client, "/oauth2/token/revoke");
	query_add_len(&call.form, "token", buf_text(token), token->len);
	call.sent[0] = token;
	query_add(&call.form, "token_type_hint", hint);
	result = perform(client, &call, err);
	if (result == 0 && !succeeded(&call.reply)) {
		result = refused(client, &call, reason, err);
		if (!strcmp(reason, "invalid_grant") || !strcmp(reason, "invalid_token")) {
			error_clear(err);
			result = 0;
		}
	}
	call_release(&call);
	return result;
}
