#include "net/etcd/etcd_store.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/memory.h"
#include "discred/record.h"
#include "discred/token.h"
#include "net/etcd/hold.h"
#include "net/etcd/shared_time.h"
#include "net/seal/jwe.h"
#include "net/seal/sealed.h"

/* The draft of a grant is not one of the files' own store, which may have other keys. */
#define DRAFT "shared"

static const char *const shared_slots[] = {"grant", "secret", "extra"};

static bool is_shared(const char *slot)
{
	for (size_t i = 0; i < ARRAY_LEN(shared_slots); i++)
		if (!strcmp(shared_slots[i], slot))
			return true;
	return false;
}

/* NULL: this process has not the profile's lock. */
static struct shared_hold *hold_find(const struct store *store, const char *profile)
{
	struct shared_hold *hold = store->shared->holds;

	while (hold && strcmp(hold->profile, profile) != 0)
		hold = hold->next;
	return hold;
}

static void close_etcd(struct store *store)
{
	struct shared_store *shared = store->shared;

	/* NULL: it could not be opened. */
	if (shared) {
		etcd_client_release(&shared->client);
		etcd_config_release(&shared->config);
		buf_release(&shared->seal);
		free(shared->host);
		free(shared);
	}
	store->shared = NULL;
	file_store.close(store);
}

static char *host_name(void)
{
	char name[256] = "";

	if (gethostname(name, sizeof(name) - 1) < 0 || !name[0])
		return xstrdup("unknown");
	return xstrdup(name);
}

static int open_etcd(struct store *store, const char *name, const struct environ *env, struct error *err)
{
	struct shared_store *shared = xcalloc(1, sizeof(*shared));
	struct diagnostics list = DIAGNOSTICS_INIT;
	int result = etcd_config_load(&shared->config, name, env, &list, err);

	diagnostics_release(&list);
	if (!result)
		result = file_store.open(store, name, env, err);
	if (result) {
		etcd_config_release(&shared->config);
		free(shared);
		return -1;
	}
	etcd_client_init(&shared->client, &shared->config, env);
	shared->seal = (struct buf)BUF_INIT(BUF_FILE_MAX);
	shared->host = host_name();
	free(store->seal_name);
	store->seal_name = xasprintf("%s%sseal", shared->config.endpoints.item[0], shared->config.prefix);
	store->shared = shared;
	return 0;
}

/* What is there of one key, or below it, for who has no lock. */
static int read_keys(const struct store *store, const char *key, bool prefix, bool keys_only,
		     struct etcd_answer *answer, struct error *err)
{
	enum etcd_failure failure;

	return etcd_call(&store->shared->client, "kv/range", etcd_range_new(key, prefix, keys_only, false), true,
			 answer, &failure, err);
}

static int read_slot(const struct store *store, const char *profile, const char *slot, struct buf *bytes,
		     struct error *err)
{
	struct etcd_answer answer = ETCD_ANSWER_INIT;
	char *key = etcd_key(&store->shared->config, profile, slot);
	int result = read_keys(store, key, false, false, &answer, err);

	if (!result && !answer.count)
		result = error_set(err, ERROR_NONE, "slot '%s' of '%s' is empty", slot, profile);
	if (!result)
		buf_add(bytes, buf_text(&answer.item[0].value), answer.item[0].value.len);
	etcd_answer_release(&answer);
	free(key);
	return result;
}

static int parse_token(const struct buf *bytes, struct token *token, struct error *err)
{
	struct record record = RECORD_INIT;
	int result = record_parse(&record, bytes, err);

	if (!result)
		result = token_from_record(token, &record, err);
	record_release(&record);
	return result;
}

static int format_token(const struct token *token, struct buf *bytes, struct error *err)
{
	struct record record = RECORD_INIT;
	int result = token_to_record(token, &record, err);

	if (!result)
		result = record_format(&record, bytes, err);
	record_release(&record);
	return result;
}

