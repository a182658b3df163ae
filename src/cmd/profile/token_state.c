#include "cmd/profile/token_state.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "core/slot/source_token.h"
#include "discred/slot.h"

static void compare(const struct profile *profile, const struct token *token, int64_t now, struct token_state *state)
{
	state->expires = token->expires;
	if (!slot_token_serves(profile, token->client_id, token->api_base, token->scope_asked, &state->why)) {
		state->kind = TOKEN_STATE_STALE;
	} else if (token->refused) {
		error_set(&state->why, ERROR_DENIED, "%s", token->refused);
		state->kind = TOKEN_STATE_REFUSED;
	} else if (token->issued > now + TOKEN_CLOCK_SKEW) {
		error_set(&state->why, ERROR_NONE, "the clock is wrong");
		state->kind = TOKEN_STATE_FUTURE;
	} else {
		state->kind = token_alive(token, now) ? TOKEN_STATE_VALID : TOKEN_STATE_EXPIRED;
	}
}

/* The token of the user's grant. Of the grant itself it is seen only whether there is one. */
static void read_own(const struct profile *profile, const struct store *store, int64_t now, struct token_state *state)
{
	struct buf grant = BUF_INIT(BUF_FILE_MAX);
	struct token token = TOKEN_INIT;

	state->source = "cache";
	if (!slot_load_token(store, profile->id, "token", &token, &state->why))
		compare(profile, &token, now, state);
	else if (state->why.code != ERROR_NONE)
		state->kind = TOKEN_STATE_UNSAFE;
	/* One slot is looked at, and not the list of all: that would be read anew for each of many profiles. */
	store->ops->stamp(store, profile->id, "grant", &grant);
	state->renewable =
	    strcmp(buf_text(&grant), STORE_STAMP_NONE) != 0 && stack_asks(&profile->stack, SOURCE_REFRESH);
	buf_release(&grant);
	token_release(&token);
}

/* A token that the entry's source keeps, got by these very options. */
static bool read_kept(const struct profile *profile, const struct store *store, const struct stack_entry *entry,
		      int64_t now, struct token_state *state)
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
		valid = token_alive(&token, now);
	if (valid)
		*state = (struct token_state){
		    .kind = TOKEN_STATE_VALID, .source = entry->source->name, .expires = token.expires};
	token_release(&token);
	buf_release(&options);
	free(scope);
	return valid;
}

static bool read_entry(const struct profile *profile, const struct store *store, const struct stack_entry *entry,
		       int64_t now, struct token_state *state)
{
	enum source_kind kind = entry->source->kind;

	if (kind == SOURCE_BOT && profile->bot_token.kind != SECRET_ABSENT) {
		*state = (struct token_state){.kind = TOKEN_STATE_BOT, .source = "bot"};
		return true;
	}
	if (kind != SOURCE_CACHE)
		return read_kept(profile, store, entry, now, state);
	read_own(profile, store, now, state);
	return state->kind == TOKEN_STATE_VALID || state->kind == TOKEN_STATE_UNSAFE;
}

void token_state_read(const struct profile *profile, const struct store *store, int64_t now, struct token_state *state)
{
	bool own = stack_asks(&profile->stack, SOURCE_CACHE) || stack_asks(&profile->stack, SOURCE_REFRESH);
	struct token_state found = {.kind = TOKEN_STATE_NONE};

	*state = found;
	for (size_t i = 0; i < profile->stack.count; i++) {
		if (read_entry(profile, store, &profile->stack.entry[i], now, &found)) {
			*state = found;
			return;
		}
	}
	if (own && !stack_asks(&profile->stack, SOURCE_CACHE))
		read_own(profile, store, now, &found);
	*state = found;
	if (!own)
		state->kind = TOKEN_STATE_DEMAND;
	else if (state->kind == TOKEN_STATE_NONE && profile_is_invitation(profile))
		state->kind = profile->bot_token.kind == SECRET_ABSENT ? TOKEN_STATE_INVITATION : TOKEN_STATE_BOT;
	if (state->kind == TOKEN_STATE_NONE || state->kind == TOKEN_STATE_DEMAND ||
	    state->kind == TOKEN_STATE_INVITATION)
		state->source = NULL;
}

const char *token_state_name(enum token_state_kind kind)
{
	static const char *const names[] = {
	    [TOKEN_STATE_NONE] = "none",
	    [TOKEN_STATE_VALID] = "valid",
	    [TOKEN_STATE_EXPIRED] = "expired",
	    [TOKEN_STATE_REFUSED] = "refused",
	    [TOKEN_STATE_FUTURE] = "from the future",
	    [TOKEN_STATE_STALE] = "stale",
	    [TOKEN_STATE_BOT] = "bot",
	    [TOKEN_STATE_INVITATION] = "invitation",
	    [TOKEN_STATE_DEMAND] = "on demand",
	    [TOKEN_STATE_UNSAFE] = "unsafe",
	};

	return names[kind];
}

bool token_state_has_reason(enum token_state_kind kind)
{
	return kind == TOKEN_STATE_REFUSED || kind == TOKEN_STATE_FUTURE || kind == TOKEN_STATE_STALE ||
	       kind == TOKEN_STATE_UNSAFE;
}

void token_state_words(const struct token_state *state, int64_t now, struct buf *out)
{
	char relative[CLOCK_TEXT];

	buf_str(out, state->kind == TOKEN_STATE_BOT ? "bot token" : token_state_name(state->kind));
	if (state->kind == TOKEN_STATE_VALID && state->expires) {
		clock_relative(state->expires, now, relative);
		buf_printf(out, ", %s left", relative + strlen("in "));
	}
	if (token_state_has_reason(state->kind))
		buf_printf(out, ": %s", state->why.text);
	else if (state->renewable && state->kind != TOKEN_STATE_VALID)
		buf_str(out, ", renewable");
}
