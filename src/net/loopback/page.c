#include "net/loopback/page.h"

#include <string.h>

/* How much of a text is shown; what is foreign in it may be as long as a request. */
enum { TEXT_MAX = 1000, TITLE_MAX = 200 };

static const char style[] =
    ":root{color-scheme:light dark;--back:#f4f5f7;--card:#fff;--line:#dcdfe4;--text:#1c1e22;--soft:#565b66;"
    "--success:#1a7f4b;--denied:#8a5a00;--failed:#b3261e;--note:#565b66}"
    "@media(prefers-color-scheme:dark){"
    ":root{--back:#17181b;--card:#222428;--line:#36393f;--text:#eceef1;--soft:#a9afba;"
    "--success:#57c98a;--denied:#e0b04a;--failed:#ff8a80;--note:#a9afba}}"
    "*{box-sizing:border-box}"
    "body{display:grid;place-items:center;min-height:100vh;margin:0;padding:1.5rem;"
    "background:var(--back);color:var(--text);font:1.0625rem/1.55 system-ui,sans-serif}"
    "main{width:100%;max-width:36rem;padding:2.5rem 2.25rem;text-align:center;"
    "background:var(--card);border:1px solid var(--line);border-radius:.875rem}"
    "svg{width:3.5rem;height:3.5rem;fill:none;stroke:currentColor;"
    "stroke-width:2;stroke-linecap:round;stroke-linejoin:round}"
    ".success svg{color:var(--success)}"
    ".denied svg{color:var(--denied)}"
    ".failed svg{color:var(--failed)}"
    ".note svg{color:var(--note)}"
    "h1,p{overflow-wrap:anywhere;text-wrap:balance}"
    "h1{margin:1rem 0;font-size:1.5rem;line-height:1.25}"
    "p{margin:.5rem 0 0;color:var(--soft)}";

/* The digest is the style sheet's: base64 of its SHA-256. A test compares the two. */
const char page_content_security_policy[] =
    "default-src 'none'; style-src 'sha256-EeYkVnWQCrY4NuYG/HWvuOUQpK1Cm7JiywhKVIwIFkw='; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

static const struct {
	const char *name;
	const char *drawing; /* inside the circle, in a square of 24 */
} marks[] = {
    [PAGE_SUCCESS] = {"success", "M7.5 12.5l3 3 6-6.5"},
    [PAGE_DENIED] = {"denied", "M7.5 12h9"},
    [PAGE_FAILED] = {"failed", "M8.5 8.5l7 7m0-7l-7 7"},
    [PAGE_NOTE] = {"note", "M12 11.5v5m0-9v.01"},
};

/* The length of a text that is cut to max bytes, and not inside a UTF-8 character. */
static size_t cut_length(const char *text, size_t max)
{
	size_t len = strnlen(text, max + 1);

	if (len <= max)
		return len;
	len = max;
	while (len && ((unsigned char)text[len] & 0xc0) == 0x80)
		len--;
	return len;
}

static void escape(struct buf *page, const char *text, size_t max, const char *newline)
{
	size_t len = cut_length(text, max);

	for (size_t i = 0; i < len; i++) {
		switch (text[i]) {
		case '&':
			buf_str(page, "&amp;");
			break;
		case '<':
			buf_str(page, "&lt;");
			break;
		case '>':
			buf_str(page, "&gt;");
			break;
		case '"':
			buf_str(page, "&quot;");
			break;
		case '\'':
			buf_str(page, "&#39;");
			break;
		case '\n':
			buf_str(page, newline);
			break;
		default:
			buf_char(page, text[i]);
		}
	}
	if (text[len])
		buf_str(page, "\xe2\x80\xa6");
}

void page_render(struct buf *page, enum page_mark mark, const char *title, const char *text)
{
	buf_str(page, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
		      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
		      "<meta name=\"color-scheme\" content=\"light dark\">\n<title>");
	escape(page, title, TITLE_MAX, " ");
	buf_printf(page, " - discred</title>\n<style>%s</style>\n</head>\n<body>\n<main class=\"%s\">\n", style,
		   marks[mark].name);
	buf_printf(page,
		   "<svg viewBox=\"0 0 24 24\" aria-hidden=\"true\"><circle cx=\"12\" cy=\"12\" r=\"10.5\"/>"
		   "<path d=\"%s\"/></svg>\n<h1>",
		   marks[mark].drawing);
	escape(page, title, TITLE_MAX, " ");
	buf_str(page, "</h1>\n<p>");
	escape(page, text, TEXT_MAX, "</p>\n<p>");
	buf_str(page, "</p>\n</main>\n</body>\n</html>\n");
}
