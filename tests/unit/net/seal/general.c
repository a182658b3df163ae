#include "net/seal/general.h"

#include <criterion/criterion.h>
#include <string.h>

#include "base/memory.h"
#include "net/base64.h"

static const char content[] = "{\"keys\":[]}";

static struct jwe_key key_of(char fill)
{
	struct jwe_key key;

	memset(key.bytes, fill, sizeof(key.bytes));
	return key;
}

/* Two recipients, a and b, with the keys 'a' and 'b'. */
static void make(struct buf *text)
{
	struct general general = GENERAL_INIT;
	struct jwe_key cek = key_of('c');
	struct jwe_key a = key_of('a');
	struct jwe_key b = key_of('b');
	struct buf plain = BUF_INIT(64);
	struct error err = ERROR_INIT;

	buf_str(&plain, content);
	cr_assert_eq(general_encrypt(&general, &cek, &plain, &err), 0, "%s", err.text);
	cr_assert_eq(general_add(&general, "a", &a, &cek, &err), 0, "%s", err.text);
	cr_assert_eq(general_add(&general, "b", &b, &cek, &err), 0, "%s", err.text);
	cr_assert_eq(general_format(&general, text, &err), 0, "%s", err.text);
	general_release(&general);
	buf_release(&plain);
}

/* 0, or -1 with ERROR_CONFIG: what the recipient of that index gets. */
static int open_as(const struct buf *text, size_t index, char fill, struct error *err)
{
	struct general general = GENERAL_INIT;
	struct jwe_key key = key_of(fill);
	struct jwe_key cek;
	struct buf plain = BUF_INIT(64);
	int result = general_parse(&general, text, err);

	if (!result)
		result = index < general.count ? general_unwrap(&general, index, &key, &cek, err)
					       : error_set(err, ERROR_CONFIG, "gone");
	if (!result)
		result = general_decrypt(&general, &cek, &plain, err);
	if (!result)
		cr_expect_str_eq(buf_text(&plain), content);
	else
		cr_expect(err->code == ERROR_CONFIG && !plain.len, "%s: %s", error_name(err->code), err->text);
	general_release(&general);
	buf_release(&plain);
	return result;
}

Test(general, opens_for_each_recipient)
{
	struct buf text = BUF_INIT(8192);
	struct error err = ERROR_INIT;

	make(&text);
	cr_expect_eq(open_as(&text, 0, 'a', &err), 0, "%s", err.text);
	cr_expect_eq(open_as(&text, 1, 'b', &err), 0, "%s", err.text);
	cr_expect_eq(open_as(&text, 0, 'b', &err), -1);
	cr_expect_eq(open_as(&text, 1, 'x', &err), -1);
	buf_release(&text);
}

Test(general, a_removed_recipient_is_gone)
{
	struct general general = GENERAL_INIT;
	struct buf text = BUF_INIT(8192);
	struct error err = ERROR_INIT;

	make(&text);
	cr_assert_eq(general_parse(&general, &text, &err), 0, "%s", err.text);
	general_remove(&general, 0);
	buf_clear(&text);
	cr_assert_eq(general_format(&general, &text, &err), 0, "%s", err.text);
	cr_expect_eq(general.count, 1);
	cr_expect_eq(open_as(&text, 0, 'b', &err), 0, "%s", err.text);
	cr_expect_null(strstr(buf_text(&text), "\"a\""));
	general_release(&general);
	buf_release(&text);
}

/* Every bit of every character but those of the other recipient, and of the kid, which is a name and proves nothing. */
Test(general, refuses_every_alteration)
{
	struct buf text = BUF_INIT(8192);
	struct error err = ERROR_INIT;
	size_t from;
	size_t to;

	make(&text);
	from = (size_t)(strstr(buf_text(&text), "{\"header\":{\"alg\":\"A256GCMKW\",\"kid\":\"b\"") - buf_text(&text));
	to = (size_t)(strstr(buf_text(&text), "],\"iv\"") - buf_text(&text));
	for (size_t i = 0; i + 1 < text.len; i++) {
		if ((i >= from && i < to) || (i && !strncmp(buf_text(&text) + i - 1, "\"a\"", 3)))
			continue;
		for (int bit = 0; bit < 8; bit++) {
			text.ptr[i] = (char)(text.ptr[i] ^ 1 << bit);
			cr_expect_eq(open_as(&text, 0, 'a', &err), -1, "byte %zu, bit %d", i, bit);
			text.ptr[i] = (char)(text.ptr[i] ^ 1 << bit);
		}
	}
	buf_release(&text);
}

