#include "net/etcd/hold.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/memory.h"
#include "core/stack/grant.h"
#include "discred/record.h"
#include "net/etcd/shared_time.h"
#include "net/etcd/step.h"
#include "net/seal/jwe.h"
#include "net/seal/sealed.h"

/* Seconds. The second one is longer than a request and its answer may take, with all repetitions. */
enum { LOCK_TTL = 60, SENT_TTL = 600 };

enum { MARKER_MAX = BUF_FILE_MAX };

#define ATTEMPT "attempt"
#define DRAFT "shared"

static struct etcd_client *client_of(const struct shared_hold *hold)
{
	return &hold->store->shared->client;
}

static const struct etcd_item *item_of(const struct shared_hold *hold, const char *name)
{
	char *key = etcd_key(&hold->store->shared->config, hold->profile, name);
	const struct etcd_item *item = etcd_answer_find(&hold->seen, key);

	free(key);
	return item;
}

static int64_t revision_of(const struct shared_hold *hold, const char *name)
{
	const struct etcd_item *item = item_of(hold, name);

	return item ? item->revision : 0;
}

const struct buf *hold_slot(const struct shared_hold *hold, const char *slot)
{
	const struct etcd_item *item = item_of(hold, slot);

	return item ? &item->value : NULL;
}

static void take_seal(struct shared_hold *hold)
{
	struct shared_store *shared = hold->store->shared;
	char *key = etcd_key(&shared->config, NULL, "seal");
	const struct etcd_item *item = etcd_answer_find(&hold->seen, key);
	int64_t revision = item ? item->revision : 0;

	if (shared->seal_known && revision != shared->seal_revision && hold->store->sealed)
		sealed_forget_keys(hold->store);
	buf_clear(&shared->seal);
	if (item)
		buf_add(&shared->seal, buf_text(&item->value), item->value.len);
	shared->seal_revision = revision;
	shared->seal_known = true;
	free(key);
}

static void add_range(json_t *txn, const char *key, bool prefix)
{
	json_array_append_new(json_object_get(txn, "success"),
			      json_pack("{s:o}", "request_range", etcd_range_new(key, prefix, false, false)));
}

int hold_read(struct shared_hold *hold, struct error *err)
{
	struct shared_store *shared = hold->store->shared;
	char *seal = etcd_key(&shared->config, NULL, "seal");
	char *slots = etcd_key(&shared->config, hold->profile, "");
	json_t *txn = etcd_txn_new();
	enum etcd_failure failure;
	int result;

	add_range(txn, seal, false);
	add_range(txn, slots, true);
	result = etcd_call(&shared->client, "kv/txn", txn, true, &hold->seen, &failure, err);
	if (!result)
		take_seal(hold);
	free(seal);
	free(slots);
	return result;
}

/* One transaction about the profile, as it is put together. */
struct change {
	const struct shared_hold *hold;
	json_t *txn;
};

static struct change change_new(const struct shared_hold *hold)
{
	return (struct change){.hold = hold, .txn = etcd_txn_new()};
}

static void when_as_read(const struct change *change, const char *name)
{
	char *key = etcd_key(&change->hold->store->shared->config, change->hold->profile, name);

	etcd_when(change->txn, key, ETCD_REVISION, revision_of(change->hold, name));
	free(key);
}

static void when_absent(const struct change *change, const char *name)
{
	char *key = etcd_key(&change->hold->store->shared->config, change->hold->profile, name);

	etcd_when(change->txn, key, ETCD_REVISION, 0);
	free(key);
}

static void when_seal_as_read(const struct change *change)
{
	const struct shared_store *shared = change->hold->store->shared;
	char *key = etcd_key(&shared->config, NULL, "seal");

	etcd_when(change->txn, key, ETCD_REVISION, shared->seal_revision);
	free(key);
}

static void when_leased(const struct change *change, const char *name, int64_t lease)
{
	char *key = etcd_key(&change->hold->store->shared->config, change->hold->profile, name);

	etcd_when(change->txn, key, ETCD_LEASE, lease);
	free(key);
}

