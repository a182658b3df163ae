#include "cmd/sandbox/page.h"

#include <string.h>

#include "net/pkce.h"

enum { NONCE_BYTES = 16 };

void page_html(struct answer *answer, const char *html)
{
	buf_str(&answer->body, html);
}

void page_text(struct answer *answer, const char *text)
{
	for (; *text; text++) {
		switch (*text) {
		case '&':
			page_html(answer, "&amp;");
			break;
		case '<':
			page_html(answer, "&lt;");
			break;
		case '>':
			page_html(answer, "&gt;");
			break;
		case '"':
			page_html(answer, "&quot;");
			break;
		case '\'':
			page_html(answer, "&#39;");
			break;
		default:
			buf_char(&answer->body, *text);
		}
	}
}

/*
 * Chromium holds form-action against the redirect that follows the form, too. An IPv6 address can't be written in a
 * policy, so it is the scheme that is let through.
 */
static void add_policy(struct answer *answer, const char *nonce, const char *leads_to)
{
	struct buf policy = BUF_INIT(1024);

	buf_printf(&policy, "default-src 'none'; style-src 'nonce-%s'; base-uri 'none'; frame-ancestors 'none'", nonce);
	buf_str(&policy, "; form-action 'self'");
	if (leads_to)
		buf_str(&policy, !strncmp(leads_to, "https:", 6) ? " https:" : " http:");
	answer_header(answer, "Content-Security-Policy", buf_text(&policy));
	buf_release(&policy);
}

int page_begin(struct answer *answer, unsigned status, const char *title, const char *leads_to, struct error *err)
{
	struct buf nonce = BUF_INIT(64);

	if (random_base64url(NONCE_BYTES, &nonce, err) < 0) {
		buf_release(&nonce);
		return -1;
	}
	answer->status = status;
	answer->type = "text/html; charset=utf-8";
	add_policy(answer, buf_text(&nonce), leads_to);
	answer_header(answer, "Cache-Control", "no-store");
	answer_header(answer, "Referrer-Policy", "no-referrer");
	answer_header(answer, "X-Content-Type-Options", "nosniff");
	page_html(answer, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
			  "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>");
	page_text(answer, title);
	page_html(answer, " - discred sandbox</title>\n<style nonce=\"");
	page_html(answer, buf_text(&nonce));
	page_html(answer, "\">\n");
	page_html(answer, page_style);
	page_html(answer, "</style>\n</head>\n<body>\n<p class=\"notice\"><strong>discred sandbox</strong> - not "
			  "Discord, and no real account is involved</p>\n<main>\n");
	buf_release(&nonce);
	return 0;
}

void page_end(struct answer *answer)
{
	page_html(answer, "</main>\n</body>\n</html>\n");
}

int page_message(struct answer *answer, unsigned status, const char *title, const char *text, struct error *err)
{
	if (page_begin(answer, status, title, NULL, err) < 0)
		return -1;
	page_html(answer, "<h1>");
	page_text(answer, title);
	page_html(answer, "</h1>\n<p>");
	page_text(answer, text);
	page_html(answer, "</p>\n");
	page_end(answer);
	return 0;
}