/* This host's copy stays where it is the same token: it may have been refused here. */
static int take_token(const struct store *store, const char *profile, const struct buf *shared, struct error *err)
{
	struct buf plain = BUF_INIT(BUF_FILE_MAX);
	struct buf bytes = BUF_INIT(BUF_FILE_MAX);
	struct token token = TOKEN_INIT;
	struct token here = TOKEN_INIT;
	struct error ignored = ERROR_INIT;
	int result = sealed_open_text(store, profile, "token", shared, &plain, err);
	bool same;

	if (!result)
		result = parse_token(&plain, &token, err);
	same = !result && !file_store.load(store, profile, "token", &bytes, &ignored) &&
	       !parse_token(&bytes, &here, &ignored) && buf_equal(&here.secret, &token.secret);
	if (!result && !same) {
		shared_time_token(&token, -store->shared->client.ahead);
		buf_clear(&bytes);
		result = format_token(&token, &bytes, err);
		if (!result)
			result = file_store.save(store, profile, "token", &bytes, err);
	}
	token_release(&token);
	token_release(&here);
	buf_release(&plain);
	buf_release(&bytes);
	return result;
}

/* Under the lock the shared one counts; without, this host's copy. */
static int load_token(const struct store *store, const char *profile, struct buf *bytes, struct error *err)
{
	const struct shared_hold *hold = hold_find(store, profile);
	const struct buf *shared = hold ? hold_slot(hold, "token") : NULL;

	if (hold && !shared) {
		if (file_store.erase(store, profile, "token", err) < 0)
			return -1;
		return error_set(err, ERROR_NONE, "no token is stored");
	}
	if (shared && take_token(store, profile, shared, err) < 0)
		return -1;
	return file_store.load(store, profile, "token", bytes, err);
}

static int load(const struct store *store, const char *profile, const char *slot, struct buf *bytes, struct error *err)
{
	struct shared_hold *hold = hold_find(store, profile);
	const struct buf *seen;

	if (!strcmp(slot, "token"))
		return load_token(store, profile, bytes, err);
	if (!is_shared(slot))
		return file_store.load(store, profile, slot, bytes, err);
	if (!hold)
		return read_slot(store, profile, slot, bytes, err);
	/* Who has sent the grant asks whether it is still in place. */
	if (hold->state == HOLD_SENT && hold_read(hold, err) < 0)
		return -1;
	seen = hold_slot(hold, slot);
	if (!seen)
		return error_set(err, ERROR_NONE, "slot '%s' of '%s' is empty", slot, profile);
	buf_add(bytes, buf_text(seen), seen->len);
	return 0;
}

/* Nothing leaves this host in clear. */
static int check_sealed(const struct store *store, const struct buf *bytes, struct error *err)
{
	if (jwe_is_sealed(bytes))
		return 0;
	error_set(err, ERROR_CONFIG, "store '%s' is shared, and takes only what is sealed", store->shared->config.name);
	return error_hint(err, "'discred auth seal --with HOLDER --store %s' seals it", store->shared->config.name);
}

static int need_hold(const struct store *store, const char *profile, struct shared_hold **hold, struct error *err)
{
	*hold = hold_find(store, profile);
	return *hold ? 0 : error_set(err, ERROR_BUG, "the lock of '%s' is not held", profile);
}