static void put(const struct change *change, const char *name, const struct buf *value, int64_t lease)
{
	char *key = etcd_key(&change->hold->store->shared->config, change->hold->profile, name);

	etcd_put(change->txn, key, value, lease);
	free(key);
}

static void delete (const struct change *change, const char *name)
{
	char *key = etcd_key(&change->hold->store->shared->config, change->hold->profile, name);

	etcd_delete(change->txn, key);
	free(key);
}

/* Asks for it. `done`: its comparisons held. */
static int make_change(const struct change *change, bool *done, enum etcd_failure *failure, struct error *err)
{
	struct etcd_answer answer = ETCD_ANSWER_INIT;
	int result = etcd_call(client_of(change->hold), "kv/txn", change->txn, false, &answer, failure, err);

	*done = !result && answer.succeeded;
	etcd_answer_release(&answer);
	return result;
}

/* Changes it, and reads what is there afterwards, which also tells what became of a change without an answer. */
static int change_and_read(struct shared_hold *hold, const struct change *change, bool *done, struct error *err)
{
	enum etcd_failure failure;
	struct error trouble = ERROR_INIT;

	if (make_change(change, done, &failure, &trouble) < 0 && failure != ETCD_UNKNOWN) {
		*err = trouble;
		return -1;
	}
	return hold_read(hold, err);
}

/* Leases */

/* The owner chooses both: the low 63 bits of its halves. */
static int64_t lease_of(const char *owner, size_t half)
{
	char digits[17];

	memcpy(digits, owner + 16 * half, 16);
	digits[16] = '\0';
	return (int64_t)(strtoull(digits, NULL, 16) & INT64_MAX);
}

static int64_t lock_lease(const struct shared_hold *hold)
{
	return lease_of(hold->owner, 0);
}

static int64_t sent_lease(const struct shared_hold *hold)
{
	return lease_of(hold->owner, 1);
}

static json_t *lease_body(int64_t lease, int seconds)
{
	char id[32];
	json_t *body;

	snprintf(id, sizeof(id), "%" PRId64, lease);
	body = json_pack("{s:s}", "ID", id);
	if (seconds)
		json_object_set_new(body, "TTL", json_integer(seconds));
	return body;
}

static int lease_call(const struct shared_hold *hold, const char *what, int64_t lease, int seconds, struct error *err)
{
	struct etcd_answer answer = ETCD_ANSWER_INIT;
	enum etcd_failure failure;
	int result = etcd_call(client_of(hold), what, lease_body(lease, seconds), !seconds, &answer, &failure, err);

	etcd_answer_release(&answer);
	/* It ended by itself. */
	return result && failure == ETCD_GONE && !seconds ? 0 : result;
}

/* One that can't be revoked ends by itself. */
static void revoke_leases(const struct shared_hold *hold)
{
	struct error err = ERROR_INIT;

	for (size_t half = 0; half < 2; half++)
		if (lease_call(hold, "lease/revoke", lease_of(hold->owner, half), 0, &err) < 0)
			log_detail("%s", err.text);
}

/* The attempt, as this host remembers it */

static int save_attempt(const struct shared_hold *hold, struct error *err)
{
	struct record record = RECORD_INIT;
	struct buf bytes = BUF_INIT(BUF_FILE_MAX);
	int result = record_add_text(&record, "owner", hold->owner, err);

	if (!result)
		result = record_add_text(&record, "base", hold->base, err);
	if (!result)
		result = record_add_number(&record, "begun", hold->begun, err);
	if (!result)
		result = record_format(&record, &bytes, err);
	if (!result)
		result = file_store.save(hold->store, hold->profile, ATTEMPT, &bytes, err);
	record_release(&record);
	buf_release(&bytes);
	return result;
}

static bool owner_valid(const char *owner)
{
	return strlen(owner) == OWNER_TEXT - 1 && !owner[strspn(owner, "0123456789abcdef")];
}

