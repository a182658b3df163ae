#include <criterion/criterion.h>

#include "base/query.h"
#include "expect.h"

static const struct {
	const char *query;
	const char *name;
	int count;
	const char *value;
} rows[] = {
    {"", "a", 0, ""},
    {"a=1", "a", 1, "1"},
    {"a=1", "b", 0, ""},
    {"a=1&b=2", "b", 1, "2"},
    {"a=1&a=2", "a", 2, "1"},
    {"a=&a=2", "a", 2, ""},
    {"a", "a", 1, ""},
    {"a&b", "b", 1, ""},
    {"a=", "a", 1, ""},
    {"=1", "a", 0, ""},
    {"&&a=1&", "a", 1, "1"},
    {"aa=1", "a", 0, ""},
    {"a=1", "aa", 0, ""},
    {"A=1", "a", 0, ""},
    {"a=b=c", "a", 1, "b=c"},
    {"a=1;b=2", "a", 1, "1;b=2"},
    {"a=%41%2b+%26%3D%25", "a", 1, "A+ &=%"},
    {"a=%c3%BC", "a", 1, "\xc3\xbc"},
    {"%61=1", "a", 1, "1"},
    {"a=1&%61=2", "a", 2, "1"},
    {"a+b=1", "a b", 1, "1"},
    {"%6=1&a=2", "a", 1, "2"},
    {"%00=1&a=2", "a", 1, "2"},
    {"b=%zz&a=2", "a", 1, "2"},
    {"a=1&a=%zz", "a", 2, "1"},
};

Test(query, values)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct buf value = BUF_INIT(64);
		struct error err = ERROR_INIT;

		cr_assert_eq(query_value(rows[i].query, rows[i].name, &value, &err), rows[i].count, "%s",
			     rows[i].query);
		cr_assert_str_eq(buf_text(&value), rows[i].value, "%s", rows[i].query);
		buf_release(&value);
	}
}

Test(query, value_is_appended)
{
	struct buf value = BUF_INIT(64);
	struct error err = ERROR_INIT;

	buf_str(&value, "before ");
	cr_assert_eq(query_value("a=1", "a", &value, &err), 1);
	cr_assert_str_eq(buf_text(&value), "before 1");
	buf_release(&value);
}

static void expect_refused(const char *query, const char *message)
{
	struct buf value = BUF_INIT(8);
	struct error err = ERROR_INIT;

	cr_assert_eq(query_value(query, "a", &value, &err), -1, "%s", query);
	expect_error(err, ERROR_DENIED, message);
	buf_release(&value);
}

Test(query, refused)
{
	expect_refused("a=%", "'a' is not encoded right");
	expect_refused("a=%4", "'a' is not encoded right");
	expect_refused("a=%4&b=1", "'a' is not encoded right");
	expect_refused("a=%&41", "'a' is not encoded right");
	expect_refused("a=%g1", "'a' is not encoded right");
	expect_refused("a=%-1", "'a' is not encoded right");
	expect_refused("a=x%00y", "'a' holds a NUL byte");
	expect_refused("a=123456789", "'a' is too long");
}

Test(query, built)
{
	struct buf query = BUF_INIT(256);

	query_add(&query, "a b", "1&2");
	query_add_len(&query, "c", "=\0", 2);
	cr_assert_str_eq(buf_text(&query), "a%20b=1%262&c=%3D%00");
	buf_clear(&query);
	buf_str(&query, "http://h/?");
	query_add(&query, "scope", "bot identify");
	query_add(&query, "empty", "");
	query_add(&query, "u", "\xc3\xbc-._~");
	cr_assert_str_eq(buf_text(&query), "http://h/?scope=bot%20identify&empty=&u=%C3%BC-._~");
	buf_release(&query);
}

Test(query, built_and_read_back)
{
	struct buf query = BUF_INIT(2048);
	struct buf all = BUF_INIT(255);
	struct buf value = BUF_INIT(255);
	struct error err = ERROR_INIT;

	for (int c = 1; c < 256; c++)
		buf_char(&all, (char)c);
	query_add(&query, "x", "y");
	query_add_len(&query, "all", all.ptr, all.len);
	cr_assert_eq(query_value(buf_text(&query), "all", &value, &err), 1);
	cr_assert(buf_equal(&all, &value));
	buf_release(&query);
	buf_release(&all);
	buf_release(&value);
}
