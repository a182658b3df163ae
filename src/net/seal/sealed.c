#include "net/seal/sealed.h"
#include "discred/record.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

const char *const sealed_slots[SEALED_SLOTS] = {"extra", "secret", "grant"};

struct sealed {
	struct store_ops ops;          /* the store's now: the wrapped ones, with ours in their place */
	const struct store_ops *inner; /* the wrapped ones */
	struct seal_access access;
	struct seal_keys *keys; /* NULL: not asked for yet */
	bool lent;              /* by sealed_use */
	bool on;                /* as it was found when a profile's lock was taken */
	struct store_hold lock; /* of the seal */
};

static bool is_sealed(const char *slot)
{
	for (size_t i = 0; i < SEALED_SLOTS; i++)
		if (!strcmp(sealed_slots[i], slot))
			return true;
	return false;
}

/* One that can't be read counts. */
static int find_seal(const struct store *store, bool *there, struct error *err)
{
	struct buf text = BUF_INIT(BUF_FILE_MAX);
	int result = store->ops->seal_load(store, &text, err);

	*there = !result;
	if (result && err->code == ERROR_NONE) {
		error_clear(err);
		result = 0;
	}
	buf_release(&text);
	return result;
}

/* Makes the keys be at hand, and among them the one of that name (NULL: any). */
static int get_keys(const struct store *store, const char *kid, struct error *err)
{
	struct sealed *sealed = store->sealed;
	struct general seal = GENERAL_INIT;
	struct seal_keys *keys;
	int result;

	if (sealed->keys && (!kid || seal_keys_find(sealed->keys, kid)))
		return 0;
	if (sealed->lent)
		return error_set(err, ERROR_CONFIG, "it was sealed with a key that the seal does not have");
	result = seal_read(store, &seal, err);
	if (result && err->code == ERROR_NONE) {
		error_set(err, ERROR_CONFIG, "there is no seal '%s'", store->seal_name);
		error_hint(err, "restore it from a backup");
	}
	keys = seal_keys_new();
	if (!result)
		result = seal_open(&seal, &sealed->access, NULL, keys, err);
	if (!result && kid && !seal_keys_find(keys, kid)) {
		result = error_set(err, ERROR_CONFIG, "it was sealed with a key that the seal does not have");
		error_hint(err, "restore '%s' from a backup", store->seal_name);
	}
	general_release(&seal);
	if (result) {
		seal_keys_free(keys);
		return -1;
	}
	seal_keys_free(sealed->keys);
	sealed->keys = keys;
	return 0;
}

/* What is in the slot can't be used, whatever the key. */
static int hint_at_backup(const char *profile, const char *slot, struct error *err)
{
	if (!strcmp(slot, "secret"))
		return error_hint(err, "restore it from a backup");
	return error_hint(err, "restore it from a backup, or run 'discred auth logout %s' and log in again", profile);
}

int sealed_open_text(const struct store *store, const char *profile, const char *slot, const struct buf *text,
		     struct buf *plain, struct error *err)
{
	struct jwe_name name = {.profile = profile, .slot = slot};
	char *kid = NULL;
	int result = jwe_read_kid(text, &kid, err);

	if (result < 0)
		hint_at_backup(profile, slot, err);
	else
		result = get_keys(store, kid, err);
	if (!result) {
		name.kid = kid;
		result = jwe_open(&seal_keys_find(store->sealed->keys, kid)->key, &name, text, plain, err);
		if (result < 0)
			hint_at_backup(profile, slot, err);
	}
	free(kid);
	return result ? error_prefix(err, "sealed slot '%s'", slot) : 0;
}

int sealed_seal_text(const struct store *store, const char *profile, const char *slot, const struct buf *plain,
		     struct buf *text, struct error *err)
{
	const struct seal_key *first;

	if (get_keys(store, NULL, err) < 0)
		return -1;
	first = &store->sealed->keys->item[0];
	return jwe_seal(&first->key, &(struct jwe_name){first->kid, profile, slot}, plain, text, err);
}

/* Appends what the bytes of a slot mean. */
static int open_bytes(const struct store *store, const char *profile, const char *slot, const struct buf *raw,
		      struct buf *bytes, struct error *err)
{
	if (jwe_is_sealed(raw))
		return sealed_open_text(store, profile, slot, raw, bytes, err);
	if (record_is_newer(raw))
		return error_set(err, ERROR_CONFIG, "slot '%s' was written by a newer discred", slot);
	buf_add(bytes, buf_text(raw), raw->len);
	return buf_ok(bytes) ? 0 : error_set(err, ERROR_CONFIG, "slot '%s' is too long", slot);
}

