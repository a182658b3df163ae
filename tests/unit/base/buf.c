#include <criterion/criterion.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "discred/buf.h"

/* Nothing is left anywhere in the block. */
static bool wiped(const struct buf *buf, size_t from)
{
	for (size_t i = from; i < buf->cap; i++)
		if (buf->ptr[i])
			return false;
	return true;
}

Test(buf, begins_empty)
{
	struct buf buf = BUF_INIT(10);

	cr_assert_str_eq(buf_text(&buf), "");
	cr_assert_eq(buf.len, 0);
	cr_assert_null(buf.ptr);
	cr_assert(buf_ok(&buf));
	buf_init(&buf, 20);
	cr_assert_eq(buf.max, 20);
	buf_release(&buf);
	buf_clear(&buf);
	cr_assert(buf_ok(&buf));
}

Test(buf, appends)
{
	struct buf buf = BUF_INIT(100);

	buf_str(&buf, "one");
	buf_char(&buf, ' ');
	buf_add(&buf, "two\0three", 9);
	buf_add(&buf, NULL, 0);
	buf_str(&buf, "");
	buf_printf(&buf, " %d%%", 4);
	cr_assert_eq(buf.len, 16);
	cr_assert_arr_eq(buf_text(&buf), "one two\0three 4%", 17);
	buf_release(&buf);
}

Test(buf, grows_byte_by_byte_and_keeps_its_end)
{
	struct buf buf = BUF_INIT(5000);

	for (size_t i = 0; i < 5000; i++) {
		buf_char(&buf, (char)('a' + i % 26));
		cr_assert_eq(buf.len, i + 1);
		cr_assert_lt(buf.len, buf.cap);
		cr_assert_eq(buf.ptr[buf.len], '\0');
	}
	for (size_t i = 0; i < 5000; i++)
		cr_assert_eq(buf.ptr[i], (char)('a' + i % 26));
	cr_assert(buf_ok(&buf));
	buf_release(&buf);
}

Test(buf, takes_exactly_its_limit)
{
	for (size_t max = 0; max < 200; max++) {
		struct buf buf = BUF_INIT(max);

		for (size_t i = 0; i < max; i++)
			buf_char(&buf, 'x');
		cr_assert(buf_ok(&buf));
		cr_assert_eq(buf.len, max);
		buf_add(&buf, NULL, 0);
		cr_assert(buf_ok(&buf), "nothing always fits");
		buf_char(&buf, 'x');
		cr_assert_not(buf_ok(&buf));
		buf_release(&buf);
	}
}

Test(buf, overflow_wipes_and_stays)
{
	struct buf buf = BUF_INIT(8);

	buf_str(&buf, "s3cret");
	buf_str(&buf, "abc");
	cr_assert_not(buf_ok(&buf));
	cr_assert_eq(buf.len, 0);
	cr_assert(wiped(&buf, 0));
	buf_str(&buf, "a");
	buf_char(&buf, 'a');
	buf_printf(&buf, "%s", "a");
	buf_percent(&buf, "a", 1);
	cr_assert_null(buf_room(&buf, 1));
	cr_assert_eq(buf.len, 0);
	cr_assert_str_eq(buf_text(&buf), "");
	buf_clear(&buf);
	cr_assert(buf_ok(&buf));
	buf_str(&buf, "abcdefgh");
	cr_assert_str_eq(buf_text(&buf), "abcdefgh");
	buf_release(&buf);
}

Test(buf, a_length_that_would_wrap_overflows)
{
	struct buf buf = BUF_INIT(8);

	buf_str(&buf, "s3cret");
	cr_assert_null(buf_room(&buf, SIZE_MAX));
	cr_assert_not(buf_ok(&buf));
	cr_assert(wiped(&buf, 0));
	buf_release(&buf);
}

Test(buf, printf_overflows_like_the_others)
{
	struct buf buf = BUF_INIT(8);

	buf_printf(&buf, "%s", "12345678");
	cr_assert_str_eq(buf_text(&buf), "12345678");
	buf_printf(&buf, "%d", 9);
	cr_assert_not(buf_ok(&buf));
	cr_assert(wiped(&buf, 0));
	buf_release(&buf);
}

Test(buf, release_keeps_the_limit)
{
	struct buf buf = BUF_INIT(4);

	buf_str(&buf, "12345");
	buf_release(&buf);
	cr_assert(buf_ok(&buf));
	cr_assert_null(buf.ptr);
	cr_assert_eq(buf.cap, 0);
	cr_assert_eq(buf.max, 4);
	buf_str(&buf, "1234");
	cr_assert_str_eq(buf_text(&buf), "1234");
	buf_release(&buf);
}

Test(buf, clear_wipes)
{
	struct buf buf = BUF_INIT(100);

	buf_str(&buf, "s3cret");
	buf_clear(&buf);
	cr_assert_eq(buf.len, 0);
	cr_assert_not_null(buf.ptr);
	cr_assert(wiped(&buf, 0));
	buf_release(&buf);
}

