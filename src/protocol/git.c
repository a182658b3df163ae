/*
 * git's credential helper (gitcredentials(7)). A git that offers the capability `authtype` (2.46 and later) puts the
 * token into a header as it is; an older one knows names and passwords only.
 *
 * What is no business of ours is answered by nothing and exit 0, so that git goes on to its next helper. What git asks
 * to keep is not kept: discred has its own store.
 */
#include <inttypes.h>
#include <string.h>

#include "base/memory.h"
#include "base/opt.h"
#include "base/path.h"
#include "discred/protocol.h"
#include "protocol/input.h"

/* git's own limit, with the line's end. */
enum { LINE_MAX_BYTES = 65535 };

/* The attributes of git's credential protocol that matter here. */
struct git_values {
	struct buf protocol;
	struct buf host;
	struct buf username;
	struct buf password;
	struct buf credential;
	bool authtype; /* the asker knows what authtype is */
};

#define GIT_VALUES_INIT                                                                                                \
	{                                                                                                              \
		.protocol = BUF_INIT(BUF_TOKEN_MAX), .host = BUF_INIT(BUF_TOKEN_MAX),                                  \
		.username = BUF_INIT(BUF_TOKEN_MAX), .password = BUF_INIT(BUF_TOKEN_MAX),                              \
		.credential = BUF_INIT(BUF_TOKEN_MAX)                                                                  \
	}

static void values_release(struct git_values *values)
{
	buf_release(&values->protocol);
	buf_release(&values->host);
	buf_release(&values->username);
	buf_release(&values->password);
	buf_release(&values->credential);
}

static struct buf *value_of(struct git_values *values, const char *key, size_t len)
{
	const struct {
		const char *name;
		struct buf *value;
	} known[] = {{"protocol", &values->protocol},
		     {"host", &values->host},
		     {"username", &values->username},
		     {"password", &values->password},
		     {"credential", &values->credential}};

	for (size_t i = 0; i < ARRAY_LEN(known); i++)
		if (strlen(known[i].name) == len && !memcmp(known[i].name, key, len))
			return known[i].value;
	return NULL;
}

static bool is_word(const char *text, size_t len, const char *word)
{
	return strlen(word) == len && !memcmp(text, word, len);
}

static int take_line(struct git_values *values, const char *line, size_t len, unsigned number, struct error *err)
{
	const char *equals = memchr(line, '=', len);
	size_t key_len = equals ? (size_t)(equals - line) : 0;
	const char *text = line + key_len + 1;
	struct buf *value;

	if (!key_len)
		return error_set(err, ERROR_USAGE, "line %u of the request is not 'key=value'", number);
	if (len >= LINE_MAX_BYTES)
		return error_set(err, ERROR_USAGE, "line %u of the request is longer than %d bytes", number,
				 LINE_MAX_BYTES);
	len -= key_len + 1;
	/* An empty value clears what was said before, as everywhere in git. */
	if (is_word(line, key_len, "capability[]"))
		values->authtype = len && (values->authtype || is_word(text, len, "authtype"));
	value = value_of(values, line, key_len);
	if (value) {
		buf_clear(value);
		buf_add(value, text, len);
	}
	return 0;
}

/*
 * Reads key=value lines up to an empty line or the end. As in git the last value of a key counts, and other keys are
 * passed over. Only LF ends a line. A NUL, a line without '=', one longer than git's: ERROR_USAGE; values are never
 * quoted.
 */
static int parse_values(const struct buf *bytes, struct git_values *values, struct error *err)
{
	const char *line = buf_text(bytes);
	const char *stop = line + bytes->len;

	for (unsigned number = 1; line < stop && *line != '\n'; number++) {
		const char *newline = memchr(line, '\n', (size_t)(stop - line));
		const char *end = newline ? newline : stop;

		if (memchr(line, '\0', (size_t)(end - line)))
			return error_set(err, ERROR_USAGE, "line %u of the request holds a NUL", number);
		if (take_line(values, line, (size_t)(end - line), number, err) < 0)
			return -1;
		line = newline ? newline + 1 : stop;
	}
	return 0;
}

struct options {
	const char *profile; /* NULL: any */
};

static const struct opt_spec specs[] = {
    OPT_TEXT(0, "profile", "NAME", struct options, profile, "answer for this profile only"),
    OPT_SPEC_END,
};

