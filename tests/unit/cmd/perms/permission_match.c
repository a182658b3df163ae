#include <criterion/criterion.h>

#include "cmd/perms/permission_match.h"

static bool matches(const char *name, const char *pattern)
{
	return permission_matches(permission_find(name), pattern);
}

/* How many of the table a pattern matches. */
static size_t count(const char *pattern)
{
	size_t found = 0;

	for (size_t i = 0; i < permission_table_count; i++)
		found += permission_matches(&permission_table[i], pattern);
	return found;
}

Test(permission_matches, takes_a_part_of_a_name)
{
	cr_assert(matches("SEND_MESSAGES", "SEND_MESSAGES"));
	cr_assert(matches("SEND_MESSAGES", "mess"));
	cr_assert(matches("SEND_MESSAGES", "send mess"));
	cr_assert(matches("SEND_MESSAGES", "SendMess"));
	cr_assert(matches("SEND_MESSAGES", "d-m"));
	cr_assert_not(matches("SEND_MESSAGES", "message history"));
	cr_assert_eq(count("pin"), 1);
	cr_assert_eq(count("stage"), 0);
	cr_assert_eq(count(""), 52);
}

Test(permission_matches, takes_older_names_and_labels)
{
	cr_assert(matches("VIEW_CHANNEL", "read_mess"));
	cr_assert(matches("MANAGE_GUILD_EXPRESSIONS", "emojis and stick"));
	cr_assert(matches("MODERATE_MEMBERS", "timeout"));
	cr_assert_not(matches("MANAGE_GUILD_EXPRESSIONS", "emojis,manage"));
	cr_assert_not(matches("MANAGE_GUILD_EXPRESSIONS", "emojismanage"));
}

Test(permission_matches, takes_globs_from_end_to_end)
{
	cr_assert(matches("SEND_MESSAGES", "send*"));
	cr_assert(matches("SEND_MESSAGES", "*messages"));
	cr_assert(matches("SEND_MESSAGES", "s*d*s"));
	cr_assert(matches("SEND_MESSAGES", "send_?essages"));
	cr_assert(matches("SEND_MESSAGES", "**"));
	cr_assert(matches("SEND_MESSAGES", "*s*s*"));
	cr_assert_not(matches("SEND_MESSAGES", "*message"));
	cr_assert_not(matches("SEND_MESSAGES", "end*"));
	cr_assert_not(matches("SEND_MESSAGES", "send?"));
	cr_assert_not(matches("SEND_MESSAGES", "sendmessages?"));
	cr_assert_eq(count("*threads"), 4);
}

Test(permission_matches, knows_no_pattern_of_separators_alone)
{
	cr_assert_eq(count("_"), 0);
	cr_assert_eq(count("- -"), 0);
	cr_assert_eq(count(","), 0);
	cr_assert_eq(count("\xc3\xa9"), 0);
}

Test(permission_matches, stands_very_long_patterns)
{
	char pattern[4096];

	memset(pattern, 'a', sizeof(pattern) - 1);
	pattern[sizeof(pattern) - 1] = '\0';
	cr_assert_eq(count(pattern), 0);
	memset(pattern, '*', sizeof(pattern) - 1);
	cr_assert_eq(count(pattern), 52);
}