static int load_attempt(struct shared_hold *hold, struct error *err)
{
	struct record record = RECORD_INIT;
	struct buf bytes = BUF_INIT(BUF_FILE_MAX);
	struct error ignored = ERROR_INIT;
	int result = file_store.load(hold->store, hold->profile, ATTEMPT, &bytes, err);

	if (result && err->code == ERROR_NONE) {
		error_clear(err);
		result = 0;
	} else if (!result && !record_parse(&record, &bytes, &ignored) && owner_valid(record_text(&record, "owner"))) {
		memcpy(hold->owner, record_text(&record, "owner"), OWNER_TEXT);
		free(hold->base);
		hold->base = xstrdup(record_text(&record, "base"));
		(void)!record_number(&record, "begun", &hold->begun, &ignored);
	}
	record_release(&record);
	buf_release(&bytes);
	return result;
}

static void forget_attempt(struct shared_hold *hold)
{
	struct error err = ERROR_INIT;

	hold->owner[0] = '\0';
	if (file_store.erase(hold->store, hold->profile, ATTEMPT, &err) < 0)
		log_warn("profile '%s': %s", hold->profile, err.text);
}

/* A whole text is one that can be sealed and opened: one that was cut off holds no grant. */
static bool has_draft(const struct shared_hold *hold)
{
	struct buf draft = BUF_INIT(2 * BUF_REPLY_MAX);
	struct error ignored = ERROR_INIT;
	bool whole = !file_store.draft_load(hold->store, hold->profile, DRAFT, &draft, &ignored) &&
		     jwe_is_sealed(&draft) && !jwe_is_cut_off(&draft);

	buf_release(&draft);
	return whole;
}

/* What `lock` and `sent` say. */
static void read_text(const struct shared_hold *hold, const char *name, const char *member, char *text, size_t size)
{
	const struct buf *value = hold_slot(hold, name);
	struct record record = RECORD_INIT;
	struct error ignored = ERROR_INIT;

	text[0] = '\0';
	if (value && !record_parse(&record, value, &ignored))
		snprintf(text, size, "%s", record_text(&record, member));
	text_sanitize(text);
	record_release(&record);
}

static bool is_own(const struct shared_hold *hold, const char *name)
{
	char owner[OWNER_TEXT];

	read_text(hold, name, "owner", owner, sizeof(owner));
	return hold->owner[0] && !strcmp(owner, hold->owner);
}

static int format_owner(const struct shared_hold *hold, struct record *record, struct error *err)
{
	if (record_add_text(record, "owner", hold->owner, err) < 0 ||
	    record_add_text(record, "base", hold->base, err) < 0)
		return -1;
	return record_add_text(record, "host", hold->store->shared->host, err);
}

/* `sent` carries the marker that says that the grant is uncertain, so that any host can put it in place. */
static int format_sent(const struct shared_hold *hold, struct buf *value, struct error *err)
{
	struct record record = RECORD_INIT;
	struct record marker = RECORD_INIT;
	int result = format_owner(hold, &record, err);

	if (!result && hold->uncertain.len)
		result = record_parse(&marker, &hold->uncertain, err);
	for (size_t i = 0; i < marker.count && !result; i++)
		result = record_add_text(&record, marker.item[i].key, buf_text(&marker.item[i].value), err);
	if (!result)
		result = record_format(&record, value, err);
	record_release(&record);
	record_release(&marker);
	return result;
}

static int format_lock(const struct shared_hold *hold, struct buf *value, struct error *err)
{
	struct record record = RECORD_INIT;
	int result = format_owner(hold, &record, err);

	if (!result)
		result = record_format(&record, value, err);
	record_release(&record);
	return result;
}

static void marker_of_sent(const struct shared_hold *hold, struct buf *marker)
{
	const struct buf *sent = hold_slot(hold, "sent");
	struct error ignored = ERROR_INIT;

	if (!sent || shared_time_marker(sent, 0, marker, &ignored) < 0)
		buf_clear(marker);
}

