#include "net/loopback/request.h"

#include <string.h>
#include <strings.h>

#include "base/memory.h"
#include "net/loopback/redirect.h"

enum { REQUEST_MAX = 64 * 1024 };

#define UNAFFECTED "The login in the terminal is not affected."

static const struct loopback_verdict bad_request = {.status = 400,
						    .title = "This request is not understood",
						    .text = "It holds bytes that do not belong there. " UNAFFECTED,
						    .reason = "it holds bytes that do not belong there"};
static const struct loopback_verdict bad_method = {
    .status = 405, .title = "Only GET is answered here", .text = UNAFFECTED, .reason = "it is no GET"};
static const struct loopback_verdict bad_target = {.status = 400,
						   .title = "This request is not understood",
						   .text = "Its target is not a path. " UNAFFECTED,
						   .reason = "its target is no path"};
static const struct loopback_verdict bad_host = {
    .status = 400,
    .title = "This is not the address that was asked for",
    .text = "The request names another host than the login's redirect address. " UNAFFECTED,
    .reason = "its Host is not the redirect URI's"};
static const struct loopback_verdict bad_body = {.status = 400,
						 .title = "This request is not understood",
						 .text = "A request here has no body. " UNAFFECTED,
						 .reason = "it has a body"};
static const struct loopback_verdict too_large = {
    .status = 431,
    .title = "This request is too large",
    .text = "Its headers are larger than 64 KiB. Delete the cookies of this host in the browser, and open the "
	    "address again. " UNAFFECTED,
    .reason = "its headers are larger than 64 KiB: delete the cookies of this host in the browser"};
static const struct loopback_verdict no_icon = {.status = 404, .title = "There is nothing here", .text = UNAFFECTED};
static const struct loopback_verdict not_found = {.status = 404,
						  .title = "There is nothing here",
						  .text = UNAFFECTED,
						  .reason = "its path is not the redirect URI's"};
static const struct loopback_verdict not_ahead = {.status = 503,
						  .title = "Not ahead of time",
						  .text = "This page is made when it is really opened. " UNAFFECTED,
						  .reason = "a browser made it ahead of time"};

/* Each of these is, or was, some browser's way to say that nobody has asked for the page yet. */
static bool is_purpose(const char *name)
{
	static const char *const names[] = {"Sec-Purpose", "Purpose", "X-Purpose", "X-Moz"};

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (!strcasecmp(name, names[i]))
			return true;
	return false;
}

static bool is_clean(const char *text)
{
	for (const unsigned char *c = (const unsigned char *)text; *c; c++)
		if ((*c < 0x20 && *c != '\t') || *c == 0x7f)
			return false;
	return true;
}

void loopback_request_header(struct loopback_request *request, const char *name, const char *value)
{
	request->size += strlen(name) + strlen(value) + sizeof(": \r\n") - 1;
	/* "Host : x" and " Host: x" come with the space in the name, although others would read them as Host. */
	if (!*name || strpbrk(name, " \t") || !is_clean(name) || !is_clean(value))
		request->malformed = true;
	if (!strcasecmp(name, "Host") && request->hosts++ == 0)
		request->host = value;
	if (!strcasecmp(name, "Content-Length") || !strcasecmp(name, "Transfer-Encoding"))
		request->body = true;
	if (is_purpose(name) && (strcasestr(value, "prefetch") || strcasestr(value, "preview")))
		request->prefetch = true;
}

static bool is_start(const struct loopback_site *site, const char *path, size_t len)
{
	static const char prefix[] = "/start/";
	const size_t skip = sizeof(prefix) - 1;

	return len > skip && !memcmp(path, prefix, skip) &&
	       equal_secret(path + skip, len - skip, buf_text(site->nonce), site->nonce->len);
}

static bool host_is_right(const struct loopback_request *request, const struct loopback_site *site)
{
	return request->hosts == 1 && !strcmp(request->host, buf_text(site->host));
}

struct loopback_verdict loopback_judge(const struct loopback_request *request, const struct loopback_site *site)
{
	const char *target = request->target;
	size_t len = strcspn(target, "?");
	struct loopback_verdict verdict = {.query = target[len] ? target + len + 1 : ""};

	if (request->size + strlen(target) > REQUEST_MAX)
		return too_large;
	if (request->malformed)
		return bad_request;
	if (strcmp(request->method, "GET"))
		return bad_method;
	if (*target != '/')
		return bad_target;
	if (!host_is_right(request, site))
		return bad_host;
	if (request->body)
		return bad_body;
	if (is_start(site, target, len))
		verdict.kind = LOOPBACK_START;
	else if (redirect_path_is(site->redirect_uri, target, len))
		verdict.kind = LOOPBACK_REDIRECT;
	else
		return len == 12 && !memcmp(target, "/favicon.ico", len) ? no_icon : not_found;
	return request->prefetch ? not_ahead : verdict;
}
