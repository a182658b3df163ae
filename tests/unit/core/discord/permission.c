#include <criterion/criterion.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "core/discord/permission.h"
#include "fixture.h"

enum { NAME, BIT, DECIMAL, CHANNELS, TWO_FACTOR, DESCRIPTION, ALIASES, API_NAME };

static bool same(const char *text, const char *column)
{
	return *column ? text && !strcmp(text, column) : !text;
}

/* "T,V,S" is written "TVS". */
static bool same_channels(const char *text, const char *column)
{
	char letters[8] = "";

	for (; *column; column++)
		if (*column != ',')
			letters[strlen(letters)] = *column;
	return !strcmp(text, letters);
}

Test(permission_table, is_the_documented_one)
{
	struct fixture fixture;
	size_t row = 0;

	fixture_open(&fixture, "permissions.tsv");
	for (; fixture_next(&fixture); row++) {
		const struct permission *have = &permission_table[row];
		struct error err = ERROR_INIT;
		uint64_t value = 0;

		cr_assert_lt(row, permission_table_count);
		cr_assert_str_eq(have->name, fixture.column[NAME]);
		cr_assert_eq(have->bit, strtoul(fixture.column[BIT], NULL, 10), "%s", have->name);
		cr_assert_eq(permission_parse_number(fixture.column[DECIMAL], &value, &err), 0);
		cr_assert_eq(value, UINT64_C(1) << have->bit, "%s", have->name);
		cr_assert(same_channels(have->channels, fixture.column[CHANNELS]), "%s", have->name);
		cr_assert_eq(have->two_factor, !strcmp(fixture.column[TWO_FACTOR], "yes"), "%s", have->name);
		cr_assert(same(have->alias, fixture.column[ALIASES]), "%s", have->name);
	}
	cr_assert_eq(row, 52);
	cr_assert_eq(permission_table_count, 52);
}

Test(permission_table, has_the_labels_of_discords_client)
{
	struct fixture fixture;
	size_t row = 0;

	fixture_open(&fixture, "client-labels.tsv");
	for (; fixture_next(&fixture); row++) {
		const struct permission *have = &permission_table[row];

		cr_assert_lt(row, permission_table_count);
		cr_assert_str_eq(have->name, fixture.column[0]);
		cr_assert(same(have->labels, fixture.column[1]), "%s", have->name);
		for (char *rest = fixture.column[1], *label; (label = strsep(&rest, "|")) && *label;)
			cr_assert_eq(permission_find(label), have, "%s", label);
	}
	cr_assert_eq(row, permission_table_count);
}

static void expect_value(const char *text, uint64_t want)
{
	struct error err = ERROR_INIT;
	uint64_t value = 0;

	cr_assert_eq(permission_parse(text, &value, NULL, &err), 0, "%s: %s", text, err.text);
	cr_expect_eq(value, want, "%s", text);
}

Test(permission_table, labels_with_marks_stand_in_expressions)
{
	expect_value("Mention @everyone, @here, and All Roles", UINT64_C(1) << 17);
	expect_value("Kick, Approve, and Reject Members, Video", UINT64_C(1) << 1 | UINT64_C(1) << 9);
	expect_value("Video + kick, approve, and reject members - Connect", UINT64_C(1) << 1 | UINT64_C(1) << 9);
	expect_value("Kick Members, Ban Members", UINT64_C(3) << 1);
	expect_value("Send Text-to-Speech Messages", UINT64_C(1) << 12);
}

Test(permission_table, has_help_in_the_house_style)
{
	for (size_t i = 0; i < permission_table_count; i++) {
		const char *help = permission_table[i].help;

		cr_assert_gt(strlen(help), 5);
		cr_assert(islower((unsigned char)help[0]), "%s", help);
		cr_assert_neq(help[strlen(help) - 1], '.', "%s", help);
		cr_assert_null(strchr(help, '\n'));
	}
}

Test(permission_table, is_in_the_order_of_bits)
{
	for (size_t i = 1; i < permission_table_count; i++)
		cr_assert_lt(permission_table[i - 1].bit, permission_table[i].bit);
}

Test(permission_mask, adds_up_to_the_documented_masks)
{
	cr_assert_eq(permission_mask("T"), UINT64_C(8515703330569297));
	cr_assert_eq(permission_mask("V"), UINT64_C(6602166617243473));
	cr_assert_eq(permission_mask("S"), UINT64_C(6280563717045841));
	cr_assert_eq(permission_mask("TVS"), UINT64_C(8854365862887249));
	cr_assert_eq(permission_mask(NULL) & ~permission_mask("TVS"), UINT64_C(12095903498414));
	cr_assert_eq(permission_mask(NULL), UINT64_C(8866461766385663));
	cr_assert_eq(permission_mask(""), 0);
}

