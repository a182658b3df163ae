#include "core/slot/backoff.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/environ.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/path.h"
#include "base/url.h"
#include "discred/record.h"

/* All slots are in one record: "grant-code", "owner_identify-code". There is no '-' in a slot. */
enum { SCOPE_MAX = 100, KEY = SCOPE_MAX + 32 };

static const char *const kinds[] = {
    [BACKOFF_KIND_NONE] = "none",
    [BACKOFF_KIND_PAUSE] = "pause",
    [BACKOFF_KIND_REFUSED] = "refused",
    [BACKOFF_KIND_ENDED] = "ended",
};

/* Of two scopes that end as the same slot one is forgotten: the record says what it is about. */
char *backoff_owner_slot(const char *scope)
{
	char *slot = xasprintf("owner_%.*s", SCOPE_MAX, scope);

	for (char *c = slot; *c; c++)
		if (!strchr("abcdefghijklmnopqrstuvwxyz0123456789", *c))
			*c = '_';
	return slot;
}

static const char *text_of(const struct record *record, const char *slot, const char *name)
{
	char key[KEY];

	snprintf(key, sizeof(key), "%s-%s", slot, name);
	return record_text(record, key);
}

static int64_t number_of(const struct record *record, const char *slot, const char *name)
{
	struct error err = ERROR_INIT;
	int64_t value = 0;
	char key[KEY];

	snprintf(key, sizeof(key), "%s-%s", slot, name);
	return record_number(record, key, &value, &err) < 0 ? 0 : value;
}

static void add_files(const struct backoff_key *key, struct buf *text)
{
	const struct secret_ref *secret = &key->profile->client_secret;

	file_add_stamp(key->profile->path, text);
	if (secret->kind == SECRET_FILE) {
		char *path = path_expand(key->env, secret->name);

		buf_char(text, ' ');
		file_add_stamp(path, text);
		free(path);
	}
}

/* The first of them that is set, as libcurl looks for them. */
static const char *first_set(const struct environ *env, const char *const names[static 4])
{
	const char *value = NULL;

	for (size_t i = 0; i < 4 && names[i] && !value; i++)
		value = environ_value(env, names[i]);
	return value;
}

static void add_without_user(const char *proxy, struct buf *text)
{
	const char *scheme = strstr(proxy, "://");
	const char *host = scheme ? scheme + 3 : proxy;
	const char *at = strrchr(host, '@');

	buf_add(text, proxy, (size_t)(host - proxy));
	buf_str(text, at ? at + 1 : host);
}

/* The proxy that requests of the profile go through by this environment, without its password; "" for none. */
static void describe_proxy(const struct profile *profile, const struct environ *env, struct buf *proxy)
{
	static const char *const names[] = {"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"};
	static const char *const exceptions[] = {"no_proxy", "NO_PROXY", NULL, NULL};
	const char *used = first_set(env, names);
	const char *excepted = first_set(env, exceptions);
	struct url url = URL_INIT;
	struct error err = ERROR_INIT;

	/* http.h: a loopback host is always reached directly. */
	if (used && !url_parse(&url, profile->api_base, &err) && !url_is_loopback(&url)) {
		add_without_user(used, proxy);
		if (excepted)
			buf_printf(proxy, ", except for %s", excepted);
	}
	url_release(&url);
}

/* A value that may stand in a record: foreign, and long perhaps. */
static int add_foreign(struct record *record, const char *key, const char *value, struct error *err)
{
	char *text = xstrdup(value);
	int result;

	text_sanitize(text);
	result = record_add_text(record, key, text, err);
	free(text);
	return result;
}

static bool load(const struct store *store, const char *profile, struct record *record)
{
	struct buf bytes = BUF_INIT(BUF_FILE_MAX);
	struct error err = ERROR_INIT;
	bool whole = !store->ops->marker(store, profile, &bytes, &err) && !record_parse(record, &bytes, &err);

	buf_release(&bytes);
	if (!whole)
		record_release(record);
	return whole;
}

static enum backoff_kind kind_of(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		if (!strcmp(kinds[i], name))
			return (enum backoff_kind)i;
	return BACKOFF_KIND_NONE;
}

