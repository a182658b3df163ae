#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "core/output/json.h"
#include "discred/token.h"
#include "net/oauth/oauth.h"

void oauth_answer_init(struct oauth_answer *answer)
{
	*answer = (struct oauth_answer){
	    .access_token = BUF_INIT(BUF_TOKEN_MAX),
	    .refresh_token = BUF_INIT(BUF_TOKEN_MAX),
	    .guild = BUF_INIT(OAUTH_EXTRA_MAX),
	    .webhook = BUF_INIT(OAUTH_EXTRA_MAX),
	};
}

void oauth_answer_release(struct oauth_answer *answer)
{
	buf_release(&answer->access_token);
	buf_release(&answer->refresh_token);
	buf_release(&answer->guild);
	buf_release(&answer->webhook);
	free(answer->scope);
	oauth_answer_init(answer);
}

static int unusable(const char *why, struct error *err)
{
	return error_set(err, ERROR_TEMP, "the answer is no token answer: %s", why);
}

/* Some servers write null for what they leave out. */
static const json_t *member(const json_t *object, const char *name)
{
	const json_t *value = json_object_get(object, name);

	return json_is_null(value) ? NULL : value;
}

static bool take_token(const json_t *value, struct buf *token)
{
	const char *text = json_string_value(value);

	if (!text || !token_bytes_valid(text, strlen(text)))
		return false;
	buf_str(token, text);
	return buf_ok(token);
}

static int take_lifetime(const json_t *value, int64_t *seconds, struct error *err)
{
	double number = json_number_value(value);

	if (!value)
		return 0;
	if (!json_is_number(value))
		return unusable("expires_in is not a number", err);
	if (number < 0)
		return unusable("expires_in is negative", err);
	if (number > OAUTH_LIFETIME_MAX)
		number = OAUTH_LIFETIME_MAX;
	/* 0 is kept for an answer that names no lifetime: that token would never be renewed. */
	*seconds = number < 1 ? 1 : (int64_t)number;
	return 0;
}

/* It is stored in a record and shown to people. */
static int take_scope(const json_t *value, const char *asked, char **scope, struct error *err)
{
	const char *text = value ? json_string_value(value) : asked;

	if (!text)
		return unusable("scope is not a string", err);
	for (const char *c = text; *c; c++)
		if (*c < 0x20 || *c > 0x7e)
			return unusable("scope holds bytes that no scope has", err);
	*scope = xstrdup(text);
	return 0;
}

/* A guild with hundreds of roles and emojis may be larger than anybody wants to keep: then its lists are left out. */
static void take_extra(json_t *value, struct buf *text)
{
	const char *name;
	json_t *inner;
	void *next;

	if (!json_is_object(value))
		return;
	json_write(value, text);
	if (buf_ok(text))
		return;
	json_object_foreach_safe(value, next, name, inner)
	{
		if (json_is_object(inner) || json_is_array(inner))
			json_object_del(value, name);
	}
	buf_clear(text);
	json_write(value, text);
	if (!buf_ok(text))
		buf_clear(text);
}

static int take_members(const json_t *object, const char *scope_asked, struct oauth_answer *answer, struct error *err)
{
	const char *name = json_string_value(member(object, "token_type"));
	const json_t *refresh_token = member(object, "refresh_token");
	const json_t *scope = member(object, "scope");
	enum token_type type;

	/* First: the one that it replaces has ended, whatever is wrong with the rest. */
	if (refresh_token && !take_token(refresh_token, &answer->refresh_token)) {
		buf_release(&answer->refresh_token);
		return unusable("refresh_token is not usable", err);
	}
	if (!name || token_type_parse(name, &type) < 0 || type != TOKEN_BEARER)
		return unusable("token_type is not Bearer", err);
	if (!take_token(member(object, "access_token"), &answer->access_token))
		return unusable("there is no usable access_token", err);
	if (take_lifetime(member(object, "expires_in"), &answer->expires_in, err) < 0)
		return -1;
	/* One that no record could hold must not cost the grant: it counts as left out. */
	if (json_string_length(scope) > OAUTH_SCOPE_MAX)
		scope = NULL;
	answer->scope_named = scope != NULL;
	return take_scope(scope, scope_asked, &answer->scope, err);
}

int oauth_answer_parse(const struct buf *body, const char *scope_asked, struct oauth_answer *answer, struct error *err)
{
	json_t *object = json_parse_object(body);
	int result;

	oauth_answer_release(answer);
	if (!object)
		return unusable("it is not one JSON object", err);
	result = take_members(object, scope_asked, answer, err);
	if (result < 0) {
		buf_release(&answer->access_token);
		answer->expires_in = 0;
		answer->scope_named = false;
	} else {
		take_extra(json_object_get(object, "guild"), &answer->guild);
		take_extra(json_object_get(object, "webhook"), &answer->webhook);
	}
	json_decref(object);
	return result;
}
