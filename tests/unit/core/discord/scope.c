#include <criterion/criterion.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "core/discord/scope.h"
#include "fixture.h"

Test(scope_table, is_the_documented_one)
{
	struct fixture fixture;
	size_t row = 0;

	fixture_open(&fixture, "scopes.tsv");
	for (; fixture_next(&fixture); row++) {
		cr_assert_lt(row, scope_table_count);
		cr_assert_str_eq(scope_table[row].name, fixture.column[0]);
		cr_assert_eq(scope_table[row].approval, !strcmp(fixture.column[1], "yes"), "%s", scope_table[row].name);
		cr_assert_eq(scope_find(fixture.column[0]), &scope_table[row]);
	}
	cr_assert_eq(row, scope_table_count);
}

Test(scope_table, has_help_in_the_house_style)
{
	for (size_t i = 0; i < scope_table_count; i++) {
		const char *help = scope_table[i].help;

		cr_assert_gt(strlen(help), 5);
		cr_assert(islower((unsigned char)help[0]) || !strncmp(help, "Social SDK: ", 12), "%s", help);
		cr_assert_neq(help[strlen(help) - 1], '.', "%s", help);
		cr_assert_null(strchr(help, '\n'));
	}
}

Test(scope_find, is_exact)
{
	cr_assert_null(scope_find(""));
	cr_assert_null(scope_find("Bot"));
	cr_assert_null(scope_find("bot "));
	cr_assert_null(scope_find("application.commands"));
}

Test(scope_valid, takes_visible_ascii_without_quote_and_backslash)
{
	for (int c = 1; c < 256; c++) {
		char text[] = {'a', (char)c, '\0'};
		bool want = c >= 0x21 && c <= 0x7e && c != '"' && c != '\\';

		cr_assert_eq(scope_valid(text), want, "0x%02x", (unsigned)c);
	}
	cr_assert_not(scope_valid(""));
	for (size_t i = 0; i < scope_table_count; i++)
		cr_assert(scope_valid(scope_table[i].name));
}

static void expect_missing(const char *wanted, const char *have, const char *want)
{
	struct strings missing = STRINGS_INIT;
	bool any = scope_missing(wanted, have, &missing);
	char *text = strings_join(&missing, " ");

	cr_assert_str_eq(text, want, "'%s' in '%s': '%s'", wanted, have, text);
	cr_assert_eq(any, *want != '\0');
	free(text);
	strings_release(&missing);
}

Test(scope_missing, compares_sets)
{
	expect_missing("", "", "");
	expect_missing("", "identify", "");
	expect_missing("identify", "", "identify");
	expect_missing("identify guilds", "guilds identify", "");
	expect_missing("guilds identify email", "identify", "guilds email");
	expect_missing("identify", "identify email", "");
	expect_missing("  identify   guilds ", " guilds  identify ", "");
	expect_missing("email email", "identify", "email");
	expect_missing("guilds", "guilds.join", "guilds");
	expect_missing("guilds.join", "guilds", "guilds.join");
	expect_missing("Identify", "identify", "Identify");
}

Test(scope_missing, bot_covers_commands)
{
	expect_missing("bot applications.commands", "bot", "");
	expect_missing("applications.commands", "identify bot", "");
	expect_missing("bot", "applications.commands", "bot");
	expect_missing("applications.commands.update", "bot", "applications.commands.update");
	expect_missing("bot applications.commands", "", "bot applications.commands");
}

Test(scope_missing, adds_to_the_list)
{
	struct strings missing = STRINGS_INIT;

	strings_add(&missing, "email");
	cr_assert(scope_missing("email guilds", "", &missing));
	cr_assert_eq(missing.count, 2);
	cr_assert_str_eq(missing.item[1], "guilds");
	strings_release(&missing);
}

static bool invitation(const char *scopes)
{
	struct strings list = STRINGS_INIT;
	bool answer;

	strings_split(&list, scopes, " ");
	answer = scope_is_invitation(&list);
	strings_release(&list);
	return answer;
}

Test(scope_is_invitation, only_bot_and_commands)
{
	cr_assert(invitation("bot"));
	cr_assert(invitation("applications.commands"));
	cr_assert(invitation("applications.commands bot"));
	cr_assert_not(invitation(""));
	cr_assert_not(invitation("bot identify"));
	cr_assert_not(invitation("applications.commands.update"));
}
