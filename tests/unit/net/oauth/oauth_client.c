#include "oauth_call.h"

static int ask(struct call *call)
{
	int result =
	    oauth_client_credentials(&call->client, "identify guilds", &call->answer, &call->refusal, &call->err);

	server_stop(&call->server);
	return result;
}

Test(oauth_client, asks_with_the_scope)
{
	struct call call;

	CALL(call, TOKEN);
	cr_assert_eq(ask(&call), 0, "%s", call.err.text);
	expect_request(&call, "POST /api/v10/oauth2/token HTTP/1.1\r\n",
		       "\r\nAuthorization: Basic MTU3NzMwNTkwNDkyMTk2ODY0OnMlM0E=\r\n",
		       "grant_type=client_credentials&scope=identify%20guilds");
	cr_assert_str_eq(buf_text(&call.answer.access_token), "a");
	call_release(&call);
}

Test(oauth_client, that_is_refused)
{
	struct call call;

	CALL(call, REPLY("401 Unauthorized", "{\"error\":\"invalid_client\"}"));
	cr_assert_eq(ask(&call), -1);
	cr_assert_eq(call.err.code, ERROR_CONFIG);
	cr_assert_str_eq(call.refusal.reason, "invalid_client");
	cr_assert_eq(call.refusal.status, 401);
	call_release(&call);
}
