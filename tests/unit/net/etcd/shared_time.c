#include "net/etcd/shared_time.h"

#include <criterion/criterion.h>

#define LOCAL                                                                                                          \
	"discred-record 1\nowner_identify-when=5\ngrant-kind=refused\ngrant-when=1000\ngrant-not_before=1060\n"        \
	"grant-checked=0\ngrant-about=1/2/3\ngrant-files=17 18\ngrant-proxy=none\nend\n"
#define SHARED                                                                                                         \
	"discred-record 1\ngrant-kind=refused\ngrant-when=1100\ngrant-not_before=1160\ngrant-checked=0\n"              \
	"grant-about=1/2/3\nend\n"

static struct buf bytes_of(const char *text)
{
	struct buf bytes = BUF_INIT(BUF_FILE_MAX);

	buf_str(&bytes, text);
	return bytes;
}

static void expect_shared(const char *local, int64_t ahead, const char *expected)
{
	struct buf from = bytes_of(local);
	struct buf shared = BUF_INIT(BUF_FILE_MAX);
	struct error err = ERROR_INIT;

	cr_assert_eq(shared_time_marker(&from, ahead, &shared, &err), 0, "%s", err.text);
	cr_expect_str_eq(buf_text(&shared), expected);
	buf_release(&from);
	buf_release(&shared);
}

Test(shared_time, what_is_told_to_others)
{
	expect_shared(LOCAL, 100, SHARED);
	expect_shared("", 100, "");
	expect_shared("discred-record 1\nowner_identify-when=5\nend\n", 100, "");
	expect_shared("rubbish", 100, "");
}

/* NULL: it stays. */
static void expect_merged(const char *local, const char *shared, int64_t ahead, const char *expected)
{
	struct buf mine = bytes_of(local);
	struct buf theirs = bytes_of(shared);
	struct buf merged = BUF_INIT(BUF_FILE_MAX);
	struct error err = ERROR_INIT;
	bool changed;

	cr_assert_eq(shared_time_merge(&mine, &theirs, ahead, &merged, &changed, &err), 0, "%s", err.text);
	cr_expect_eq(changed, expected != NULL);
	cr_expect_str_eq(buf_text(&merged), expected ? expected : "");
	buf_release(&mine);
	buf_release(&theirs);
	buf_release(&merged);
}

Test(shared_time, what_others_tell)
{
	expect_merged(LOCAL, SHARED, 100, NULL);
	expect_merged(LOCAL, SHARED, 98, NULL);
	expect_merged("", "", 0, NULL);
	expect_merged("", SHARED, 100,
		      "discred-record 1\ngrant-kind=refused\ngrant-when=1000\ngrant-not_before=1060\ngrant-checked=0\n"
		      "grant-about=1/2/3\nend\n");
	expect_merged(LOCAL, "", 100, "discred-record 1\nowner_identify-when=5\nend\n");
	expect_merged("discred-record 1\ngrant-kind=pause\nend\n", "", 100, "");
	expect_merged(LOCAL, "discred-record 1\ngrant-kind=ended\nend\n", 0,
		      "discred-record 1\nowner_identify-when=5\ngrant-kind=ended\nend\n");
}

Test(shared_time, token)
{
	struct token token = TOKEN_INIT;

	token.issued = 1000;
	token.expires = 2000;
	shared_time_token(&token, -60);
	cr_expect_eq(token.issued, 940);
	cr_expect_eq(token.expires, 1940);
	token.expires = 0;
	shared_time_token(&token, 60);
	cr_expect_eq(token.expires, 0);
}
