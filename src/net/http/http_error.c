#include <inttypes.h>
#include <string.h>

#include "base/memory.h"
#include "net/http/http.h"
#include "net/http/http_error_body.h"

/* Discord's JSON code for a request that Cloudflare stopped for want of a proper User-Agent. */
enum { CODE_BLOCKED = 40333 };

/* The error words whose cure is neither to wait nor to log in again. */
static const struct {
	const char *word;
	enum error_code code;
	const char *hint;
} words[] = {
    {"invalid_client", ERROR_CONFIG,
     "fix client_id and client_secret in the profile, or set public_client if the application is one"},
    {"unauthorized_client", ERROR_CONFIG,
     "allow this for the application in the Developer Portal, or fix public_client in the profile"},
    {"invalid_scope", ERROR_CONFIG, "fix scope in the profile"},
    {"server_error", ERROR_TEMP, NULL},
    {"temporarily_unavailable", ERROR_TEMP, NULL},
};

static enum error_code classify(int status, const struct http_error_body *body, const char **hint)
{
	*hint = NULL;
	/* Whatever a server says while it fails: it is not a verdict. */
	if (status >= 500)
		return ERROR_TEMP;
	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		if (strcmp(words[i].word, body->word) != 0)
			continue;
		*hint = words[i].hint;
		return words[i].code;
	}
	if (status == 429 || status < 300)
		return ERROR_TEMP;
	if (status < 400) {
		*hint = "redirects are not followed: check the URLs in the profile, and any proxy in between";
		return ERROR_TEMP;
	}
	if (body->shape == HTTP_SHAPE_API && body->code == CODE_BLOCKED) {
		*hint = "fix bot_url and bot_version in the profile: they make the User-Agent that Discord demands";
		return ERROR_CONFIG;
	}
	if (body->shape == HTTP_SHAPE_FOREIGN)
		*hint = "check the URLs in the profile, and any proxy in between";
	return ERROR_DENIED;
}

/* Discord's general errors begin with the status, which was said already: "401: Unauthorized". */
static const char *without_status(const char *text, int status)
{
	char prefix[16];
	size_t len = (size_t)snprintf(prefix, sizeof(prefix), "%d: ", status);

	return strncmp(text, prefix, len) ? text : text + len;
}

static void describe(const struct http_error_body *body, int status, struct buf *text)
{
	switch (body->shape) {
	case HTTP_SHAPE_EMPTY:
		break;
	case HTTP_SHAPE_OAUTH:
		buf_printf(text, " %s", body->word[0] ? body->word : "with an error word that is none");
		if (body->text[0])
			buf_printf(text, ": %s", body->text);
		break;
	case HTTP_SHAPE_API:
		buf_printf(text, ": %s", without_status(body->text, status));
		if (body->code)
			buf_printf(text, " (code %" PRId64 ")", body->code);
		break;
	case HTTP_SHAPE_CLOUDFLARE:
		buf_printf(text, " with Cloudflare's error %" PRId64, body->code);
		break;
	case HTTP_SHAPE_FOREIGN:
		buf_str(text, " with a page that is not from the API (a proxy or Cloudflare)");
		break;
	}
}

/* The word is stored as the reason of a refusal; one that quotes a secret is none. */
static void mask_word(const struct http_reply *reply, const char *word, char reason[static HTTP_REASON_SIZE])
{
	struct buf shown = BUF_INIT(2 * HTTP_REASON_SIZE);

	buf_str(&shown, word);
	http_mask(&reply->secrets, &shown);
	snprintf(reason, HTTP_REASON_SIZE, "%s", strcmp(buf_text(&shown), word) ? "" : word);
	buf_release(&shown);
}

int http_error(const struct http_reply *reply, char reason[static HTTP_REASON_SIZE], struct error *err)
{
	struct buf text = BUF_INIT(4 * HTTP_ERROR_TEXT_SIZE);
	struct http_error_body body;
	enum error_code code;
	const char *hint;

	http_error_body_read(&reply->body, &body);
	mask_word(reply, body.word, reason);
	code = classify(reply->status, &body, &hint);
	if (body.cut)
		body.text[strlen(body.text) - http_mask_begun(&reply->secrets, body.text)] = '\0';
	describe(&body, reply->status, &text);
	http_mask(&reply->secrets, &text);
	error_set(err, code, "'%s' answered %d%s", reply->host ? reply->host : "server", reply->status,
		  buf_text(&text));
	if (hint)
		error_hint(err, "%s", hint);
	else if (code == ERROR_TEMP && reply->retry_after_ms > 0)
		error_hint(err, "try again in %" PRId64 " s", (reply->retry_after_ms + 999) / 1000);
	buf_release(&text);
	return -1;
}
