#include "core/output/json.h"

#include <criterion/criterion.h>
#include <string.h>

#include "base/memory.h"
#include "base/wiping.h"

static json_t *parse(const char *text, size_t len)
{
	struct buf bytes = BUF_INIT(BUF_REPLY_MAX);
	json_t *object;

	buf_add(&bytes, text, len);
	object = json_parse_object(&bytes);
	buf_release(&bytes);
	return object;
}

static void refuse(const char *text)
{
	cr_assert_null(parse(text, strlen(text)), "%s", text);
}

Test(json_parse, refuses_what_is_not_one_object)
{
	static const char *const texts[] = {
	    "",
	    " ",
	    "null",
	    "1",
	    "\"x\"",
	    "[]",
	    "[{}]",
	    "{",
	    "}",
	    "{}{}",
	    "{} x",
	    "{\"a\":1,}",
	    "{\"a\"}",
	    "{\"a\":}",
	    "{\"a\":\"b}",
	    "{a:1}",
	    "{'a':1}",
	    "{\"a\":01}",
	    "{\"a\":+1}",
	    "{\"a\":NaN}",
	    "{\"a\":1e999}",
	    "// {}\n{}",
	    "{\"a\":\"\xff\"}",
	    "{\"a\":\"\n\"}",
	    "<html>",
	    "error code: 1015",
	    "{\"a\":\"\\ud800\"}",
	    "\xef\xbb\xbf{}",
	};

	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		refuse(texts[i]);
}

Test(json_parse, refuses_every_truncation)
{
	static const char whole[] =
	    "{\"access_token\":\"abc\\u0041\",\"expires_in\":604800,\"guild\":{\"roles\":[1,2.5]}}";
	json_t *object = parse(whole, strlen(whole));

	cr_assert_not_null(object);
	json_decref(object);
	for (size_t len = 0; len < strlen(whole); len++)
		cr_assert_null(parse(whole, len), "%zu", len);
}

Test(json_parse, refuses_a_name_given_twice_at_any_depth)
{
	refuse("{\"a\":1,\"a\":1}");
	refuse("{\"a\":1,\"\\u0061\":1}");
	refuse("{\"b\":[{\"a\":1,\"a\":2}]}");
}

Test(json_parse, refuses_nul_bytes)
{
	static const char raw[] = "{\"a\":\"x\0y\"}";
	static const char after[] = "{\"a\":1}\0";

	cr_assert_null(parse(raw, sizeof(raw) - 1));
	cr_assert_null(parse(after, sizeof(after) - 1));
	refuse("{\"a\":\"x\\u0000y\"}");
	refuse("{\"a\\u0000\":1}");
}

Test(json_parse, survives_nesting)
{
	char deep[8192] = "{\"a\":";

	memset(deep + 5, '[', sizeof(deep) - 6);
	refuse(deep);
}

Test(json_parse, takes_integers_that_do_not_fit_as_reals)
{
	static const char text[] = "{\"id\":99999999999999999999,\"expires_in\":604800}";
	json_t *object = parse(text, strlen(text));

	cr_assert_not_null(object);
	cr_assert(json_number_value(json_object_get(object, "expires_in")) == 604800.0);
	json_decref(object);
}

Test(json_parse, keeps_integers_that_fit)
{
	static const char text[] = "{\"id\":9007199254740993}";
	json_t *object = parse(text, strlen(text));

	cr_assert_eq(json_integer_value(json_object_get(object, "id")), 9007199254740993);
	json_decref(object);
}

Test(json_text, gives_strings_only)
{
	static const char text[] = "{\"s\":\"x\",\"e\":\"\",\"n\":1,\"z\":null,\"a\":[\"x\"]}";
	json_t *object = parse(text, strlen(text));

	cr_assert_str_eq(json_text(object, "s"), "x");
	cr_assert_str_eq(json_text(object, "e"), "");
	cr_assert_null(json_text(object, "n"));
	cr_assert_null(json_text(object, "z"));
	cr_assert_null(json_text(object, "a"));
	cr_assert_null(json_text(object, "missing"));
	cr_assert_null(json_text(NULL, "s"));
	json_decref(object);
}

Test(json_write, is_compact_and_appends)
{
	static const char text[] = "{ \"b\": [1, {\"c\": \"\xc3\xa9\\n\"}], \"a\": 0.5 }";
	json_t *object = parse(text, strlen(text));
	struct buf out = BUF_INIT(256);

	buf_str(&out, "guild=");
	json_write(object, &out);
	cr_assert_str_eq(buf_text(&out), "guild={\"b\":[1,{\"c\":\"\xc3\xa9\\n\"}],\"a\":0.5}");
	json_decref(object);
	buf_release(&out);
}

Test(json_write, that_does_not_fit_leaves_nothing)
{
	json_t *value = json_string("a long string");
	struct buf out = BUF_INIT(8);

	json_write(value, &out);
	cr_assert_not(buf_ok(&out));
	cr_assert_eq(out.len, 0);
	json_decref(value);
	buf_release(&out);
}

Test(json_write, refuses_a_value_that_contains_itself)
{
	json_t *loop = json_array();
	struct buf out = BUF_INIT(256);

	json_array_append_new(loop, json_array());
	json_array_append(json_array_get(loop, 0), loop);
	buf_str(&out, "kept");
	json_write(loop, &out);
	cr_assert_str_eq(buf_text(&out), "kept");
	json_array_clear(json_array_get(loop, 0));
	json_decref(loop);
	buf_release(&out);
}

Test(json_wipe_on_free, may_come_at_any_time)
{
	json_t *before = json_pack("{s:s}", "access_token", "secret");
	json_t *after;
	char *text;

	json_wipe_on_free();
	after = json_pack("{s:s}", "access_token", "secret");
	json_wipe_on_free();
	text = json_dumps(before, JSON_COMPACT);
	cr_assert_str_eq(text, "{\"access_token\":\"secret\"}");
	free(text);
	json_decref(before);
	json_decref(after);
}

Test(wiping, moves_what_fits)
{
	char *block = wiping_realloc(NULL, 8);

	memcpy(block, "abcdefg", 8);
	block = wiping_realloc(block, 4096);
	cr_assert_str_eq(block, "abcdefg");
	block = wiping_realloc(block, 3);
	cr_assert_eq(memcmp(block, "abc", 3), 0);
	wiping_free(block);
	wiping_free(NULL);
}

Test(json, lenient_text)
{
	static const char *const texts[][2] = {
	    {"", ""}, {"a\"b", "a\"b"}, {"\xc3\xa9", "\xc3\xa9"}, {"a\xff\xc3\xa9", "a???"}};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		json_t *value = json_lenient(texts[i][0]);

		cr_expect_str_eq(json_string_value(value), texts[i][1]);
		json_decref(value);
	}
}
