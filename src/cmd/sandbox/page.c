#include "cmd/sandbox/page.h"

#include <string.h>

#include "net/pkce.h"

static const char page_style[] =
    ":root {\n"
    "  color-scheme: light dark;\n"
    "  --ground: #eceef4; --card: #ffffff; --ink: #1c1e26; --soft: #565b6b; --line: #d9dce5;\n"
    "  --accent: #4752c4; --on-accent: #ffffff; --wash: #f4f5fa; --amber: #7a4d00; --amber-wash: #fff3d6;\n"
    "}\n"
    "@media (prefers-color-scheme: dark) {\n"
    "  :root {\n"
    "    --ground: #16171c; --card: #22242c; --ink: #eceef4; --soft: #a8adbd; --line: #3a3d49;\n"
    "    --accent: #8b95ff; --on-accent: #14151b; --wash: #2a2d37; --amber: #ffd27a; --amber-wash: #3a2f16;\n"
    "  }\n"
    "}\n"
    "* { box-sizing: border-box; }\n"
    "body {\n"
    "  margin: 0; padding: 1.5rem 1rem 3rem; background: var(--ground); color: var(--ink);\n"
    "  font: 1rem/1.5 system-ui, -apple-system, \"Segoe UI\", \"Noto Sans\", sans-serif;\n"
    "}\n"
    "main {\n"
    "  max-width: 34rem; margin: 0 auto; padding: 2rem; background: var(--card); border: 1px solid var(--line);\n"
    "  border-radius: 14px; box-shadow: 0 6px 24px rgb(0 0 0 / 10%);\n"
    "}\n"
    ".notice {\n"
    "  max-width: 34rem; margin: 0 auto 1rem; padding: .5rem 1rem; border-radius: 10px; font-size: .875rem;\n"
    "  background: var(--amber-wash); color: var(--amber); text-align: center;\n"
    "}\n"
    "h1 { margin: 0 0 .5rem; font-size: 1.375rem; line-height: 1.3; text-wrap: balance; }\n"
    "h2 { margin: 1.75rem 0 .5rem; font-size: 1rem; }\n"
    "p { margin: 0 0 .75rem; }\n"
    ".soft { color: var(--soft); font-size: .9375rem; }\n"
    ".badge {\n"
    "  display: grid; place-items: center; width: 4rem; height: 4rem; margin: 0 auto 1rem; border-radius: 50%;\n"
    "  background: var(--accent); color: var(--on-accent); font-size: 1.75rem; font-weight: 700;\n"
    "}\n"
    ".head { text-align: center; }\n"
    "ul { margin: 0; padding: 0; list-style: none; border: 1px solid var(--line); border-radius: 10px; }\n"
    "li { padding: .625rem .875rem; border-top: 1px solid var(--line); }\n"
    "li:first-child { border-top: 0; }\n"
    "li span { display: block; color: var(--soft); font-size: .9375rem; }\n"
    "code { font: .875rem/1.4 ui-monospace, \"DejaVu Sans Mono\", monospace; white-space: nowrap; }\n"
    "li > code, .foot code { white-space: normal; overflow-wrap: anywhere; }\n"
    "li > code { margin-right: .5rem; font-weight: 600; }\n"
    ".tag {\n"
    "  padding: .0625rem .4375rem; border-radius: 6px; font-size: .75rem; font-style: normal; "
    "white-space: nowrap;\n"
    "  background: var(--amber-wash); color: var(--amber);\n"
    "}\n"
    "label { display: block; font-weight: 600; }\n"
    "select {\n"
    "  width: 100%; padding: .625rem .75rem; font: inherit; color: inherit;\n"
    "  background: var(--wash); border: 1px solid var(--soft); border-radius: 8px;\n"
    "}\n"
    ".buttons { display: flex; flex-wrap: wrap; gap: .75rem; margin-top: 2rem; }\n"
    "button {\n"
    "  flex: 1 1 9rem; padding: .75rem 1rem; font: inherit; font-weight: 600; border-radius: 8px; cursor: pointer;\n"
    "  border: 1px solid var(--soft); background: transparent; color: inherit;\n"
    "}\n"
    "button.main { border-color: var(--accent); background: var(--accent); color: var(--on-accent); }\n"
    "button:hover { filter: brightness(1.1); }\n"
    "button:focus-visible, select:focus-visible, a:focus-visible { outline: 3px solid var(--accent); outline-offset: "
    "2px; }\n"
    "table { width: 100%; border-collapse: collapse; }\n"
    "th, td { padding: .375rem .5rem .375rem 0; border-top: 1px solid var(--line); text-align: left; "
    "vertical-align: top; }\n"
    "th { font-weight: 600; white-space: nowrap; }\n"
    "a { color: var(--accent); }\n"
    ".foot { margin: 1.5rem 0 0; }\n"
    "@media (max-width: 30rem) {\n"
    "  main { padding: 1.5rem 1.25rem; }\n"
    "  .tag { display: inline-block; }\n"
    "  tr { display: flex; flex-wrap: wrap; padding: .375rem 0; border-top: 1px solid var(--line); }\n"
    "  th, td { padding: 0 .5rem 0 0; border: 0; }\n"
    "  th { flex-basis: 100%; }\n"
    "}\n";

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

void page_list(struct answer *answer, const struct strings *items)
{
	page_html(answer, "<ul>\n");
	for (size_t i = 0; i < items->count; i++) {
		page_html(answer, "<li><code>");
		page_text(answer, items->item[i]);
		page_html(answer, "</code></li>\n");
	}
	page_html(answer, "</ul>\n");
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