/* This host's copy, and the shared one: with the grant that came with it, or by itself. */
static int save_token(const struct store *store, const char *profile, const struct buf *bytes, struct error *err)
{
	struct shared_hold *hold = hold_find(store, profile);
	struct buf plain = BUF_INIT(BUF_FILE_MAX);
	struct buf text = BUF_INIT(2 * BUF_FILE_MAX);
	struct token token = TOKEN_INIT;
	int result = file_store.save(store, profile, "token", bytes, err);

	/* A mark that this host leaves on it (refused) is this host's. */
	if (result || !hold || (hold->state == HOLD_IDLE)) {
		token_release(&token);
		return result;
	}
	result = parse_token(bytes, &token, err);
	if (!result) {
		shared_time_token(&token, store->shared->client.ahead);
		result = format_token(&token, &plain, err);
	}
	if (!result)
		result = sealed_seal_text(store, profile, "token", &plain, &text, err);
	if (!result && hold->state == HOLD_SENT)
		buf_move(&hold->token, &text);
	else if (!result)
		result = hold_change(hold, "token", &text, err);
	token_release(&token);
	buf_release(&plain);
	buf_release(&text);
	return result;
}

static int save(const struct store *store, const char *profile, const char *slot, const struct buf *bytes,
		struct error *err)
{
	struct shared_hold *hold;

	if (!strcmp(slot, "token"))
		return save_token(store, profile, bytes, err);
	/* Its copy would outlive a change by another host. */
	if (!strcmp(slot, "token-bot"))
		return error_set(err, ERROR_NONE, "the bot token of a shared store is not copied");
	if (!is_shared(slot))
		return file_store.save(store, profile, slot, bytes, err);
	if (check_sealed(store, bytes, err) < 0 || need_hold(store, profile, &hold, err) < 0)
		return -1;
	if (!strcmp(slot, "grant") && (hold->state == HOLD_SENT || hold->state == HOLD_CLAIMED))
		return hold_publish(hold, bytes, err);
	return hold_change(hold, slot, bytes, err);
}

static int erase(const struct store *store, const char *profile, const char *slot, struct error *err)
{
	bool token = !strcmp(slot, "token");
	struct shared_hold *hold;

	if ((token || is_shared(slot)) && (need_hold(store, profile, &hold, err) < 0 ||
					   (hold_slot(hold, slot) && hold_change(hold, slot, NULL, err) < 0)))
		return -1;
	return file_store.erase(store, profile, slot, err);
}

static const char *draft_name(const char *slot)
{
	return strcmp(slot, "grant") != 0 ? slot : DRAFT;
}

/* What was there stays in the file, sealed as it was. */
static int set_aside(const struct store *store, const char *profile, const char *slot, enum store_part part,
		     struct error *err)
{
	struct buf bytes = BUF_INIT(2 * BUF_REPLY_MAX);
	int result;

	if (part == STORE_DRAFT || !is_shared(slot))
		return file_store.set_aside(store, profile, draft_name(slot), part, err);
	result = load(store, profile, slot, &bytes, err);
	if (result && err->code == ERROR_NONE) {
		error_clear(err);
		result = 0;
	} else if (!result) {
		result = file_store.save(store, profile, DRAFT, &bytes, err);
		if (!result)
			result = file_store.set_aside(store, profile, DRAFT, STORE_SLOT, err);
	}
	buf_release(&bytes);
	return result;
}

static void stamp(const struct store *store, const char *profile, const char *slot, struct buf *text)
{
	struct etcd_answer answer = ETCD_ANSWER_INIT;
	struct error err = ERROR_INIT;
	char *key = etcd_key(&store->shared->config, profile, slot);

	if (!is_shared(slot))
		file_store.stamp(store, profile, slot, text);
	else if (read_keys(store, key, false, true, &answer, &err) < 0 || !answer.count)
		buf_str(text, STORE_STAMP_NONE);
	else
		buf_printf(text, "%" PRId64, answer.item[0].revision);
	etcd_answer_release(&answer);
	free(key);
}

/* Of the names below the prefix, PROFILE/SLOT: calls `each` for those of a slot. */
static int each_key(const struct store *store, const char *prefix,
		    void (*each)(const char *profile, const char *slot, struct strings *names), struct strings *names,
		    struct error *err)
{
	size_t skip = strlen(store->shared->config.prefix);
	struct etcd_answer answer = ETCD_ANSWER_INIT;
	int result = read_keys(store, prefix, true, false, &answer, err);