Test(permission_table, has_the_bits_that_rules_speak_of)
{
	static const struct {
		const char *name;
		uint64_t value;
	} rows[] = {
	    {"ADMINISTRATOR", PERMISSION_ADMINISTRATOR},
	    {"MANAGE_CHANNELS", PERMISSION_MANAGE_CHANNELS},
	    {"VIEW_CHANNEL", PERMISSION_VIEW_CHANNEL},
	    {"SEND_MESSAGES", PERMISSION_SEND_MESSAGES},
	    {"SEND_TTS_MESSAGES", PERMISSION_SEND_TTS_MESSAGES},
	    {"EMBED_LINKS", PERMISSION_EMBED_LINKS},
	    {"ATTACH_FILES", PERMISSION_ATTACH_FILES},
	    {"READ_MESSAGE_HISTORY", PERMISSION_READ_MESSAGE_HISTORY},
	    {"MENTION_EVERYONE", PERMISSION_MENTION_EVERYONE},
	    {"CONNECT", PERMISSION_CONNECT},
	    {"MANAGE_THREADS", PERMISSION_MANAGE_THREADS},
	    {"SEND_MESSAGES_IN_THREADS", PERMISSION_SEND_MESSAGES_IN_THREADS},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		cr_assert_eq(rows[i].value, UINT64_C(1) << permission_find(rows[i].name)->bit, "%s", rows[i].name);
}

static void expect_found(const char *name, unsigned bit)
{
	const struct permission *found = permission_find(name);

	cr_assert_not_null(found, "'%s'", name);
	cr_assert_eq(found->bit, bit, "'%s' is bit %u", name, found->bit);
}

static void expect_spellings(const char *name, unsigned bit)
{
	char text[128];
	size_t len = 0;

	expect_found(name, bit);
	for (const char *separator = "-_ "; *separator; separator++) {
		for (len = 0; name[len]; len++)
			text[len] = strchr("_- ", name[len]) ? *separator : (char)tolower((unsigned char)name[len]);
		text[len] = '\0';
		expect_found(text, bit);
	}
	len = 0;
	for (const char *c = name; *c; c++)
		if (!strchr("_- ", *c))
			text[len++] = *c;
	text[len] = '\0';
	expect_found(text, bit);
}

Test(permission_find, takes_every_spelling_of_every_name)
{
	struct fixture fixture;

	fixture_open(&fixture, "permissions.tsv");
	while (fixture_next(&fixture)) {
		unsigned bit = (unsigned)strtoul(fixture.column[BIT], NULL, 10);
		char *aliases = fixture.column[ALIASES];

		expect_spellings(fixture.column[NAME], bit);
		expect_spellings(fixture.column[API_NAME], bit);
		while (aliases && *aliases)
			expect_spellings(strsep(&aliases, ","), bit);
	}
}

Test(permission_find, never_takes_manage_roles_for_its_old_bit)
{
	expect_found("MANAGE_ROLES", 28);
	expect_found("ManageRoles", 28);
	expect_found("Manage Permissions", 28);
	expect_found("ADMINISTRATOR", 3);
}

Test(permission_find, knows_no_other_names)
{
	static const char *const unknown[] = {
	    "",
	    "_",
	    "SEND",
	    "SEND_MESSAGE",
	    "SEND_MESSAGES_",
	    "_SEND_MESSAGES",
	    "SEND__MESSAGES",
	    "SEND_MESS_AGES",
	    " SEND_MESSAGES",
	    "SEND.MESSAGES",
	    "SEND_MESSAGES,CONNECT",
	    "MANAGE_EMOJIS,MANAGE_EMOJIS_AND_STICKERS",
	    ",",
	    "1024",
	    "bit 47",
	    "STREAM\n",
	    "\xc5\xbfTREAM",
	};

	for (size_t i = 0; i < ARRAY_LEN(unknown); i++)
		cr_assert_null(permission_find(unknown[i]), "'%s'", unknown[i]);
}

static void expect_names(uint64_t value, const char *want)
{
	struct strings names = STRINGS_INIT;
	char *text;

	permission_names(value, &names);
	text = strings_join(&names, " ");
	cr_assert_str_eq(text, want);
	free(text);
	strings_release(&names);
}

Test(permission_names, spells_a_value_out)
{
	expect_names(0, "");
	expect_names(8, "ADMINISTRATOR");
	expect_names(68608, "VIEW_CHANNEL SEND_MESSAGES READ_MESSAGE_HISTORY");
	expect_names(1117184, "VIEW_CHANNEL SEND_MESSAGES READ_MESSAGE_HISTORY CONNECT");
	expect_names(66560, "VIEW_CHANNEL READ_MESSAGE_HISTORY");
}

Test(permission_names, the_default_reads_and_does_not_send)
{
	struct error err = ERROR_INIT;
	uint64_t value = 0;

	cr_assert_eq(permission_parse_number(PERMISSION_DEFAULT, &value, &err), 0);
	expect_names(value, "VIEW_CHANNEL READ_MESSAGE_HISTORY CONNECT");
}

Test(permission_names, keeps_bits_without_a_name)
{
	expect_names(UINT64_C(1) << 47, "UNKNOWN_BIT_47");
	expect_names(UINT64_C(1) << 63 | 1, "CREATE_INSTANT_INVITE UNKNOWN_BIT_63");
	expect_names(UINT64_C(3) << 47, "SET_VOICE_CHANNEL_STATUS UNKNOWN_BIT_47");
	expect_names(UINT64_C(7) << 51, "PIN_MESSAGES BYPASS_SLOWMODE UNKNOWN_BIT_53");
}
