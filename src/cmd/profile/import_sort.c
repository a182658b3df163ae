/* What the names of other programs mean. */
#include "cmd/profile/import.h"

#include <stdlib.h>
#include <string.h>

#include "base/environ.h"
#include "base/memory.h"
#include "discred/token.h"

enum { FOLDED_MAX = 64 };

/* Folded: lower case, nothing between the words, no "discord" or "discred" before them. The keys of the field table
 * count too. */
static const struct {
	const char *folded;
	const char *key;
	bool json_only; /* too common a name for a variable */
} names[] = {
    {"applicationid", "client_id", false},
    {"appid", "client_id", false},
    {"applicationsecret", "client_secret", false},
    {"appsecret", "client_secret", false},
    {"scopes", "scope", false},
    {"permission", "permissions", false},
    {"botpermissions", "permissions", false},
    {"channel", "channel_id", false},
    {"guild", "guild_id", false},
    {"serverid", "guild_id", false},
    {"redirecturis", "redirect_uri", false},
    {"redirecturl", "redirect_uri", false},
    {"callbackurl", "redirect_uri", false},
    {"profile", "name", true},
    {"version", "bot_version", true},
    {"url", "bot_url", true},
};

/* The keys that decide where secrets are sent, or who gets them. */
static const char *const destinations[] = {"api_base",     "authorize_url", "ca_file", "hosts",
					   "git_password", "redirect_uri",  "store"};

static const char *const token_names[] = {"accesstoken", "refreshtoken", "bearertoken", "usertoken", "oauthtoken"};

static bool fold(const char *name, char folded[static FOLDED_MAX])
{
	size_t len = 0;

	for (; *name; name++) {
		if (*name == '_' || *name == '-')
			continue;
		if (len == FOLDED_MAX - 1)
			return false;
		folded[len++] = *name >= 'A' && *name <= 'Z' ? (char)(*name - 'A' + 'a') : *name;
	}
	folded[len] = '\0';
	return len;
}

/* The key that a folded name stands for, NULL: none. A stack is no value of other programs. */
static const char *find_key(const char *folded, bool json)
{
	for (size_t i = 0; i < field_table_count; i++) {
		char key[FOLDED_MAX];

		if (fold(field_table[i].key, key) && !strcmp(folded, key))
			return field_table[i].type == FIELD_STACK ? NULL : field_table[i].key;
	}
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (!strcmp(folded, names[i].folded))
			return names[i].json_only && !json ? NULL : names[i].key;
	return NULL;
}

static bool is_token(const char *folded)
{
	for (size_t i = 0; i < ARRAY_LEN(token_names); i++)
		if (!strcmp(folded, token_names[i]))
			return true;
	return false;
}

static bool is_destination(const char *key)
{
	for (size_t i = 0; i < ARRAY_LEN(destinations); i++)
		if (!strcmp(key, destinations[i]))
			return true;
	return false;
}

/* What a name means: a key, or why it is none. */
struct meaning {
	const char *key; /* NULL: none */
	bool token;      /* an access or refresh token */
	bool elsewhere;  /* a key that this name may not set */
	bool perhaps;    /* TOKEN alone, which is anybody's */
};

/* DISCORD_TOKEN is by convention the bot's. */
static struct meaning find_meaning(const char *name, bool json)
{
	struct meaning meaning = {.key = NULL};
	char folded[FOLDED_MAX];
	const char *rest = folded;
	bool ours;

	if (!fold(name, folded))
		return meaning;
	ours = !strncmp(folded, "discred", 7) && folded[7];
	if (ours || (!strncmp(folded, "discord", 7) && folded[7]))
		rest += 7;
	if (rest != folded && !strcmp(rest, "token"))
		meaning.key = "bot_token";
	else if (!strcmp(rest, "token"))
		meaning.perhaps = true;
	else if (is_token(rest))
		meaning.token = true;
	else
		meaning.key = find_key(rest, json);
	if (meaning.key && !ours && is_destination(meaning.key)) {
		meaning.elsewhere = true;
		meaning.key = NULL;
	}
	return meaning;
}

