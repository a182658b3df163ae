#include "net/loopback/page.h"

#include <criterion/criterion.h>
#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <stdio.h>
#include <string.h>

static const char *render(struct buf *page, enum page_mark mark, const char *title, const char *text)
{
	buf_init(page, PAGE_MAX);
	page_render(page, mark, title, text);
	cr_assert(buf_ok(page));
	return buf_text(page);
}

static void expect_in(const char *page, const char *part)
{
	cr_assert_not_null(strstr(page, part), "no '%s' in: %s", part, page);
}

Test(loopback_page, whole)
{
	struct buf buf;
	const char *page = render(&buf, PAGE_SUCCESS, "You are logged in", "One line.\nAnother.");

	cr_assert_eq(strncmp(page, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n", 63), 0);
	expect_in(page, "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
	expect_in(page, "<meta name=\"color-scheme\" content=\"light dark\">\n");
	expect_in(page, "<title>You are logged in - discred</title>\n");
	expect_in(page, "@media(prefers-color-scheme:dark)");
	expect_in(page, "<main class=\"success\">\n");
	expect_in(page, "<h1>You are logged in</h1>\n<p>One line.</p>\n<p>Another.</p>\n</main>\n</body>\n</html>\n");
	cr_assert_null(strstr(page, "http"), "it loads nothing");
	cr_assert_null(strstr(page, "script"));
	buf_release(&buf);
}

Test(loopback_page, a_newline_in_a_title_is_a_space)
{
	struct buf buf;

	expect_in(render(&buf, PAGE_NOTE, "a\nb", "x"), "<title>a b - discred</title>\n");
	expect_in(buf_text(&buf), "<h1>a b</h1>\n<p>x</p>\n");
	buf_release(&buf);
}

Test(loopback_page, marks)
{
	struct buf buf;

	expect_in(render(&buf, PAGE_DENIED, "t", "x"), "<main class=\"denied\">\n");
	buf_release(&buf);
	expect_in(render(&buf, PAGE_FAILED, "t", "x"), "<main class=\"failed\">\n");
	buf_release(&buf);
	expect_in(render(&buf, PAGE_NOTE, "t", "x"), "<main class=\"note\">\n");
	buf_release(&buf);
}

Test(loopback_page, escaped)
{
	struct buf buf;
	const char *page = render(&buf, PAGE_FAILED, "</title><script>alert(1)</script>", "a<b>&\"c'</p>&lt;\xc3\xbc");

	expect_in(page, "<title>&lt;/title&gt;&lt;script&gt;alert(1)&lt;/script&gt; - discred</title>\n");
	expect_in(page, "<h1>&lt;/title&gt;&lt;script&gt;alert(1)&lt;/script&gt;</h1>\n");
	expect_in(page, "<p>a&lt;b&gt;&amp;&quot;c&#39;&lt;/p&gt;&amp;lt;\xc3\xbc</p>\n");
	buf_release(&buf);
}

Test(loopback_page, long_texts_are_cut_between_characters)
{
	char quotes[8192];
	char text[1100];
	struct buf buf;
	const char *page;

	memset(text, 'x', sizeof(text));
	text[1000] = '\0';
	page = render(&buf, PAGE_NOTE, "t", text);
	expect_in(page, "xxx</p>");
	buf_release(&buf);
	memcpy(text + 999, "\xc3\xbcx", 4);
	page = render(&buf, PAGE_NOTE, "t", text);
	expect_in(page, "xxx\xe2\x80\xa6</p>");
	buf_release(&buf);
	memset(quotes, '"', sizeof(quotes));
	quotes[sizeof(quotes) - 1] = '\0';
	page = render(&buf, PAGE_NOTE, quotes, quotes);
	expect_in(page, "&quot;\xe2\x80\xa6</h1>");
	expect_in(page, "&quot;\xe2\x80\xa6</p>");
	buf_release(&buf);
}

Test(loopback_page, a_text_of_stray_continuation_bytes_is_cut)
{
	char text[1100];
	struct buf buf;

	memset(text, '\x80', sizeof(text));
	text[sizeof(text) - 1] = '\0';
	expect_in(render(&buf, PAGE_NOTE, "t", text), "<p>\xe2\x80\xa6</p>");
	buf_release(&buf);
}

Test(loopback_page, policy_names_the_style_sheet_by_its_digest)
{
	static const char open[] = "<style>";
	unsigned char digest[32];
	gnutls_datum_t plain = {digest, sizeof(digest)};
	gnutls_datum_t encoded;
	char expected[256];
	struct buf buf;
	const char *page = render(&buf, PAGE_NOTE, "t", "x");
	const char *style = strstr(page, open) + sizeof(open) - 1;
	const char *end = strstr(style, "</style>");

	cr_assert_eq(gnutls_hash_fast(GNUTLS_DIG_SHA256, style, (size_t)(end - style), digest), 0);
	cr_assert_eq(gnutls_base64_encode2(&plain, &encoded), 0);
	snprintf(
	    expected, sizeof(expected),
	    "default-src 'none'; style-src 'sha256-%.*s'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
	    (int)encoded.size, encoded.data);
	cr_assert_str_eq(page_content_security_policy, expected);
	gnutls_free(encoded.data);
	buf_release(&buf);
}