/* The request's answer is lost, or may be: the grant is uncertain for all hosts. */
static int settle_sent(struct shared_hold *hold, bool own, struct error *err)
{
	struct change change = change_new(hold);
	struct buf marker = BUF_INIT(MARKER_MAX);
	bool done;
	int result;

	marker_of_sent(hold, &marker);
	when_as_read(&change, "sent");
	if (!own)
		when_as_read(&change, "lock");
	if (marker.len)
		put(&change, "marker", &marker, 0);
	delete (&change, "sent");
	if (own)
		delete (&change, "lock");
	result = change_and_read(hold, &change, &done, err);
	buf_release(&marker);
	return result;
}

static int merge_marker(struct shared_hold *hold, struct error *err)
{
	const struct store_hold lock = {.fd = hold->fd};
	const struct buf none = BUF_INIT(0);
	const struct buf *shared = hold_slot(hold, "marker");
	struct buf local = BUF_INIT(MARKER_MAX);
	struct buf merged = BUF_INIT(MARKER_MAX);
	struct error ignored = ERROR_INIT;
	bool changed;
	int result;

	if (file_store.marker(hold->store, hold->profile, &local, &ignored) < 0)
		buf_clear(&local);
	result = shared_time_merge(&local, shared ? shared : &none, client_of(hold)->ahead, &merged, &changed, err);
	if (!result && changed)
		result = file_store.mark(&lock, &merged, err);
	buf_release(&local);
	buf_release(&merged);
	return result;
}

static int wait_for_host(struct shared_hold *hold, struct error *err)
{
	char host[256];
	unsigned char some = 0;

	if (hold->deadline >= 0 && clock_ms() >= hold->deadline) {
		read_text(hold, "lock", "host", host, sizeof(host));
		return error_set(err, ERROR_TEMP, "host '%s' is renewing the grant of '%s'", host, hold->profile);
	}
	if (getrandom(&some, sizeof(some), 0) < 0)
		some = 0;
	clock_sleep_ms(100 + some);
	return hold_read(hold, err);
}

/* Steps 2 and 3, until nothing is under way or a draft of ours is to be published. */
static int settle(struct shared_hold *hold, struct error *err)
{
	int result = 0;

	while (!result) {
		const struct etcd_view view = {
		    .attempt = hold->owner[0],
		    .draft = has_draft(hold),
		    .lock = hold_slot(hold, "lock"),
		    .sent = hold_slot(hold, "sent"),
		    .sent_own = is_own(hold, "sent"),
		};

		switch (etcd_next_step(&view)) {
		case ETCD_FREE:
		case ETCD_PUBLISH:
			return 0;
		case ETCD_LOST:
			log_note("profile '%s': discred was ended before the answer to a renewal came", hold->profile);
			result = settle_sent(hold, true, err);
			break;
		case ETCD_UNDO:
			revoke_leases(hold);
			forget_attempt(hold);
			result = hold_read(hold, err);
			break;
		case ETCD_EXPIRED:
			result = settle_sent(hold, false, err);
			break;
		case ETCD_WAIT:
			result = wait_for_host(hold, err);
			break;
		}
	}
	return result;
}

static void hold_free(struct shared_hold *hold)
{
	struct shared_hold **link = &hold->store->shared->holds;

	while (*link != hold)
		link = &(*link)->next;
	*link = hold->next;
	etcd_answer_release(&hold->seen);
	free(hold->profile);
	free(hold->base);
	buf_release(&hold->uncertain);
	buf_release(&hold->token);
	buf_release(&hold->marker);
	free(hold);
}

int hold_begin(const struct store *store, const char *profile, int fd, int wait_ms, struct shared_hold **begun,
	       struct error *err)
{
	struct shared_hold *hold = xcalloc(1, sizeof(*hold));