	for (size_t i = 0; i < answer.count; i++) {
		char *profile = xstrdup(answer.item[i].key + skip);
		char *slot = strchr(profile, '/');

		if (slot) {
			*slot++ = '\0';
			if (is_shared(slot) || !strcmp(slot, "token"))
				each(profile, slot, names);
		}
		free(profile);
	}
	etcd_answer_release(&answer);
	return result;
}

static void add_slot(const char *profile, const char *slot, struct strings *names)
{
	(void)profile;
	if (!strings_have(names, slot))
		strings_add(names, slot);
}

static void add_profile(const char *profile, const char *slot, struct strings *names)
{
	(void)slot;
	if (!strings_have(names, profile))
		strings_add(names, profile);
}

/* What this host notes for itself is no slot of the profile's. */
static int list(const struct store *store, const char *profile, struct strings *slots, struct error *err)
{
	struct strings here = STRINGS_INIT;
	char *prefix = etcd_key(&store->shared->config, profile, "");
	int result = file_store.list(store, profile, &here, err);

	for (size_t i = 0; i < here.count; i++)
		if (strcmp(here.item[i], "attempt") != 0 && strcmp(here.item[i], "left") != 0 &&
		    !is_shared(here.item[i]))
			strings_add(slots, here.item[i]);
	if (!result)
		result = each_key(store, prefix, add_slot, slots, err);
	strings_release(&here);
	free(prefix);
	return result;
}

static int profiles(const struct store *store, struct strings *names, struct error *err)
{
	return each_key(store, store->shared->config.prefix, add_profile, names, err);
}

static int lock(const struct store *store, const char *profile, enum store_lock kind, int wait_ms,
		struct store_hold *hold, struct error *err)
{
	if (file_store.lock(store, profile, kind, wait_ms, hold, err) < 0)
		return -1;
	if (kind != STORE_EXCLUSIVE || !hold_begin(store, profile, hold->fd, wait_ms, &hold->shared, err))
		return 0;
	file_store.unlock(hold);
	return -1;
}

static int join(const struct store *store, const char *profile, int wait_ms, struct store_hold *hold, struct error *err)
{
	return hold_begin(store, profile, hold->fd, wait_ms, &hold->shared, err);
}

static void unlock(struct store_hold *hold)
{
	if (hold->shared)
		hold_end(hold->shared);
	hold->shared = NULL;
	file_store.unlock(hold);
}

static int lock_remove(const struct store *store, const char *profile, struct store_hold *hold, struct error *err)
{
	if (hold->shared)
		hold_end(hold->shared);
	hold->shared = NULL;
	return file_store.lock_remove(store, profile, hold, err);
}

/* This host's marker, which is in place for the others when the lock is given back. */
static int mark(const struct store_hold *hold, const struct buf *bytes, struct error *err)
{
	struct shared_hold *shared = hold->shared;

	if (shared) {
		buf_clear(&shared->marker);
		buf_add(&shared->marker, buf_text(bytes), bytes->len);
		shared->marked = true;
	}
	return file_store.mark(hold, bytes, err);
}

static int claim(const struct store *store, const char *profile, const struct store_hold *hold, bool *claimed,
		 struct error *err)
{
	const struct buf clear = BUF_INIT(0);

	(void)profile;
	*claimed = false;
	if (!store->shared->seal_revision)
		return check_sealed(store, &clear, err);
	if (hold->shared->state != HOLD_IDLE) {
		*claimed = true;
		return 0;
	}
	return hold_claim(hold->shared, claimed, err);
}

static int commit(const struct store_hold *hold, const struct buf *bytes, struct error *err)
{
	if (hold_commit(hold->shared, bytes, err) < 0)
		return -1;
	return file_store.mark(hold, bytes, err);
}

