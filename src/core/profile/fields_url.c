/* The types that are URLs. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/url.h"
#include "core/profile/fields_read.h"

/* Fills url, which the caller releases either way. */
static bool check_url(const struct field_reader *reader, const char *path, const char *text, struct url *url)
{
	struct error err = ERROR_INIT;

	if (!field_check_text(reader, path, text))
		return false;
	if (url_parse(url, text, &err) < 0) {
		document_blame(reader->document, path, "'%s': %s", path, err.text);
		return false;
	}
	if (strchr(text, '#')) {
		document_blame(reader->document, path, "'%s': the URL has a fragment (the part from '#' on)", path);
		return false;
	}
	for (const char *c = text; *c; c++) {
		if (*c > 0x20 && *c < 0x7f)
			continue;
		document_blame(reader->document, path, "'%s': the URL is not ASCII: write other letters as %%XX", path);
		return false;
	}
	return true;
}

static bool check_safe(const struct field_reader *reader, const char *path, const struct url *url)
{
	if (url->tls || url_is_loopback(url))
		return true;
	document_blame(reader->document, path,
		       "'%s' must begin with 'https://': plain http is for a loopback host only", path);
	return false;
}

void field_url(const struct field_reader *reader, const char *path, const char *text, void *target)
{
	struct url url = URL_INIT;

	if (check_url(reader, path, text, &url) && check_safe(reader, path, &url))
		*(char **)target = xstrdup(text);
	url_release(&url);
}

void field_base(const struct field_reader *reader, const char *path, const char *text, void *target)
{
	struct url url = URL_INIT;
	size_t len = strlen(text);

	while (len && text[len - 1] == '/')
		len--;
	if (check_url(reader, path, text, &url) && check_safe(reader, path, &url)) {
		if (url.query)
			document_blame(reader->document, path, "'%s' has a query, but paths are put after it", path);
		else
			*(char **)target = xstrndup(text, len);
	}
	url_release(&url);
}

void field_link(const struct field_reader *reader, const char *path, const char *text, void *target)
{
	struct url url = URL_INIT;

	if (check_url(reader, path, text, &url) && field_check_product(reader, path, text))
		*(char **)target = xstrdup(text);
	url_release(&url);
}

/* "myapp" for "myapp://callback"; 0: there is no scheme, or it is one that is understood. */
static size_t foreign_scheme(const char *text)
{
	size_t len = strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+-.");

	if (!len || text[len] != ':' || strchr("0123456789+-.", *text))
		return 0;
	if ((len == 4 && !strncasecmp(text, "http", 4)) || (len == 5 && !strncasecmp(text, "https", 5)))
		return 0;
	return len;
}

void field_redirect(const struct field_reader *reader, const char *path, const char *text, void *target)
{
	size_t scheme = foreign_scheme(text);
	struct strings *uris = target;
	struct url url = URL_INIT;

	if (scheme)
		document_blame(reader->document, path,
			       "an answer at '%.*s:' cannot be received: write an http or https URL", (int)scheme,
			       text);
	else if (!check_url(reader, path, text, &url))
		; /* complained about */
	else if (strings_have(uris, text))
		document_blame(reader->document, path, "'%s' is there twice", text);
	else
		strings_add(uris, text);
	url_release(&url);
}

bool field_redirects(const struct field_reader *reader, const char *path, const config_setting_t *setting, void *target)
{
	return field_elements(reader, path, setting, field_redirect, target);
}

/* A host with or without a port, and nothing else: the rest of a URL would promise what nobody compares. */
void field_host(const struct field_reader *reader, const char *path, const char *text, void *target)
{
	struct strings *hosts = target;
	struct url url = URL_INIT;
	struct error err = ERROR_INIT;
	char *whole = xasprintf("https://%s", text);
	char *lower = xstrdup(text);

	for (char *c = lower; *c; c++)
		*c = *c >= 'A' && *c <= 'Z' ? (char)(*c + 'a' - 'A') : *c;
	if (!field_check_text(reader, path, text))
		; /* complained about */
	else if (url_parse(&url, whole, &err) < 0 || strcmp(url.authority, text) != 0)
		document_blame(reader->document, path, "'%s' is not a host: write HOST or HOST:PORT, without a scheme",
			       text);
	else if (strings_have(hosts, lower))
		document_blame(reader->document, path, "'%s' is there twice", lower);
	else
		strings_add(hosts, lower);
	url_release(&url);
	free(lower);
	free(whole);
}

bool field_hosts(const struct field_reader *reader, const char *path, const config_setting_t *setting, void *target)
{
	return field_elements(reader, path, setting, field_host, target);
}
