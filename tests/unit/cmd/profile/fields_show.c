#include "cmd/profile/fields_show.h"

#include "core/profile/fields.h"
#include "loaded.h"

TestSuite(fields_show, .init = loaded_make, .fini = scratch_remove);

static const struct field *row(const char *key)
{
	size_t i = 0;

	while (i < field_table_count && strcmp(field_table[i].key, key) != 0)
		i++;
	cr_assert_lt(i, field_table_count, "no key '%s'", key);
	return &field_table[i];
}

/* What a profile of that text says of the key. */
static void expect_shown(const char *text, const char *key, enum field_origin origin, const char *words,
			 const char *json)
{
	struct buf out = BUF_INIT(4096);
	struct profile profile;
	json_t *value;

	expect_loaded(text, &profile);
	cr_assert_eq(field_origin(row(key), &profile), origin, "%s", key);
	field_words(row(key), &profile, &out);
	cr_assert_str_eq(buf_text(&out), words);
	buf_clear(&out);
	value = field_value(row(key), &profile);
	json_write(value, &out);
	cr_assert_str_eq(buf_text(&out), json);
	json_decref(value);
	buf_release(&out);
	profile_release(&profile);
}

Test(fields_show, every_type_can_be_shown)
{
	for (size_t type = 0; type < FIELD_TYPES; type++)
		cr_expect_not_null(field_kinds[type].value, "type %zu", type);
}

Test(fields_show, plain_values)
{
	expect_shown("description = \"a \\\"b\\\"\";", "description", FIELD_GIVEN, "a \"b\"", "\"a \\\"b\\\"\"");
	expect_shown("", "description", FIELD_DEFAULT, "", "\"\"");
	expect_shown("public_client = true;", "public_client", FIELD_GIVEN, "true", "true");
	expect_shown("", "public_client", FIELD_DEFAULT, "false", "false");
	expect_shown("min_valid = 0;", "min_valid", FIELD_GIVEN, "0", "0");
	expect_shown("", "min_valid", FIELD_DEFAULT, "60", "60");
	expect_shown("", "guild_id", FIELD_UNSET, "", "null");
	expect_shown("", "name", FIELD_DERIVED, "x", "\"x\"");
}

Test(fields_show, lists)
{
	expect_shown("scope = ( \"a\", \"b\" );", "scope", FIELD_GIVEN, "a b", "[\"a\",\"b\"]");
	expect_shown("", "hosts", FIELD_DEFAULT, "discord.com", "[\"discord.com\"]");
	expect_shown("permissions = 0;", "permissions", FIELD_GIVEN, "0", "\"0\"");
	expect_shown("permissions = \"18446744073709551615 & (bit 63 + VIEW_CHANNEL)\";", "permissions", FIELD_GIVEN,
		     "9223372036854776832 (VIEW_CHANNEL + UNKNOWN_BIT_63)", "\"9223372036854776832\"");
}

Test(fields_show, secrets)
{
	expect_shown("", "bot_token", FIELD_UNSET, "", "null");
	expect_shown("bot_token = \"hunter2\";", "bot_token", FIELD_GIVEN, "(hidden)", "\"(hidden)\"");
	expect_shown("bot_token = { file = \"/a\\\\\\\"b\" };", "bot_token", FIELD_GIVEN, "{ file = \"/a\\\\\\\"b\" }",
		     "{\"file\":\"/a\\\\\\\"b\"}");
	expect_shown("bot_token = { env = \"A\" };", "bot_token", FIELD_GIVEN, "{ env = \"A\" }", "{\"env\":\"A\"}");
	expect_shown("bot_token = { stored = true };", "bot_token", FIELD_GIVEN, "{ stored = true }",
		     "{\"stored\":true}");
	expect_shown("bot_token = { command = [ \"pass\", \"show\", \"hunter2\" ] };", "bot_token", FIELD_GIVEN,
		     "{ command = [ \"pass\" ] }", "{\"command\":[\"pass\"]}");
}

Test(fields_show, the_stack)
{
	expect_shown("", "stack", FIELD_DEFAULT,
		     "{ control = \"sufficient\"; source = \"cache\"; }\n"
		     "{ control = \"sufficient\"; source = \"refresh\"; timeout = 60; }",
		     "[{\"control\":\"sufficient\",\"source\":\"cache\"},"
		     "{\"control\":\"sufficient\",\"source\":\"refresh\",\"timeout\":60}]");
}

Test(fields_show, a_shared_stack_says_where_it_is)
{
	struct profile profile;

	scratch_text("system/discred/stacks/desk.cfg", "stack = ( { control = \"required\"; source = \"cache\"; } );",
		     0644);
	expect_loaded("stack = \"desk\";", &profile);
	cr_assert_str_eq(profile.stack.path, scratch_path("system/discred/stacks/desk.cfg"));
	cr_assert_eq(profile.at[row("stack") - field_table].line, 2);
	cr_assert_eq(profile.at[row("stack") - field_table].column, 9);
	profile_release(&profile);
}