static const struct opt_line line = {
    .usage = "git-credential-discred [--profile NAME] get | erase | store | capability",
    .summary = "Hands tokens to git. You do not run it, git does:\n\n"
	       "  git config --global credential.https://discord.com.helper discred",
    .specs = specs,
};

/* The server that git wants to speak to, if it is one that could be on anybody's list. */
static bool read_url(const struct git_values *values, struct url *url)
{
	struct buf text = BUF_INIT(2 * BUF_TOKEN_MAX);
	struct error ignored = ERROR_INIT;
	bool good = false;

	if (!strcmp(buf_text(&values->protocol), "https") || !strcmp(buf_text(&values->protocol), "http")) {
		buf_printf(&text, "%s://%s", buf_text(&values->protocol), buf_text(&values->host));
		/* A host that is more than a host would not be the one that git speaks to. */
		good = buf_ok(&text) && !url_parse(url, buf_text(&text), &ignored) &&
		       !strcmp(url->authority, buf_text(&values->host));
	}
	buf_release(&text);
	return good;
}

/* The name of a profile in the request, or on our command line: where both are given they must agree. */
static bool read_profile(const struct git_values *values, const char *option, struct protocol_request *request)
{
	const char *username = values->username.len ? buf_text(&values->username) : NULL;
	const char *name = option ? option : username;

	if (username && (!name_valid(username) || strcmp(username, name) != 0))
		return false;
	request->profile = name ? xstrdup(name) : NULL;
	request->insisted = option;
	return true;
}

static int read_request(const struct protocol_call *call, const char *option, enum protocol_verb verb,
			struct protocol_request *request, struct error *err)
{
	struct buf bytes = BUF_INIT(BUF_REPLY_MAX);
	struct git_values values = GIT_VALUES_INIT;
	int result = input_read(call->input, true, &bytes, err);

	if (!result)
		result = parse_values(&bytes, &values, err);
	if (!result && read_url(&values, &request->url) && read_profile(&values, option, request)) {
		request->verb = verb;
		request->password = !values.authtype;
		buf_move(&request->secret, values.credential.len ? &values.credential : &values.password);
	}
	values_release(&values);
	buf_release(&bytes);
	return result;
}

static int act(const struct protocol_call *call, const char *option, const char *action,
	       struct protocol_request *request, struct error *err)
{
	if (!strcmp(action, "get"))
		return read_request(call, option, PROTOCOL_GET, request, err);
	if (!strcmp(action, "erase"))
		return read_request(call, option, PROTOCOL_ERASE, request, err);
	if (!strcmp(action, "capability"))
		buf_str(&request->text, "version 0\ncapability authtype\n");
	else /* `store`, and whatever a later git may say */
		input_drain(call->input);
	return 0;
}

static int request(const struct protocol_call *call, struct protocol_request *request, struct error *err)
{
	struct options options = {.profile = NULL};
	const char *action;
	int result = opt_parse_one(&line, call->argc, call->argv, &options, &action, err);

	if (result <= 0)
		return result;
	if (!action)
		return error_set(err, ERROR_USAGE, "no action was given");
	return act(call, options.profile, action, request, err);
}

static int reply(const struct protocol_reply *answer, struct buf *out, struct error *err)
{
	const struct token *token = answer->token;

	/* Announced first: git shows nothing of what was not announced before. */
	if (answer->request->password)
		buf_printf(out, "username=%s\npassword=", answer->profile);
	else
		buf_printf(out, "capability[]=authtype\nauthtype=%s\ncredential=", token_type_name(token->type));
	buf_add(out, buf_text(&token->secret), token->secret.len);
	buf_char(out, '\n');
	/* No other helper is to keep what is renewed here. */
	if (!answer->request->password)
		buf_str(out, "ephemeral=1\n");
	if (token->expires)
		buf_printf(out, "password_expiry_utc=%" PRId64 "\n", token->expires);
	return buf_ok(out) ? 0 : error_set(err, ERROR_BUG, "the token does not fit");
}

const struct protocol protocol_git = {
    .name = "git",
    .help = "git's credential helper",
    .argv0 = "git-credential-discred",
    .request = request,
    .reply = reply,
};
