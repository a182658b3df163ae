#include "discred/token.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/memory.h"

void token_release(struct token *token)
{
	buf_release(&token->secret);
	free(token->scope_asked);
	free(token->scope);
	free(token->client_id);
	free(token->api_base);
	free(token->refused);
	*token = (struct token)TOKEN_INIT;
}

void token_move(struct token *to, struct token *from)
{
	token_release(to);
	*to = *from;
	*from = (struct token)TOKEN_INIT;
}

const char *token_type_name(enum token_type type)
{
	return type == TOKEN_BOT ? "Bot" : "Bearer";
}

const char *token_variable(enum token_type type)
{
	return type == TOKEN_BOT ? "DISCORD_TOKEN" : "DISCORD_ACCESS_TOKEN";
}

int token_type_parse(const char *name, enum token_type *type)
{
	if (!strcasecmp(name, "Bearer"))
		*type = TOKEN_BEARER;
	else if (!strcasecmp(name, "Bot"))
		*type = TOKEN_BOT;
	else
		return -1;
	return 0;
}

int64_t token_life(const struct token *token)
{
	if (token->issued <= 0 || token->expires <= token->issued)
		return 0;
	return token->expires - token->issued;
}

bool token_lasts(const struct token *token, int64_t now, int64_t seconds)
{
	if (token->refused || token->issued > now + TOKEN_CLOCK_SKEW)
		return false;
	/* Not subtracted: what a file says may be as far away as it likes. */
	return token->expires == 0 || token->expires >= now + (seconds > 0 ? seconds : 1);
}

bool token_alive(const struct token *token, int64_t now)
{
	return token_lasts(token, now, 0);
}

bool token_fresh(const struct token *token, int64_t now, int64_t min_valid)
{
	int64_t half = token_life(token) / 2;

	return token_lasts(token, now, half && half < min_valid ? half : min_valid);
}

bool token_bytes_valid(const char *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (bytes[i] < 0x21 || bytes[i] > 0x7e)
			return false;
	return len > 0;
}

static bool is_token_byte(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || (c && strchr("-._~+/", c));
}

/* NAME=..., as in a file of settings. What stands at a token's end are padding and nothing else. */
static bool is_assignment(const char *bytes, size_t len)
{
	const char *equals = memchr(bytes, '=', len);
	size_t name = equals ? (size_t)(equals - bytes) : 0;
	size_t at = name;

	while (at < len && bytes[at] == '=')
		at++;
	return name && at < len;
}

const char *token_fault(const char *bytes, size_t len)
{
	size_t at = 0;

	if (!len)
		return "is empty";
	if (len > 4 && !strncasecmp(bytes, "bot ", 4))
		return "has 'Bot' before the token";
	if (len > 7 && !strncasecmp(bytes, "bearer ", 7))
		return "has 'Bearer' before the token";
	if (strchr("\"'`", bytes[0]) || strchr("\"'`", bytes[len - 1]))
		return "has quotes around it";
	if (bytes[0] == '{' || bytes[0] == '[')
		return "is JSON";
	if (is_assignment(bytes, len))
		return "is an assignment, NAME=VALUE";
	while (at < len && is_token_byte(bytes[at]))
		at++;
	while (at && at < len && bytes[at] == '=')
		at++;
	if (at == len)
		return NULL;
	if (bytes[at] == ' ' || bytes[at] == '\t')
		return "has a blank in it";
	if (bytes[at] == '\r')
		return "ends with a carriage return";
	return "has a character that no token has";
}

int token_to_record(const struct token *token, struct record *record, struct error *err)
{
	if (record_add(record, "access_token", buf_text(&token->secret), token->secret.len, err) < 0 ||
	    record_add_text(record, "token_type", token_type_name(token->type), err) < 0 ||
	    record_add_text(record, "scope_asked", token->scope_asked ? token->scope_asked : "", err) < 0 ||
	    record_add_text(record, "scope", token->scope ? token->scope : "", err) < 0 ||
	    record_add_number(record, "issued", token->issued, err) < 0 ||
	    record_add_number(record, "expires", token->expires, err) < 0 ||
	    record_add_text(record, "client_id", token->client_id ? token->client_id : "", err) < 0 ||
	    record_add_text(record, "api_base", token->api_base ? token->api_base : "", err) < 0)
		return -1;
	return token->refused ? record_add_text(record, "refused", token->refused, err) : 0;
}

int token_from_record(struct token *token, const struct record *record, struct error *err)
{
	const struct buf *secret = record_get(record, "access_token");

	token_release(token);
	if (!secret || !token_bytes_valid(buf_text(secret), secret->len))
		return error_set(err, ERROR_CONFIG, "record: there is no usable 'access_token'");
	if (token_type_parse(record_text(record, "token_type"), &token->type) < 0)
		return error_set(err, ERROR_CONFIG, "record: 'token_type' is neither Bearer nor Bot");
	if (record_number(record, "issued", &token->issued, err) < 0 ||
	    record_number(record, "expires", &token->expires, err) < 0)
		return -1;
	buf_add(&token->secret, buf_text(secret), secret->len);
	if (!buf_ok(&token->secret))
		return error_set(err, ERROR_CONFIG, "record: 'access_token' is larger than %zu bytes",
				 token->secret.max);
	token->scope_asked = xstrdup(record_text(record, "scope_asked"));
	token->scope = xstrdup(record_text(record, "scope"));
	token->client_id = xstrdup(record_text(record, "client_id"));
	token->api_base = xstrdup(record_text(record, "api_base"));
	if (record_get(record, "refused"))
		token->refused = xstrdup(record_text(record, "refused"));
	return 0;
}
