#include <inttypes.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/memory.h"
#include "base/style.h"
#include "cmd/auth/status.h"
#include "core/discord/scope.h"

void status_init(struct status *status)
{
	*status = (struct status){.token = TOKEN_INIT, .grant = GRANT_INIT, .backoff = BACKOFF_INIT};
}

void status_release(struct status *status)
{
	token_release(&status->token);
	grant_release(&status->grant);
	free(status->guild_id);
	free(status->webhook_id);
	strings_release(&status->sealed_by);
	status_release_kept(status);
}

static const char *token_state(const struct status *status)
{
	if (status->has_token)
		return status_token_state(&status->token, status->now);
	return profile_is_bot(status->profile) ? "bot" : "none";
}

static enum style token_style(const struct status *status)
{
	if (!status->has_token)
		return STYLE_FAINT;
	return token_alive(&status->token, status->now) ? STYLE_GOOD : STYLE_WARN;
}

static enum style grant_style(const struct status *status)
{
	if (status->unopened.code)
		return STYLE_WARN;
	if (!status->has_grant)
		return STYLE_FAINT;
	if (status->backoff.kind == BACKOFF_KIND_ENDED)
		return STYLE_BAD;
	return status->backoff.uncertain ? STYLE_WARN : STYLE_GOOD;
}

static const char *grant_state(const struct status *status)
{
	if (status->away)
		return "not asked";
	if (status->unopened.code)
		return "sealed";
	if (!status->has_grant)
		return "none";
	if (status->backoff.kind == BACKOFF_KIND_ENDED)
		return "refused";
	return status->backoff.uncertain ? "uncertain" : "stored";
}

/* Why the grant can't be opened, or the last renewal failed; NULL: neither. */
static const char *reason(const struct status *status)
{
	bool failed = status->backoff.uncertain || status->backoff.kind != BACKOFF_KIND_NONE;

	if (status->unopened.code)
		return status->unopened.text;
	return failed ? status->backoff.error.text : NULL;
}

static const char *client_id(const struct status *status)
{
	if (status->has_grant)
		return status->grant.client_id;
	return status->has_token ? status->token.client_id : NULL;
}

static const char *api_base(const struct status *status)
{
	if (status->has_grant)
		return status->grant.api_base;
	return status->has_token ? status->token.api_base : NULL;
}

/* NULL: only what is sealed could tell. */
static const char *granted(const struct status *status)
{
	if (status->has_grant)
		return status->grant.scope;
	if (status->has_token)
		return status->token.scope;
	return status->unopened.code ? NULL : "";
}

/* The scopes of the profile that no stored token or grant has, owned by the caller. NULL likewise. */
static char *missing(const struct status *status)
{
	char *wanted = granted(status) ? profile_scope(status->profile) : NULL;
	struct strings list = STRINGS_INIT;
	char *names;

	if (!wanted)
		return NULL;
	names = scope_missing(wanted, granted(status), &list) ? strings_join(&list, " ") : xstrdup("");
	strings_release(&list);
	free(wanted);
	return names;
}

static void print_text(FILE *out, const char *label, const char *foreign)
{
	char *text = xstrdup(foreign);

	text_sanitize(text);
	fprintf(out, "  %-9s %s\n", label, text);
	free(text);
}

static void print_state(FILE *out, const char *label, enum style style, const char *state)
{
	fprintf(out, "  %-9s %s%s%s", label, style_begin(out, style), state, style_end(out));
}

static const char *token_note(enum store_tokens where)
{
	if (where == STORE_TOKENS_ON_DISK)
		return "; access tokens are in clear on disk";
	return where == STORE_TOKENS_NOWHERE ? "; access tokens are not kept" : "";
}

static void print_seal(FILE *out, const struct status *status)
{
	char *holders = strings_join(&status->sealed_by, ", ");
	char *text =
	    xasprintf("by %s%s%s", holders, status->in_clear ? "; the grant is in clear until it is renewed" : "",
		      token_note(status->tokens));

	if (status->sealed_by.count)
		print_text(out, "sealed", text);
	free(text);
	free(holders);
}

static void print_store(FILE *out, const struct status *status)
{
	const char *store = status->profile->store;

	if (strcmp(store, STORE_DEFAULT) != 0)
		fprintf(out, "  %-9s '%s', shared%s\n", "store", store,
			status->away ? "; '--online' asks it, below is what this host has" : "");
}

static json_t *seal_json(const struct status *status)
{
	json_t *array = json_array();

	for (size_t i = 0; i < status->sealed_by.count; i++)
		json_array_append_new(array, json_string(status->sealed_by.item[i]));
	return array;
}

void status_print(FILE *out, const struct status *status)
{
	char *absent = missing(status);

	fprintf(out, "%s%s%s\n", style_begin(out, STYLE_HEADING), status->profile->id, style_end(out));
	print_store(out, status);
	print_state(out, "token", token_style(status), token_state(status));
	if (!status->has_token && profile_is_bot(status->profile))
		fprintf(out, " token, which needs no login");
	status_print_end(out, &status->token, status->now);
	fputc('\n', out);
	print_state(out, "grant", grant_style(status), grant_state(status));
	if (status->has_grant) {
		fprintf(out, ", login of ");
		status_print_time(out, status->grant.obtained, status->now);
		fprintf(out, ", renewed %" PRId64 " time%s", status->grant.counter,
			status->grant.counter == 1 ? "" : "s");
	}
	fprintf(out, "\n");
	if (reason(status))
		print_text(out, "reason", reason(status));
	if (client_id(status)) {
		print_text(out, "from", api_base(status));
		print_text(out, "client", client_id(status));
		print_text(out, "granted", granted(status));
		print_text(out, "missing", absent[0] ? absent : "nothing");
	}
	if (status->guild_id)
		print_text(out, "guild", status->guild_id);
	if (status->webhook_id)
		print_text(out, "webhook", status->webhook_id);
	print_seal(out, status);
	status_print_kept(out, status);
	free(absent);
}

static json_t *renewals(const struct status *status)
{
	return status->unopened.code ? json_null() : json_integer(status->grant.counter);
}

json_t *status_json(const struct status *status)
{
	char *absent = missing(status);
	json_t *object = json_pack(
	    "{s:s, s:o, s:{s:s, s:o, s:o, s:s?}, s:s?, s:s?, s:s?, s:s?, s:s?, s:s?, s:o, s:o}", "profile",
	    status->profile->id, "token", status_json_token(&status->token, status->now, token_state(status)), "grant",
	    "state", grant_state(status), "obtained_at", json_time(status->grant.obtained), "renewals",
	    renewals(status), "reason", reason(status), "scope_granted", granted(status), "scope_missing", absent,
	    "client_id", client_id(status), "api_base", api_base(status), "guild_id", status->guild_id, "webhook_id",
	    status->webhook_id, "sealed_by", seal_json(status), "kept", status_json_kept(status));

	if (object && strcmp(status->profile->store, STORE_DEFAULT) != 0) {
		json_object_set_new(object, "store", json_string(status->profile->store));
		json_object_set_new(object, "store_asked", json_boolean(!status->away));
	}
	free(absent);
	return object ? object : json_object();
}
