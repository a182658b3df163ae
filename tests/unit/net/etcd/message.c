#include "net/etcd/message.h"

#include <criterion/criterion.h>

#include "base/memory.h"

static void expect_body(json_t *body, const char *expected)
{
	struct buf text = BUF_INIT(BUF_FILE_MAX);

	json_write(body, &text);
	cr_expect_str_eq(buf_text(&text), expected);
	json_decref(body);
	buf_release(&text);
}

static struct buf bytes_of(const char *text)
{
	struct buf bytes = BUF_INIT(BUF_FILE_MAX);

	buf_str(&bytes, text);
	return bytes;
}

Test(message, transaction)
{
	struct buf value = bytes_of("v");
	json_t *txn = etcd_txn_new();

	etcd_when(txn, "/d/a/lock", ETCD_REVISION, 0);
	etcd_when(txn, "/d/a/lock", ETCD_LEASE, 77);
	etcd_put(txn, "/d/a/lock", &value, 77);
	etcd_delete(txn, "/d/a/sent");
	expect_body(txn,
		    "{\"compare\":[{\"target\":\"MOD\",\"key\":\"L2QvYS9sb2Nr\",\"mod_revision\":\"0\"},"
		    "{\"target\":\"LEASE\",\"key\":\"L2QvYS9sb2Nr\",\"lease\":\"77\"}],"
		    "\"success\":[{\"request_put\":{\"key\":\"L2QvYS9sb2Nr\",\"value\":\"dg==\",\"lease\":\"77\"}},"
		    "{\"request_delete_range\":{\"key\":\"L2QvYS9zZW50\"}}]}");
	buf_release(&value);
}

Test(message, a_comparison_with_the_whole_store)
{
	json_t *txn = etcd_txn_new();

	etcd_when_unchanged(txn, "/d/", 41);
	expect_body(txn,
		    "{\"compare\":[{\"target\":\"MOD\",\"result\":\"LESS\",\"key\":\"L2Qv\",\"range_end\":\"L2Qw\","
		    "\"mod_revision\":\"42\"}],\"success\":[]}");
}

Test(message, range)
{
	expect_body(etcd_range_new("/d/", true, true, true),
		    "{\"key\":\"L2Qv\",\"range_end\":\"L2Qw\",\"keys_only\":true,\"serializable\":true}");
	expect_body(etcd_range_new("/d/", false, false, false), "{\"key\":\"L2Qv\"}");
}

/* As etcd 3.4 answers: a range inside a transaction, and one by itself. */
static const char *const answers[] = {
    "{\"header\":{\"revision\":\"9\"},\"succeeded\":true,\"responses\":[{\"response_put\":{\"header\":{}}},"
    "{\"response_range\":{\"header\":{},\"kvs\":[{\"key\":\"L2QvYS9sb2Nr\",\"create_revision\":\"7\","
    "\"mod_revision\":\"8\",\"version\":\"1\",\"value\":\"Pz8/Pj4+\",\"lease\":\"77\"}],\"count\":\"1\"}}]}",
    "{\"header\":{\"revision\":\"9\"},\"kvs\":[{\"key\":\"L2QvYS9sb2Nr\",\"mod_revision\":\"8\",\"value\":\"Pz8/Pj4+\","
    "\"lease\":\"77\"}]}",
};

Test(message, answer)
{
	for (size_t i = 0; i < ARRAY_LEN(answers); i++) {
		struct etcd_answer answer = ETCD_ANSWER_INIT;
		struct error err = ERROR_INIT;
		struct buf body = bytes_of(answers[i]);
		const struct etcd_item *item;

		cr_assert_eq(etcd_answer_parse(&body, &answer, &err), 0, "%s", err.text);
		cr_expect_eq(answer.succeeded, i == 0);
		cr_expect_eq(answer.revision, 9);
		cr_expect_null(etcd_answer_find(&answer, "/d/a/sent"));
		item = etcd_answer_find(&answer, "/d/a/lock");
		cr_assert_not_null(item);
		cr_expect_str_eq(buf_text(&item->value), "??"
							 "?>>>");
		cr_expect_eq(item->revision, 8);
		cr_expect_eq(item->lease, 77);
		etcd_answer_release(&answer);
		buf_release(&body);
	}
}