	hold->store = store;
	hold->profile = xstrdup(profile);
	hold->fd = fd;
	hold->deadline = wait_ms < 0 ? -1 : clock_ms() + wait_ms;
	hold->seen = (struct etcd_answer)ETCD_ANSWER_INIT;
	hold->base = xstrdup("none");
	hold->uncertain = (struct buf)BUF_INIT(MARKER_MAX);
	hold->token = (struct buf)BUF_INIT(2 * BUF_FILE_MAX);
	hold->marker = (struct buf)BUF_INIT(MARKER_MAX);
	hold->next = store->shared->holds;
	store->shared->holds = hold;
	if (hold_read(hold, err) < 0 || load_attempt(hold, err) < 0 || settle(hold, err) < 0 ||
	    merge_marker(hold, err) < 0) {
		hold_free(hold);
		return -1;
	}
	*begun = hold;
	return 0;
}

/* The name of the grant in sealed bytes; "none" without any. The caller's to free; NULL with err set. */
static char *name_grant(const struct shared_hold *hold, const struct buf *bytes, struct error *err)
{
	struct buf plain = BUF_INIT(BUF_FILE_MAX);
	struct record record = RECORD_INIT;
	struct grant grant = GRANT_INIT;
	char *name = NULL;

	if (!bytes)
		return xstrdup("none");
	if (!sealed_open_text(hold->store, hold->profile, "grant", bytes, &plain, err) &&
	    !record_parse(&record, &plain, err) && !grant_from_record(&grant, &record, err))
		name = grant_name(&grant);
	record_release(&record);
	grant_release(&grant);
	buf_release(&plain);
	return name;
}

/* Step 4 */

static int new_owner(struct shared_hold *hold, struct error *err)
{
	unsigned char bytes[16];

	do {
		if (getrandom(bytes, sizeof(bytes), 0) != (ssize_t)sizeof(bytes))
			return error_set(err, ERROR_SYS, "the system gave no random bytes");
		for (size_t i = 0; i < sizeof(bytes); i++)
			snprintf(hold->owner + 2 * i, 3, "%02x", bytes[i]);
	} while (!lock_lease(hold) || !sent_lease(hold));
	hold->begun = clock_now();
	return 0;
}

static int begin_attempt(struct shared_hold *hold, struct error *err)
{
	/* A damaged grant has no name: only a login replaces it. */
	char *base = name_grant(hold, hold_slot(hold, "grant"), err);

	if (!base && err->code != ERROR_CONFIG)
		return -1;
	error_clear(err);
	free(hold->base);
	hold->base = base ? base : xstrdup("damaged");
	if (new_owner(hold, err) < 0 || save_attempt(hold, err) < 0) {
		hold->owner[0] = '\0';
		return -1;
	}
	return 0;
}

/* Nothing was sent: the lease, and the lock with it, ends; and so does what may still be on its way. */
static void end_attempt(struct shared_hold *hold)
{
	revoke_leases(hold);
	forget_attempt(hold);
	hold->state = HOLD_IDLE;
}

/* An attempt of a dead process whose draft was published, or fits nothing any more. */
static int end_old_attempt(struct shared_hold *hold, struct error *err)
{
	if (!hold->owner[0] || hold->state != HOLD_IDLE)
		return 0;
	if (is_own(hold, "sent") && settle_sent(hold, true, err) < 0)
		return -1;
	end_attempt(hold);
	return hold_read(hold, err);
}

static int take_lock(struct shared_hold *hold, bool *done, struct error *err)
{
	struct change change = change_new(hold);
	struct buf value = BUF_INIT(BUF_FILE_MAX);
	int result = format_lock(hold, &value, err);

	if (result) {
		json_decref(change.txn);
	} else {
		when_absent(&change, "lock");
		when_as_read(&change, "sent");
		put(&change, "lock", &value, lock_lease(hold));
		result = change_and_read(hold, &change, done, err);
	}
	*done = !result && is_own(hold, "lock");
	buf_release(&value);
	return result;
}

int hold_claim(struct shared_hold *hold, bool *claimed, struct error *err)
{
	int result;

	*claimed = false;
	if (end_old_attempt(hold, err) < 0 || begin_attempt(hold, err) < 0)
		return -1;
	result = lease_call(hold, "lease/grant", lock_lease(hold), LOCK_TTL, err);
	if (!result)
		result = take_lock(hold, claimed, err);
	if (*claimed) {
		hold->state = HOLD_CLAIMED;
		return 0;
	}
	end_attempt(hold);
	/* Another host was first. */
	if (!result)
		result = hold_read(hold, err);
	if (!result)
		result = settle(hold, err);
	return result ? result : merge_marker(hold, err);
}

