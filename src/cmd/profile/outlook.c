#include "cmd/profile/outlook.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "core/slot/source_token.h"
#include "discred/slot.h"

static void judge(const struct profile *profile, const struct token *token, int64_t now, struct outlook *outlook)
{
	outlook->expires = token->expires;
	if (!slot_token_serves(profile, token->client_id, token->api_base, token->scope_asked, &outlook->why)) {
		outlook->state = OUTLOOK_STALE;
	} else if (token->issued > now + TOKEN_CLOCK_SKEW) {
		error_set(&outlook->why, ERROR_NONE, "the clock is wrong");
		outlook->state = OUTLOOK_FUTURE;
	} else {
		outlook->state = token_fresh(token, now, 0) ? OUTLOOK_VALID : OUTLOOK_EXPIRED;
	}
}

/* The token of the user's grant. Of the grant itself it is seen only whether there is one. */
static void read_own(const struct profile *profile, const struct store *store, int64_t now, struct outlook *outlook)
{
	struct strings slots = STRINGS_INIT;
	struct token token = TOKEN_INIT;

	outlook->source = "cache";
	if (!slot_load_token(store, profile->id, "token", &token, &outlook->why))
		judge(profile, &token, now, outlook);
	else if (outlook->why.code != ERROR_NONE)
		outlook->state = OUTLOOK_UNSAFE;
	if (outlook->state != OUTLOOK_UNSAFE && store->ops->list(store, profile->id, &slots, &outlook->why) < 0)
		outlook->state = OUTLOOK_UNSAFE;
	outlook->renewable = strings_have(&slots, "grant") && stack_asks(&profile->stack, SOURCE_REFRESH);
	strings_release(&slots);
	token_release(&token);
}

/* A token that the entry's source keeps, got by these very options. */
static bool read_kept(const struct profile *profile, const struct store *store, const struct stack_entry *entry,
		      int64_t now, struct outlook *outlook)
{
	struct buf options = BUF_INIT(BUF_FILE_MAX);
	struct token token = TOKEN_INIT;
	struct error ignored = ERROR_INIT;
	char *scope = NULL;
	bool valid = false;

	if (entry->source->kind != SOURCE_CLIENT)
		source_settings_line(&entry->settings, &options);
	else if (!source_token_owner_scope(profile, source_setting(&entry->settings, "scope"), &scope, &ignored))
		buf_str(&options, scope);
	if (!source_token_load(store, profile, entry->source->name, buf_text(&options), &token, &ignored))
		valid = token_fresh(&token, now, 0);
	if (valid)
		*outlook =
		    (struct outlook){.state = OUTLOOK_VALID, .source = entry->source->name, .expires = token.expires};
	token_release(&token);
	buf_release(&options);
	free(scope);
	return valid;
}

static bool read_entry(const struct profile *profile, const struct store *store, const struct stack_entry *entry,
		       int64_t now, struct outlook *outlook)
{
	enum source_kind kind = entry->source->kind;

	if (kind == SOURCE_BOT && profile->bot_token.kind != SECRET_ABSENT) {
		*outlook = (struct outlook){.state = OUTLOOK_BOT, .source = "bot"};
		return true;
	}
	if (kind != SOURCE_CACHE)
		return read_kept(profile, store, entry, now, outlook);
	read_own(profile, store, now, outlook);
	return outlook->state == OUTLOOK_VALID || outlook->state == OUTLOOK_UNSAFE;
}

void outlook_read(const struct profile *profile, const struct store *store, int64_t now, struct outlook *outlook)
{
	bool own = stack_asks(&profile->stack, SOURCE_CACHE) || stack_asks(&profile->stack, SOURCE_REFRESH);
	struct outlook found = {.state = OUTLOOK_NONE};

	*outlook = found;
	for (size_t i = 0; i < profile->stack.count; i++) {
		if (read_entry(profile, store, &profile->stack.entry[i], now, &found)) {
			*outlook = found;
			return;
		}
	}
	if (own && !stack_asks(&profile->stack, SOURCE_CACHE))
		read_own(profile, store, now, &found);
	*outlook = found;
	if (!own)
		outlook->state = OUTLOOK_DEMAND;
	else if (outlook->state == OUTLOOK_NONE && profile_is_invitation(profile))
		outlook->state = profile->bot_token.kind == SECRET_ABSENT ? OUTLOOK_INVITATION : OUTLOOK_BOT;
	if (outlook->state == OUTLOOK_NONE || outlook->state == OUTLOOK_DEMAND || outlook->state == OUTLOOK_INVITATION)
		outlook->source = NULL;
}

const char *outlook_name(enum outlook_state state)
{
	static const char *const names[] = {
	    [OUTLOOK_NONE] = "none",
	    [OUTLOOK_VALID] = "valid",
	    [OUTLOOK_EXPIRED] = "expired",
	    [OUTLOOK_FUTURE] = "from the future",
	    [OUTLOOK_STALE] = "stale",
	    [OUTLOOK_BOT] = "bot",
	    [OUTLOOK_INVITATION] = "invitation",
	    [OUTLOOK_DEMAND] = "on demand",
	    [OUTLOOK_UNSAFE] = "unsafe",
	};

	return names[state];
}

bool outlook_has_reason(enum outlook_state state)
{
	return state == OUTLOOK_FUTURE || state == OUTLOOK_STALE || state == OUTLOOK_UNSAFE;
}

void outlook_words(const struct outlook *outlook, int64_t now, struct buf *out)
{
	char relative[CLOCK_TEXT];

	buf_str(out, outlook->state == OUTLOOK_BOT ? "bot token" : outlook_name(outlook->state));
	if (outlook->state == OUTLOOK_VALID && outlook->expires) {
		clock_relative(outlook->expires, now, relative);
		buf_printf(out, ", %s left", relative + strlen("in "));
	}
	if (outlook_has_reason(outlook->state))
		buf_printf(out, ": %s", outlook->why.text);
	else if (outlook->renewable && outlook->state != OUTLOOK_VALID)
		buf_str(out, ", renewable");
}
