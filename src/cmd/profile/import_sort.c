/* What the names of other programs mean. */
#include "cmd/profile/import.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

enum { FOLDED_MAX = 64 };

/* Folded: lower case, nothing between the words, no "discord" before them. The keys of the field table count too. */
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

static const char *const token_names[] = {"accesstoken", "refreshtoken", "bearertoken", "usertoken", "oauthtoken"};

static bool fold(const char *name, char folded[static FOLDED_MAX])
{
	size_t len = 0;

	for (; *name; name++) {
		if (*name == '_' || *name == '-')
			continue;
		if (len == FOLDED_MAX - 1)
			return false;
		folded[len++] = (char)tolower((unsigned char)*name);
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

/* DISCORD_TOKEN is by convention the bot's. TOKEN alone is anybody's. */
static const char *meaning(const char *name, bool json, bool *token)
{
	char folded[FOLDED_MAX];
	const char *rest = folded;

	*token = false;
	if (!fold(name, folded))
		return NULL;
	if (!strcmp(folded, "discordtoken"))
		return "bot_token";
	if (!strncmp(folded, "discord", 7) && folded[7])
		rest += 7;
	*token = is_token(rest);
	return *token ? NULL : find_key(rest, json);
}

/* Scopes are often joined as URLs have them. */
static void separate(char *text)
{
	for (; *text; text++)
		if (*text == '+')
			*text = ' ';
}

static int take_setting(const char *key, const struct import_item *item, struct profile_draft *draft, struct error *err)
{
	char *text = xstrdup(buf_text(&item->value));
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

/* The label and the file's name are the same to other programs. */
static int take(const char *key, const struct import_item *item, struct profile_draft *draft, struct imported *imported,
		struct error *err)
{
	struct buf *secret = NULL;

	if (!strcmp(key, "client_secret"))
		secret = &imported->client_secret;
	else if (!strcmp(key, "bot_token"))
		secret = &imported->bot_token;
	if (secret) {
		buf_add(secret, buf_text(&item->value), item->value.len);
		return buf_ok(secret)
			   ? 0
			   : error_set(err, ERROR_CONFIG, "%s: longer than %zu bytes", item->name, secret->max);
	}
	if (!strcmp(key, "name")) {
		imported->name = xstrdup(buf_text(&item->value));
		return 0;
	}
	return take_setting(key, item, draft, err);
}

/* The item before this one that means the same, NULL: none. */
static const struct import_item *find_other(const struct import *import, size_t end, const char *key)
{
	bool token;

	for (size_t i = 0; i < end; i++) {
		const char *other = meaning(import->item[i].name, import->json, &token);

		if (other && !strcmp(other, key) && import->item[i].value.len)
			return &import->item[i];
	}
	return NULL;
}

static int sort_item(const struct import *import, size_t which, struct profile_draft *draft, struct imported *imported,
		     struct error *err)
{
	const struct import_item *item = &import->item[which];
	const struct import_item *other;
	const char *key;
	bool token;

	key = meaning(item->name, import->json, &token);
	if (!key) {
		strings_add(token ? &imported->tokens : &imported->unknown, item->name);
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
		return take(key, item, draft, imported, err);
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
	return 0;
}

void imported_release(struct imported *imported)
{
	free(imported->name);
	buf_release(&imported->client_secret);
	buf_release(&imported->bot_token);
	strings_release(&imported->unknown);
	strings_release(&imported->tokens);
	*imported = (struct imported)IMPORTED_INIT;
}
