/*
 * The seal of a store: JWE in the general serialization, with a recipient for each key holder.
 *
 * Parses: src/net/seal/general.c
 */
#include "fuzz.h"
#include "net/seal/general.h"

/* parse -> format -> parse: the same recipients and content. */
static void check_format(const struct general *general)
{
	struct buf text = BUF_INIT(4 * BUF_REPLY_MAX);
	struct general again = GENERAL_INIT;
	struct error err = ERROR_INIT;

	must(!general_format(general, &text, &err));
	must(!general_parse(&again, &text, &err));
	must(again.count == general->count);
	for (size_t i = 0; i < general->count; i++) {
		must(!strcmp(again.recipient[i].kid, general->recipient[i].kid));
		must(!memcmp(again.recipient[i].wrapped.tag, general->recipient[i].wrapped.tag, JWE_TAG));
	}
	must(!memcmp(again.content.iv, general->content.iv, JWE_IV));
	must(buf_equal(&again.content.ciphertext, &general->content.ciphertext));
	must(buf_equal(&again.aad, &general->aad));
	general_release(&again);
	buf_release(&text);
}

static void unwrap(const struct general *general)
{
	struct buf plain = BUF_INIT(2 * BUF_REPLY_MAX);
	struct error err = ERROR_INIT;
	struct jwe_key key;
	struct jwe_key cek;

	memset(key.bytes, 'a', sizeof(key.bytes));
	for (size_t i = 0; i < general->count; i++) {
		if (general_unwrap(general, i, &key, &cek, &err) || general_decrypt(general, &cek, &plain, &err)) {
			must(err.code == ERROR_CONFIG);
			must(plain.len == 0);
		}
		buf_clear(&plain);
	}
	buf_release(&plain);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_input input = fuzz_input(data, size);
	struct buf text = fuzz_bytes(&input);
	struct general general = GENERAL_INIT;
	struct error err = ERROR_INIT;

	if (general_parse(&general, &text, &err)) {
		fuzz_must_explain(&err, ERROR_CONFIG);
		must(general.count == 0);
	} else {
		check_format(&general);
		unwrap(&general);
	}
	general_release(&general);
	buf_release(&text);
	return 0;
}
