#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/strings.h"

/* Words with '|' between them, for exact comparison. */
static void expect_list(struct strings *list, const char *want)
{
	char *text = strings_join(list, "|");

	cr_assert_str_eq(text, want);
	if (list->count)
		cr_assert_null(list->item[list->count]);
	free(text);
	strings_release(list);
	cr_assert_null(list->item);
	cr_assert_eq(list->count, 0);
}

Test(strings, adds_and_serves_as_an_argv)
{
	struct strings list = STRINGS_INIT;

	cr_assert_null(list.item);
	for (size_t i = 0; i < 100; i++) {
		char text[16];

		snprintf(text, sizeof(text), "word %zu", i);
		strings_add(&list, text);
		cr_assert_eq(list.count, i + 1);
		cr_assert_str_eq(list.item[i], text);
		cr_assert_null(list.item[i + 1]);
	}
	cr_assert_str_eq(list.item[0], "word 0");
	strings_release(&list);
	strings_release(&list);
}

Test(strings, adds_parts_and_empty_ones)
{
	struct strings list = STRINGS_INIT;

	strings_add_len(&list, "abcdef", 3);
	strings_add(&list, "");
	strings_add_len(&list, "x", 0);
	expect_list(&list, "abc||");
}

Test(strings, can_be_used_again_after_release)
{
	struct strings list = STRINGS_INIT;

	strings_add(&list, "a");
	strings_release(&list);
	strings_add(&list, "b");
	expect_list(&list, "b");
}

Test(strings, split_drops_empty_pieces)
{
	static const struct {
		const char *text;
		const char *separators;
		const char *want;
	} rows[] = {
	    {"", ":", ""},          {":::", ":", ""},           {"a", ":", "a"},         {"a:b", ":", "a|b"},
	    {":a::b:", ":", "a|b"}, {"a b\tc", " \t", "a|b|c"}, {"a:b c", ":", "a|b c"}, {"a:b", "", "a:b"},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct strings list = STRINGS_INIT;

		strings_split(&list, rows[i].text, rows[i].separators);
		expect_list(&list, rows[i].want);
	}
}

Test(strings, split_adds_to_the_list)
{
	struct strings list = STRINGS_INIT;

	strings_add(&list, "a");
	strings_split(&list, "b:c", ":");
	expect_list(&list, "a|b|c");
}

Test(strings, have_is_exact)
{
	struct strings list = STRINGS_INIT;

	cr_assert_not(strings_have(&list, ""));
	strings_split(&list, "bot identify", " ");
	cr_assert(strings_have(&list, "bot"));
	cr_assert(strings_have(&list, "identify"));
	cr_assert_not(strings_have(&list, "bo"));
	cr_assert_not(strings_have(&list, "Bot"));
	cr_assert_not(strings_have(&list, ""));
	strings_release(&list);
}

Test(strings, join)
{
	struct strings list = STRINGS_INIT;
	char *text = strings_join(&list, ", ");

	cr_assert_str_eq(text, "");
	free(text);
	strings_add(&list, "a");
	text = strings_join(&list, ", ");
	cr_assert_str_eq(text, "a");
	free(text);
	strings_add(&list, "b");
	text = strings_join(&list, ", ");
	cr_assert_str_eq(text, "a, b");
	free(text);
	text = strings_join(&list, "");
	cr_assert_str_eq(text, "ab");
	free(text);
	strings_release(&list);
}

Test(strings, sort_is_in_byte_order)
{
	struct strings list = STRINGS_INIT;

	strings_sort(&list);
	strings_split(&list, "b a \xc3\xa9 B a2 a10", " ");
	strings_sort(&list);
	expect_list(&list, "B|a|a10|a2|b|\xc3\xa9");
}

Test(text_distance, has_gits_weights)
{
	static const struct {
		const char *from;
		const char *to;
		unsigned want;
	} rows[] = {
	    {"", "", 0},           {"login", "login", 0},    {"", "abc", 3},
	    {"abc", "", 9},        {"a", "ab", 1},           {"ab", "a", 3},
	    {"a", "b", 2},         {"lgoin", "login", 0},    {"ab", "ba", 0},
	    {"abcd", "badc", 0},   {"abc", "cab", 4},        {"loginn", "login", 3},
	    {"logi", "login", 1},  {"logan", "login", 2},    {"statsu", "status", 0},
	    {"tokne", "token", 0}, {"refesh", "refresh", 1}, {"kitten", "sitting", 5},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		cr_assert_eq(text_distance(rows[i].from, rows[i].to), rows[i].want, "%s, %s: %u", rows[i].from,
			     rows[i].to, text_distance(rows[i].from, rows[i].to));
}

static void expect_nearest(const char *word, const char *want)
{
	static const char *const candidates[] = {"login", "refresh", "status", "logout", "revoke", "webhook"};
	const char *nearest = strings_nearest(candidates, ARRAY_LEN(candidates), word);

	if (want)
		cr_assert_str_eq(nearest, want, "%s", word);
	else
		cr_assert_null(nearest, "%s: %s", word, nearest);
}

Test(strings_nearest, finds_what_was_meant)
{
	expect_nearest("lgoin", "login");
	expect_nearest("login", "login");
	expect_nearest("logotu", "logout");
	expect_nearest("refersh", "refresh");
	expect_nearest("stat", "status");
	expect_nearest("webhok", "webhook");
	expect_nearest("log", "login");
	expect_nearest("lgn", "login");
	expect_nearest("st", NULL);
}

Test(strings_nearest, is_silent_when_nothing_is_near)
{
	expect_nearest("", NULL);
	expect_nearest("x", NULL);
	expect_nearest("frobnicate", NULL);
	expect_nearest("zzzzzz", NULL);
	cr_assert_null(strings_nearest((const char *const[]){"a"}, 0, "a"));
}
