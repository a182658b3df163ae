#include <criterion/criterion.h>
#include <inttypes.h>
#include <stdlib.h>

#include "base/memory.h"
#include "core/discord/permission.h"
#include "expect.h"

enum { VIEW = 1024, SEND = 2048, HISTORY = 65536, CONNECT = 1048576, SPEAK = 2097152 };

static void expect_value(const char *text, uint64_t want)
{
	struct error err = ERROR_INIT;
	uint64_t value = 77;

	cr_assert_eq(permission_parse(text, &value, NULL, &err), 0, "<%s>: %s", text, err.text);
	cr_assert_eq(value, want, "<%s> is %" PRIu64, text, value);
}

Test(permission_parse, takes_names_and_numbers)
{
	expect_value("VIEW_CHANNEL", VIEW);
	expect_value("  view channel\t\n", VIEW);
	expect_value("68608", 68608);
	expect_value("0x10c00", 68608);
	expect_value("0b11", 3);
	expect_value("18446744073709551615", UINT64_MAX);
	expect_value("0", 0);
}

Test(permission_parse, unites)
{
	expect_value("VIEW_CHANNEL + SEND_MESSAGES", VIEW | SEND);
	expect_value("VIEW_CHANNEL|SEND_MESSAGES", VIEW | SEND);
	expect_value("VIEW_CHANNEL, SEND_MESSAGES", VIEW | SEND);
	expect_value("VIEW_CHANNEL,SEND_MESSAGES", VIEW | SEND);
	expect_value("VIEW_CHANNEL SEND_MESSAGES", VIEW | SEND);
	expect_value("VIEW_CHANNEL\n\tSEND_MESSAGES", VIEW | SEND);
	expect_value("CONNECT + CONNECT", CONNECT);
	expect_value("1024 + 1024", 1024);
	expect_value("CONNECT 1024", CONNECT | VIEW);
	expect_value("1024 CONNECT", CONNECT | VIEW);
	expect_value("1024, CONNECT, 2048", CONNECT | VIEW | SEND);
	expect_value("(CONNECT)(SPEAK)", CONNECT | SPEAK);
	expect_value("CONNECT (SPEAK)", CONNECT | SPEAK);
	expect_value("(1024) 2048", VIEW | SEND);
}

Test(permission_parse, takes_away_and_complements)
{
	expect_value("1115136 - CONNECT", VIEW | HISTORY);
	expect_value("1115136-CONNECT", VIEW | HISTORY);
	expect_value("1115136 -CONNECT", VIEW | HISTORY);
	expect_value("1115136 - SEND_MESSAGES", 1115136);
	expect_value("~0", UINT64_MAX);
	expect_value("~18446744073709551615", 0);
	expect_value("~~CONNECT", CONNECT);
	expect_value("~CONNECT", ~(uint64_t)CONNECT);
	expect_value("18446744073709551615 & ~CONNECT", ~(uint64_t)CONNECT);
	expect_value("9223372036854775808 & ~1", UINT64_C(1) << 63);
}

Test(permission_parse, has_the_ranks_that_are_promised)
{
	expect_value("CONNECT | VIEW_CHANNEL & ~VIEW_CHANNEL", CONNECT);
	expect_value("(CONNECT | VIEW_CHANNEL) & ~VIEW_CHANNEL", CONNECT);
	expect_value("VIEW_CHANNEL & CONNECT | CONNECT", CONNECT);
	expect_value("VIEW_CHANNEL & (CONNECT | CONNECT)", 0);
	expect_value("CONNECT SPEAK & SPEAK", CONNECT | SPEAK);
	expect_value("CONNECT, SPEAK & VIEW_CHANNEL", CONNECT);
	expect_value("CONNECT - CONNECT + CONNECT", CONNECT);
	expect_value("CONNECT + SPEAK - CONNECT", SPEAK);
	expect_value("CONNECT - (SPEAK + CONNECT)", 0);
	expect_value("CONNECT + SPEAK - CONNECT SPEAK", SPEAK);
	expect_value("~CONNECT & CONNECT", 0);
	expect_value("~(CONNECT | SPEAK) & 3146240", 512);
	expect_value("7 & 3 & 1", 1);
}