static int draft_create(const struct store *store, const char *profile, const char *slot, size_t reserve,
			struct store_draft *draft, struct error *err)
{
	return file_store.draft_create(store, profile, draft_name(slot), reserve, draft, err);
}

static int draft_write(const struct store *store, const char *profile, const char *slot, struct store_draft *draft,
		       const struct buf *bytes, struct error *err)
{
	if (check_sealed(store, bytes, err) < 0) {
		file_store.draft_close(draft);
		return -1;
	}
	return file_store.draft_write(store, profile, draft_name(slot), draft, bytes, err);
}

static int draft_publish(const struct store *store, const char *profile, const char *slot, struct error *err)
{
	struct buf draft = BUF_INIT(2 * BUF_REPLY_MAX);
	struct shared_hold *hold;
	int result = need_hold(store, profile, &hold, err);

	if (!result)
		result = file_store.draft_load(store, profile, draft_name(slot), &draft, err);
	if (!result)
		result = hold_publish(hold, &draft, err);
	buf_release(&draft);
	return result;
}

static int draft_load(const struct store *store, const char *profile, const char *slot, struct buf *bytes,
		      struct error *err)
{
	return file_store.draft_load(store, profile, draft_name(slot), bytes, err);
}

static int draft_discard(const struct store *store, const char *profile, const char *slot, struct error *err)
{
	return file_store.draft_discard(store, profile, draft_name(slot), err);
}

static int move(const struct store *store, const char *from, const char *to, struct error *err)
{
	(void)to;
	error_set(err, ERROR_CONFIG, "profile '%s' is kept in store '%s' under its name", from,
		  store->shared->config.name);
	return error_hint(err, "log in to a profile of the other name instead");
}

static int seal_load(const struct store *store, struct buf *bytes, struct error *err)
{
	struct shared_store *shared = store->shared;

	if (!shared->seal_known) {
		struct etcd_answer answer = ETCD_ANSWER_INIT;
		char *key = etcd_key(&shared->config, NULL, "seal");
		int result = read_keys(store, key, false, false, &answer, err);

		free(key);
		if (!result) {
			buf_clear(&shared->seal);
			shared->seal_revision = answer.count ? answer.item[0].revision : 0;
			if (answer.count)
				buf_add(&shared->seal, buf_text(&answer.item[0].value), answer.item[0].value.len);
			shared->seal_known = true;
		}
		etcd_answer_release(&answer);
		if (result)
			return -1;
	}
	if (!shared->seal_revision)
		return error_set(err, ERROR_NONE, "there is no seal");
	buf_add(bytes, buf_text(&shared->seal), shared->seal.len);
	return buf_ok(bytes) ? 0 : error_set(err, ERROR_CONFIG, "the seal is too long");
}

/* A marker, in clear, that says that the grant's answer is lost. The draft of it may be on some host all the same. */
static bool is_uncertain(const struct buf *marker)
{
	struct record record = RECORD_INIT;
	struct error ignored = ERROR_INIT;
	bool found = false;

	if (!record_parse(&record, marker, &ignored))
		for (size_t i = 0; i < record.count; i++)
			found = found || (strstr(record.item[i].key, "uncertain") && record.item[i].value.len);
	record_release(&record);
	return found;
}

/* Nothing of the store may have changed since it was seen that no host has sent a grant. */
static int forbid_sent(const struct store *store, json_t *txn, struct error *err)
{
	const char *prefix = store->shared->config.prefix;
	struct etcd_answer answer = ETCD_ANSWER_INIT;
	int result = read_keys(store, prefix, true, false, &answer, err);

	for (size_t i = 0; i < answer.count && !result; i++) {
		const char *slot = strrchr(answer.item[i].key, '/');

		if (slot && !strcmp(slot, "/sent")) {
			result = error_set(err, ERROR_TEMP, "a host is renewing a grant, and may need the old key");
			error_hint(err, "try again later");
		} else if (slot && !strcmp(slot, "/marker") && is_uncertain(&answer.item[i].value)) {
			result =
			    error_set(err, ERROR_TEMP,
				      "a host may still have the lost answer to a renewal, sealed with the old key");
			error_hint(err,
				   "renew or log in again first; 'discred auth status --all' tells for which profile");
		}
	}
	if (!result)
		etcd_when_unchanged(txn, prefix, answer.revision);
	etcd_answer_release(&answer);
	return result;
}

