#include "oauth_call.h"

Test(oauth_exchange, sends_code_redirect_and_verifier)
{
	struct buf verifier = BUF_INIT(64);
	struct call call;

	buf_str(&verifier, "v-._~");
	CALL(call, TOKEN);
	cr_assert_eq(exchange(&call, &verifier), 0, "%s", call.err.text);
	expect_request(
	    &call, "POST /api/v10/oauth2/token HTTP/1.1\r\n", "\r\nAuthorization: Basic ",
	    "grant_type=authorization_code&code=r%2F1%2B&redirect_uri=http%3A%2F%2F127.0.0.1%3A23472%2Fcallback"
	    "&code_verifier=v-._~");
	call_release(&call);
	CALL(call, TOKEN);
	cr_assert_eq(exchange(&call, NULL), 0, "%s", call.err.text);
	expect_request(
	    &call, "POST /api/v10/oauth2/token HTTP/1.1\r\n", "\r\nAuthorization: Basic ",
	    "grant_type=authorization_code&code=r%2F1%2B&redirect_uri=http%3A%2F%2F127.0.0.1%3A23472%2Fcallback");
	call_release(&call);
	buf_release(&verifier);
}

Test(oauth_exchange, says_which_redirect_uri_to_register)
{
	struct call call;

	CALL(call, REPLY("400 Bad Request", "{\"error\":\"invalid_request\",\"error_description\":\"Invalid "
					    "\\\"redirect_uri\\\" in request.\"}"));
	cr_assert_eq(exchange(&call, NULL), -1);
	expect_refusal(
	    call, ERROR_DENIED, "'127.0.0.1:%u' answered 400 invalid_request: Invalid \"redirect_uri\" in request.",
	    "register 'http://127.0.0.1:23472/callback' in the Developer Portal, exactly as it is written here",
	    "invalid_request");
	call_release(&call);
}

Test(oauth_revoke, sends_token_and_hint)
{
	struct call call;

	CALL(call, REPLY("200 OK", "{}"));
	cr_assert_eq(revoke_token(&call), 0, "%s", call.err.text);
	expect_request(&call, "POST /api/v10/oauth2/token/revoke HTTP/1.1\r\n", "\r\nAuthorization: Basic ",
		       "token=r%2F1%2B&token_type_hint=refresh_token");
	call_release(&call);
	CALL(call, REPLY("204 No Content", ""));
	call.profile.public_client = true;
	cr_assert_eq(revoke_token(&call), 0, "%s", call.err.text);
	expect_request(&call, "POST /api/v10/oauth2/token/revoke HTTP/1.1\r\n", NULL,
		       "token=r%2F1%2B&token_type_hint=refresh_token&client_id=157730590492196864");
	call_release(&call);
}

Test(oauth_revoke, of_a_token_that_is_not_known_any_more)
{
	struct call call;

	CALL(call, REPLY("400 Bad Request", "{\"error\":\"invalid_token\"}"));
	cr_assert_eq(revoke_token(&call), 0);
	cr_assert_eq(call.err.code, ERROR_OK);
	call_release(&call);
	CALL(call, REPLY("400 Bad Request", "{\"error\":\"invalid_grant\"}"));
	cr_assert_eq(revoke_token(&call), 0);
	call_release(&call);
}

Test(oauth_revoke, that_fails)
{
	struct call call;

	CALL(call, REPLY("401 Unauthorized", "{\"error\":\"invalid_client\"}"));
	cr_assert_eq(revoke_token(&call), -1);
	cr_assert_eq(call.err.code, ERROR_CONFIG);
	call_release(&call);
	CALL(call, SERVER_HANG_UP);
	cr_assert_eq(revoke_token(&call), -1);
	cr_assert_eq(call.err.code, ERROR_TEMP);
	call_release(&call);
}
