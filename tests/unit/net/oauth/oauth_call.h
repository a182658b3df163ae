/* An OAuth2 client of a server that gives one answer. */
#ifndef UNIT_OAUTH_CALL_H
#define UNIT_OAUTH_CALL_H

#include <criterion/criterion.h>
#include <string.h>

#include "base/memory.h"
#include "expect.h"
#include "http_server.h"
#include "net/oauth/oauth.h"

#define REPLY(status, body) "HTTP/1.1 " status "\r\nConnection: close\r\n\r\n" body
#define TOKEN REPLY("200 OK", "{\"access_token\":\"a\",\"token_type\":\"Bearer\",\"refresh_token\":\"r2\"}")

struct call {
	struct server server;
	struct profile profile;
	struct http_settings http;
	struct buf secret;
	struct buf token; /* or the code */
	struct oauth_client client;
	struct environ env;
	struct oauth_answer answer;
	struct oauth_refusal refusal;
	struct error err;
	char base[64];
	int sending;       /* how often the watch was told of a request */
	char received[64]; /* the refresh token that it was given */
};

static inline void call_start(struct call *call, const char *const *reply)
{
	*call = (struct call){
	    .profile = {.id = "reader", .client_id = "157730590492196864"},
	    .http = HTTP_SETTINGS_INIT,
	    .secret = BUF_INIT(64),
	    .token = BUF_INIT(64),
	    .err = ERROR_INIT,
	};
	server_start(&call->server, reply, 1);
	snprintf(call->base, sizeof(call->base), "http://127.0.0.1:%u/api/v10", call->server.port);
	call->profile.api_base = call->base;
	strings_add(&call->profile.scope, "identify");
	strings_add(&call->profile.scope, "guilds");
	call->http.user_agent = "DiscordBot (https://example.com, 1.0)";
	call->http.patience_ms = 0;
	environ_read(&call->env);
	call->http.env = &call->env;
	buf_str(&call->secret, "s:");
	buf_str(&call->token, "r/1+");
	call->client = (struct oauth_client){.profile = &call->profile, .secret = &call->secret, .http = &call->http};
	oauth_answer_init(&call->answer);
}

static inline void call_release(struct call *call)
{
	server_release(&call->server);
	strings_release(&call->profile.scope);
	buf_release(&call->secret);
	buf_release(&call->token);
	oauth_answer_release(&call->answer);
}

static inline int call_sending(void *data, struct error *err)
{
	struct call *call = data;

	(void)err;
	call->sending++;
	return 0;
}

static inline void call_received(void *data, const struct oauth_answer *answer)
{
	struct call *call = data;

	cr_assert_str_eq(call->received, "");
	snprintf(call->received, sizeof(call->received), "%s", buf_text(&answer->refresh_token));
}

static inline int refresh(struct call *call)
{
	const struct oauth_once once = {.sending = call_sending, .received = call_received, .data = call};
	int result = oauth_refresh(&call->client, &call->token, &once, &call->answer, &call->refusal, &call->err);

	server_stop(&call->server);
	return result;
}

static inline int exchange(struct call *call, const struct buf *verifier)
{
	const struct oauth_once once = {.sending = call_sending, .received = call_received, .data = call};
	int result = oauth_exchange(&call->client, &call->token, "http://127.0.0.1:23472/callback", verifier, &once,
				    &call->answer, &call->refusal, &call->err);

	server_stop(&call->server);
	return result;
}

static inline int revoke_token(struct call *call)
{
	int result = oauth_revoke(&call->client, &call->token, "refresh_token", &call->err);

	server_stop(&call->server);
	return result;
}

#define CALL(call, reply)                                                                                              \
	do {                                                                                                           \
		const char *const replies[] = {reply};                                                                 \
                                                                                                                       \
		call_start(&(call), replies);                                                                          \
	} while (0)

/* The text holds "%u" where the port stands. */
#define expect_refusal(call, want_code, want_text, want_hint, want_reason)                                             \
	do {                                                                                                           \
		char text[256];                                                                                        \
                                                                                                                       \
		snprintf(text, sizeof(text), want_text, (call).server.port);                                           \
		expect_hint((call).err, want_code, text, want_hint);                                                   \
		cr_assert_str_eq((call).refusal.reason, want_reason);                                                  \
	} while (0)

static inline void expect_request(const struct call *call, const char *line, const char *authorization,
				  const char *form)
{
	const char *seen = buf_text(&call->server.seen);
	const char *body = strstr(seen, "\r\n\r\n");

	cr_assert_eq(strncmp(seen, line, strlen(line)), 0, "%s", seen);
	cr_assert_not_null(strstr(seen, "\r\nContent-Type: application/x-www-form-urlencoded\r\n"));
	if (authorization)
		cr_assert_not_null(strstr(seen, authorization), "%s", seen);
	else
		cr_assert_null(strstr(seen, "Authorization"), "%s", seen);
	cr_assert_str_eq(body + 4, form);
}

#endif
