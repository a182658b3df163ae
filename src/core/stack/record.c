#include "discred/record.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

#define FORMAT "discred-record "
static const char first_line[] = FORMAT "1\n";

void record_release(struct record *record)
{
	for (size_t i = 0; i < record->count; i++) {
		free(record->item[i].key);
		buf_release(&record->item[i].value);
	}
	free(record->item);
	*record = (struct record)RECORD_INIT;
}

static bool key_valid(const char *key, size_t len)
{
	static const char inner[] = "abcdefghijklmnopqrstuvwxyz0123456789_-";

	if (!len || key[0] < 'a' || key[0] > 'z')
		return false;
	for (size_t i = 0; i < len; i++)
		if (!memchr(inner, key[i], sizeof(inner) - 1))
			return false;
	return true;
}

const struct buf *record_get(const struct record *record, const char *key)
{
	for (size_t i = 0; i < record->count; i++)
		if (!strcmp(record->item[i].key, key))
			return &record->item[i].value;
	return NULL;
}

static void append(struct record *record, const char *key, size_t key_len, const char *value, size_t len)
{
	struct record_item *item;

	record->item = xgrow(record->item, record->count, sizeof(*record->item));
	item = &record->item[record->count++];
	item->key = xstrndup(key, key_len);
	buf_init(&item->value, BUF_REPLY_MAX);
	buf_add(&item->value, value, len);
}

int record_add(struct record *record, const char *key, const char *value, size_t len, struct error *err)
{
	if (!key_valid(key, strlen(key)) || record_get(record, key))
		return error_set(err, ERROR_BUG, "record: key '%s' is wrong or there already", key);
	if (memchr(value, '\0', len) || memchr(value, '\r', len) || memchr(value, '\n', len))
		return error_set(err, ERROR_DENIED, "record: the value of '%s' has a line end or NUL in it", key);
	append(record, key, strlen(key), value, len);
	return 0;
}

int record_add_text(struct record *record, const char *key, const char *value, struct error *err)
{
	return record_add(record, key, value, strlen(value), err);
}

int record_add_number(struct record *record, const char *key, int64_t value, struct error *err)
{
	char text[32];

	snprintf(text, sizeof(text), "%" PRId64, value);
	return record_add_text(record, key, text, err);
}

int record_format(const struct record *record, struct buf *bytes, struct error *err)
{
	buf_str(bytes, first_line);
	for (size_t i = 0; i < record->count; i++) {
		buf_str(bytes, record->item[i].key);
		buf_char(bytes, '=');
		buf_add(bytes, buf_text(&record->item[i].value), record->item[i].value.len);
		buf_char(bytes, '\n');
	}
	buf_str(bytes, "end\n");
	return buf_ok(bytes) ? 0 : error_set(err, ERROR_BUG, "record: more than %zu bytes", bytes->max);
}

/* More than anybody writes: a key is looked for among all that were read before. */
enum { KEYS_MAX = 1000 };

static int parse_line(struct record *record, const char *line, size_t len, unsigned number, struct error *err)
{
	const char *equals = memchr(line, '=', len);
	size_t key_len = equals ? (size_t)(equals - line) : len;

	if (!equals || !key_valid(line, key_len))
		return error_set(err, ERROR_CONFIG, "record: line %u is not 'key=value'", number);
	if (memchr(line, '\0', len) || memchr(line, '\r', len))
		return error_set(err, ERROR_CONFIG, "record: line %u has a CR or NUL in it", number);
	if (record->count >= KEYS_MAX)
		return error_set(err, ERROR_CONFIG, "record: more than %d keys", KEYS_MAX);
	for (size_t i = 0; i < record->count; i++)
		if (strlen(record->item[i].key) == key_len && !memcmp(record->item[i].key, line, key_len))
			return error_set(err, ERROR_CONFIG, "record: line %u gives a key again", number);
	append(record, line, key_len, equals + 1, len - key_len - 1);
	return 0;
}

bool record_is_newer(const struct buf *bytes)
{
	const char *text = buf_text(bytes);
	size_t len = strlen(FORMAT);

	return bytes->len > len && !memcmp(text, FORMAT, len) && text[len] >= '1' && text[len] <= '9' &&
	       strncmp(text + len, "1\n", 2) != 0;
}

int record_parse(struct record *record, const struct buf *bytes, struct error *err)
{
	size_t header = sizeof(first_line) - 1;
	const char *next = buf_text(bytes);
	const char *stop = next + bytes->len;

	record_release(record);
	if (record_is_newer(bytes))
		return error_set(err, ERROR_CONFIG, "it was written by a newer discred");
	if (bytes->len < header || memcmp(next, first_line, header) != 0)
		return error_set(err, ERROR_CONFIG, "record: it does not begin with 'discred-record 1'");
	next += header;
	for (unsigned number = 2;; number++) {
		const char *end = memchr(next, '\n', (size_t)(stop - next));

		if (!end)
			return error_set(err, ERROR_CONFIG, "record: it is not whole");
		if (end - next == 3 && !memcmp(next, "end", 3)) {
			/* Newlines keep space in a file that is written later. */
			for (next = end + 1; next < stop; next++)
				if (*next != '\n')
					return error_set(err, ERROR_CONFIG, "record: there is more after 'end'");
			return 0;
		}
		if (parse_line(record, next, (size_t)(end - next), number, err) < 0)
			return -1;
		next = end + 1;
	}
}

const char *record_text(const struct record *record, const char *key)
{
	const struct buf *value = record_get(record, key);

	return value ? buf_text(value) : "";
}

int record_number(const struct record *record, const char *key, int64_t *value, struct error *err)
{
	const char *text = record_text(record, key);
	char *end = NULL;
	long long number;

	errno = 0;
	number = strtoll(text, &end, 10);
	if (errno || end == text || *end || !strchr("-0123456789", text[0]))
		return error_set(err, ERROR_CONFIG, "record: '%s' is not a number", key);
	*value = number;
	return 0;
}
