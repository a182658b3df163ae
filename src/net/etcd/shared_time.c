#include "net/etcd/shared_time.h"

#include <string.h>

#include "discred/record.h"

/* core/slot/backoff.c: the keys of the grant's record. */
#define GRANT "grant-"

static const char *const times[] = {GRANT "when", GRANT "not_before", GRANT "checked"};
static const char *const own[] = {GRANT "files", GRANT "proxy"};

/* Two hosts' seconds begin at different moments. */
enum { SAME_S = 5 };

void shared_time_token(struct token *token, int64_t seconds)
{
	token->issued += seconds;
	if (token->expires)
		token->expires += seconds;
}

static bool among(const char *const *names, size_t count, const char *key)
{
	for (size_t i = 0; i < count; i++)
		if (!strcmp(names[i], key))
			return true;
	return false;
}

static bool is_time(const char *key)
{
	return among(times, sizeof(times) / sizeof(*times), key);
}

static bool is_own(const char *key)
{
	return among(own, sizeof(own) / sizeof(*own), key);
}

static bool is_of_grant(const char *key)
{
	return !strncmp(key, GRANT, strlen(GRANT));
}

static int64_t time_of(const struct record *record, const char *key)
{
	struct error ignored = ERROR_INIT;
	int64_t value = 0;

	return record_number(record, key, &value, &ignored) < 0 ? 0 : value;
}

/* Adds what is about the grant and can be told to others. */
static int add_grant(struct record *to, const struct record *from, int64_t seconds, struct error *err)
{
	int result = 0;

	for (size_t i = 0; i < from->count && !result; i++) {
		const char *key = from->item[i].key;

		if (!is_of_grant(key) || is_own(key))
			continue;
		if (is_time(key) && time_of(from, key))
			result = record_add_number(to, key, time_of(from, key) + seconds, err);
		else
			result = record_add_text(to, key, buf_text(&from->item[i].value), err);
	}
	return result;
}

/* An empty marker, and one that can't be read, is none. */
static void parse(const struct buf *bytes, struct record *record)
{
	struct error ignored = ERROR_INIT;

	if (record_parse(record, bytes, &ignored) < 0)
		record_release(record);
}

static int format(const struct record *record, struct buf *bytes, struct error *err)
{
	return record->count ? record_format(record, bytes, err) : 0;
}

int shared_time_marker(const struct buf *local, int64_t ahead, struct buf *shared, struct error *err)
{
	struct record from = RECORD_INIT;
	struct record to = RECORD_INIT;
	int result;

	parse(local, &from);
	result = add_grant(&to, &from, ahead, err);
	if (!result)
		result = format(&to, shared, err);
	record_release(&from);
	record_release(&to);
	return result;
}

/* What both have to say about the grant. */
static bool is_same(const struct record *local, const struct record *shared)
{
	size_t told = 0;

	for (size_t i = 0; i < local->count; i++)
		told += is_of_grant(local->item[i].key) && !is_own(local->item[i].key);
	if (told != shared->count)
		return false;
	for (size_t i = 0; i < shared->count; i++) {
		const char *key = shared->item[i].key;
		int64_t apart = time_of(local, key) - time_of(shared, key);

		if (is_time(key) ? apart < -SAME_S || apart > SAME_S
				 : strcmp(record_text(local, key), record_text(shared, key)) != 0)
			return false;
	}
	return true;
}

static int add_others(struct record *to, const struct record *from, struct error *err)
{
	int result = 0;

	for (size_t i = 0; i < from->count && !result; i++)
		if (!is_of_grant(from->item[i].key))
			result = record_add_text(to, from->item[i].key, buf_text(&from->item[i].value), err);
	return result;
}

int shared_time_merge(const struct buf *local, const struct buf *shared, int64_t ahead, struct buf *merged,
		      bool *changed, struct error *err)
{
	struct record mine = RECORD_INIT;
	struct record theirs = RECORD_INIT;
	struct record told = RECORD_INIT;
	struct record both = RECORD_INIT;
	int result;

	parse(local, &mine);
	parse(shared, &theirs);
	result = add_grant(&told, &theirs, -ahead, err);
	*changed = !result && !is_same(&mine, &told);
	if (*changed)
		result = add_others(&both, &mine, err);
	if (*changed && !result)
		result = add_grant(&both, &told, 0, err);
	if (*changed && !result)
		result = format(&both, merged, err);
	record_release(&mine);
	record_release(&theirs);
	record_release(&told);
	record_release(&both);
	return result;
}