static int seal_save(const struct store *store, const struct buf *bytes, bool drops_key, struct error *err)
{
	struct shared_store *shared = store->shared;
	char *key = etcd_key(&shared->config, NULL, "seal");
	struct etcd_answer answer = ETCD_ANSWER_INIT;
	json_t *txn = etcd_txn_new();
	enum etcd_failure failure;
	struct buf now = BUF_INIT(BUF_FILE_MAX);
	int result = drops_key ? forbid_sent(store, txn, err) : 0;

	if (!result) {
		etcd_when(txn, key, ETCD_REVISION, shared->seal_known ? shared->seal_revision : 0);
		if (bytes->len)
			etcd_put(txn, key, bytes, 0);
		else
			etcd_delete(txn, key);
		result = etcd_call(&shared->client, "kv/txn", txn, false, &answer, &failure, err);
		/* What is there says whether it was done. */
		if (!result || failure == ETCD_UNKNOWN) {
			struct error ignored = ERROR_INIT;
			int there;

			shared->seal_known = false;
			there = seal_load(store, &now, &ignored);
			if (shared->seal_known && (bytes->len ? !there && buf_equal(&now, bytes) : there < 0))
				result = 0;
			else if (!result)
				result = error_set(err, ERROR_TEMP, "the seal was changed by another host");
		}
		if (!result)
			error_clear(err);
		else if (!err->hint[0])
			error_hint(err, "run the same command again");
	} else {
		json_decref(txn);
	}
	buf_release(&now);
	etcd_answer_release(&answer);
	free(key);
	return result;
}

/* Hosts are ordered by the comparison with the seal as it was read. */
static int seal_lock(const struct store *store, enum store_lock kind, int wait_ms, struct store_hold *hold,
		     struct error *err)
{
	if (file_store.seal_lock(store, kind, wait_ms, hold, err) < 0)
		return -1;
	/* Who takes a profile's lock reads it then. */
	if (kind == STORE_EXCLUSIVE)
		store->shared->seal_known = false;
	return 0;
}

static enum store_tokens tokens(const struct store *store, const char **dir)
{
	return file_store.tokens(store, dir);
}

static int allow_tokens_on_disk(const struct store *store, bool allowed, struct error *err)
{
	return file_store.allow_tokens_on_disk(store, allowed, err);
}

static int marker(const struct store *store, const char *profile, struct buf *bytes, struct error *err)
{
	return file_store.marker(store, profile, bytes, err);
}

static void draft_close(struct store_draft *draft)
{
	file_store.draft_close(draft);
}

const struct store_ops etcd_store = {
    .name = "etcd",
    .open = open_etcd,
    .close = close_etcd,
    .load = load,
    .save = save,
    .erase = erase,
    .set_aside = set_aside,
    .stamp = stamp,
    .list = list,
    .profiles = profiles,
    .lock = lock,
    .unlock = unlock,
    .join = join,
    .lock_remove = lock_remove,
    .mark = mark,
    .marker = marker,
    .claim = claim,
    .commit = commit,
    .draft_create = draft_create,
    .draft_close = draft_close,
    .draft_write = draft_write,
    .draft_publish = draft_publish,
    .draft_load = draft_load,
    .draft_discard = draft_discard,
    .move = move,
    .tokens = tokens,
    .allow_tokens_on_disk = allow_tokens_on_disk,
    .seal_load = seal_load,
    .seal_save = seal_save,
    .seal_lock = seal_lock,
};
