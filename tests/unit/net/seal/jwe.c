#include "net/seal/jwe.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "net/base64.h"

static const struct jwe_name name = {"k1", "reader", "grant"};

static struct jwe_key key_of(char fill)
{
	struct jwe_key key;

	memset(key.bytes, fill, sizeof(key.bytes));
	return key;
}

static void seal(const char *plain, struct buf *text)
{
	struct jwe_key key = key_of('k');
	struct buf bytes = BUF_INIT(4096);
	struct error err = ERROR_INIT;

	buf_str(&bytes, plain);
	cr_assert_eq(jwe_seal(&key, &name, &bytes, text, &err), 0, "%s", err.text);
	buf_release(&bytes);
}

static int open_with(const struct jwe_key *key, const struct jwe_name *as, const struct buf *text, struct buf *plain,
		     struct error *err)
{
	int result = jwe_open(key, as, text, plain, err);

	cr_expect(!result || (err->code == ERROR_CONFIG && !plain->len), "%s: %s", error_name(err->code), err->text);
	return result;
}

static void expect_refused(const char *text, size_t len, const char *what)
{
	struct jwe_key key = key_of('k');
	struct buf bytes = BUF_INIT(8192);
	struct buf plain = BUF_INIT(4096);
	struct error err = ERROR_INIT;

	buf_add(&bytes, text, len);
	cr_expect_eq(open_with(&key, &name, &bytes, &plain, &err), -1, "%s", what);
	buf_release(&bytes);
	buf_release(&plain);
}

Test(jwe, opens_what_it_sealed)
{
	static const char *const texts[] = {"", "x", "discred-record 1\nrefresh=secret\nend\n"};
	struct jwe_key key = key_of('k');

	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		struct buf text = BUF_INIT(8192);
		struct buf plain = BUF_INIT(4096);
		struct error err = ERROR_INIT;

		seal(texts[i], &text);
		cr_expect(jwe_is_sealed(&text));
		cr_expect_null(strstr(buf_text(&text), "secret"));
		cr_expect_leq(text.len, jwe_sealed_size(&name, strlen(texts[i])));
		cr_expect_eq(open_with(&key, &name, &text, &plain, &err), 0, "%s", err.text);
		cr_expect_str_eq(buf_text(&plain), texts[i]);
		buf_release(&text);
		buf_release(&plain);
	}
}

Test(jwe, header_is_as_documented)
{
	struct buf text = BUF_INIT(8192);
	struct buf header = BUF_INIT(1024);

	seal("x", &text);
	cr_assert(base64url_decode(&header, buf_text(&text), strcspn(buf_text(&text), ".")));
	cr_expect_str_eq(
	    buf_text(&header),
	    "{\"alg\":\"dir\",\"enc\":\"A256GCM\",\"kid\":\"k1\",\"profile\":\"reader\",\"slot\":\"grant\"}");
	buf_release(&text);
	buf_release(&header);
}

/* RFC 7516 says nothing of it, but two texts of one value would be two names of one thing. */
Test(jwe, seals_the_same_differently_each_time)
{
	struct buf first = BUF_INIT(8192);
	struct buf second = BUF_INIT(8192);

	seal("x", &first);
	seal("x", &second);
	cr_expect_str_neq(buf_text(&first), buf_text(&second));
	buf_release(&first);
	buf_release(&second);
}

Test(jwe, tells_its_kid)
{
	struct buf text = BUF_INIT(8192);
	struct error err = ERROR_INIT;
	char *kid = NULL;

	seal("x", &text);
	cr_assert_eq(jwe_read_kid(&text, &kid, &err), 0, "%s", err.text);
	cr_expect_str_eq(kid, "k1");
	free(kid);
	buf_release(&text);
}

Test(jwe, refuses_another_key_or_name)
{
	static const struct jwe_name others[] = {
	    {"k1", "writer", "grant"}, {"k1", "reader", "secret"}, {"k2", "reader", "grant"}};
	struct jwe_key right = key_of('k');
	struct jwe_key wrong = key_of('l');
	struct buf text = BUF_INIT(8192);
	struct buf plain = BUF_INIT(4096);
	struct error err = ERROR_INIT;

	seal("x", &text);
	cr_expect_eq(open_with(&wrong, &name, &text, &plain, &err), -1);
	cr_expect_str_eq(err.text, "it was altered, or sealed with another key");
	for (size_t i = 0; i < ARRAY_LEN(others); i++)
		cr_expect_eq(open_with(&right, &others[i], &text, &plain, &err), -1, "%zu", i);
	cr_expect_eq(open_with(&right, &others[0], &text, &plain, &err), -1);
	cr_expect_str_eq(err.text, "it was sealed as slot 'grant' of profile 'reader'");
	buf_release(&text);
	buf_release(&plain);
}

