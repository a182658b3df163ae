#include <criterion/criterion.h>
#include <string.h>

#include "discred/record.h"

static struct buf bytes_of(const char *text, size_t len)
{
	struct buf bytes = BUF_INIT(BUF_REPLY_MAX);

	buf_add(&bytes, text, len);
	return bytes;
}

static void expect_refused(const char *text, size_t len, const char *message)
{
	struct buf bytes = bytes_of(text, len);
	struct record record = RECORD_INIT;
	struct error err = ERROR_INIT;

	cr_expect_eq(record_parse(&record, &bytes, &err), -1, "accepted: %s", text);
	cr_expect_eq(err.code, ERROR_CONFIG);
	cr_expect_str_eq(err.text, message);
	record_release(&record);
	buf_release(&bytes);
}
#define REFUSED(text, message) expect_refused(text, sizeof(text) - 1, message)

Test(record, writes_and_reads_back)
{
	struct record record = RECORD_INIT;
	struct record again = RECORD_INIT;
	struct buf bytes = BUF_INIT(1024);
	struct error err = ERROR_INIT;
	int64_t number = 0;

	cr_assert_eq(record_add_text(&record, "key", "a=b\tc", &err), 0);
	cr_assert_eq(record_add_text(&record, "empty", "", &err), 0);
	cr_assert_eq(record_add_number(&record, "low", INT64_MIN, &err), 0);
	cr_assert_eq(record_format(&record, &bytes, &err), 0);
	cr_expect_str_eq(buf_text(&bytes), "discred-record 1\nkey=a=b\tc\nempty=\nlow=-9223372036854775808\nend\n");
	cr_assert_eq(record_parse(&again, &bytes, &err), 0, "%s", err.text);
	cr_expect_str_eq(record_text(&again, "key"), "a=b\tc");
	cr_expect_not_null(record_get(&again, "empty"));
	cr_expect_null(record_get(&again, "other"));
	cr_expect_str_eq(record_text(&again, "other"), "");
	cr_assert_eq(record_number(&again, "low", &number, &err), 0);
	cr_expect_eq(number, INT64_MIN);
	record_release(&record);
	record_release(&again);
	buf_release(&bytes);
}

Test(record, keeps_unknown_keys_to_itself)
{
	struct buf bytes = bytes_of("discred-record 1\nnew-key_2=x\nend\n", 33);
	struct record record = RECORD_INIT;
	struct error err = ERROR_INIT;

	cr_assert_eq(record_parse(&record, &bytes, &err), 0);
	cr_expect_eq(record.count, 1);
	record_release(&record);
	buf_release(&bytes);
}

Test(record, refuses_what_is_not_one_whole_record)
{
	REFUSED("", "record: it does not begin with 'discred-record 1'");
	REFUSED("discred-record 2\nend\n", "it was written by a newer discred");
	REFUSED("discred-record 1\nkey=value\n", "record: it is not whole");
	REFUSED("discred-record 1\nkey=value\nend", "record: it is not whole");
	REFUSED("discred-record 1\nend\nmore", "record: there is more after 'end'");
	REFUSED("discred-record 1\nend\n\0\0\0", "record: there is more after 'end'");
	REFUSED("discred-record 1\nkey\nend\n", "record: line 2 is not 'key=value'");
	REFUSED("discred-record 1\n=x\nend\n", "record: line 2 is not 'key=value'");
	REFUSED("discred-record 1\nKey=x\nend\n", "record: line 2 is not 'key=value'");
	REFUSED("discred-record 1\na=1\nb=x\ry\nend\n", "record: line 3 has a CR or NUL in it");
	REFUSED("discred-record 1\na=1\nb=x\0y\nend\n", "record: line 3 has a CR or NUL in it");
	REFUSED("discred-record 1\na=1\na=2\nend\n", "record: line 3 gives a key again");
}

Test(record, refuses_line_ends_at_the_writer)
{
	static const char *const bad[] = {"x\ny", "x\ry"};
	struct record record = RECORD_INIT;
	struct error err = ERROR_INIT;

	for (size_t i = 0; i < 2; i++) {
		cr_expect_eq(record_add_text(&record, "key", bad[i], &err), -1);
		cr_expect_str_eq(err.text, "record: the value of 'key' has a line end or NUL in it");
	}
	cr_expect_eq(record_add(&record, "key", "x\0y", 3, &err), -1);
	cr_expect_eq(err.code, ERROR_DENIED);
	cr_expect_eq(record.count, 0);
}

Test(record, refuses_bad_and_repeated_keys)
{
	struct record record = RECORD_INIT;
	struct error err = ERROR_INIT;

	cr_expect_eq(record_add_text(&record, "1key", "x", &err), -1);
	cr_expect_eq(err.code, ERROR_BUG);
	cr_assert_eq(record_add_text(&record, "key", "x", &err), 0);
	cr_expect_eq(record_add_text(&record, "key", "x", &err), -1);
	record_release(&record);
}

Test(record, numbers_are_numbers)
{
	static const char *const bad[] = {"", "x", "1x", " 1", "+1", "99999999999999999999"};

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct record record = RECORD_INIT;
		struct error err = ERROR_INIT;
		int64_t number = 7;

		cr_assert_eq(record_add_text(&record, "n", bad[i], &err), 0);
		cr_expect_eq(record_number(&record, "n", &number, &err), -1, "accepted '%s'", bad[i]);
		cr_expect_str_eq(err.text, "record: 'n' is not a number");
		cr_expect_eq(number, 7);
		record_release(&record);
	}
}

Test(record, does_not_fit)
{
	struct record record = RECORD_INIT;
	struct buf bytes = BUF_INIT(20);
	struct error err = ERROR_INIT;

	cr_assert_eq(record_add_text(&record, "key", "value", &err), 0);
	cr_expect_eq(record_format(&record, &bytes, &err), -1);
	cr_expect_eq(err.code, ERROR_BUG);
	record_release(&record);
	buf_release(&bytes);
}
