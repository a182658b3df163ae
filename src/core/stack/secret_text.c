/* What a secret looks like, whoever says it: one line of text. No message quotes a byte of it. */
#include <string.h>

#include "base/memory.h"
#include "discred/secret.h"
#include "discred/token.h"

static const char *const keys[] = {"client_secret", "bot_token"};

bool secret_is_key(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(keys); i++)
		if (!strcmp(keys[i], name))
			return true;
	return false;
}

int secret_check_text(const struct buf *value, enum error_code code, struct error *err)
{
	const char *text = buf_text(value);

	if (!buf_ok(value))
		return error_set(err, code, "longer than %zu bytes", value->max);
	if (!value->len)
		return error_set(err, code, "the value is empty");
	for (size_t i = 0; i < value->len; i++) {
		unsigned char c = (unsigned char)text[i];

		if (c >= 0x20 && c != 0x7f)
			continue;
		error_set(err, code, "the value holds a control byte (0x%02x at byte %zu)", c, i + 1);
		return error_hint(err, "a secret is one line of text");
	}
	return 0;
}

/* Some terminals mark what is pasted, also where nobody has asked them to. */
static void strip_paste_marks(struct buf *value)
{
	static const char begin[] = "\033[200~";
	static const char end[] = "\033[201~";
	const size_t len = sizeof(begin) - 1;
	struct buf inner;

	if (value->len >= len && !memcmp(buf_text(value) + value->len - len, end, len))
		buf_cut(value, value->len - len);
	if (value->len < len || memcmp(buf_text(value), begin, len) != 0)
		return;
	buf_init(&inner, value->max);
	buf_add(&inner, buf_text(value) + len, value->len - len);
	buf_move(value, &inner);
}

static int check_given(const char *key, const struct buf *value, struct error *err)
{
	const char *text = buf_text(value);
	const char *fault;

	if (!buf_ok(value)) {
		error_set(err, ERROR_USAGE, "the value is longer than %zu bytes", value->max);
		return error_hint(err, "a secret is one line of text");
	}
	if (secret_check_text(value, ERROR_USAGE, err) < 0)
		return value->len ? -1 : error_hint(err, "type or paste it, or pipe it in");
	if (text[0] == ' ' || text[value->len - 1] == ' ') {
		error_set(err, ERROR_USAGE, "the value begins or ends with a blank");
		return error_hint(err, "give it without");
	}
	fault = key && !strcmp(key, "bot_token") ? token_fault(text, value->len) : NULL;
	if (fault) {
		error_set(err, ERROR_USAGE, "the value is no token: it %s", fault);
		return error_hint(err, "give the token alone");
	}
	return 0;
}

int secret_take_line(const char *key, struct buf *value, struct error *err)
{
	int result;

	if (value->len && buf_text(value)[value->len - 1] == '\n')
		buf_cut(value, value->len - 1);
	if (!memchr(buf_text(value), '\n', value->len))
		buf_cut(value, buf_first_line(value));
	strip_paste_marks(value);
	if (memchr(buf_text(value), '\n', value->len)) {
		error_set(err, ERROR_USAGE, "the value has more than one line");
		result = error_hint(err, "a secret is one line of text");
	} else {
		result = check_given(key, value, err);
	}
	if (!result)
		return 0;
	buf_release(value);
	return key ? error_prefix(err, "%s", key) : -1;
}
