#include "net/http/http_mask.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/memory.h"
#include "base/query.h"
#include "net/base64.h"
#include "net/http/http.h"

/* A shorter secret would be found in every word. */
enum { SHORTEST = 6, RUN = 12, LONG = 16 };

static const char *const secret_fields[] = {"client_secret", "refresh_token", "access_token", "token",    "code",
					    "code_verifier", "state",         "password",     "assertion"};

static void add(struct http_secrets *secrets, const char *bytes, size_t len)
{
	struct buf *item;

	if (len < SHORTEST)
		return;
	secrets->item = xgrow(secrets->item, secrets->count, sizeof(*secrets->item));
	item = &secrets->item[secrets->count++];
	buf_init(item, 4 * BUF_TOKEN_MAX);
	buf_add(item, bytes, len);
}

/* As it is, and in the forms that it is sent in. */
static void add_forms(struct http_secrets *secrets, const char *bytes, size_t len)
{
	struct buf form = BUF_INIT(4 * BUF_TOKEN_MAX);

	add(secrets, bytes, len);
	base64_add(&form, bytes, len);
	add(secrets, buf_text(&form), form.len);
	buf_clear(&form);
	buf_percent(&form, bytes, len);
	if (form.len != len)
		add(secrets, buf_text(&form), form.len);
	buf_release(&form);
}

static void learn_form(struct http_secrets *secrets, const struct buf *form)
{
	for (size_t i = 0; i < ARRAY_LEN(secret_fields); i++) {
		struct buf value = BUF_INIT(BUF_TOKEN_MAX);
		struct error ignored = ERROR_INIT;

		if (query_value(buf_text(form), secret_fields[i], &value, &ignored) > 0)
			add_forms(secrets, buf_text(&value), value.len);
		buf_release(&value);
	}
}

/* base64 as http_basic() writes it. */
static bool decode(const char *text, size_t len, struct buf *bytes)
{
	struct buf url = BUF_INIT(4 * BUF_TOKEN_MAX);
	bool good;

	for (size_t i = 0; i < len && text[i] != '='; i++)
		buf_char(&url, text[i] == '+' ? '-' : text[i] == '/' ? '_' : text[i]);
	good = buf_ok(&url) && base64url_decode(bytes, buf_text(&url), url.len);
	buf_release(&url);
	return good;
}

/* "Bearer TOKEN"; of "Basic ..." the id and the secret in it are form-encoded, with ':' between them. */
static void learn_authorization(struct http_secrets *secrets, const struct buf *authorization)
{
	static const char basic[] = "Basic ";
	const char *text = buf_text(authorization);
	const char *blank = memchr(text, ' ', authorization->len);
	size_t scheme = blank ? (size_t)(blank - text) + 1 : 0;
	struct buf pair = BUF_INIT(BUF_TOKEN_MAX);
	struct buf secret = BUF_INIT(BUF_TOKEN_MAX);
	struct error ignored = ERROR_INIT;
	const char *colon;

	if (strncasecmp(text, basic, strlen(basic)) != 0) {
		add_forms(secrets, text + scheme, authorization->len - scheme);
		return;
	}
	add(secrets, text + scheme, authorization->len - scheme);
	if (decode(text + scheme, authorization->len - scheme, &pair) &&
	    (colon = memchr(buf_text(&pair), ':', pair.len))) {
		char *field = xasprintf("secret=%s", colon + 1);

		add(secrets, colon + 1, strlen(colon + 1));
		if (query_value(field, "secret", &secret, &ignored) > 0)
			add_forms(secrets, buf_text(&secret), secret.len);
		free_string(field);
	}
	buf_release(&secret);
	buf_release(&pair);
}

/* .../webhooks/ID/TOKEN and .../interactions/ID/TOKEN */
static void learn_path(struct http_secrets *secrets, const char *path)
{
	static const char *const kinds[] = {"/webhooks/", "/interactions/"};

	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		const char *at = strstr(path, kinds[i]);
		const char *token = at ? strchr(at + strlen(kinds[i]), '/') : NULL;

		if (token)
			add_forms(secrets, token + 1, strcspn(token + 1, "/?"));
	}
}

void http_secrets_learn(struct http_secrets *secrets, const struct http_request *request, const struct url *url)
{
	if (request->authorization)
		learn_authorization(secrets, request->authorization);
	if (request->form)
		learn_form(secrets, request->form);
	learn_path(secrets, url->path);
}

void http_secrets_release(struct http_secrets *secrets)
{
	for (size_t i = 0; i < secrets->count; i++)
		buf_release(&secrets->item[i]);
	free(secrets->item);
	*secrets = (struct http_secrets){.item = NULL};
}

static size_t common_len(const char *a, size_t a_len, const char *b, size_t b_len)
{
	size_t len = 0;

	while (len < a_len && len < b_len && a[len] == b[len])
		len++;
	return len;
}

/* Length of the part of the secret that the text begins with; 0 if there is none. */
static size_t found_at(const struct buf *secret, const char *text, size_t len)
{
	size_t least = secret->len >= LONG ? RUN : secret->len;
	size_t longest = 0;

	for (size_t from = 0; from + least <= secret->len; from++) {
		size_t common = common_len(buf_text(secret) + from, secret->len - from, text, len);

		longest = common > longest ? common : longest;
	}
	return longest >= least ? longest : 0;
}

void http_mask(const struct http_secrets *secrets, struct buf *text)
{
	struct buf masked = BUF_INIT(text->max);
	const char *from = buf_text(text);
	size_t hidden = 0; /* the end of what is hidden */
	bool any = false;

	for (size_t at = 0; at < text->len; at++) {
		size_t before = hidden;

		for (size_t i = 0; i < secrets->count; i++) {
			size_t len = found_at(&secrets->item[i], from + at, text->len - at);

			hidden = len && at + len > hidden ? at + len : hidden;
		}
		if (hidden > at && before <= at)
			buf_str(&masked, "[hidden]");
		else if (hidden <= at)
			buf_char(&masked, from[at]);
		any = any || hidden > at;
	}
	if (any)
		buf_move(text, &masked);
	buf_release(&masked);
}

size_t http_mask_begun(const struct http_secrets *secrets, const char *text)
{
	size_t text_len = strlen(text);
	size_t longest = 0;

	for (size_t i = 0; i < secrets->count; i++) {
		const struct buf *secret = &secrets->item[i];

		for (size_t len = longest + 1; len < LONG && len <= text_len && len <= secret->len; len++)
			if (!memcmp(text + text_len - len, buf_text(secret), len))
				longest = len;
	}
	return longest;
}
