#include "net/pkce.h"

#include <criterion/criterion.h>
#include <string.h>

#include "expect.h"

/* RFC 7636 appendix B */
Test(pkce, challenge_is_the_one_of_the_standard)
{
	struct error err = ERROR_INIT;
	struct buf verifier = BUF_INIT(128);
	struct buf challenge = BUF_INIT(128);

	buf_str(&verifier, "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
	cr_assert_eq(pkce_challenge(&verifier, &challenge, &err), 0);
	cr_assert_str_eq(buf_text(&challenge), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
	buf_release(&challenge);
	buf_release(&verifier);
}

Test(pkce, challenge_that_does_not_fit_is_an_error)
{
	struct error err = ERROR_INIT;
	struct buf verifier = BUF_INIT(128);
	struct buf challenge = BUF_INIT(42);

	cr_assert_eq(pkce_challenge(&verifier, &challenge, &err), -1);
	expect_error(err, ERROR_BUG, "the challenge does not fit");
	buf_release(&challenge);
}

Test(random, has_the_length_and_the_alphabet)
{
	static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
	struct error err = ERROR_INIT;

	for (size_t count = 0; count < 300; count++) {
		struct buf text = BUF_INIT(512);

		cr_assert_eq(random_base64url(count, &text, &err), 0);
		cr_assert_eq(text.len, (count * 4 + 2) / 3, "%zu", count);
		cr_assert_eq(strspn(buf_text(&text), allowed), text.len);
		buf_release(&text);
	}
}

Test(random, makes_a_verifier_that_the_standard_allows)
{
	struct error err = ERROR_INIT;
	struct buf text = BUF_INIT(128);

	cr_assert_eq(random_base64url(PKCE_VERIFIER_BYTES, &text, &err), 0);
	cr_assert_eq(text.len, 86);
	buf_release(&text);
}

Test(random, differs_and_appends)
{
	struct error err = ERROR_INIT;
	struct buf one = BUF_INIT(128);
	struct buf other = BUF_INIT(128);

	buf_str(&one, "state=");
	buf_str(&other, "state=");
	cr_assert_eq(random_base64url(32, &one, &err), 0);
	cr_assert_eq(random_base64url(32, &other, &err), 0);
	cr_assert_eq(one.len, 6 + 43);
	cr_assert_eq(strncmp(buf_text(&one), "state=", 6), 0);
	cr_assert_not(buf_equal(&one, &other));
	buf_release(&one);
	buf_release(&other);
}

Test(random, that_does_not_fit_is_an_error)
{
	struct error err = ERROR_INIT;
	struct buf text = BUF_INIT(42);

	cr_assert_eq(random_base64url(32, &text, &err), -1);
	expect_error(err, ERROR_BUG, "the random value does not fit");
	cr_assert_eq(text.len, 0);
	buf_release(&text);
}
