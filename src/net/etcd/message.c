#include "net/etcd/message.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "net/base64.h"

enum { VALUE_MAX = 2 * BUF_REPLY_MAX };

static json_t *encode(const void *bytes, size_t len)
{
	struct buf text = BUF_INIT(2 * VALUE_MAX);
	json_t *value;

	base64_add(&text, bytes, len);
	value = json_string(buf_text(&text));
	buf_release(&text);
	return value;
}

static json_t *encode_text(const char *text)
{
	return encode(text, strlen(text));
}

static json_t *number(int64_t value)
{
	char text[32];

	snprintf(text, sizeof(text), "%" PRId64, value);
	return json_string(text);
}

/* Behind all keys that begin with the prefix: its last byte plus one. */
static json_t *range_end(const char *prefix)
{
	char *end = xstrdup(prefix);
	json_t *value;

	end[strlen(end) - 1]++;
	value = encode_text(end);
	free(end);
	return value;
}

json_t *etcd_txn_new(void)
{
	return json_pack("{s:[],s:[]}", "compare", "success");
}

static void add_comparison(json_t *txn, json_t *comparison)
{
	json_array_append_new(json_object_get(txn, "compare"), comparison);
}

static void add_operation(json_t *txn, const char *name, json_t *operation)
{
	json_array_append_new(json_object_get(txn, "success"), json_pack("{s:o}", name, operation));
}

void etcd_when(json_t *txn, const char *key, enum etcd_target target, int64_t value)
{
	bool lease = target == ETCD_LEASE;

	add_comparison(txn, json_pack("{s:s,s:o,s:o}", "target", lease ? "LEASE" : "MOD", "key", encode_text(key),
				      lease ? "lease" : "mod_revision", number(value)));
}

void etcd_when_unchanged(json_t *txn, const char *prefix, int64_t revision)
{
	add_comparison(txn,
		       json_pack("{s:s,s:s,s:o,s:o,s:o}", "target", "MOD", "result", "LESS", "key", encode_text(prefix),
				 "range_end", range_end(prefix), "mod_revision", number(revision + 1)));
}

void etcd_put(json_t *txn, const char *key, const struct buf *value, int64_t lease)
{
	json_t *put = json_pack("{s:o,s:o}", "key", encode_text(key), "value", encode(buf_text(value), value->len));

	if (lease)
		json_object_set_new(put, "lease", number(lease));
	add_operation(txn, "request_put", put);
}

void etcd_delete(json_t *txn, const char *key)
{
	add_operation(txn, "request_delete_range", json_pack("{s:o}", "key", encode_text(key)));
}

json_t *etcd_range_new(const char *key, bool prefix, bool keys_only, bool serializable)
{
	json_t *value = json_pack("{s:o}", "key", encode_text(key));

	if (prefix)
		json_object_set_new(value, "range_end", range_end(key));
	if (keys_only)
		json_object_set_new(value, "keys_only", json_true());
	if (serializable)
		json_object_set_new(value, "serializable", json_true());
	return value;
}

void etcd_answer_release(struct etcd_answer *answer)
{
	for (size_t i = 0; i < answer->count; i++) {
		free(answer->item[i].key);
		buf_release(&answer->item[i].value);
	}
	free(answer->item);
	buf_release(&answer->token);
	*answer = (struct etcd_answer)ETCD_ANSWER_INIT;
}

/* Absent is zero. */
static bool read_number(const json_t *object, const char *name, int64_t *value)
{
	const json_t *member = json_object_get(object, name);
	const char *text = json_string_value(member);
	char *end = NULL;

	*value = json_integer_value(member);
	if (text)
		*value = strtoll(text, &end, 10);
	return !member || json_is_integer(member) || (text && *text && !*end);
}

/* Padded base64 of RFC 4648 section 4, through the one decoder. Absent is empty. */
static bool decode(const json_t *object, const char *name, struct buf *bytes)
{
	const char *text = json_text(object, name);
	struct buf url = BUF_INIT(2 * VALUE_MAX);
	bool good;

	if (!text)
		return !json_object_get(object, name);
	for (const char *c = text; *c && *c != '='; c++)
		buf_char(&url, (char)(*c == '+' ? '-' : *c == '/' ? '_' : *c));
	good = !*text || base64url_decode(bytes, buf_text(&url), url.len);
	buf_release(&url);
	return good;
}

static bool read_item(const json_t *from, struct etcd_answer *answer)
{
	struct etcd_item item = {.value = BUF_INIT(VALUE_MAX)};
	struct buf key = BUF_INIT(BUF_FILE_MAX);
	bool good = decode(from, "key", &key) && decode(from, "value", &item.value) &&
		    read_number(from, "mod_revision", &item.revision) && read_number(from, "lease", &item.lease);

	if (good) {
		item.key = xstrdup(buf_text(&key));
		answer->item = xgrow(answer->item, answer->count, sizeof(item));
		answer->item[answer->count++] = item;
	} else {
		buf_release(&item.value);
	}
	buf_release(&key);
	return good;
}