Test(buf, first_line)
{
	static const struct {
		const char *text;
		size_t len;
	} rows[] = {{"", 0},        {"a", 1},       {"a\n", 1}, {"a\r\n", 1}, {"a\r", 1},
		    {"a\r\r\n", 2}, {"ab\nc\n", 2}, {"\na", 0}, {"\r\na", 0}, {"a\rb", 3}};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct buf buf = BUF_INIT(100);

		buf_str(&buf, rows[i].text);
		cr_expect_eq(buf_first_line(&buf), rows[i].len, "row %zu", i);
		buf_release(&buf);
	}
}

Test(buf, cut_wipes_the_rest)
{
	struct buf buf = BUF_INIT(100);

	buf_str(&buf, "user:s3cret");
	buf_cut(&buf, 5);
	cr_assert_str_eq(buf_text(&buf), "user:");
	cr_assert_eq(buf.len, 5);
	cr_assert(wiped(&buf, 5));
	buf_cut(&buf, 5);
	cr_assert_eq(buf.len, 5);
	buf_cut(&buf, 0);
	cr_assert(wiped(&buf, 0));
	buf_release(&buf);
	buf_cut(&buf, 0);
}

Test(buf, percent_keeps_the_unreserved)
{
	struct buf buf = BUF_INIT(1000);
	char bytes[256];
	char want[1000] = "";
	size_t len = 0;

	for (int i = 0; i < 256; i++) {
		bytes[i] = (char)i;
		if ((i >= 'a' && i <= 'z') || (i >= 'A' && i <= 'Z') || (i >= '0' && i <= '9') || i == '-' ||
		    i == '.' || i == '_' || i == '~')
			want[len++] = (char)i;
		else
			len += (size_t)snprintf(want + len, sizeof(want) - len, "%%%02X", (unsigned)i);
	}
	want[len] = '\0';
	buf_percent(&buf, bytes, sizeof(bytes));
	cr_assert_str_eq(buf_text(&buf), want);
	cr_assert_eq(buf.len, len);
	buf_release(&buf);
}

Test(buf, percent_never_leaves_half_an_escape)
{
	struct buf buf = BUF_INIT(5);

	buf_percent(&buf, "ab/", 3);
	cr_assert_str_eq(buf_text(&buf), "ab%2F");
	buf_clear(&buf);
	buf_percent(&buf, "abc/", 4);
	cr_assert_not(buf_ok(&buf));
	cr_assert_eq(buf.len, 0);
	buf_release(&buf);
}

Test(buf, room_is_filled_by_the_caller)
{
	struct buf buf = BUF_INIT(100);
	char *room = buf_room(&buf, 100);

	cr_assert_not_null(room);
	memset(room, 'x', 100);
	cr_assert_eq(buf.len, 0);
	buf_grown(&buf, 3);
	cr_assert_str_eq(buf_text(&buf), "xxx");
	buf_release(&buf);
}

Test(buf, move_hands_over)
{
	struct buf from = BUF_INIT(10);
	struct buf to = BUF_INIT(20);
	const char *block;

	buf_str(&from, "s3cret");
	buf_str(&to, "before");
	block = from.ptr;
	buf_move(&to, &from);
	cr_assert_eq(to.ptr, block);
	cr_assert_str_eq(buf_text(&to), "s3cret");
	cr_assert_eq(to.max, 10);
	cr_assert_null(from.ptr);
	cr_assert_eq(from.len, 0);
	cr_assert_eq(from.max, 10);
	buf_release(&to);
}

Test(buf, move_tells_of_an_overflow)
{
	struct buf from = BUF_INIT(2);
	struct buf to = BUF_INIT(20);

	buf_str(&from, "abc");
	buf_move(&to, &from);
	cr_assert_not(buf_ok(&to));
	cr_assert(buf_ok(&from));
	buf_release(&to);
}

static bool equal(const char *a, size_t a_len, const char *b, size_t b_len)
{
	struct buf left = BUF_INIT(100);
	struct buf right = BUF_INIT(100);
	bool answer;

	buf_add(&left, a, a_len);
	buf_add(&right, b, b_len);
	answer = buf_equal(&left, &right);
	buf_release(&left);
	buf_release(&right);
	return answer;
}

Test(buf, equal_compares_bytes)
{
	struct buf empty = BUF_INIT(1);

	cr_assert(equal("abc", 3, "abc", 3));
	cr_assert(equal("a\0c", 3, "a\0c", 3));
	cr_assert(equal("", 0, "", 0));
	cr_assert(buf_equal(&empty, &empty));
	cr_assert_not(equal("a\0c", 3, "a\0d", 3));
	cr_assert_not(equal("abc", 3, "abd", 3));
	cr_assert_not(equal("xbc", 3, "abc", 3));
	cr_assert_not(equal("abc", 3, "ab", 2));
	cr_assert_not(equal("ab", 2, "ab\0", 3));
	cr_assert_not(equal("", 0, "a", 1));
}
