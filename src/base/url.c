#include "base/url.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/memory.h"

static const struct scheme {
	const char *prefix;
	bool tls;
	uint16_t port;
} schemes[] = {{"https://", true, 443}, {"http://", false, 80}};

static const struct scheme *find_scheme(const char *text)
{
	for (size_t i = 0; i < ARRAY_LEN(schemes); i++)
		if (!strncasecmp(text, schemes[i].prefix, strlen(schemes[i].prefix)))
			return &schemes[i];
	return NULL;
}

static bool has_blank_or_control(const char *text)
{
	for (const unsigned char *c = (const unsigned char *)text; *c; c++)
		if (*c <= 0x20 || *c == 0x7f)
			return true;
	return false;
}

static int parse_port(const char *digits, size_t len, uint16_t *port)
{
	unsigned long number = 0;

	for (size_t i = 0; i < len; i++) {
		if (digits[i] < '0' || digits[i] > '9')
			return -1;
		number = number * 10 + (unsigned long)(digits[i] - '0');
		if (number > UINT16_MAX)
			return -1;
	}
	if (number == 0)
		return -1;
	*port = (uint16_t)number;
	return 0;
}

static bool is_host_name(const char *host)
{
	static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._";

	return host[strspn(host, allowed)] == '\0';
}

static bool is_ipv6(const char *host)
{
	struct in6_addr address;

	return inet_pton(AF_INET6, host, &address) == 1;
}

/* Splits url->authority, which must be set, into host and port. */
static int parse_authority(struct url *url, struct error *err)
{
	const char *text = url->authority;
	const char *host = text;
	const char *end = text + strcspn(text, ":");
	const char *after;
	bool bracketed = *text == '[';

	if (strchr(text, '@'))
		return error_set(err, ERROR_USAGE, "the URL holds user information (the part before '@')");
	if (bracketed) {
		host++;
		end = strchr(host, ']');
		if (!end)
			return error_set(err, ERROR_USAGE, "the URL's host has no closing ']'");
	}
	if (end == host)
		return error_set(err, ERROR_USAGE, "the URL has no host");
	after = bracketed ? end + 1 : end;
	url->host = xstrndup(host, (size_t)(end - host));
	if (bracketed ? !is_ipv6(url->host) : !is_host_name(url->host))
		return error_set(err, ERROR_USAGE, "the URL's host is not a host name or address");
	if (*after && (*after != ':' || parse_port(after + 1, strlen(after + 1), &url->port) < 0))
		return error_set(err, ERROR_USAGE, "the URL's port is not a number from 1 to 65535");
	return 0;
}

static int parse(struct url *url, const char *text, struct error *err)
{
	const struct scheme *scheme = find_scheme(text);
	const char *authority;
	const char *path;
	const char *query;
	const char *end;

	if (!scheme)
		return error_set(err, ERROR_USAGE, "the URL does not begin with 'https://' or 'http://'");
	if (has_blank_or_control(text))
		return error_set(err, ERROR_USAGE, "the URL holds a space or a control byte");
	authority = text + strlen(scheme->prefix);
	end = authority + strcspn(authority, "#");
	path = authority + strcspn(authority, "/?#");
	query = authority + strcspn(authority, "?#");
	/* Browsers take it for a slash, so that the host would not be the one that stands here. */
	if (memchr(text, '\\', (size_t)(query - text)))
		return error_set(err, ERROR_USAGE, "the URL holds a backslash");
	url->tls = scheme->tls;
	url->port = scheme->port;
	url->authority = xstrndup(authority, (size_t)(path - authority));
	url->path = xstrndup(path, (size_t)(query - path));
	if (*query == '?')
		url->query = xstrndup(query + 1, (size_t)(end - query - 1));
	return parse_authority(url, err);
}

int url_parse(struct url *url, const char *text, struct error *err)
{
	url_release(url);
	if (parse(url, text, err) < 0) {
		url_release(url);
		return -1;
	}
	return 0;
}

void url_release(struct url *url)
{
	free(url->authority);
	free(url->host);
	free(url->path);
	free_string(url->query);
	*url = (struct url)URL_INIT;
}

bool url_is_loopback(const struct url *url)
{
	struct in6_addr v6;
	struct in_addr v4;

	if (inet_pton(AF_INET, url->host, &v4) == 1)
		return ntohl(v4.s_addr) >> 24 == 127;
	if (inet_pton(AF_INET6, url->host, &v6) == 1)
		return IN6_IS_ADDR_LOOPBACK(&v6);
	return !strcasecmp(url->host, "localhost");
}

void url_host_header(const struct url *url, struct buf *host)
{
	char text[INET6_ADDRSTRLEN];
	struct in6_addr v6;

	if (inet_pton(AF_INET6, url->host, &v6) == 1 && inet_ntop(AF_INET6, &v6, text, sizeof(text))) {
		buf_printf(host, "[%s]", text);
	} else {
		for (const char *c = url->host; *c; c++)
			buf_char(host, *c >= 'A' && *c <= 'Z' ? (char)(*c + 'a' - 'A') : *c);
	}
	if (url->port != (url->tls ? 443 : 80))
		buf_printf(host, ":%u", url->port);
}
