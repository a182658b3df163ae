/*
 * A sealed slot: JWE in the compact serialization.
 *
 * Parses: src/net/seal/jwe.c src/net/base64.c
 */
#include "fuzz.h"
#include "net/base64.h"
#include "net/seal/jwe.h"

static const struct jwe_name name = {"k1", "reader", "grant"};

/* The bytes are foreign: they are refused, or were sealed with this key under this name. */
static void open_foreign(const struct jwe_key *key, const struct buf *text)
{
	struct buf plain = BUF_INIT(2 * BUF_REPLY_MAX);
	struct error err = ERROR_INIT;
	char *kid = NULL;

	if (jwe_read_kid(text, &kid, &err))
		fuzz_must_explain(&err, ERROR_CONFIG);
	else
		must(jwe_is_sealed(text));
	if (jwe_open(key, &name, text, &plain, &err)) {
		fuzz_must_explain(&err, ERROR_CONFIG);
		must(plain.len == 0);
	} else {
		must(kid && !strcmp(kid, name.kid));
		must(!jwe_is_cut_off(text));
	}
	free(kid);
	buf_release(&plain);
}

/* The bytes are the content: opened they are the same, and with one bit changed nothing is opened. */
static void seal_own(const struct jwe_key *key, const struct buf *content)
{
	struct buf text = BUF_INIT(4 * BUF_REPLY_MAX);
	struct buf plain = BUF_INIT(2 * BUF_REPLY_MAX);
	struct error err = ERROR_INIT;

	must(!jwe_seal(key, &name, content, &text, &err));
	must(jwe_is_sealed(&text));
	must(text.len <= jwe_sealed_size(&name, content->len));
	must(!jwe_open(key, &name, &text, &plain, &err));
	must(buf_equal(&plain, content));
	buf_clear(&plain);
	text.ptr[content->len % (text.len - 1)] ^= 1;
	must(jwe_open(key, &name, &text, &plain, &err) && plain.len == 0);
	buf_release(&text);
	buf_release(&plain);
}

static void decode(const struct buf *bytes)
{
	struct buf decoded = BUF_INIT(BUF_REPLY_MAX);
	struct buf encoded = BUF_INIT(2 * BUF_REPLY_MAX);

	if (base64url_decode(&decoded, buf_text(bytes), bytes->len)) {
		base64url_add(&encoded, buf_text(&decoded), decoded.len);
		must(encoded.len == bytes->len && !memcmp(buf_text(&encoded), buf_text(bytes), bytes->len));
	}
	buf_release(&decoded);
	buf_release(&encoded);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_input input = fuzz_input(data, size);
	struct buf bytes = fuzz_bytes(&input);
	struct jwe_key key;

	memset(key.bytes, 'k', sizeof(key.bytes));
	open_foreign(&key, &bytes);
	seal_own(&key, &bytes);
	decode(&bytes);
	buf_release(&bytes);
	return 0;
}
