#include "cmd/sandbox/credentials.h"

#include <gnutls/gnutls.h>
#include <string.h>

#include "base/memory.h"
#include "base/query.h"

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

/* One half of Basic's credentials: form-encoded before they were joined (RFC 6749 section 2.3.1). */
static bool decode_half(const char *text, size_t len, struct buf *half)
{
	struct buf form = BUF_INIT(BUF_TOKEN_MAX);
	struct error err = ERROR_INIT;
	bool right;

	buf_str(&form, "half=");
	buf_add(&form, text, len);
	right = buf_ok(&form) && !memchr(text, '&', len) && query_value(buf_text(&form), "half", half, &err) == 1;
	buf_release(&form);
	return right && buf_ok(half);
}

static bool split_basic(const char *text, size_t len, struct buf *id, struct buf *secret)
{
	const char *colon = memchr(text, ':', len);
	size_t before;

	if (!colon || memchr(text, '\0', len))
		return false;
	before = (size_t)(colon - text);
	return decode_half(text, before, id) && decode_half(colon + 1, len - before - 1, secret);
}

static bool read_basic(const char *encoded, struct buf *id, struct buf *secret)
{
	gnutls_datum_t from = {.data = (unsigned char *)(uintptr_t)encoded, .size = (unsigned)strlen(encoded)};
	gnutls_datum_t to = {.data = NULL, .size = 0};
	bool right;

	if (!from.size || gnutls_base64_decode2(&from, &to) < 0)
		return false;
	right = to.size && split_basic((const char *)to.data, to.size, id, secret);
	if (to.data)
		explicit_bzero(to.data, to.size);
	gnutls_free(to.data);
	return right;
}

static const struct app *judge(const struct buf *id, const struct buf *secret)
{
	const struct app *app = fixture_app(buf_text(id));

	if (!app)
		return NULL;
	if (!app->secret)
		return secret->len ? NULL : app;
	return equal_secret(buf_text(secret), secret->len, app->secret, strlen(app->secret)) ? app : NULL;
}

static const struct app *refuse(struct answer *answer)
{
	answer_oauth_error(answer, 401, "invalid_client", NULL);
	return NULL;
}

static const struct app *authenticate_basic(const struct request *request, const struct buf *body_id,
					    const struct buf *body_secret, struct answer *answer)
{
	const char *encoded = request_credentials(request, "Basic");
	struct buf id = BUF_INIT(BUF_TOKEN_MAX);
	struct buf secret = BUF_INIT(BUF_TOKEN_MAX);
	const struct app *app = NULL;

	if (!encoded || !read_basic(encoded, &id, &secret)) {
		refuse(answer);
	} else if (body_secret->len || (body_id->len && !buf_equal(body_id, &id))) {
		answer_oauth_error(answer, 400, "invalid_request", "Two ways of client authentication at once");
	} else {
		app = judge(&id, &secret);
		/* A public client has nothing to put into the header. */
		if (!app || !app->secret)
			app = refuse(answer);
	}
	buf_release(&id);
	buf_release(&secret);
	return app;
}

const struct app *client_authenticate(const struct request *request, const struct buf *client_id,
				      const struct buf *client_secret, struct answer *answer)
{
	const struct app *app;

	if (request->authorization)
		return authenticate_basic(request, client_id, client_secret, answer);
	app = judge(client_id, client_secret);
	return app ? app : refuse(answer);
}