static bool same_proxy(const struct record *record, const struct backoff_key *key)
{
	char name[KEY];
	const struct buf *stored;
	struct buf proxy = BUF_INIT(BUF_FILE_MAX);
	bool same;

	snprintf(name, sizeof(name), "%s-proxy", key->slot);
	stored = record_get(record, name);
	if (!stored)
		return true;
	describe_proxy(key->profile, key->env, &proxy);
	if (buf_ok(&proxy) && proxy.len)
		text_sanitize(proxy.ptr);
	same = !strcmp(buf_text(stored), buf_text(&proxy));
	buf_release(&proxy);
	return same;
}

static bool applies(const struct record *record, const struct backoff_key *key)
{
	const char *about = text_of(record, key->slot, "about");
	const char *stored = text_of(record, key->slot, "files");
	struct buf files = BUF_INIT(1024);
	bool same;

	add_files(key, &files);
	/* Another host's record names none: they are not this host's. */
	same = (!stored[0] || !strcmp(stored, buf_text(&files))) && same_proxy(record, key) &&
	       (!key->about || !about[0] || !strcmp(about, key->about));
	buf_release(&files);
	return same;
}

/* A secret that a command or the environment gives may have changed without a trace. */
static void describe_next_step(const struct backoff_key *key, int64_t now, struct backoff *backoff)
{
	enum secret_kind secret = key->profile->client_secret.kind;
	char *hint = xstrdup(backoff->error.hint);

	if (backoff->kind == BACKOFF_KIND_PAUSE && !hint[0] && backoff->not_before > now)
		error_hint(&backoff->error, "try again in %" PRId64 " s", backoff->not_before - now);
	else if (backoff->kind == BACKOFF_KIND_REFUSED && (secret == SECRET_COMMAND || secret == SECRET_ENV))
		error_hint(&backoff->error, "%s%s'discred auth refresh --force %s' asks again at once", hint,
			   hint[0] ? "; " : "", key->profile->id);
	free(hint);
}

void backoff_load(const struct store *store, const struct backoff_key *key, int64_t now, struct backoff *backoff)
{
	struct record record = RECORD_INIT;
	const char *uncertain;

	*backoff = (struct backoff)BACKOFF_INIT;
	if (!load(store, key->profile->id, &record))
		return;
	uncertain = text_of(&record, key->slot, "uncertain");
	backoff->uncertain = uncertain[0] && (!key->about || !strcmp(uncertain, key->about));
	backoff->when = number_of(&record, key->slot, "when");
	backoff->not_before = number_of(&record, key->slot, "not_before");
	backoff->checked = number_of(&record, key->slot, "checked");
	error_set(&backoff->error, error_from_name(text_of(&record, key->slot, "code")), "%s",
		  text_of(&record, key->slot, "text"));
	error_hint(&backoff->error, "%s", text_of(&record, key->slot, "hint"));
	if (backoff->when && backoff->when <= now && backoff->not_before <= now + BACKOFF_PAUSE_MAX &&
	    applies(&record, key))
		backoff->kind = kind_of(text_of(&record, key->slot, "kind"));
	describe_next_step(key, now, backoff);
	record_release(&record);
}

bool backoff_holds(const struct backoff *backoff, int64_t begun, int64_t now, int64_t refused_for, bool alive)
{
	if (backoff->uncertain && alive)
		return true;
	switch (backoff->kind) {
	case BACKOFF_KIND_NONE:
		return false;
	case BACKOFF_KIND_PAUSE:
		return backoff->when >= begun || now < backoff->not_before;
	case BACKOFF_KIND_REFUSED:
	case BACKOFF_KIND_ENDED:
		return backoff->when >= begun || now < backoff->when + refused_for;
	}
	return false;
}

void backoff_describe_uncertain(const char *profile, bool alive, struct error *err)
{
	error_prefix(err, "the grant is uncertain");
	err->code = ERROR_TEMP;
	if (alive)
		error_hint(err,
			   "it is sent again when the token in use has expired; 'discred auth refresh --force %s' "
			   "sends it now",
			   profile);
	else
		error_hint(err, "it is sent again later; if it is refused then, run 'discred auth login %s'", profile);
}

void backoff_describe(const struct backoff *backoff, const char *profile, bool alive, struct error *err)
{
	*err = backoff->error;
	if (backoff->uncertain)
		backoff_describe_uncertain(profile, alive, err);
}

static int add(struct record *record, const char *slot, const char *name, const char *value, struct error *err)
{
	char key[KEY];

	snprintf(key, sizeof(key), "%s-%s", slot, name);
	return add_foreign(record, key, value, err);
}

