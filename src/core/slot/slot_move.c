/*
 * The order of a renaming: the note, what is stored, the profile's file, the rest, the note's end. Whoever is ended
 * meanwhile leaves the note under the new name, and only with it may that name hold something already. The file comes
 * after what is stored, so that the new name is nobody's profile before all of it is there.
 */
#include <string.h>

#include "discred/slot.h"

#define MOVING_SLOT "moving"

static int read_note(const struct store *store, const char *to, struct record *record, struct error *err)
{
	struct buf bytes = BUF_INIT(BUF_FILE_MAX);
	int result = store->ops->load(store, to, MOVING_SLOT, &bytes, err);

	if (!result)
		result = record_parse(record, &bytes, err);
	buf_release(&bytes);
	return result;
}

bool slot_move_begun(const struct store *store, const char *from, const char *to)
{
	struct record record = RECORD_INIT;
	struct error ignored = ERROR_INIT;
	bool begun = !read_note(store, to, &record, &ignored) && !strcmp(record_text(&record, "from"), from);

	record_release(&record);
	return begun;
}

static int write_note(const struct store *store, const char *from, const char *to, struct error *err)
{
	struct buf bytes = BUF_INIT(BUF_FILE_MAX);
	struct record record = RECORD_INIT;
	int result = record_add_text(&record, "from", from, err);

	if (!result)
		result = record_format(&record, &bytes, err);
	if (!result)
		result = store->ops->save(store, to, MOVING_SLOT, &bytes, err);
	record_release(&record);
	buf_release(&bytes);
	return result;
}

static int begin(const struct store *store, const char *from, const char *to, struct error *err)
{
	struct strings slots = STRINGS_INIT;
	int result = store->ops->list(store, to, &slots, err);

	if (!result && slots.count) {
		result = error_set(err, ERROR_USAGE, "something is stored under the name '%s' already", to);
		error_hint(err, "run 'discred profile remove %s' if nobody needs it, or choose another name", to);
	}
	strings_release(&slots);
	/* Without a grant and a profile it is what a killed login left. */
	if (!result)
		result = store->ops->draft_discard(store, to, "grant", err);
	/* The note of an earlier renaming to `from` would be taken for this one's. */
	if (!result)
		result = store->ops->erase(store, from, MOVING_SLOT, err);
	return result ? result : write_note(store, from, to, err);
}

int slot_move(const struct store *store, const char *from, const char *to, const struct store_hold *to_hold,
	      struct error *err)
{
	struct buf marker = BUF_INIT(BUF_FILE_MAX);
	struct error ignored = ERROR_INIT;
	int result = slot_move_begun(store, from, to) ? 0 : begin(store, from, to, err);

	if (!result)
		result = store->ops->move(store, from, to, err);
	/* Without its marker the profile asks Discord once more, and that is all. */
	if (!result && !store->ops->marker(store, from, &marker, &ignored))
		(void)!store->ops->mark(to_hold, &marker, &ignored);
	buf_release(&marker);
	return result;
}

int slot_move_end(const struct store *store, const char *to, struct error *err)
{
	return store->ops->erase(store, to, MOVING_SLOT, err);
}

int slot_remove(const struct store *store, const char *profile, struct error *err)
{
	int result = slot_forget(store, profile, err);

	return result ? result : store->ops->erase(store, profile, "secret", err);
}
