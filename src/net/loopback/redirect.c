#include "net/loopback/redirect.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "base/memory.h"
#include "base/query.h"

void redirect_init(struct redirect *redirect)
{
	buf_init(&redirect->code, BUF_TOKEN_MAX);
	buf_init(&redirect->error, BUF_TOKEN_MAX);
	buf_init(&redirect->description, BUF_TOKEN_MAX);
}

void redirect_release(struct redirect *redirect)
{
	buf_release(&redirect->code);
	buf_release(&redirect->error);
	buf_release(&redirect->description);
}

void redirect_move(struct redirect *to, struct redirect *from)
{
	buf_move(&to->code, &from->code);
	buf_move(&to->error, &from->error);
	buf_move(&to->description, &from->description);
}

/* A parameter that may be there once, and then says something. Returns how often it is there. */
static int take_once(const char *query, const char *name, struct buf *value, struct error *err)
{
	int count = query_value(query, name, value, err);

	if (count < 0)
		return error_prefix(err, "the address");
	if (count > 1)
		return error_set(err, ERROR_DENIED, "the address has '%s' more than once", name);
	return count;
}

static int check_state(const char *query, const struct buf *state, struct error *err)
{
	struct buf sent = BUF_INIT(BUF_TOKEN_MAX);
	int count = take_once(query, "state", &sent, err);
	bool same = count == 1 && state->len > 0 && buf_equal(&sent, state);

	buf_release(&sent);
	if (count < 0)
		return -1;
	if (count == 0)
		return error_set(err, ERROR_DENIED, "the address has no 'state'");
	if (!same)
		return error_set(err, ERROR_DENIED,
				 "the address belongs to another login (its 'state' is not this one's)");
	return 0;
}

static int read_outcome(const char *query, struct redirect *redirect, struct error *err)
{
	int codes = take_once(query, "code", &redirect->code, err);
	int errors = codes < 0 ? -1 : take_once(query, "error", &redirect->error, err);

	if (errors < 0 || take_once(query, "error_description", &redirect->description, err) < 0)
		return -1;
	if (codes && errors)
		return error_set(err, ERROR_DENIED, "the address has both 'code' and 'error'");
	if (!codes && !errors)
		return error_set(err, ERROR_DENIED, "the address has neither 'code' nor 'error'");
	if (codes && !redirect->code.len)
		return error_set(err, ERROR_DENIED, "the address has an empty 'code'");
	if (errors && !redirect->error.len)
		return error_set(err, ERROR_DENIED, "the address has an empty 'error'");
	return 0;
}

int redirect_parse(const char *query, const struct buf *state, struct redirect *redirect, struct error *err)
{
	redirect_release(redirect);
	if (check_state(query, state, err) < 0)
		return -1;
	if (read_outcome(query, redirect, err) < 0) {
		redirect_release(redirect);
		return -1;
	}
	return 0;
}

bool redirect_path_is(const struct url *redirect_uri, const char *path, size_t len)
{
	const char *own = redirect_uri->path[0] ? redirect_uri->path : "/";

	return strlen(own) == len && !memcmp(own, path, len);
}

static bool same_place(const struct url *a, const struct url *b)
{
	struct buf a_host = BUF_INIT(1024);
	struct buf b_host = BUF_INIT(1024);
	const char *path = b->path[0] ? b->path : "/";
	bool same;

	url_host_header(a, &a_host);
	url_host_header(b, &b_host);
	same = a->tls == b->tls && buf_ok(&a_host) && buf_ok(&b_host) && buf_equal(&a_host, &b_host) &&
	       redirect_path_is(a, path, strlen(path));
	buf_release(&a_host);
	buf_release(&b_host);
	return same;
}

static int parse_address(const char *address, const char *redirect_uri, const struct buf *state,
			 struct redirect *redirect, struct error *err)
{
	struct url expected = URL_INIT;
	struct url given = URL_INIT;
	int result = -1;

	if (url_parse(&expected, redirect_uri, err) < 0) {
		error_prefix(err, "redirect_uri");
		goto out;
	}
	if (url_parse(&given, address, err) < 0) {
		err->code = ERROR_DENIED;
		goto out;
	}
	if (!same_place(&expected, &given)) {
		error_set(err, ERROR_DENIED, "the address does not begin with '%s'", redirect_uri);
		goto out;
	}
	result = redirect_parse(given.query ? given.query : "", state, redirect, err);
out:
	url_release(&expected);
	url_release(&given);
	return result;
}

static bool lacks_scheme(const char *address, const char *redirect_uri)
{
	static const char scheme[] = "http://";
	const char *authority = redirect_uri + sizeof(scheme) - 1;

	return !strncmp(redirect_uri, scheme, sizeof(scheme) - 1) &&
	       !strncasecmp(address, authority, strcspn(authority, "/?#"));
}

int redirect_parse_address(const char *address, const char *redirect_uri, const struct buf *state,
			   struct redirect *redirect, struct error *err)
{
	size_t len = strlen(address);
	char *trimmed;
	int result;

	while (len && isspace((unsigned char)address[len - 1]))
		len--;
	while (len && isspace((unsigned char)*address)) {
		address++;
		len--;
	}
	/* Browsers hide the scheme, and some leave it out of what is copied. */
	if (lacks_scheme(address, redirect_uri))
		trimmed = xasprintf("http://%.*s", (int)len, address);
	else
		trimmed = xstrndup(address, len);
	result = parse_address(trimmed, redirect_uri, state, redirect, err);
	free_string(trimmed);
	if (result < 0)
		error_hint(err, "paste the whole address that the browser was sent to at the end of this login");
	return result;
}
