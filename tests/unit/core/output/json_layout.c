#include "core/output/json_layout.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static void expect_layout(const char *json, unsigned depth, const char *want)
{
	struct buf out = BUF_INIT(4096);

	json_lay_out((struct json_slice){json, strlen(json)}, depth, &out);
	cr_assert_str_eq(buf_text(&out), want);
	buf_release(&out);
}

Test(json_layout, indents)
{
	expect_layout("{\"a\":[1,{\"b\":null}],\"c\":{},\"d\":[ ]}", 0,
		      "{\n  \"a\": [\n    1,\n    {\n      \"b\": null\n    }\n  ],\n  \"c\": {},\n  \"d\": []\n}");
	expect_layout("[1]", 1, "[\n    1\n  ]");
	expect_layout(" \"x\" ", 0, "\"x\"");
	expect_layout("\n{ \"a\" :\t1 }\r\n", 0, "{\n  \"a\": 1\n}");
	expect_layout("", 0, "");
}

Test(json_layout, changes_no_value)
{
	expect_layout("18446744073709551617", 0, "18446744073709551617");
	expect_layout("[1.10,-0,1E5]", 0, "[\n  1.10,\n  -0,\n  1E5\n]");
	expect_layout("\"\\u001b[31m \\\" \\\\\"", 0, "\"\\u001b[31m \\\" \\\\\"");
	expect_layout("\"a,b:{c}[d]\"", 0, "\"a,b:{c}[d]\"");
	expect_layout("\"h\xc3\xa9 \xe2\x82\xac \xf0\x9f\x91\x8b\"", 0, "\"h\xc3\xa9 \xe2\x82\xac \xf0\x9f\x91\x8b\"");
}

Test(json_layout, makes_strings_harmless)
{
	expect_layout("{\"\xc2\x9b\":\"\x7f\xc2\x80\xc2\xa0\"}", 0, "{\n  \"\\u009b\": \"\\u007f\\u0080\xc2\xa0\"\n}");
	expect_layout("\"\xe2\x80\xae \xe2\x81\xa6 \xe2\x81\xa9 \xe2\x80\xac \xd8\x9c \xe2\x80\xa8 \xef\xbb\xbf\"", 0,
		      "\"\\u202e \\u2066 \\u2069 \\u202c \\u061c \\u2028 \\ufeff\"");
}

Test(json_layout, stays_within_broken_text)
{
	expect_layout("\"abc", 0, "\"abc");
	expect_layout("\"abc\\", 0, "\"abc\\");
	expect_layout("]}", 0, "\n]\n}");
	expect_layout("\"\xe2\x80", 0, "\"\xe2\x80");
}

static void expect_items(const char *text, const char *want)
{
	struct buf json = BUF_INIT(4096);
	struct buf out = BUF_INIT(4096);
	struct json_slice *items;
	size_t count;

	buf_str(&json, text);
	cr_assert(json_items(&json, &items, &count));
	for (size_t i = 0; i < count; i++) {
		buf_add(&out, items[i].at, items[i].len);
		buf_char(&out, '|');
	}
	cr_assert_str_eq(buf_text(&out), want);
	free(items);
	buf_release(&json);
	buf_release(&out);
}

Test(json_items, are_as_they_stand)
{
	expect_items("[]", "");
	expect_items(" [ \n ] ", "");
	expect_items("[1]", "1|");
	expect_items("[ {\"a\": [1, 2]} ,\"],[\", 1.50 ]\n", "{\"a\": [1, 2]}|\"],[\"|1.50|");
	expect_items("[[],[[]],{}]", "[]|[[]]|{}|");
}

Test(json_items, are_those_of_a_list)
{
	static const char *const texts[] = {"", "{}", "1", "\"[]\"", "  "};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct buf json = BUF_INIT(64);
		struct json_slice *items;
		size_t count;

		buf_str(&json, texts[i]);
		cr_assert_not(json_items(&json, &items, &count), "%s", texts[i]);
		cr_assert_null(items);
		cr_assert_eq(count, 0);
		buf_release(&json);
	}
}

Test(json_parse_any, takes_any_value)
{
	static const char *const good[] = {"1",   "[]", "{\"a\":1,\"a\":2}", "\"\\u0000\"", "99999999999999999999",
					   "null"};
	static const char *const bad[] = {"", "{", "[1,]", "\"\xff\"", "1 2", "nul"};

	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		struct buf json = BUF_INIT(64);
		json_t *value;

		buf_str(&json, good[i]);
		value = json_parse_any(&json);
		cr_assert_not_null(value, "%s", good[i]);
		json_decref(value);
		buf_release(&json);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct buf json = BUF_INIT(64);

		buf_str(&json, bad[i]);
		cr_assert_null(json_parse_any(&json), "%s", bad[i]);
		buf_release(&json);
	}
}

static int print(json_t *value, char **text, struct error *err)
{
	size_t len;
	FILE *out = open_memstream(text, &len);
	int result = json_print(value, out, err);

	fclose(out);
	return result;
}

Test(json_print, lays_out_and_takes_the_value_over)
{
	struct error err = ERROR_INIT;
	json_t *name = json_string("\xc2\x9b");
	char *text;

	cr_assert_eq(print(json_pack("{s:[O], s:{}}", "names", name, "more"), &text, &err), 0);
	cr_assert_str_eq(text, "{\n  \"names\": [\n    \"\\u009b\"\n  ],\n  \"more\": {}\n}\n");
	cr_assert_eq(name->refcount, 1);
	json_decref(name);
	free(text);
}

Test(json_print, refuses_what_is_no_value)
{
	struct error err = ERROR_INIT;
	char *text;

	cr_assert_eq(print(NULL, &text, &err), -1);
	cr_assert_eq(err.code, ERROR_BUG);
	cr_assert_str_eq(err.text, "the answer can't be written as JSON");
	cr_assert_str_eq(text, "");
	free(text);
}