/* Step 5 */

/* It goes on while the machine sleeps. */
static int64_t boot_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_BOOTTIME, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static int refuse_to_send(struct error *err)
{
	error_prefix(err, "nothing was sent");
	return error_hint(err, "try again");
}

/* A repetition: whether all is still ours. */
static int commit_again(struct shared_hold *hold, int64_t asked_ms, struct error *err)
{
	if (hold_read(hold, err) < 0)
		return refuse_to_send(err);
	if (!is_own(hold, "sent") || !is_own(hold, "lock") || boot_ms() - asked_ms >= LOCK_TTL * 1000LL) {
		error_set(err, ERROR_TEMP, "the lock in the store has ended");
		return refuse_to_send(err);
	}
	return 0;
}

static int put_sent(struct shared_hold *hold, bool *done, struct error *err)
{
	struct change change = change_new(hold);
	struct buf sent = BUF_INIT(BUF_FILE_MAX);
	struct buf lock = BUF_INIT(BUF_FILE_MAX);
	enum etcd_failure failure;
	int result = format_sent(hold, &sent, err);

	if (!result)
		result = format_lock(hold, &lock, err);
	if (result) {
		json_decref(change.txn);
	} else {
		when_leased(&change, "lock", lock_lease(hold));
		when_as_read(&change, "grant");
		when_as_read(&change, "sent");
		when_seal_as_read(&change);
		put(&change, "sent", &sent, 0);
		put(&change, "lock", &lock, sent_lease(hold));
		result = make_change(&change, done, &failure, err);
	}
	buf_release(&sent);
	buf_release(&lock);
	return result;
}

int hold_commit(struct shared_hold *hold, const struct buf *marker, struct error *err)
{
	int64_t asked_ms = boot_ms();
	bool done = false;
	int result;

	if (hold->state == HOLD_SENT)
		return commit_again(hold, asked_ms, err);
	buf_clear(&hold->uncertain);
	result = shared_time_marker(marker, client_of(hold)->ahead, &hold->uncertain, err);
	if (!result)
		result = lease_call(hold, "lease/keepalive", lock_lease(hold), 0, err);
	if (!result)
		result = lease_call(hold, "lease/grant", sent_lease(hold), SENT_TTL, err);
	asked_ms = boot_ms();
	if (!result) {
		/* Whatever comes of it: from here on hold_end() looks for it. */
		hold->state = HOLD_SENT;
		result = put_sent(hold, &done, err);
	}
	if (!result && !done)
		result = error_set(err, ERROR_TEMP, "the lock in the store has ended, or the grant was replaced");
	if (!result && boot_ms() - asked_ms >= LOCK_TTL * 1000LL)
		result = error_set(err, ERROR_TEMP, "the store took too long to answer");
	if (!result)
		return 0;
	/* So the grant is as certain as it was. */
	buf_clear(&hold->uncertain);
	return refuse_to_send(err);
}

/* Step 7 */

/* The token that a dead process has brought beside its draft is the newer one. */
static int add_local_token(struct shared_hold *hold, struct error *err)
{
	struct buf bytes = BUF_INIT(BUF_FILE_MAX);
	struct buf plain = BUF_INIT(BUF_FILE_MAX);
	struct record record = RECORD_INIT;
	struct record shared = RECORD_INIT;
	struct token token = TOKEN_INIT;
	struct error ignored = ERROR_INIT;
	int result = 0;

	if (!file_store.load(hold->store, hold->profile, "token", &bytes, &ignored) &&
	    !record_parse(&record, &bytes, &ignored) && !token_from_record(&token, &record, &ignored) &&
	    !token.refused && hold->begun && token.issued >= hold->begun) {
		shared_time_token(&token, client_of(hold)->ahead);
		result = token_to_record(&token, &shared, err);
		if (!result)
			result = record_format(&shared, &plain, err);
		if (!result)
			result = sealed_seal_text(hold->store, hold->profile, "token", &plain, &hold->token, err);
	}
	buf_release(&bytes);
	buf_release(&plain);
	record_release(&record);
	record_release(&shared);
	token_release(&token);
	return result;
}

