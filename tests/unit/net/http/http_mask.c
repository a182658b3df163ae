#include "net/http/http_mask.h"

#include <criterion/criterion.h>
#include <string.h>

#include "base/memory.h"
#include "expect.h"
#include "net/http/http.h"

static const char secret[] = "s3cret/with+signs-0123456789";

static void expect_masked(const struct http_request *request, const char *address, const char *text, const char *want)
{
	struct http_secrets secrets = {.item = NULL};
	struct url url = URL_INIT;
	struct error err = ERROR_INIT;
	struct buf shown = BUF_INIT(4096);

	cr_assert_eq(url_parse(&url, address, &err), 0);
	http_secrets_learn(&secrets, request, &url);
	buf_str(&shown, text);
	http_mask(&secrets, &shown);
	cr_expect_str_eq(buf_text(&shown), want, "<%s>: %s", text, buf_text(&shown));
	buf_release(&shown);
	http_secrets_release(&secrets);
	url_release(&url);
}

static void expect_of_authorization(const char *value, const char *text, const char *want)
{
	struct buf authorization = BUF_INIT(4096);
	const struct http_request request = {.method = "GET", .authorization = &authorization};

	buf_str(&authorization, value);
	expect_masked(&request, "https://discord.com/api", text, want);
	buf_release(&authorization);
}

Test(http_mask, a_token)
{
	expect_of_authorization("Bearer abcdefghijklmnopqrstuvwxyz", "no Bearer abcdefghijklmnopqrstuvwxyz here",
				"no Bearer [hidden] here");
	expect_of_authorization("Bot abcdefghijklmnopqrstuvwxyz", "YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXo=!", "[hidden]!");
	/* Runs of 12 bytes, wherever they begin. */
	expect_of_authorization("Bearer abcdefghijklmnopqrstuvwxyz", "cut: efghijklmnop...", "cut: [hidden]...");
	expect_of_authorization("Bearer abcdefghijklmnopqrstuvwxyz", "efghijklmno", "efghijklmno");
	expect_of_authorization("Bearer abcdefghijklmnopqrstuvwxyz", "abcdefghijklm and opqrstuvwxyz",
				"[hidden] and [hidden]");
	/* A short one as a whole. */
	expect_of_authorization("Bearer 0123456789", "012345678 0123456789", "012345678 [hidden]");
	expect_of_authorization("Bearer ab", "a table", "a table");
}

static void expect_begun(const char *text, size_t len)
{
	struct buf authorization = BUF_INIT(64);
	const struct http_request request = {.method = "GET", .authorization = &authorization};
	struct http_secrets secrets = {.item = NULL};
	struct url url = URL_INIT;
	struct error err = ERROR_INIT;

	buf_str(&authorization, "Bearer abcdefghijklmnopqrstuvwxyz");
	cr_assert_eq(url_parse(&url, "https://discord.com/api", &err), 0);
	http_secrets_learn(&secrets, &request, &url);
	cr_expect_eq(http_mask_begun(&secrets, text), len, "<%s>", text);
	http_secrets_release(&secrets);
	url_release(&url);
	buf_release(&authorization);
}

Test(http_mask, the_beginning_of_one_where_a_text_was_cut)
{
	expect_begun("the token is abcdefghijk", 11);
	expect_begun("the token is a", 1);
	expect_begun("abc", 3);
	expect_begun("abcdefghijk is the token", 0);
	expect_begun("", 0);
}

Test(http_mask, the_basic_pair)
{
	struct buf value = BUF_INIT(4096);
	struct buf authorization = BUF_INIT(4096);
	char *text;

	buf_str(&value, secret);
	http_basic("157730590492196864", &value, &authorization);
	text = xasprintf("%s and %s", buf_text(&authorization) + strlen("Basic "), secret);
	expect_of_authorization(buf_text(&authorization), text, "[hidden] and [hidden]");
	expect_of_authorization(buf_text(&authorization), "s3cret%2Fwith%2Bsigns-0123456789", "[hidden]");
	/* The id is none. */
	expect_of_authorization(buf_text(&authorization), "157730590492196864", "157730590492196864");
	free(text);
	buf_release(&authorization);
	buf_release(&value);
}

Test(http_mask, fields_of_a_form)
{
	struct buf form = BUF_INIT(4096);
	const struct http_request request = {.method = "POST", .form = &form};

	buf_str(&form, "grant_type=authorization_code&code=a-code-0123456789&redirect_uri=http%3A%2F%2F127.0.0.1%2Fcb"
		       "&code_verifier=verifier-0123456789-x&client_id=157730590492196864");
	expect_masked(
	    &request, "https://discord.com/api/oauth2/token",
	    "authorization_code a-code-0123456789 http://127.0.0.1/cb verifier-0123456789-x 157730590492196864",
	    "authorization_code [hidden] http://127.0.0.1/cb [hidden] 157730590492196864");
	buf_release(&form);
}

Test(http_mask, the_token_of_a_webhook)
{
	const struct http_request request = {.method = "POST"};

	expect_masked(&request, "https://discord.com/api/webhooks/123/the-token-of-a-webhook?wait=true",
		      "Unknown webhook 123 the-token-of-a-webhook", "Unknown webhook 123 [hidden]");
}