enum { EXPAND_DEPTH = 4 };

static const struct import_item *find_item(const struct import *import, const char *name, size_t len)
{
	for (size_t i = import->count; i; i--)
		if (strlen(import->item[i - 1].name) == len && !strncmp(import->item[i - 1].name, name, len))
			return &import->item[i - 1];
	return NULL;
}

static int expand(const struct import *import, const struct import_item *item, unsigned depth, struct buf *value,
		  struct error *err);

/* The value of what is referred to by that name, which an item's value has in it. */
static int expand_reference(const struct import *import, const struct import_item *item, const char *name, size_t len,
			    unsigned depth, struct buf *value, struct error *err)
{
	const struct import_item *other = find_item(import, name, len);

	if (other && depth < EXPAND_DEPTH)
		return expand(import, other, depth + 1, value, err);
	error_set(err, ERROR_CONFIG, "%s: its value refers to %s", item->name,
		  other ? "itself" : "a ${NAME} that is not in the file");
	return error_hint(err, "write the value itself there");
}

/*
 * Appends the item's value with every ${NAME} as the file has it. $NAME is one too where the value is nothing else: in
 * the middle of a value programs disagree about it.
 */
static int expand(const struct import *import, const struct import_item *item, unsigned depth, struct buf *value,
		  struct error *err)
{
	const char *text = buf_text(&item->value);

	if (!item->literal && *text == '$' && environ_name_valid(text + 1))
		return expand_reference(import, item, text + 1, strlen(text + 1), depth, value, err);
	while (*text) {
		const char *reference = item->literal ? NULL : strstr(text, "${");
		size_t before = reference ? (size_t)(reference - text) : strlen(text);
		size_t len;

		buf_add(value, text, before);
		if (!reference)
			break;
		reference += 2;
		len = strcspn(reference, "}");
		/* Without an end it is the name of nothing. */
		if (expand_reference(import, item, reference, reference[len] ? len : 0, depth, value, err) < 0)
			return -1;
		text = reference + len + 1;
	}
	return 0;
}

/* Scopes are often joined as URLs have them. */
static void separate(char *text)
{
	for (; *text; text++)
		if (*text == '+')
			*text = ' ';
}

static int take_setting(const char *key, const struct import_item *item, const struct buf *value,
			struct profile_draft *draft, struct error *err)
{
	char *text = xstrdup(buf_text(value));
	int result;

	if (!strcmp(key, "scope"))
		separate(text);
	result = draft_answer(draft, key, text, err);
	if (result && err->code == ERROR_USAGE) {
		err->code = ERROR_CONFIG;
		error_prefix(err, "%s", item->name);
	}
	free_string(text);
	return result;
}

/* Both go into an Authorization header. */
static int take_secret(const char *key, const struct import_item *item, const struct buf *value, struct buf *secret,
		       struct error *err)
{
	bool token = !strcmp(key, "bot_token");
	const char *fault = NULL;

	buf_clear(secret);
	buf_add(secret, buf_text(value), value->len);
	if (!buf_ok(secret) || !buf_ok(value))
		return error_set(err, ERROR_CONFIG, "%s: longer than %zu bytes", item->name, secret->max);
	if (token)
		fault = token_fault(buf_text(secret), secret->len);
	else if (!token_bytes_valid(buf_text(secret), secret->len))
		fault = "has a blank or a line's end in it, or a letter that is not ASCII";
	if (!fault)
		return 0;
	buf_release(secret);
	error_set(err, ERROR_CONFIG, "%s: the value can't be %s: it %s", item->name,
		  token ? "a bot token" : "a client secret", fault);
	return error_hint(err, "write it alone");
}