Test(permission_parse, takes_sets)
{
	expect_value("all", UINT64_C(8866461766385663));
	expect_value("ALL", UINT64_C(8866461766385663));
	expect_value("all-text", UINT64_C(8515703330569297));
	expect_value("all_voice", UINT64_C(6602166617243473));
	expect_value("all stage", UINT64_C(6280563717045841));
	expect_value("all - ADMINISTRATOR", UINT64_C(8866461766385655));
	expect_value("all-ADMINISTRATOR", UINT64_C(8866461766385655));
	expect_value("all-text & all-stage - all-voice", UINT64_C(0));
}

Test(permission_parse, takes_bits_by_number)
{
	expect_value("bit 0", 1);
	expect_value("bit 47", UINT64_C(1) << 47);
	expect_value("BIT47", UINT64_C(1) << 47);
	expect_value("bit-10", VIEW);
	expect_value("UNKNOWN_BIT_63", UINT64_C(1) << 63);
	expect_value("bit 47 1024", UINT64_C(1) << 47 | VIEW);
	expect_value("UNKNOWN_BIT_47 UNKNOWN_BIT_53", UINT64_C(1) << 47 | UINT64_C(1) << 53);
}

Test(permission_parse, takes_the_longest_name)
{
	expect_value("send messages", SEND);
	expect_value("send messages in threads", UINT64_C(1) << 38);
	expect_value("send  messages\tin threads, send messages", UINT64_C(1) << 38 | SEND);
	expect_value("Manage Permissions Timeout Members", UINT64_C(1) << 28 | UINT64_C(1) << 40);
	expect_value("manage emojis and stickers connect", UINT64_C(1) << 30 | CONNECT);
	expect_value("use-voice-activity", UINT64_C(1) << 25);
	expect_value("view-channel-connect", VIEW);
	expect_value("view-channel - connect", VIEW);
	expect_value("CONNECT-1024", CONNECT);
	expect_value("ManageRoles SendTTSMessages ViewChannel", UINT64_C(1) << 28 | 4096 | VIEW);
}

/* Else two names in a row could be read as a third. */
Test(permission_parse, has_no_name_that_two_others_make)
{
	for (size_t i = 0; i < permission_table_count; i++) {
		for (size_t j = 0; j < permission_table_count; j++) {
			char *text = xasprintf("%s %s", permission_table[i].name, permission_table[j].name);

			expect_value(text, UINT64_C(1) << permission_table[i].bit | UINT64_C(1)
											<< permission_table[j].bit);
			free(text);
		}
	}
}

/* xorshift64: the same values each time. */
static uint64_t draw(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state;
}

Test(permission_parse, reads_back_what_is_written)
{
	static const char *const separators[] = {" ", ", ", " + ", "|", "\n"};
	uint64_t state = UINT64_C(0x9e3779b97f4a7c15);

	for (int i = 0; i < 1000; i++) {
		uint64_t value = draw(&state);
		struct strings names = STRINGS_INIT;
		char number[32];
		char *text;

		/* Few bits, half of them, and most. */
		for (int more = 0; more < 2 && i % 3 == 0; more++)
			value &= draw(&state);
		if (i % 3 == 2)
			value |= draw(&state) | 1;
		snprintf(number, sizeof(number), "%" PRIu64, value);
		expect_value(number, value);
		snprintf(number, sizeof(number), "0x%" PRIx64, value);
		expect_value(number, value);
		permission_names(value, &names);
		cr_assert_eq(names.count, (size_t)__builtin_popcountll(value));
		text = strings_join(&names, separators[i % 5]);
		if (value)
			expect_value(text, value);
		free(text);
		text = xasprintf("~(~%s)", number);
		expect_value(text, value);
		free(text);
		strings_release(&names);
	}
}

static void expect_missing(uint64_t value, uint64_t needed, uint64_t want)
{
	uint64_t missing = 77;

	cr_assert_eq(permission_holds(value, needed, &missing), !want);
	cr_assert_eq(missing, want);
}

Test(permission_holds, compares)
{
	expect_missing(1115136, 68608, SEND);
	expect_missing(1117184, 68608, 0);
	expect_missing(0, 0, 0);
	expect_missing(0, UINT64_MAX, UINT64_MAX);
	expect_missing(8, UINT64_MAX, 0);
	expect_missing(~UINT64_C(8), 8, 8);
}
