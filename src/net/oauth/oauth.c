#include "net/oauth/oauth.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/query.h"
#include "base/url.h"
#include "net/http/http_error_body.h"

/* Every byte of a token may become three. */
enum { FORM_MAX = 4 * 64 * 1024 };

/* One request to an endpoint under api_base, with the client's authentication. */
struct call {
	struct buf url;
	struct buf form;
	struct buf authorization;
	struct http_reply reply;

	/* Of a token request. */
	const struct oauth_once *once; /* NULL: it may be repeated */
	struct oauth_answer *answer;
	char *scope;
	bool parsed;
	int result; /* of the parsing, and why */
	struct error unusable;
};

static void call_init(struct call *call, const struct oauth_client *client, const char *endpoint)
{
	*call = (struct call){
	    .url = BUF_INIT(8192),
	    .form = BUF_INIT(FORM_MAX),
	    .authorization = BUF_INIT(2 * FORM_MAX),
	    .reply = HTTP_REPLY_INIT,
	    .unusable = ERROR_INIT,
	};
	buf_printf(&call->url, "%s%s", client->profile->api_base, endpoint);
}

static void call_release(struct call *call)
{
	buf_release(&call->url);
	buf_release(&call->form);
	buf_release(&call->authorization);
	http_reply_release(&call->reply);
	free(call->scope);
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

/* Fills the answer, and has a refresh token stored before anything else happens. */
static void parse(struct call *call, const struct buf *body)
{
	call->result = oauth_answer_parse(body, call->scope, call->answer, &call->unusable);
	call->parsed = true;
	if (call->once && call->answer->refresh_token.len)
		call->once->received(call->once->data, call->answer);
}

static bool succeeded(int status)
{
	return status >= 200 && status < 300;
}

/* Nothing that comes after a whole object is waited for. */
static bool received(void *data, int status, const struct buf *body)
{
	struct call *call = data;

	if (!succeeded(status) || !oauth_answer_whole(body))
		return false;
	parse(call, body);
	return true;
}

static int sending(void *data, struct error *err)
{
	const struct call *call = data;

	return call->once->sending(call->once->data, err);
}

/* 0 when a reply came. What was sent is wiped before anybody looks at the reply. */
static int perform(const struct oauth_client *client, struct call *call, struct error *err)
{
	const struct http_watch watch = {.sending = sending, .received = received, .data = call};
	struct http_request request = {.method = "POST", .form = &call->form, .repeatable = !call->once};
	int result = -1;

	if (authenticate(client, call, err) < 0)
		goto out;
	if (!buf_ok(&call->url) || !buf_ok(&call->form) || !buf_ok(&call->authorization)) {
		error_set(err, ERROR_CONFIG, "the request to '%s' is too long to be sent", client->profile->api_base);
		goto out;
	}
	request.url = buf_text(&call->url);
	request.authorization = call->authorization.len ? &call->authorization : NULL;
	if (call->once) {
		request.once = true;
		request.answer_ms = OAUTH_ANSWER_MS;
		request.watch = &watch;
	}
	result = http_perform(client->http, &request, &call->reply, err);
out:
	buf_release(&call->form);
	buf_release(&call->authorization);
	return result;
}

static int refused(const struct oauth_client *client, const struct call *call, char reason[static HTTP_REASON_SIZE],
		   struct error *err)
{
	const struct profile *profile = client->profile;
	int status = call->reply.status;

	http_error(&call->reply, reason, err);
	if (!strcmp(reason, "invalid_client"))
		secret_hint_refused(&profile->client_secret, "client_secret", profile->id, err);
	if (!strcmp(reason, "invalid_grant"))
		error_hint(err, "run 'discred auth login %s'", profile->id);
	if (status == 404 || status == 405) {
		err->code = ERROR_CONFIG;
		error_hint(err, "fix api_base in the profile: '%s' has no such endpoint", buf_text(&call->url));
	}
	return -1;
}

/* "invalid_request" with such a text was seen where RFC 6749 section 5.2 has "invalid_grant". */
static bool blames_grant(const struct call *call, const struct http_error_body *said)
{
	return call->once && !strcmp(said->word, "invalid_request") &&
	       (strstr(said->text, "Invalid \"refresh_token\"") || strstr(said->text, "Invalid \"code\""));
}

static void describe_refusal(const struct oauth_client *client, const struct call *call, struct oauth_refusal *refusal,
			     struct error *err)
{
	struct http_error_body said;

	refused(client, call, refusal->reason, err);
	http_error_body_read(&call->reply.body, &said);
	if (blames_grant(call, &said)) {
		snprintf(refusal->reason, sizeof(refusal->reason), "invalid_grant");
		error_hint(err, "run 'discred auth login %s'", client->profile->id);
	}
	refusal->retry_after_ms = call->reply.retry_after_ms;
	if (call->reply.status >= 500) {
		refusal->reason[0] = '\0';
		refusal->uncertain = call->once != NULL;
	} else {
		refusal->considered = (said.shape == HTTP_SHAPE_OAUTH && said.word[0]) || said.shape == HTTP_SHAPE_API;
	}
}

static int ask_token(const struct oauth_client *client, struct call *call, struct oauth_refusal *refusal,
		     struct error *err)
{
	const struct http_reply *reply = &call->reply;
	bool answered;

	oauth_answer_release(call->answer);
	*refusal = (struct oauth_refusal){.retry_after_ms = -1};
	call->scope = profile_scope(client->profile);
	answered = perform(client, call, err) == 0;
	refusal->status = reply->status;
	refusal->unsent = !answered && !reply->sent;
	refusal->local = reply->local || !reply->host;
	if (succeeded(reply->status)) {
		/* Something may still be read of an answer that was cut off. */
		if (!call->parsed)
			parse(call, &reply->body);
		if (!call->result)
			return 0;
		refusal->uncertain = call->once && !call->answer->refresh_token.len;
		if (answered || call->answer->refresh_token.len) {
			*err = call->unusable;
			error_prefix(err, "'%s' answered %d", reply->host, reply->status);
		}
	} else if (answered) {
		describe_refusal(client, call, refusal, err);
	} else {
		refusal->uncertain = call->once && reply->sent;
	}
	return -1;
}

int oauth_exchange(const struct oauth_client *client, const struct buf *code, const char *redirect_uri,
		   const struct buf *verifier, const struct oauth_once *once, struct oauth_answer *answer,
		   struct oauth_refusal *refusal, struct error *err)
{
	struct call call;
	int result;

	call_init(&call, client, "/oauth2/token");
	call.once = once;
	call.answer = answer;
	query_add(&call.form, "grant_type", "authorization_code");
	query_add_len(&call.form, "code", buf_text(code), code->len);
	query_add(&call.form, "redirect_uri", redirect_uri);
	if (verifier)
		query_add_len(&call.form, "code_verifier", buf_text(verifier), verifier->len);
	result = ask_token(client, &call, refusal, err);
	if (result < 0 && strstr(err->text, "redirect_uri"))
		error_hint(err, "register '%s' in the Developer Portal, exactly as it is written here", redirect_uri);
	call_release(&call);
	return result;
}

int oauth_refresh(const struct oauth_client *client, const struct buf *refresh_token, const struct oauth_once *once,
		  struct oauth_answer *answer, struct oauth_refusal *refusal, struct error *err)
{
	struct call call;
	int result;

	call_init(&call, client, "/oauth2/token");
	call.once = once;
	call.answer = answer;
	query_add(&call.form, "grant_type", "refresh_token");
	query_add_len(&call.form, "refresh_token", buf_text(refresh_token), refresh_token->len);
	result = ask_token(client, &call, refusal, err);
	call_release(&call);
	return result;
}

int oauth_client_credentials(const struct oauth_client *client, const char *scope, struct oauth_answer *answer,
			     struct oauth_refusal *refusal, struct error *err)
{
	struct call call;
	int result;

	call_init(&call, client, "/oauth2/token");
	call.answer = answer;
	query_add(&call.form, "grant_type", "client_credentials");
	query_add(&call.form, "scope", scope);
	result = ask_token(client, &call, refusal, err);
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
	query_add(&call.form, "token_type_hint", hint);
	result = perform(client, &call, err);
	if (result == 0 && !succeeded(call.reply.status)) {
		result = refused(client, &call, reason, err);
		if (!strcmp(reason, "invalid_grant") || !strcmp(reason, "invalid_token")) {
			error_clear(err);
			result = 0;
		}
	}
	call_release(&call);
	return result;
}
