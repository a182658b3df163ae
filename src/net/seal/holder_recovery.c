/*
 * recovery: a person has the key on paper, as 52 characters of base32 (RFC 4648 6) in groups of four. It is shown once,
 * typed to be sure that it was written down, and never stored.
 */
#include <ctype.h>
#include <string.h>

#include "base/memory.h"
#include "net/seal/holder.h"

enum { DIGITS = 52, GROUP = 4, BITS = 5 };

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

static void encode(const struct jwe_key *key, struct buf *code)
{
	unsigned bits = 0;
	int have = 0;
	size_t next = 0;

	for (int i = 0; i < DIGITS; i++) {
		if (have < BITS) {
			bits = bits << 8 | (next < JWE_KEY ? key->bytes[next] : 0);
			next++;
			have += 8;
		}
		have -= BITS;
		if (i && i % GROUP == 0)
			buf_char(code, '-');
		buf_char(code, digits[bits >> have & 31]);
		bits &= (1u << have) - 1;
	}
}

/* Groups may be parted by anything that is no letter and no digit; 0, 1 and 8 can only be O, I and B. */
static char normal(char typed)
{
	static const char from[] = "018";
	const char *looks = memchr(from, typed, sizeof(from) - 1);

	return looks ? "OIB"[looks - from] : (char)toupper((unsigned char)typed);
}

static bool decode(struct jwe_key *key, const struct buf *code)
{
	unsigned bits = 0;
	size_t count = 0;
	size_t done = 0;
	int have = 0;

	for (size_t i = 0; i < code->len; i++) {
		char c = normal(buf_text(code)[i]);
		const char *digit = c ? strchr(digits, c) : NULL;

		if (!digit && !isalnum((unsigned char)c))
			continue;
		if (!digit || ++count > DIGITS)
			return false;
		bits = bits << BITS | (unsigned)(digit - digits);
		have += BITS;
		if (have >= 8) {
			have -= 8;
			key->bytes[done++] = (unsigned char)(bits >> have);
			bits &= (1u << have) - 1;
		}
	}
	return count == DIGITS && !bits;
}

static int get(const struct holder_context *context, struct buf *line, struct error *err)
{
	struct buf code = BUF_INIT(line->max);
	struct jwe_key key;
	int result = -1;

	if (!context->person || !context->person->ask)
		error_set(err, ERROR_NONE, "nobody can be asked for the code");
	else
		result = context->person->ask("Recovery code of discred: ", &code, err);
	if (result && err->code == ERROR_NONE) {
		err->code = ERROR_TEMP;
		error_hint(err, "run 'discred auth refresh' at a terminal, or add another key holder");
	}
	if (!result && !code.len) {
		result = error_set(err, ERROR_NONE, "no code was typed");
	} else if (!result && !decode(&key, &code)) {
		result = error_set(err, ERROR_CONFIG, "this is no recovery code");
		error_hint(err, "type its %d letters and digits; how they are grouped does not matter", (int)DIGITS);
	}
	if (!result)
		jwe_key_text(&key, line);
	buf_release(&code);
	wipe_object(&key);
	return result;
}

static int put(const struct holder_context *context, const struct buf *line, struct error *err)
{
	struct buf text = BUF_INIT(1024);
	struct jwe_key key;
	int result;

	if (!jwe_key_parse(&key, buf_text(line), line->len))
		return error_set(err, ERROR_BUG, "the new key is none");
	buf_str(&text,
		"This recovery code is shown only now. Write it down, and keep it apart from this machine:\n\n  ");
	encode(&key, &text);
	buf_str(&text, "\n\nThen type it, to be sure that it is written down.\n");
	wipe_object(&key);
	if (!context->person || !context->person->show)
		result = error_set(err, ERROR_NONE, "there is no terminal to show the code on");
	else
		result = context->person->show(buf_text(&text), err);
	if (result && err->code == ERROR_NONE) {
		err->code = ERROR_USAGE;
		error_hint(err, "run this at a terminal, without --no-input");
	}
	buf_release(&text);
	return result;
}

const struct holder_kind holder_recovery = {
    .name = "recovery",
    .arguments = "",
    .help = "a code that a person writes down",
    .fresh = true,
    .absent = ERROR_TEMP,
    .get = get,
    .put = put,
};
