#include "net/base64.h"

#include <criterion/criterion.h>
#include <string.h>

#include "base/memory.h"

/* RFC 4648 section 10 */
static const struct {
	const char *plain;
	const char *padded;
	const char *bare;
} vectors[] = {
    {"", "", ""},
    {"f", "Zg==", "Zg"},
    {"fo", "Zm8=", "Zm8"},
    {"foo", "Zm9v", "Zm9v"},
    {"foob", "Zm9vYg==", "Zm9vYg"},
    {"fooba", "Zm9vYmE=", "Zm9vYmE"},
    {"foobar", "Zm9vYmFy", "Zm9vYmFy"},
    {"\xfb\xff\xbf", "+/+/", "-_-_"},
    {"\xff\xfe", "//4=", "__4"},
};

Test(base64, encodes_the_vectors_of_the_standard)
{
	for (size_t i = 0; i < ARRAY_LEN(vectors); i++) {
		struct buf padded = BUF_INIT(64);
		struct buf bare = BUF_INIT(64);

		base64_add(&padded, vectors[i].plain, strlen(vectors[i].plain));
		base64url_add(&bare, vectors[i].plain, strlen(vectors[i].plain));
		cr_assert_str_eq(buf_text(&padded), vectors[i].padded);
		cr_assert_str_eq(buf_text(&bare), vectors[i].bare);
		buf_release(&padded);
		buf_release(&bare);
	}
}

Test(base64, encodes_nul_bytes_and_appends)
{
	struct buf text = BUF_INIT(64);

	buf_str(&text, "Basic ");
	base64_add(&text, "a\0b", 3);
	cr_assert_str_eq(buf_text(&text), "Basic YQBi");
	buf_release(&text);
}

Test(base64, that_does_not_fit_leaves_nothing)
{
	struct buf text = BUF_INIT(7);

	base64_add(&text, "foobar", 6);
	cr_assert_not(buf_ok(&text));
	cr_assert_eq(text.len, 0);
	buf_release(&text);
}

Test(base64, decodes_only_what_it_encodes)
{
	static const char *const wrong[] = {
	    "Z", "Zm9v=", "Zg==", "Zh", "Zm9=", "Zm9v\n", "Zm+v", "Zm/v", " Zg", "Zm9vY"};
	struct buf out = BUF_INIT(16);

	for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
		cr_expect_not(base64url_decode(&out, wrong[i], strlen(wrong[i])), "%s", wrong[i]);
		cr_expect_eq(out.len, 0);
	}
	cr_expect(base64url_decode(&out, "-_8AZg", 6));
	cr_expect_arr_eq(buf_text(&out), "\xfb\xff\0f", 4);
	cr_expect_eq(out.len, 4);
	cr_expect(base64url_decode(&out, "", 0));
	buf_release(&out);
}