static int put_grant(struct shared_hold *hold, const struct buf *grant, bool *done, enum etcd_failure *failure,
		     struct error *err)
{
	struct change change = change_new(hold);

	when_as_read(&change, "grant");
	when_seal_as_read(&change);
	put(&change, "grant", grant, 0);
	if (hold->token.len)
		put(&change, "token", &hold->token, 0);
	delete (&change, "sent");
	delete (&change, "marker");
	/* A login has more to write, and gives the lock back at its end. */
	if (hold->state != HOLD_CLAIMED)
		delete (&change, "lock");
	return make_change(&change, done, failure, err);
}

/* The seal was changed: what was sealed with a key of before is sealed with the one of now. */
static int seal_again(const struct shared_hold *hold, const char *slot, const struct buf *plain, struct buf *text,
		      struct error *err)
{
	buf_clear(text);
	return sealed_seal_text(hold->store, hold->profile, slot, plain, text, err);
}

static int publish_until_known(struct shared_hold *hold, const struct buf *plain, const struct buf *token,
			       const char *name, struct buf *grant, struct error *err)
{
	for (int tries = 0; tries < 8; tries++) {
		int64_t seal = hold->store->shared->seal_revision;
		enum etcd_verdict verdict;
		enum etcd_failure failure = ETCD_REFUSED;
		char *present;
		bool done;
		bool unclear = put_grant(hold, grant, &done, &failure, err) < 0;

		if (unclear && failure != ETCD_UNKNOWN)
			return -1;
		if (hold_read(hold, err) < 0)
			return -1;
		if (done)
			return 0;
		present = name_grant(hold, hold_slot(hold, "grant"), err);
		if (!present && err->code != ERROR_CONFIG)
			return -1;
		verdict = etcd_judge(present ? present : "damaged", hold->base, name);
		free(present);
		if (verdict == ETCD_DONE)
			return 0;
		/* What a person has logged in to replaces whatever is there. */
		if (verdict == ETCD_THEIRS && hold->state != HOLD_CLAIMED) {
			log_note("profile '%s': another grant was stored meanwhile, which counts", hold->profile);
			return 0;
		}
		if (unclear)
			return error_set(err, ERROR_TEMP, "store '%s' gave no clear answer",
					 hold->store->shared->config.name);
		if (seal != hold->store->shared->seal_revision &&
		    (seal_again(hold, "grant", plain, grant, err) < 0 ||
		     (token->len && seal_again(hold, "token", token, &hold->token, err) < 0)))
			return -1;
	}
	return error_set(err, ERROR_TEMP, "the store is being changed by others");
}

int hold_publish(struct shared_hold *hold, const struct buf *draft, struct error *err)
{
	struct buf grant = BUF_INIT(2 * BUF_FILE_MAX);
	struct buf plain = BUF_INIT(BUF_FILE_MAX);
	struct buf token = BUF_INIT(BUF_FILE_MAX);
	char *name = name_grant(hold, draft, err);
	int result = name ? 0 : -1;

	if (!result && hold->state == HOLD_IDLE)
		result = add_local_token(hold, err);
	if (!result)
		result = sealed_open_text(hold->store, hold->profile, "grant", draft, &plain, err);
	if (!result && hold->token.len)
		result = sealed_open_text(hold->store, hold->profile, "token", &hold->token, &token, err);
	buf_add(&grant, buf_text(draft), draft->len);
	if (!result)
		result = publish_until_known(hold, &plain, &token, name, &grant, err);
	if (!result && file_store.draft_discard(hold->store, hold->profile, DRAFT, err) < 0) {
		/* The next one finds that it is published. */
		log_warn("profile '%s': %s", hold->profile, err->text);
		error_clear(err);
	}
	if (!result) {
		hold->state = HOLD_PUBLISHED;
		buf_clear(&hold->token);
		if (!is_own(hold, "lock"))
			end_attempt(hold);
	}
	buf_release(&grant);
	buf_release(&plain);
	buf_release(&token);
	free(name);
	return result;
}

