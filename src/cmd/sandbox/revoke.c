#include "cmd/sandbox/endpoints.h"

#include "base/memory.h"
#include "cmd/sandbox/credentials.h"

static void revoke(struct sandbox *sandbox, const struct app *app, const struct buf *token, struct answer *answer)
{
	const struct issued_token *issued = issued_tokens_find(&sandbox->issued, buf_text(token), token->len);

	if (!token->len) {
		answer_oauth_error(answer, 400, "invalid_request", "Missing \"token\" in request");
		return;
	}
	/* A token that is not known, or somebody else's, is as good as revoked: nothing is given away. */
	if (issued && issued->app == app)
		issued_tokens_end_app(&sandbox->issued, app);
	answer_json(answer, 200, json_object());
}

int revoke_serve(struct sandbox *sandbox, const struct request *request, struct answer *answer, struct error *err)
{
	struct buf client_id = BUF_INIT(BUF_TOKEN_MAX);
	struct buf client_secret = BUF_INIT(BUF_TOKEN_MAX);
	struct buf token = BUF_INIT(BUF_TOKEN_MAX);
	const struct form_field fields[] = {
	    {"client_id", &client_id}, {"client_secret", &client_secret}, {"token", &token}};
	const struct app *app;

	(void)err;
	if (!request_has_form(request) || form_read(buf_text(&request->body), fields, ARRAY_LEN(fields))) {
		answer_oauth_error(answer, 400, "invalid_request", "The body is not a form");
	} else {
		app = client_authenticate(request, &client_id, &client_secret, answer);
		if (app)
			revoke(sandbox, app, &token, answer);
	}
	buf_release(&client_id);
	buf_release(&client_secret);
	buf_release(&token);
	return 0;
}
