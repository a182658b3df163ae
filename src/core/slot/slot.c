#include "discred/slot.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/memory.h"
#include "core/discord/scope.h"

int slot_lock(const struct store *store, const char *profile, struct store_hold *hold, struct error *err)
{
	if (!store->ops->lock(store, profile, STORE_EXCLUSIVE, 0, hold, err))
		return 0;
	if (err->code != ERROR_TEMP)
		return -1;
	log_note("waiting: %s", err->text);
	error_clear(err);
	return store->ops->lock(store, profile, STORE_EXCLUSIVE, SLOT_LOCK_MS, hold, err);
}

int slot_claim(const struct store *store, const char *profile, const struct store_hold *hold, struct error *err)
{
	bool claimed = false;
	int result = 0;

	while (!result && !claimed)
		result = store->ops->claim(store, profile, hold, &claimed, err);
	return result;
}

int slot_load_token(const struct store *store, const char *profile, const char *slot, struct token *token,
		    struct error *err)
{
	struct buf bytes = BUF_INIT(BUF_FILE_MAX);
	struct record record = RECORD_INIT;
	int result = store->ops->load(store, profile, slot, &bytes, err);

	if (!result && (record_parse(&record, &bytes, err) < 0 || token_from_record(token, &record, err) < 0)) {
		result = -1;
		/* A damaged token is no loss: the next renewal writes a new one. */
		if (!record_is_newer(&bytes))
			err->code = ERROR_NONE;
		else
			error_prefix(err, "the stored token");
	} else if (result && err->code == ERROR_NONE) {
		error_set(err, ERROR_NONE, "no token is stored");
	}
	record_release(&record);
	buf_release(&bytes);
	return result;
}

int slot_save_token(const struct store *store, const char *profile, const char *slot, const struct token *token,
		    struct error *err)
{
	struct buf bytes = BUF_INIT(BUF_FILE_MAX);
	struct record record = RECORD_INIT;
	int result = token_to_record(token, &record, err);

	if (!result)
		result = record_format(&record, &bytes, err);
	if (!result)
		result = store->ops->save(store, profile, slot, &bytes, err);
	record_release(&record);
	buf_release(&bytes);
	return result;
}

bool slot_token_serves(const struct profile *profile, const char *client_id, const char *api_base,
		       const char *scope_asked, struct error *err)
{
	struct strings added = STRINGS_INIT;
	char *wanted = profile_scope(profile);
	bool serves = false;

	if (strcmp(client_id, profile->client_id) != 0) {
		error_set(err, ERROR_NONE, "what is stored belongs to client_id '%s'", client_id);
	} else if (strcmp(api_base, profile->api_base) != 0) {
		error_set(err, ERROR_NONE, "what is stored belongs to api_base '%s'", api_base);
	} else if (scope_missing(wanted, scope_asked, &added)) {
		char *names = strings_join(&added, " ");

		error_set(err, ERROR_NONE, "scope '%s' was added", names);
		free(names);
	} else {
		serves = true;
	}
	if (!serves)
		error_hint(err, "run 'discred auth login %s'", profile->id);
	strings_release(&added);
	free(wanted);
	return serves;
}

int slot_has_login(const struct store *store, const char *profile, bool *there, struct error *err)
{
	struct buf draft = BUF_INIT(BUF_FILE_MAX);
	struct strings slots = STRINGS_INIT;
	int result = store->ops->list(store, profile, &slots, err);

	*there = strings_have(&slots, "grant") || strings_have(&slots, "token");
	if (!result && !*there) {
		*there = !store->ops->draft_load(store, profile, "grant", &draft, err);
		result = *there || err->code == ERROR_NONE ? 0 : -1;
		if (!result)
			error_clear(err);
	}
	buf_release(&draft);
	strings_release(&slots);
	return result;
}

int slot_forget(const struct store *store, const char *profile, struct error *err)
{
	static const char *const ours[] = {"token", "token-bot", "extra"};
	struct strings slots = STRINGS_INIT;
	int result;

	/* The draft first: what is left of a login must not come back when the rest is gone. */
	result = store->ops->draft_discard(store, profile, "grant", err);
	/* Whether they are there or not: a killed writer may have left something of them. */
	for (size_t i = 0; i < ARRAY_LEN(ours) && !result; i++)
		result = store->ops->erase(store, profile, ours[i], err);
	if (!result)
		result = store->ops->list(store, profile, &slots, err);
	for (size_t i = 0; i < slots.count && !result; i++)
		if (strcmp(slots.item[i], "secret") != 0 && strcmp(slots.item[i], "grant") != 0)
			result = store->ops->erase(store, profile, slots.item[i], err);
	/* Last, for with it a revocation that was stopped here can be done again. */
	if (!result)
		result = store->ops->erase(store, profile, "grant", err);
	strings_release(&slots);
	return result;
}