static struct buf room_for(const struct buf *bytes)
{
	return (struct buf)BUF_INIT(bytes->max * 4 / 3 + 4096);
}

static int load(const struct store *store, const char *profile, const char *slot, struct buf *bytes, struct error *err)
{
	struct buf raw = room_for(bytes);
	struct error ignored = ERROR_INIT;
	bool there;
	int result;

	if (!is_sealed(slot))
		return store->sealed->inner->load(store, profile, slot, bytes, err);
	result = store->sealed->inner->load(store, profile, slot, &raw, err);
	if (!result)
		result = open_bytes(store, profile, slot, &raw, bytes, err);
	/* Without a lock it may have been unsealed between the two looks. */
	if (result && jwe_is_sealed(&raw) && !find_seal(store, &there, &ignored) && !there) {
		buf_clear(&raw);
		result = store->sealed->inner->load(store, profile, slot, &raw, err);
		if (!result)
			result = open_bytes(store, profile, slot, &raw, bytes, err);
	}
	buf_release(&raw);
	return result;
}

static int draft_load(const struct store *store, const char *profile, const char *slot, struct buf *bytes,
		      struct error *err)
{
	struct buf raw = room_for(bytes);
	int result;

	if (!is_sealed(slot))
		return store->sealed->inner->draft_load(store, profile, slot, bytes, err);
	result = store->sealed->inner->draft_load(store, profile, slot, &raw, err);
	/* It is for the caller to see that it is not whole. */
	if (!result && jwe_is_cut_off(&raw))
		buf_add(bytes, "", 0);
	else if (!result)
		result = open_bytes(store, profile, slot, &raw, bytes, err);
	buf_release(&raw);
	return result;
}

typedef int load_function(const struct store *, const char *, const char *, struct buf *, struct error *);

/* Whether what is there may be replaced: what can't be opened now is not. What can't even be read is not sealed. */
static int guard(const struct store *store, load_function *inner, const char *profile, const char *slot,
		 struct error *err)
{
	struct buf raw = BUF_INIT(2 * BUF_REPLY_MAX);
	struct buf plain = BUF_INIT(2 * BUF_REPLY_MAX);
	struct error ignored = ERROR_INIT;
	int result = 0;

	if (!inner(store, profile, slot, &raw, &ignored) && !jwe_is_cut_off(&raw))
		result = open_bytes(store, profile, slot, &raw, &plain, err);
	buf_release(&raw);
	buf_release(&plain);
	return result;
}

static int guard_both(const struct store *store, const char *profile, const char *slot, struct error *err)
{
	const struct store_ops *inner = store->sealed->inner;

	if (guard(store, inner->load, profile, slot, err) < 0)
		return -1;
	return guard(store, inner->draft_load, profile, slot, err);
}

static int save(const struct store *store, const char *profile, const char *slot, const struct buf *bytes,
		struct error *err)
{
	const struct store_ops *inner = store->sealed->inner;
	struct buf text = room_for(bytes);
	int result;

	if (!is_sealed(slot))
		return inner->save(store, profile, slot, bytes, err);
	result = guard(store, inner->load, profile, slot, err);
	if (!result && store->sealed->on)
		result = sealed_seal_text(store, profile, slot, bytes, &text, err);
	if (!result)
		result = inner->save(store, profile, slot, store->sealed->on ? &text : bytes, err);
	buf_release(&text);
	return result;
}

static int draft_create(const struct store *store, const char *profile, const char *slot, size_t reserve,
			struct store_draft *draft, struct error *err)
{
	const struct sealed *sealed = store->sealed;

	*draft = (struct store_draft)STORE_DRAFT_INIT;
	if (!is_sealed(slot))
		return sealed->inner->draft_create(store, profile, slot, reserve, draft, err);
	if (guard_both(store, profile, slot, err) < 0 || (sealed->on && get_keys(store, NULL, err) < 0))
		return -1;
	if (sealed->on)
		reserve = jwe_sealed_size(&(struct jwe_name){sealed->keys->item[0].kid, profile, slot}, reserve);
	return sealed->inner->draft_create(store, profile, slot, reserve, draft, err);
}