static bool read_items(const json_t *range, struct etcd_answer *answer)
{
	const json_t *items = json_object_get(range, "kvs");

	for (size_t i = 0; i < json_array_size(items); i++)
		if (!read_item(json_array_get(items, i), answer))
			return false;
	return true;
}

int etcd_answer_parse(const struct buf *body, struct etcd_answer *answer, struct error *err)
{
	json_t *root = json_parse_object(body);
	const json_t *responses = json_object_get(root, "responses");
	bool good = root && read_number(json_object_get(root, "header"), "revision", &answer->revision) &&
		    read_items(root, answer);

	for (size_t i = 0; good && i < json_array_size(responses); i++)
		good = read_items(json_object_get(json_array_get(responses, i), "response_range"), answer);
	answer->succeeded = json_is_true(json_object_get(root, "succeeded"));
	if (json_text(root, "token"))
		buf_str(&answer->token, json_text(root, "token"));
	json_decref(root);
	return good ? 0 : error_set(err, ERROR_TEMP, "the answer is not one of etcd's");
}

const struct etcd_item *etcd_answer_find(const struct etcd_answer *answer, const char *key)
{
	for (size_t i = 0; i < answer->count; i++)
		if (!strcmp(answer->item[i].key, key))
			return &answer->item[i];
	return NULL;
}

/* The statuses of gRPC that etcd gives a meaning here. */
enum {
	CANCELLED = 1,
	INVALID_ARGUMENT = 3,
	DEADLINE_EXCEEDED = 4,
	NOT_FOUND = 5,
	PERMISSION_DENIED = 7,
	RESOURCE_EXHAUSTED = 8,
	FAILED_PRECONDITION = 9,
	UNAVAILABLE = 14,
	UNAUTHENTICATED = 16,
};

static enum etcd_failure without_json(int status, const struct buf *body, struct error *err)
{
	struct buf words = BUF_INIT(BUF_FILE_MAX);
	size_t len = strcspn(buf_text(body), "\r\n");

	buf_add(&words, buf_text(body), len < 200 ? len : 200);
	if (words.len)
		text_sanitize(words.ptr);
	error_set(err, status >= 500 ? ERROR_TEMP : ERROR_CONFIG, "HTTP %d: '%s'", status, buf_text(&words));
	if (strstr(buf_text(&words), "CommonName"))
		error_hint(err, "make a client certificate without a CommonName (discred-store(5))");
	buf_release(&words);
	return status >= 500 ? ETCD_UNKNOWN : ETCD_REFUSED;
}

static enum etcd_failure by_code(int64_t code, int status, const char *words, struct error *err)
{
	switch (code) {
	case UNAUTHENTICATED:
		error_set(err, ERROR_CONFIG, "%s", words);
		return ETCD_LOGIN;
	case NOT_FOUND:
		error_set(err, ERROR_TEMP, "%s", words);
		return ETCD_GONE;
	case CANCELLED:
	case DEADLINE_EXCEEDED:
	case UNAVAILABLE:
		error_set(err, ERROR_TEMP, "%s", words);
		return ETCD_UNKNOWN;
	case RESOURCE_EXHAUSTED:
		error_set(err, ERROR_TEMP, "%s", words);
		error_hint(err, "if etcd is full: compact and defragment it, then 'etcdctl alarm disarm'");
		return ETCD_REFUSED;
	case FAILED_PRECONDITION:
		error_set(err, ERROR_TEMP, "%s", words);
		return ETCD_REFUSED;
	case PERMISSION_DENIED:
		error_set(err, ERROR_CONFIG, "%s", words);
		error_hint(err, "let etcd's user read and write all keys below the prefix (discred-store(5))");
		return ETCD_REFUSED;
	case INVALID_ARGUMENT:
		error_set(err, ERROR_CONFIG, "%s", words);
		/* The users of etcd were changed since the login. */
		return strstr(words, "revision of auth store is old") ? ETCD_LOGIN : ETCD_REFUSED;
	default:
		error_set(err, status >= 500 ? ERROR_TEMP : ERROR_CONFIG, "%s (code %" PRId64 ")", words, code);
		return status >= 500 ? ETCD_UNKNOWN : ETCD_REFUSED;
	}
}

enum etcd_failure etcd_failure_of(int status, const struct buf *body, struct error *err)
{
	json_t *root = json_parse_object(body);
	enum etcd_failure failure;
	int64_t code = 0;
	const char *words;
	char *text;

	if (!json_object_get(root, "code") || !read_number(root, "code", &code)) {
		json_decref(root);
		return without_json(status, body, err);
	}
	words = json_text(root, "message") ? json_text(root, "message") : json_text(root, "error");
	text = xstrdup(words ? words : "no reason was given");
	text_sanitize(text);
	failure = by_code(code, status, text, err);
	free(text);
	json_decref(root);
	return failure;
}