/* Every bit of every character: header, IV, ciphertext, tag, dots and the newline. */
Test(jwe, refuses_every_alteration)
{
	struct buf text = BUF_INIT(8192);

	seal("discred-record 1\nend\n", &text);
	for (size_t i = 0; i < text.len; i++) {
		for (int bit = 0; bit < 8; bit++) {
			text.ptr[i] = (char)(text.ptr[i] ^ 1 << bit);
			expect_refused(text.ptr, text.len, buf_text(&text));
			text.ptr[i] = (char)(text.ptr[i] ^ 1 << bit);
		}
	}
	buf_release(&text);
}

Test(jwe, refuses_every_beginning_of_it)
{
	struct buf text = BUF_INIT(8192);

	seal("x", &text);
	for (size_t len = 0; len < text.len; len++)
		expect_refused(buf_text(&text), len, "a beginning");
	buf_release(&text);
}

/* What a draft's space was filled with may follow, if its writer was killed. */
Test(jwe, tells_a_whole_text_from_one_that_was_cut_off)
{
	static const char *const fillings[] = {"", "\n\n\n\n"};
	struct jwe_key key = key_of('k');
	struct buf text = BUF_INIT(8192);
	struct error err = ERROR_INIT;

	seal("x", &text);
	for (size_t i = 0; i < ARRAY_LEN(fillings); i++) {
		for (size_t len = 3; len < text.len - 1; len++) {
			struct buf part = BUF_INIT(8192);

			buf_add(&part, buf_text(&text), len);
			buf_str(&part, fillings[i]);
			cr_expect(jwe_is_cut_off(&part), "%zu", len);
			buf_release(&part);
		}
	}
	for (int more = 0; more < 3; more++) {
		struct buf plain = BUF_INIT(4096);

		cr_expect_not(jwe_is_cut_off(&text));
		cr_expect_eq(open_with(&key, &name, &text, &plain, &err), 0, "%s", err.text);
		buf_str(&text, "\n\n");
		buf_release(&plain);
	}
	buf_clear(&text);
	buf_str(&text, "eyJhbGciOiJuZXcifQ.a.later.format\n");
	cr_expect_not(jwe_is_cut_off(&text));
	buf_release(&text);
}

/* The text with another header, encrypted as it should be for that: what is refused is the header. */
static void expect_header_refused(const char *json)
{
	struct jwe_key key = key_of('k');
	struct jwe_box box = JWE_BOX_INIT;
	struct buf header = BUF_INIT(2048);
	struct buf text = BUF_INIT(8192);
	struct error err = ERROR_INIT;

	base64url_add(&header, json, strlen(json));
	cr_assert_eq(jwe_encrypt(&key, &header, "x", 1, &box, &err), 0, "%s", err.text);
	buf_add(&text, buf_text(&header), header.len);
	buf_str(&text, "..");
	base64url_add(&text, box.iv, JWE_IV);
	buf_char(&text, '.');
	base64url_add(&text, buf_text(&box.ciphertext), box.ciphertext.len);
	buf_char(&text, '.');
	base64url_add(&text, box.tag, JWE_TAG);
	buf_char(&text, '\n');
	expect_refused(buf_text(&text), text.len, json);
	buf_release(&header);
	buf_release(&text);
	buf_release(&box.ciphertext);
}

Test(jwe, refuses_headers_that_say_something_else)
{
#define START "{\"alg\":\"dir\",\"enc\":\"A256GCM\",\"kid\":\"k1\",\"profile\":\"reader\",\"slot\":\"grant\""
	expect_header_refused(START ",\"zip\":\"DEF\"}");
	expect_header_refused(START ",\"crit\":[\"x\"]}");
	expect_header_refused(START ",\"slot\":\"grant\"}");
	expect_header_refused(START);
	expect_header_refused(
	    "{\"alg\":\"dir\",\"enc\":\"A128GCM\",\"kid\":\"k1\",\"profile\":\"reader\",\"slot\":\"grant\"}");
	expect_header_refused(
	    "{\"alg\":\"A256KW\",\"enc\":\"A256GCM\",\"kid\":\"k1\",\"profile\":\"reader\",\"slot\":\"grant\"}");
	expect_header_refused("{\"alg\":\"dir\",\"enc\":\"A256GCM\",\"kid\":\"k1\",\"profile\":\"reader\",\"slot\":1}");
	expect_header_refused("{\"alg\":\"dir\",\"enc\":\"A256GCM\",\"kid\":\"k1\",\"profile\":\"reader\"}");
	expect_header_refused("[]");
#undef START
}

Test(jwe, a_key_is_one_line_of_base64url)
{
	struct jwe_key key = key_of('k');
	struct jwe_key back = key_of('x');
	struct buf text = BUF_INIT(64);

	jwe_key_text(&key, &text);
	cr_expect_eq(text.len, 43);
	cr_expect(jwe_key_parse(&back, buf_text(&text), text.len));
	cr_expect_arr_eq(back.bytes, key.bytes, JWE_KEY);
	cr_expect_not(jwe_key_parse(&back, buf_text(&text), text.len - 1));
	cr_expect_not(jwe_key_parse(&back, "", 0));
	buf_release(&text);
}