static int draft_write(const struct store *store, const char *profile, const char *slot, struct store_draft *draft,
		       const struct buf *bytes, struct error *err)
{
	const struct store_ops *inner = store->sealed->inner;
	struct buf text = room_for(bytes);
	int result;

	if (!is_sealed(slot) || !store->sealed->on)
		return inner->draft_write(store, profile, slot, draft, bytes, err);
	result = sealed_seal_text(store, profile, slot, bytes, &text, err);
	if (!result)
		result = inner->draft_write(store, profile, slot, draft, &text, err);
	else
		inner->draft_close(draft);
	buf_release(&text);
	return result;
}

int sealed_enter(const struct store *store, int wait_ms, struct error *err)
{
	struct sealed *sealed = store->sealed;
	int result;

	if (sealed->lent || sealed->lock.fd >= 0)
		return 0;
	/* A shared store always has one, or nothing is written; to ask for it takes a lock first. */
	if (store->shared) {
		sealed->on = true;
		return sealed->inner->seal_lock(store, STORE_SHARED, wait_ms, &sealed->lock, err);
	}
	if (find_seal(store, &sealed->on, err) < 0)
		return -1;
	if (!sealed->on)
		return 0;
	if (sealed->inner->seal_lock(store, STORE_SHARED, wait_ms, &sealed->lock, err) < 0)
		return -1;
	result = find_seal(store, &sealed->on, err);
	/* Unsealed while we waited. */
	if (result < 0 || !sealed->on)
		sealed->inner->unlock(&sealed->lock);
	return result;
}

static int lock(const struct store *store, const char *profile, enum store_lock kind, int wait_ms,
		struct store_hold *hold, struct error *err)
{
	const struct sealed *sealed = store->sealed;
	bool there;
	int result;

	*hold = (struct store_hold)STORE_HOLD_INIT;
	for (;;) {
		if (sealed_enter(store, wait_ms, err) < 0 ||
		    sealed->inner->lock(store, profile, kind, wait_ms, hold, err) < 0)
			return -1;
		if (sealed->lent || sealed->on)
			return 0;
		result = find_seal(store, &there, err);
		if (!result && !there)
			return 0;
		/* Sealed while we waited: who seals waits for our lock now, and must find us writing sealed. */
		sealed->inner->unlock(hold);
		if (result < 0)
			return -1;
	}
}

/* What is sealed says under which name: it is sealed again under the other. Who is ended here does it once more. */
static int move_slot(const struct store *store, const char *from, const char *to, const char *slot, struct error *err)
{
	const struct store_ops *inner = store->sealed->inner;
	struct buf raw = BUF_INIT(2 * BUF_REPLY_MAX);
	struct buf plain = BUF_INIT(2 * BUF_REPLY_MAX);
	struct buf text = BUF_INIT(2 * BUF_REPLY_MAX);
	int result = inner->load(store, from, slot, &raw, err);

	if (result && err->code == ERROR_NONE) {
		error_clear(err);
		result = 0;
	} else if (!result && jwe_is_sealed(&raw)) {
		result = sealed_open_text(store, from, slot, &raw, &plain, err);
		if (!result)
			result = sealed_seal_text(store, to, slot, &plain, &text, err);
		if (!result)
			result = inner->save(store, to, slot, &text, err);
		if (!result)
			result = inner->erase(store, from, slot, err);
	}
	buf_release(&raw);
	buf_release(&plain);
	buf_release(&text);
	return result;
}

static int move_draft(const struct store *store, const char *from, const char *to, const char *slot, struct error *err)
{
	const struct store_ops *inner = store->sealed->inner;
	struct buf raw = BUF_INIT(2 * BUF_REPLY_MAX);
	struct buf plain = BUF_INIT(2 * BUF_REPLY_MAX);
	struct store_draft draft = STORE_DRAFT_INIT;
	int result = inner->draft_load(store, from, slot, &raw, err);

	if (result && err->code == ERROR_NONE) {
		error_clear(err);
		result = 0;
	} else if (!result && jwe_is_cut_off(&raw)) {
		result = inner->draft_discard(store, from, slot, err);
	} else if (!result && jwe_is_sealed(&raw)) {
		result = sealed_open_text(store, from, slot, &raw, &plain, err);
		if (!result)
			result = draft_create(store, to, slot, plain.len, &draft, err);
		if (!result)
			result = draft_write(store, to, slot, &draft, &plain, err);
		if (!result)
			result = inner->draft_discard(store, from, slot, err);
	}
	buf_release(&raw);
	buf_release(&plain);
	return result;
}

