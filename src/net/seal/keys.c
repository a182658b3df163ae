#include "net/seal/keys.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "base/log.h"
#include "base/memory.h"
#include "core/output/json.h"
#include "net/base64.h"
#include "net/pkce.h"

enum { KID_BYTES = 12 };

struct seal_keys *seal_keys_new(void)
{
	struct seal_keys *keys = xcalloc(1, sizeof(*keys));

	/* Best effort: the limit may be 0. */
	(void)!mlock(keys, sizeof(*keys));
	return keys;
}

void seal_keys_free(struct seal_keys *keys)
{
	if (!keys)
		return;
	wipe_object(keys);
	munlock(keys, sizeof(*keys));
	free(keys);
}

int seal_keys_add(struct seal_keys *keys, struct error *err)
{
	struct buf kid = BUF_INIT(SEAL_KID);
	int result;

	if (keys->count == SEAL_KEYS)
		return error_set(err, ERROR_BUG, "the seal has too many data keys");
	memmove(&keys->item[1], &keys->item[0], keys->count * sizeof(keys->item[0]));
	keys->count++;
	result = random_base64url(KID_BYTES, &kid, err);
	if (!result)
		result = jwe_key_make(&keys->item[0].key, err);
	memcpy(keys->item[0].kid, buf_text(&kid), kid.len + 1);
	buf_release(&kid);
	return result;
}

const struct seal_key *seal_keys_find(const struct seal_keys *keys, const char *kid)
{
	for (size_t i = 0; i < keys->count; i++)
		if (!strcmp(keys->item[i].kid, kid))
			return &keys->item[i];
	return NULL;
}

int seal_read(const struct store *store, struct general *seal, struct error *err)
{
	struct buf text = BUF_INIT(BUF_FILE_MAX);
	int result = store->ops->seal_load(store, &text, err);

	general_release(seal);
	if (!result && general_parse(seal, &text, err) < 0) {
		error_prefix(err, "the seal '%s' cannot be used", store->seal_name);
		result = error_hint(err, "restore it from a backup: without it nothing that is sealed can be opened");
	}
	buf_release(&text);
	return result;
}

/* {"keys":[{"kty":"oct","kid":KID,"k":KEY}, ...]} (RFC 7518 6.4) */
static void format_keys(const struct seal_keys *keys, struct buf *text)
{
	buf_str(text, "{\"keys\":[");
	for (size_t i = 0; i < keys->count; i++) {
		buf_printf(text, "%s{\"kty\":\"oct\",\"kid\":\"%s\",\"k\":\"", i ? "," : "", keys->item[i].kid);
		jwe_key_text(&keys->item[i].key, text);
		buf_str(text, "\"}");
	}
	buf_str(text, "]}");
}

static bool parse_key(const json_t *object, struct seal_key *item)
{
	const char *kty = json_text(object, "kty");
	const char *kid = json_text(object, "kid");
	const char *k = json_text(object, "k");
	size_t len = kid ? strlen(kid) : 0;

	/* It is written without escaping. */
	if (!kty || strcmp(kty, "oct") != 0 || !k || !len || len > SEAL_KID || strpbrk(kid, "\"\\"))
		return false;
	memcpy(item->kid, kid, len + 1);
	return jwe_key_parse(&item->key, k, strlen(k));
}

static int parse_keys(struct seal_keys *keys, const struct buf *text, struct error *err)
{
	json_t *object;
	const json_t *list;
	size_t count;
	bool right;

	json_wipe_on_free();
	object = json_parse_object(text);
	list = json_object_get(object, "keys");
	count = json_array_size(list);
	right = count && count <= SEAL_KEYS;
	for (size_t i = 0; i < count && right; i++)
		right = parse_key(json_array_get(list, i), &keys->item[i]);
	keys->count = right ? count : 0;
	json_decref(object);
	return right ? 0 : error_set(err, ERROR_CONFIG, "its content is not a set of keys that discred knows");
}

int seal_write(const struct store *store, struct general *seal, const struct seal_keys *keys, bool drops_key,
	       struct error *err)
{
	struct buf plain = BUF_INIT(4096);
	struct buf text = BUF_INIT(BUF_FILE_MAX);
	int result;

	format_keys(keys, &plain);
	result = general_encrypt(seal, &keys->content, &plain, err);
	buf_release(&plain);
	if (!result)
		result = general_format(seal, &text, err);
	if (!result)
		result = store->ops->seal_save(store, &text, drops_key, err);
	buf_release(&text);
	return result;
}

int seal_erase(const struct store *store, struct error *err)
{
	const struct buf none = BUF_INIT(0);

	return store->ops->seal_save(store, &none, true, err);
}

int seal_holder_key(const struct seal_access *access, const char *label, struct jwe_key *key, struct error *err)
{
	struct strings words = STRINGS_INIT;
	struct holder_context context = {
	    .env = access->env, .person = access->person, .label = label, .words = &words, .scrub = access->scrub};
	int result = access->words(access->env, label, &words, err);

	if (result && err->code == ERROR_NONE) {
		error_set(err, ERROR_CONFIG, "key holder '%s' is not in config.cfg", label);
		error_hint(err, "put it into the group 'holders' there (discred-seal(7))");
	} else if (!result) {
		result = holder_get(&context, key, err);
	}
	strings_release(&words);
	return result;
}

int seal_open_with(const struct general *seal, size_t index, const struct jwe_key *key, struct seal_keys *keys,
		   struct error *err)
{
	struct buf plain = BUF_INIT(BUF_FILE_MAX);
	int result = 0;

	if (general_unwrap(seal, index, key, &keys->content, err) < 0) {
		error_set(err, ERROR_CONFIG, "the key of key holder '%s' does not open the seal",
			  seal->recipient[index].kid);
		result = error_hint(err, "let it keep the right key again, or open with another key holder");
	} else if (general_decrypt(seal, &keys->content, &plain, err) < 0) {
		error_set(err, ERROR_CONFIG, "the seal was altered");
		result = error_hint(err, "restore it from a backup");
	}
	if (!result)
		result = parse_keys(keys, &plain, err);
	buf_release(&plain);
	return result;
}

static int ask_and_open(const struct general *seal, size_t index, const struct seal_access *access,
			struct seal_keys *keys, struct error *err)
{
	struct jwe_key key;
	int result = seal_holder_key(access, seal->recipient[index].kid, &key, err);

	if (!result)
		result = seal_open_with(seal, index, &key, keys, err);
	wipe_object(&key);
	return result;
}

int seal_open(const struct general *seal, const struct seal_access *access, const char *except, struct seal_keys *keys,
	      struct error *err)
{
	struct error first = ERROR_INIT;

	for (size_t i = 0; i < seal->count; i++) {
		if (except && !strcmp(seal->recipient[i].kid, except))
			continue;
		if (!ask_and_open(seal, i, access, keys, err)) {
			error_clear(err);
			return 0;
		}
		log_detail("%s", err->text);
		/* Of several the one that can be waited for. */
		if (!first.code || (first.code != ERROR_TEMP && err->code == ERROR_TEMP))
			first = *err;
	}
	*err = first;
	if (!first.code)
		error_set(err, ERROR_CONFIG, "the seal has no other key holder");
	if (err->code != ERROR_TEMP && err->code != ERROR_SYS)
		err->code = ERROR_CONFIG;
	return -1;
}