static int add_number(struct record *record, const char *slot, const char *name, int64_t value, struct error *err)
{
	char key[KEY];

	snprintf(key, sizeof(key), "%s-%s", slot, name);
	return record_add_number(record, key, value, err);
}

static int add_dependence(const struct backoff_key *key, bool by_proxy, struct record *record, struct error *err)
{
	struct buf text = BUF_INIT(BUF_FILE_MAX);
	int result;

	add_files(key, &text);
	result = add(record, key->slot, "files", buf_text(&text), err);
	buf_clear(&text);
	if (!result && by_proxy) {
		describe_proxy(key->profile, key->env, &text);
		result = add(record, key->slot, "proxy", buf_text(&text), err);
	}
	buf_release(&text);
	return result;
}

/* `uncertain` names the grant that is. */
static int format(const struct backoff_key *key, const struct backoff *backoff, const char *uncertain,
		  struct record *record, struct error *err)
{
	const char *slot = key->slot;
	const char *about = key->about ? key->about : "";

	if (backoff->uncertain && add(record, slot, "uncertain", uncertain, err) < 0)
		return -1;
	if (add(record, slot, "kind", kinds[backoff->kind], err) < 0 ||
	    add(record, slot, "code", error_name(backoff->error.code), err) < 0 ||
	    add(record, slot, "text", backoff->error.text, err) < 0 ||
	    add(record, slot, "hint", backoff->error.hint, err) < 0 ||
	    add_number(record, slot, "when", backoff->when, err) < 0 ||
	    add_number(record, slot, "not_before", backoff->not_before, err) < 0 ||
	    add_number(record, slot, "checked", backoff->checked, err) < 0 ||
	    add(record, slot, "about", about, err) < 0)
		return -1;
	return add_dependence(key, backoff->by_proxy, record, err);
}

/* The records of other slots. */
static int copy_others(const struct store *store, const char *profile, const char *slot, struct record *record,
		       struct error *err)
{
	struct record old = RECORD_INIT;
	size_t len = strlen(slot);
	int result = 0;

	if (!load(store, profile, &old))
		return 0;
	for (size_t i = 0; i < old.count && !result; i++) {
		const char *name = old.item[i].key;

		if (strncmp(name, slot, len) != 0 || name[len] != '-')
			result = record_add_text(record, name, buf_text(&old.item[i].value), err);
	}
	record_release(&old);
	return result;
}

typedef int write_function(const struct store_hold *, const struct buf *, struct error *);

/* An empty record is none. */
static int save(write_function *write, const struct store_hold *hold, const struct record *record, struct error *err)
{
	struct buf bytes = BUF_INIT(BUF_FILE_MAX);
	int result = record->count ? record_format(record, &bytes, err) : 0;

	if (!result)
		result = write(hold, &bytes, err);
	buf_release(&bytes);
	return result;
}

static int save_backoff(write_function *write, const struct store *store, const struct store_hold *hold,
			const struct backoff_key *key, const struct backoff *backoff, struct error *err)
{
	struct record record = RECORD_INIT;
	struct record old = RECORD_INIT;
	const char *uncertain = key->about;
	int result = copy_others(store, key->profile->id, key->slot, &record, err);

	if (!uncertain)
		uncertain = load(store, key->profile->id, &old) ? text_of(&old, key->slot, "uncertain") : "";
	if (!result)
		result = format(key, backoff, uncertain, &record, err);
	if (!result)
		result = save(write, hold, &record, err);
	record_release(&old);
	record_release(&record);
	return result;
}

int backoff_save(const struct store *store, const struct store_hold *hold, const struct backoff_key *key,
		 const struct backoff *backoff, struct error *err)
{
	return save_backoff(store->ops->mark, store, hold, key, backoff, err);
}

int backoff_commit(const struct store *store, const struct store_hold *hold, const struct backoff_key *key,
		   const struct backoff *backoff, struct error *err)
{
	return save_backoff(store->ops->commit, store, hold, key, backoff, err);
}

void backoff_clear(const struct store *store, const struct store_hold *hold, const char *profile, const char *slot)
{
	struct record record = RECORD_INIT;
	struct error err = ERROR_INIT;

	if (!slot || !copy_others(store, profile, slot, &record, &err))
		(void)!save(store->ops->mark, hold, &record, &err);
	record_release(&record);
}