/* Everything is opened once before anything moves. */
static int move(const struct store *store, const char *from, const char *to, struct error *err)
{
	int result = 0;

	for (size_t i = 0; i < SEALED_SLOTS && !result; i++)
		result = guard_both(store, from, sealed_slots[i], err);
	for (size_t i = 0; i < SEALED_SLOTS && !result; i++)
		result = move_draft(store, from, to, sealed_slots[i], err);
	for (size_t i = 0; i < SEALED_SLOTS && !result; i++)
		result = move_slot(store, from, to, sealed_slots[i], err);
	return result ? result : store->sealed->inner->move(store, from, to, err);
}

static void end(struct store *store)
{
	struct sealed *sealed = store->sealed;
	const struct store_ops *inner = sealed->inner;

	if (!sealed->lent)
		seal_keys_free(sealed->keys);
	inner->unlock(&sealed->lock);
	store->ops = inner;
	store->sealed = NULL;
	free(sealed);
	inner->close(store);
}

void sealed_wrap(struct store *store, const struct seal_access *access)
{
	struct sealed *sealed = xcalloc(1, sizeof(*sealed));

	sealed->inner = store->ops;
	sealed->access = *access;
	sealed->lock = (struct store_hold)STORE_HOLD_INIT;
	sealed->ops = *store->ops;
	sealed->ops.close = end;
	sealed->ops.load = load;
	sealed->ops.save = save;
	sealed->ops.lock = lock;
	sealed->ops.draft_create = draft_create;
	sealed->ops.draft_write = draft_write;
	sealed->ops.draft_load = draft_load;
	sealed->ops.move = move;
	store->ops = &sealed->ops;
	store->sealed = sealed;
}

void sealed_forget_keys(const struct store *store)
{
	struct sealed *sealed = store->sealed;

	if (sealed->lent)
		return;
	seal_keys_free(sealed->keys);
	sealed->keys = NULL;
}

int sealed_ready(const struct store *store, const char *profile, struct error *err)
{
	bool there;

	for (size_t i = 0; i < SEALED_SLOTS; i++)
		if (guard_both(store, profile, sealed_slots[i], err) < 0)
			return -1;
	if (find_seal(store, &there, err) < 0)
		return -1;
	if (there)
		return get_keys(store, NULL, err);
	if (!store->shared)
		return 0;
	error_set(err, ERROR_CONFIG, "a shared store must be sealed, and '%s' is not there", store->seal_name);
	return error_hint(err, "run 'discred auth seal --with HOLDER --store NAME' (discred-store(5))");
}

int sealed_look(const struct store *store, const char *profile, const char *slot, enum sealed_state *state, char **kid,
		struct error *err)
{
	struct buf raw = BUF_INIT(2 * BUF_REPLY_MAX);
	int result = store->sealed->inner->load(store, profile, slot, &raw, err);

	*state = SEALED_NOTHING;
	if (result && err->code == ERROR_NONE) {
		error_clear(err);
		result = 0;
	} else if (!result) {
		*state = jwe_is_sealed(&raw) ? SEALED_SEALED : SEALED_PLAIN;
	}
	if (!result && kid && *state == SEALED_SEALED)
		result = jwe_read_kid(&raw, kid, err);
	buf_release(&raw);
	return result;
}

void sealed_use(const struct store *store, struct seal_keys *keys, bool on)
{
	struct sealed *sealed = store->sealed;

	sealed->keys = keys;
	sealed->lent = true;
	sealed->on = on;
}

int sealed_rewrite(const struct store *store, const char *profile, const char *slot, bool *changed, struct error *err)
{
	const struct sealed *sealed = store->sealed;
	struct buf plain = BUF_INIT(2 * BUF_REPLY_MAX);
	enum sealed_state state;
	char *kid = NULL;
	int result = sealed_look(store, profile, slot, &state, &kid, err);

	*changed = false;
	if (result || state == SEALED_NOTHING)
		return result;
	if (sealed->on ? !kid || strcmp(kid, sealed->keys->item[0].kid) != 0 : state == SEALED_SEALED) {
		result = load(store, profile, slot, &plain, err);
		if (!result)
			result = save(store, profile, slot, &plain, err);
		*changed = !result;
	}
	buf_release(&plain);
	free(kid);
	return result;
}