/* The label and the file's name are the same to other programs. */
static int take_value(const char *key, const struct import_item *item, const struct buf *value,
		      struct profile_draft *draft, struct imported *imported, struct error *err)
{
	if (!strcmp(key, "client_secret"))
		return take_secret(key, item, value, &imported->client_secret, err);
	if (!strcmp(key, "bot_token"))
		return take_secret(key, item, value, &imported->bot_token, err);
	if (!strcmp(key, "name")) {
		imported->name = xstrdup(buf_text(value));
		return 0;
	}
	if (take_setting(key, item, value, draft, err) < 0)
		return -1;
	if (is_destination(key)) {
		char *shown = xasprintf("%s=%s", item->name, buf_text(value));

		text_sanitize(shown);
		strings_add(&imported->decided, shown);
		free(shown);
	}
	return 0;
}

static int take(const struct import *import, const char *key, const struct import_item *item,
		struct profile_draft *draft, struct imported *imported, struct error *err)
{
	struct buf value = BUF_INIT(BUF_FILE_MAX);
	int result = expand(import, item, 0, &value, err);

	if (!result)
		result = take_value(key, item, &value, draft, imported, err);
	buf_release(&value);
	return result;
}

int import_take_token(const struct import *import, const struct import_item *item, struct imported *imported,
		      struct error *err)
{
	struct buf value = BUF_INIT(BUF_FILE_MAX);
	int result = expand(import, item, 0, &value, err);

	if (!result)
		result = take_secret("bot_token", item, &value, &imported->bot_token, err);
	buf_release(&value);
	return result;
}

/* The item before this one that means the same, NULL: none. */
static const struct import_item *find_other(const struct import *import, size_t end, const char *key)
{
	for (size_t i = 0; i < end; i++) {
		const char *other = find_meaning(import->item[i].name, import->json).key;

		if (other && !strcmp(other, key) && import->item[i].value.len)
			return &import->item[i];
	}
	return NULL;
}

static int sort_item(const struct import *import, size_t which, struct profile_draft *draft, struct imported *imported,
		     struct error *err)
{
	const struct import_item *item = &import->item[which];
	const struct meaning meaning = find_meaning(item->name, import->json);
	const struct import_item *other;
	const char *key = meaning.key;

	if (meaning.perhaps && !item->odd && item->value.len) {
		imported->perhaps = item;
		return 0;
	}
	if (!key) {
		strings_add(meaning.token       ? &imported->tokens
			    : meaning.elsewhere ? &imported->elsewhere
						: &imported->unknown,
			    item->name);
		return 0;
	}
	if (item->odd) {
		error_set(err, ERROR_CONFIG, "%s is neither a string nor a whole number of 64 bits", item->name);
		return error_hint(err, "write it as a string");
	}
	if (!item->value.len)
		return 0;
	other = find_other(import, which, key);
	if (!other)
		return take(import, key, item, draft, imported, err);
	if (buf_equal(&other->value, &item->value))
		return 0;
	return error_set(err, ERROR_CONFIG, "%s and %s are both %s, with different values", other->name, item->name,
			 key);
}

int import_sort(const struct import *import, struct profile_draft *draft, struct imported *imported, struct error *err)
{
	for (size_t i = 0; i < import->count; i++)
		if (sort_item(import, i, draft, imported, err) < 0)
			return -1;
	/* The one that has a name of its own is meant. */
	if (imported->perhaps && imported->bot_token.len) {
		strings_add(&imported->unknown, imported->perhaps->name);
		imported->perhaps = NULL;
	}
	return 0;
}

void imported_release(struct imported *imported)
{
	free(imported->name);
	buf_release(&imported->client_secret);
	buf_release(&imported->bot_token);
	strings_release(&imported->unknown);
	strings_release(&imported->tokens);
	strings_release(&imported->elsewhere);
	strings_release(&imported->decided);
	*imported = (struct imported)IMPORTED_INIT;
}
