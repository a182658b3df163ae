#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "core/slot/backoff.h"
#include "core/slot/source_token.h"
#include "discred/slot.h"

/* For each slot, when a refused token in it was, or will be, renewed for the last time. */
#define REFUSALS "refused"

enum { PAUSE = 3600, LOCK_WAIT_MS = 1000 };

static bool holds_token(const char *slot)
{
	return !strcmp(slot, "token") || !strncmp(slot, "token-", strlen("token-"));
}

static bool load_record(const struct slot_refusal *refusal, const char *slot, struct record *record)
{
	const struct store *store = refusal->store;
	struct buf bytes = BUF_INIT(BUF_FILE_MAX);
	struct error ignored = ERROR_INIT;
	bool whole = !store->ops->load(store, refusal->profile->id, slot, &bytes, &ignored) &&
		     !record_parse(record, &bytes, &ignored);

	buf_release(&bytes);
	return whole;
}

static int save_record(const struct slot_refusal *refusal, const char *slot, const struct record *record,
		       struct error *err)
{
	const struct store *store = refusal->store;
	struct buf bytes = BUF_INIT(BUF_FILE_MAX);
	int result = record_format(record, &bytes, err);

	if (!result)
		result = store->ops->save(store, refusal->profile->id, slot, &bytes, err);
	buf_release(&bytes);
	return result;
}

/* Adds the slots that hold the token, without a mark yet. */
static int find_slots(const struct slot_refusal *refusal, struct strings *found, struct error *err)
{
	const struct store *store = refusal->store;
	struct strings slots = STRINGS_INIT;
	struct token token = TOKEN_INIT;
	struct error ignored = ERROR_INIT;

	if (store->ops->list(store, refusal->profile->id, &slots, err) < 0)
		return -1;
	for (size_t i = 0; i < slots.count; i++) {
		if (!holds_token(slots.item[i]))
			continue;
		if (!slot_load_token(store, refusal->profile->id, slots.item[i], &token, &ignored) && !token.refused &&
		    buf_equal(&token.secret, refusal->secret))
			strings_add(found, slots.item[i]);
		token_release(&token);
	}
	strings_release(&slots);
	return 0;
}

/* 0: there was none. One further away than a mark can be was another clock's. */
static int64_t last_renewal(const struct record *refusals, const char *slot, int64_t now)
{
	struct error ignored = ERROR_INIT;
	int64_t when = 0;

	if (record_number(refusals, slot, &when, &ignored) < 0 || when <= now - PAUSE || when > now + PAUSE)
		return 0;
	return when;
}

static int save_renewal(const struct slot_refusal *refusal, const struct record *old, const char *slot, int64_t when,
			struct error *err)
{
	struct record record = RECORD_INIT;
	int result = record_add_number(&record, slot, when, err);

	for (size_t i = 0; i < old->count && !result; i++)
		if (holds_token(old->item[i].key) && strcmp(old->item[i].key, slot) != 0)
			result = record_add_text(&record, old->item[i].key, buf_text(&old->item[i].value), err);
	if (!result)
		result = save_record(refusal, REFUSALS, &record, err);
	record_release(&record);
	return result;
}

/* Until then nobody renews what is in the slot. A definite refusal of the grant stays what is remembered. */
static int pause_renewal(const struct slot_refusal *refusal, const struct store_hold *hold, const char *slot,
			 const char *options, int64_t until, struct error *err)
{
	char *owner = strcmp(slot, "token") ? backoff_owner_slot(options) : NULL;
	const struct backoff_key key = {
	    .slot = owner ? owner : BACKOFF_GRANT, .profile = refusal->profile, .env = refusal->env};
	struct backoff backoff;
	int result = 0;

	backoff_load(refusal->store, &key, refusal->now, &backoff);
	if (backoff.kind != BACKOFF_KIND_REFUSED && backoff.kind != BACKOFF_KIND_ENDED) {
		backoff.kind = BACKOFF_KIND_PAUSE;
		backoff.when = refusal->now;
		backoff.not_before = until;
		error_set(&backoff.error, ERROR_TEMP, "Discord refuses the token, and a new one was refused as well");
		result = backoff_save(refusal->store, hold, &key, &backoff, err);
	}
	free(owner);
	return result;
}

static bool is_renewed_by_request(const char *slot)
{
	return !strcmp(slot, "token") || !strcmp(slot, "token-" SOURCE_TOKEN_OWNER);
}

static int mark(const struct slot_refusal *refusal, const struct store_hold *hold, const char *slot,
		const struct record *refusals, struct error *err)
{
	int64_t last = last_renewal(refusals, slot, refusal->now);
	int64_t next = !last ? refusal->now : last > refusal->now ? last : last + PAUSE;
	struct record record = RECORD_INIT;
	int result = 0;

	if ((last && !refusal->certain) || !load_record(refusal, slot, &record))
		return 0;
	/* What keeps the server from being asked comes first: perhaps only one of them can be written. */
	if (is_renewed_by_request(slot))
		result = save_renewal(refusal, refusals, slot, next, err);
	if (!result && last && is_renewed_by_request(slot))
		result = pause_renewal(refusal, hold, slot, record_text(&record, "options"), next, err);
	if (!result)
		result = record_add_text(&record, "refused", refusal->reason, err);
	if (!result)
		result = save_record(refusal, slot, &record, err);
	record_release(&record);
	return result;
}

int slot_refuse_token_locked(const struct slot_refusal *refusal, const struct store_hold *hold, struct error *err)
{
	struct record refusals = RECORD_INIT;
	struct strings found = STRINGS_INIT;
	int result = find_slots(refusal, &found, err);

	if (!result && found.count && !load_record(refusal, REFUSALS, &refusals))
		record_release(&refusals);
	for (size_t i = 0; i < found.count && !result; i++)
		result = mark(refusal, hold, found.item[i], &refusals, err);
	record_release(&refusals);
	strings_release(&found);
	return result;
}

int slot_refuse_token(const struct slot_refusal *refusal, struct error *err)
{
	const struct store_ops *ops = refusal->store->ops;
	struct strings found = STRINGS_INIT;
	struct store_hold hold = STORE_HOLD_INIT;
	int result = find_slots(refusal, &found, err);
	bool any = found.count > 0;

	strings_release(&found);
	if (result || !any)
		return result;
	if (ops->lock(refusal->store, refusal->profile->id, STORE_EXCLUSIVE, LOCK_WAIT_MS, &hold, err) < 0) {
		if (err->code != ERROR_TEMP)
			return -1;
		error_clear(err);
		return 0;
	}
	result = slot_refuse_token_locked(refusal, &hold, err);
	ops->unlock(&hold);
	return result;
}

void slot_forget_refusals(const struct store *store, const char *profile)
{
	struct error ignored = ERROR_INIT;

	(void)!store->ops->erase(store, profile, REFUSALS, &ignored);
}