Test(message, a_comparison_that_failed_is_left_out)
{
	struct etcd_answer answer = ETCD_ANSWER_INIT;
	struct error err = ERROR_INIT;
	struct buf body = bytes_of("{\"header\":{\"revision\":\"9\"}}");

	cr_assert_eq(etcd_answer_parse(&body, &answer, &err), 0);
	cr_expect_not(answer.succeeded);
	cr_expect_eq(answer.count, 0);
	etcd_answer_release(&answer);
	buf_release(&body);
}

Test(message, no_answer)
{
	static const char *const bodies[] = {
	    "",
	    "[]",
	    "<html>",
	    "{\"kvs\":[{\"key\":\"!\"}]}",
	    "{\"kvs\":[{\"key\":\"L2Qv\",\"mod_revision\":\"many\"}]}",
	    "{\"kvs\":[{\"key\":\"L2Qv\",\"value\":7}]}",
	};

	for (size_t i = 0; i < ARRAY_LEN(bodies); i++) {
		struct etcd_answer answer = ETCD_ANSWER_INIT;
		struct error err = ERROR_INIT;
		struct buf body = bytes_of(bodies[i]);

		cr_expect_eq(etcd_answer_parse(&body, &answer, &err), -1, "%s", bodies[i]);
		cr_expect_eq(err.code, ERROR_TEMP);
		etcd_answer_release(&answer);
		buf_release(&body);
	}
}

/* The JSON's code decides; the statuses are those that etcd 3.4 sends with it. */
static const struct {
	int status;
	const char *body;
	enum etcd_failure failure;
	enum error_code code;
} failures[] = {
    {401, "{\"error\":\"x\",\"message\":\"etcdserver: invalid auth token\",\"code\":16}", ETCD_LOGIN, ERROR_CONFIG},
    {400, "{\"message\":\"etcdserver: revision of auth store is old\",\"code\":3}", ETCD_LOGIN, ERROR_CONFIG},
    {400, "{\"message\":\"etcdserver: authentication failed, invalid user ID or password\",\"code\":3}", ETCD_REFUSED,
     ERROR_CONFIG},
    {404, "{\"message\":\"etcdserver: requested lease not found\",\"code\":5}", ETCD_GONE, ERROR_TEMP},
    {403, "{\"message\":\"etcdserver: permission denied\",\"code\":7}", ETCD_REFUSED, ERROR_CONFIG},
    {429, "{\"message\":\"etcdserver: mvcc: database space exceeded\",\"code\":8}", ETCD_REFUSED, ERROR_TEMP},
    {412, "{\"message\":\"etcdserver: lease already exists\",\"code\":9}", ETCD_REFUSED, ERROR_TEMP},
    {503, "{\"message\":\"etcdserver: request timed out\",\"code\":14}", ETCD_UNKNOWN, ERROR_TEMP},
    {504, "{\"message\":\"context deadline exceeded\",\"code\":4}", ETCD_UNKNOWN, ERROR_TEMP},
    {500, "{\"message\":\"etcdserver: leader changed\",\"code\":2}", ETCD_UNKNOWN, ERROR_TEMP},
    {400, "CommonName of client sending a request against gateway will be ignored\n", ETCD_REFUSED, ERROR_CONFIG},
    {502, "<html>bad gateway</html>", ETCD_UNKNOWN, ERROR_TEMP},
    {404, "404 page not found", ETCD_REFUSED, ERROR_CONFIG},
};

Test(message, failure)
{
	for (size_t i = 0; i < ARRAY_LEN(failures); i++) {
		struct error err = ERROR_INIT;
		struct buf body = bytes_of(failures[i].body);

		cr_expect_eq(etcd_failure_of(failures[i].status, &body, &err), failures[i].failure, "%s",
			     failures[i].body);
		cr_expect_eq(err.code, failures[i].code, "%s", failures[i].body);
		buf_release(&body);
	}
}

Test(message, an_answer_in_words_is_shown)
{
	struct error err = ERROR_INIT;
	struct buf body = bytes_of("CommonName of client is set\x1b[2J\nmore");

	(void)etcd_failure_of(400, &body, &err);
	cr_expect_str_eq(err.text, "HTTP 400: 'CommonName of client is set?[2J'");
	cr_expect_str_eq(err.hint, "make a client certificate without a CommonName (discred-store(5))");
	buf_release(&body);
}