int hold_change(struct shared_hold *hold, const char *slot, const struct buf *bytes, struct error *err)
{
	struct change change = change_new(hold);
	const struct buf *there;
	bool done;

	when_as_read(&change, slot);
	if (bytes)
		when_seal_as_read(&change);
	if (bytes)
		put(&change, slot, bytes, 0);
	else
		delete (&change, slot);
	if (change_and_read(hold, &change, &done, err) < 0)
		return -1;
	there = hold_slot(hold, slot);
	if (done || (!bytes && !there) || (bytes && there && buf_equal(bytes, there)))
		return 0;
	error_set(err, ERROR_TEMP, "slot '%s' of '%s' was not stored: the store is being changed by others", slot,
		  hold->profile);
	return error_hint(err, "try again");
}

/* Steps 8 and 9 */

/* The marker for all: what was left of this attempt, or what `sent` says. Empty: none is left. */
static int choose_marker(const struct shared_hold *hold, struct buf *marker, struct error *err)
{
	if (hold->marked)
		return shared_time_marker(&hold->marker, client_of(hold)->ahead, marker, err);
	if (hold->state == HOLD_SENT)
		buf_add(marker, buf_text(&hold->uncertain), hold->uncertain.len);
	return 0;
}

static void change_marker(const struct change *change, const struct buf *marker)
{
	if (marker->len)
		put(change, "marker", marker, 0);
	else
		delete (change, "marker");
}

static bool tells_more(const struct shared_hold *hold, const struct buf *marker)
{
	const struct buf *seen = hold_slot(hold, "marker");

	return seen ? !buf_equal(seen, marker) : marker->len > 0;
}

/* What was sent and brought nothing: given back with the marker at once. */
static int give_back(struct shared_hold *hold, const struct buf *marker, struct error *err)
{
	struct change change;
	bool done;

	if (hold_read(hold, err) < 0)
		return -1;
	/* put_sent() was not carried out; once its lease has ended it can't be any more. */
	if (!is_own(hold, "sent"))
		return 0;
	change = change_new(hold);
	when_as_read(&change, "sent");
	change_marker(&change, marker);
	delete (&change, "sent");
	delete (&change, "lock");
	if (change_and_read(hold, &change, &done, err) < 0)
		return -1;
	return is_own(hold, "sent") ? error_set(err, ERROR_TEMP, "the store keeps the lock") : 0;
}

static int leave_marker(struct shared_hold *hold, const struct buf *marker, struct error *err)
{
	struct change change = change_new(hold);
	bool done;

	when_as_read(&change, "grant");
	when_as_read(&change, "marker");
	change_marker(&change, marker);
	return change_and_read(hold, &change, &done, err);
}

void hold_end(struct shared_hold *hold)
{
	struct buf marker = BUF_INIT(MARKER_MAX);
	struct error err = ERROR_INIT;
	/* With a whole draft `sent` stays: the next call publishes, and until then nobody else sends. */
	bool kept = (hold->state == HOLD_SENT || hold->owner[0]) && has_draft(hold);
	int result = choose_marker(hold, &marker, &err);

	if (!result && !kept)
		result = end_old_attempt(hold, &err);
	if (!result && !kept && hold->state == HOLD_SENT)
		result = give_back(hold, &marker, &err);
	else if (!result && !kept && hold->marked && tells_more(hold, &marker))
		result = leave_marker(hold, &marker, &err);
	if (result)
		log_detail("profile '%s': %s", hold->profile, err.text);
	/* What could not be given back is settled by the next call, which needs to know whose it was. */
	if (hold->owner[0] && !kept && (hold->state != HOLD_SENT || !result))
		end_attempt(hold);
	buf_release(&marker);
	hold_free(hold);
}