static void expect_refused(const char *json)
{
	struct general general = GENERAL_INIT;
	struct buf text = BUF_INIT(8192);
	struct error err = ERROR_INIT;

	buf_str(&text, json);
	cr_expect_eq(general_parse(&general, &text, &err), -1, "%s", json);
	cr_expect_eq(err.code, ERROR_CONFIG);
	cr_expect_eq(general.count, 0);
	general_release(&general);
	buf_release(&text);
}

#define IV "\"AAAAAAAAAAAAAAAA\""
#define TAG "\"AAAAAAAAAAAAAAAAAAAAAA\""
#define KEY "\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\""
/* {"enc":"A256GCM"} and the rest of a text after its recipients. */
#define START "{\"protected\":\"eyJlbmMiOiJBMjU2R0NNIn0\",\"iv\":" IV ",\"ciphertext\":\"AA\",\"tag\":" TAG
#define HEADER "\"alg\":\"A256GCMKW\",\"kid\":\"a\",\"iv\":" IV ",\"tag\":" TAG

Test(general, reads_headers_wherever_their_members_are)
{
	static const char *const texts[] = {
	    START ",\"recipients\":[{\"header\":{" HEADER "},\"encrypted_key\":" KEY "}]}",
	    START ",\"unprotected\":{" HEADER "},\"recipients\":[{\"encrypted_key\":" KEY "}]}",
	    START ",\"unprotected\":{\"alg\":\"A256GCMKW\"},\"recipients\":[{\"header\":{\"kid\":\"a\",\"iv\":" IV
		  ",\"tag\":" TAG "},\"encrypted_key\":" KEY "}]}",
	};

	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		struct general general = GENERAL_INIT;
		struct buf text = BUF_INIT(8192);
		struct error err = ERROR_INIT;

		buf_str(&text, texts[i]);
		cr_expect_eq(general_parse(&general, &text, &err), 0, "%zu: %s", i, err.text);
		cr_expect_eq(general.count, 1);
		general_release(&general);
		buf_release(&text);
	}
}

Test(general, refuses_what_it_does_not_understand)
{
	expect_refused("");
	expect_refused("[]");
	expect_refused("{}");
	expect_refused(START ",\"recipients\":[]}");
	expect_refused(START ",\"recipients\":{}}");
	expect_refused(START ",\"recipients\":[7]}");
	/* A member in two headers, twice in one, or of unknown meaning. */
	expect_refused(START ",\"unprotected\":{\"enc\":\"A256GCM\"},\"recipients\":[{\"header\":{" HEADER
			     "},\"encrypted_key\":" KEY "}]}");
	expect_refused(START ",\"recipients\":[{\"header\":{" HEADER ",\"kid\":\"b\"},\"encrypted_key\":" KEY "}]}");
	expect_refused(START ",\"recipients\":[{\"header\":{" HEADER ",\"crit\":[]},\"encrypted_key\":" KEY "}]}");
	expect_refused(START ",\"aad\":\"AA\",\"recipients\":[{\"header\":{" HEADER "},\"encrypted_key\":" KEY "}]}");
	/* Two of one name. */
	expect_refused(START ",\"recipients\":[{\"header\":{" HEADER "},\"encrypted_key\":" KEY "},{\"header\":{" HEADER
			     "},\"encrypted_key\":" KEY "}]}");
	/* A key of another length. */
	expect_refused(START ",\"recipients\":[{\"header\":{" HEADER "},\"encrypted_key\":\"AA\"}]}");
}
