#include <string.h>

#include "discred/slot.h"

/* The time of the last token that was given up because somebody said that it was refused. */
#define REFUSED_SLOT "refused"

enum { PAUSE = 3600 };

/* Adds the slots whose token is the given one. */
static int find_slots(const struct store *store, const char *profile, const struct buf *secret, struct strings *found,
		      struct error *err)
{
	struct strings slots = STRINGS_INIT;
	struct token token = TOKEN_INIT;
	struct error ignored = ERROR_INIT;

	if (store->ops->list(store, profile, &slots, err) < 0)
		return -1;
	for (size_t i = 0; i < slots.count; i++) {
		if (strcmp(slots.item[i], "token") != 0 && strncmp(slots.item[i], "token-", 6) != 0)
			continue;
		if (!slot_load_token(store, profile, slots.item[i], &token, &ignored) &&
		    buf_equal(&token.secret, secret))
			strings_add(found, slots.item[i]);
		token_release(&token);
	}
	strings_release(&slots);
	return 0;
}

/* Whether one was given up in the last hour. A time in the future was another clock's. */
static bool is_too_soon(const struct store *store, const char *profile, int64_t now)
{
	struct buf bytes = BUF_INIT(BUF_FILE_MAX);
	struct record record = RECORD_INIT;
	struct error ignored = ERROR_INIT;
	int64_t when = 0;
	bool known = !store->ops->load(store, profile, REFUSED_SLOT, &bytes, &ignored) &&
		     !record_parse(&record, &bytes, &ignored) && !record_number(&record, "when", &when, &ignored);

	record_release(&record);
	buf_release(&bytes);
	return known && when <= now && when > now - PAUSE;
}

static int save_time(const struct store *store, const char *profile, int64_t now, struct error *err)
{
	struct buf bytes = BUF_INIT(BUF_FILE_MAX);
	struct record record = RECORD_INIT;
	int result = record_add_number(&record, "when", now, err);

	if (!result)
		result = record_format(&record, &bytes, err);
	if (!result)
		result = store->ops->save(store, profile, REFUSED_SLOT, &bytes, err);
	record_release(&record);
	buf_release(&bytes);
	return result;
}

static int give_up(const struct store *store, const char *profile, const struct buf *secret, int64_t now,
		   struct error *err)
{
	struct strings found = STRINGS_INIT;
	int result = find_slots(store, profile, secret, &found, err);

	/* The time first: if only one of the two can be written, then the one that keeps Discord from being asked. */
	if (!result && found.count && !is_too_soon(store, profile, now))
		result = save_time(store, profile, now, err);
	else
		strings_release(&found);
	for (size_t i = 0; i < found.count && !result; i++)
		result = store->ops->erase(store, profile, found.item[i], err);
	strings_release(&found);
	return result;
}

int slot_refuse_token(const struct store *store, const char *profile, const struct buf *secret, int64_t now,
		      struct error *err)
{
	struct strings found = STRINGS_INIT;
	struct store_hold hold = STORE_HOLD_INIT;
	int result = find_slots(store, profile, secret, &found, err);
	bool any = found.count > 0;

	strings_release(&found);
	if (result || !any)
		return result;
	if (store->ops->lock(store, profile, STORE_EXCLUSIVE, 0, &hold, err) < 0) {
		/* Somebody is renewing it at this moment. */
		if (err->code != ERROR_TEMP)
			return -1;
		error_clear(err);
		return 0;
	}
	result = give_up(store, profile, secret, now, err);
	store->ops->unlock(&hold);
	return result;
}
