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

	if (!text || !token_bytes_valid(text, json_string_length(value)))
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
	if (number > (double)OAUTH_LIFETIME_MAX)
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
	for (size_t i = 0, len = value ? json_string_length(value) : strlen(text); i < len; i++)
		if (text[i] < 0x20 || text[i] > 0x7e)
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

/* A piece of the body: a name with its quotes, or a value. */
struct piece {
	const char *start;
	size_t len;
};

/* The end of the string that begins with the quote at `at`, behind its last quote; NULL: it is not whole. */
static const char *end_of_string(const char *at, const char *stop)
{
	for (at++; at < stop && *at != '"'; at++)
		if (*at == '\\' && at + 1 < stop)
			at++;
	return at < stop ? at + 1 : NULL;
}

static const char *end_of_container(const char *at, const char *stop)
{
	size_t depth = 0;

	while (at && at < stop) {
		if (*at == '"') {
			at = end_of_string(at, stop);
			continue;
		}
		if (*at == '{' || *at == '[')
			depth++;
		else if ((*at == '}' || *at == ']') && !--depth)
			return at + 1;
		at++;
	}
	return NULL;
}

static const char *skip_blanks(const char *at, const char *stop)
{
	while (at < stop && *at && strchr(" \t\r\n", *at))
		at++;
	return at;
}

static const char *end_of_value(const char *at, const char *stop)
{
	const char *start = at;

	if (at == stop)
		return NULL;
	if (*at == '"')
		return end_of_string(at, stop);
	if (*at == '{' || *at == '[')
		return end_of_container(at, stop);
	/* A number that nothing follows may have lost its last digits. */
	while (at < stop && *at && !strchr(" \t\r\n,}]", *at))
		at++;
	return at < stop && at > start ? at : NULL;
}

/* Walks over the members of the outermost object. */
struct walk {
	const char *at;
	const char *stop;
	bool whole; /* the end of the object was found */
};

/* -1: it is no object. */
static int begin_walk(const struct buf *body, struct walk *walk)
{
	*walk = (struct walk){.at = buf_text(body), .stop = buf_text(body) + body->len};
	walk->at = skip_blanks(walk->at, walk->stop);
	if (walk->at == walk->stop || *walk->at != '{')
		return -1;
	walk->at++;
	return 0;
}

/* The next whole member; false: there is none. Nothing is asked of what stands between the quotes. */
static bool next_member(struct walk *walk, struct piece *name, struct piece *value)
{
	const char *stop = walk->stop;
	const char *at = skip_blanks(walk->at, stop);
	const char *end;

	if (at < stop && *at == ',')
		at = skip_blanks(at + 1, stop);
	walk->whole = at < stop && *at == '}';
	if (walk->whole || at == stop || *at != '"' || !(end = end_of_string(at, stop)))
		return false;
	*name = (struct piece){at, (size_t)(end - at)};
	at = skip_blanks(end, stop);
	if (at == stop || *at != ':')
		return false;
	at = skip_blanks(at + 1, stop);
	end = end_of_value(at, stop);
	if (!end)
		return false;
	*value = (struct piece){at, (size_t)(end - at)};
	walk->at = end;
	return true;
}

bool oauth_answer_whole(const struct buf *body)
{
	struct piece name;
	struct piece value;
	struct walk walk;

	if (begin_walk(body, &walk) < 0)
		return false;
	while (next_member(&walk, &name, &value))
		continue;
	return walk.whole;
}

static json_t *parse_piece(const struct piece *piece)
{
	struct buf bytes = BUF_INIT(BUF_REPLY_MAX);
	json_t *value;

	buf_add(&bytes, piece->start, piece->len);
	value = json_parse_any(&bytes);
	buf_release(&bytes);
	return value;
}

/* The members that are known. One that is no JSON becomes `true`, which is of no type that any of them has. */
static json_t *read_members(const struct buf *body, bool *whole)
{
	static const char *const known[] = {"access_token", "refresh_token", "token_type", "expires_in",
					    "scope",        "guild",         "webhook"};
	json_t *object = json_object();
	struct piece name;
	struct piece value;
	struct walk walk;

	*whole = false;
	if (begin_walk(body, &walk) < 0) {
		json_decref(object);
		return NULL;
	}
	while (next_member(&walk, &name, &value)) {
		json_t *decoded = parse_piece(&name);
		const char *text = json_string_value(decoded);

		for (size_t i = 0; i < ARRAY_LEN(known) && text; i++) {
			json_t *parsed = strcmp(known[i], text) ? NULL : parse_piece(&value);

			if (!strcmp(known[i], text))
				json_object_set_new(object, known[i], parsed ? parsed : json_true());
		}
		json_decref(decoded);
	}
	*whole = walk.whole;
	return object;
}

int oauth_answer_parse(const struct buf *body, const char *scope_asked, struct oauth_answer *answer, struct error *err)
{
	bool whole;
	json_t *object = read_members(body, &whole);
	int result;

	oauth_answer_release(answer);
	if (!object)
		return unusable("it is not one JSON object", err);
	result = take_members(object, scope_asked, answer, err);
	/* What is missing may be its end: a token without one would be used for ever. */
	if (!whole)
		result = unusable("it was cut off", err);
	if (result < 0) {
		buf_release(&answer->access_token);
		answer->expires_in = 0;
		answer->scope_named = answer->scope_named && answer->scope && answer->refresh_token.len;
		if (!answer->scope_named) {
			free(answer->scope);
			answer->scope = NULL;
		}
	} else {
		take_extra(json_object_get(object, "guild"), &answer->guild);
		take_extra(json_object_get(object, "webhook"), &answer->webhook);
	}
	json_decref(object);
	return result;
}
