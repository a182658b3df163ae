#include "core/profile/fields.h"
#include "loaded.h"

TestSuite(fields, .init = loaded_make, .fini = scratch_remove);

Test(fields, every_row_has_a_help_and_a_key_of_its_own)
{
	for (size_t i = 0; i < field_table_count; i++) {
		cr_assert_gt(strlen(field_table[i].help), 10);
		for (size_t j = 0; j < i; j++)
			cr_assert_str_neq(field_table[i].key, field_table[j].key);
	}
}

Test(fields, defaults)
{
	struct profile profile;

	expect_loaded("", &profile);
	cr_assert_str_eq(profile.id, "x");
	cr_assert_str_eq(profile.path, scratch_path("discred/profiles/x.cfg"));
	cr_assert_str_eq(profile.name, "x");
	cr_assert_str_eq(profile.description, "");
	cr_assert_str_eq(profile.client_id, "1");
	cr_assert_eq(profile.client_secret.kind, SECRET_ABSENT);
	cr_assert_not(profile.public_client);
	cr_assert_eq(profile.scope.count, 1);
	cr_assert_str_eq(profile.scope.item[0], "bot");
	cr_assert_eq(profile.permissions, 1115136);
	cr_assert_null(profile.channel_id);
	cr_assert_null(profile.guild_id);
	cr_assert_str_eq(profile.bot_name, "DiscordBot");
	cr_assert_str_eq(profile.bot_version, "1.0");
	cr_assert_null(profile.bot_url);
	cr_assert_eq(profile.bot_token.kind, SECRET_ABSENT);
	cr_assert_eq(profile.redirect_uri.count, 1);
	cr_assert_str_eq(profile.redirect_uri.item[0], "http://127.0.0.1:23472/callback");
	cr_assert_str_eq(profile.api_base, "https://discord.com/api/v10");
	cr_assert_str_eq(profile.authorize_url, "https://discord.com/oauth2/authorize");
	cr_assert_null(profile.ca_file);
	cr_assert_eq(profile.hosts.count, 1);
	cr_assert_str_eq(profile.hosts.item[0], "discord.com");
	cr_assert(!profile.git_password);
	cr_assert_eq(profile.min_valid, 60);
	profile_release(&profile);
}

Test(fields, every_key)
{
	struct profile profile;

	expect_loaded("name = \"The reader\"; description = \"reads \" \"and reads\";\n"
		      "public_client = TRUE; scope = \"bot  identify\"; permissions = \"18446744073709551615\";\n"
		      "channel_id = \"18446744073709551615\"; guild_id = \"2\"; bot_name = \"Reader\";\n"
		      "bot_version = \"2.1 beta\"; bot_url = \"http://example.com/r\";\n"
		      "redirect_uri = ( \"http://localhost:1/cb\", \"https://example.com/cb\" );\n"
		      "api_base = \"http://127.0.0.1:8080/api//\"; authorize_url = \"http://[::1]:8080/a?b=c\";\n"
		      "ca_file = \"~/ca.pem\"; min_valid = 604800L;\n",
		      &profile);
	cr_assert_str_eq(profile.name, "The reader");
	cr_assert_str_eq(profile.description, "reads and reads");
	cr_assert(profile.public_client);
	cr_assert_eq(profile.scope.count, 2);
	cr_assert_str_eq(profile.scope.item[1], "identify");
	cr_assert_eq(profile.permissions, UINT64_MAX);
	cr_assert_str_eq(profile.channel_id, "18446744073709551615");
	cr_assert_str_eq(profile.guild_id, "2");
	cr_assert_str_eq(profile.bot_name, "Reader");
	cr_assert_str_eq(profile.bot_version, "2.1 beta");
	cr_assert_str_eq(profile.bot_url, "http://example.com/r");
	cr_assert_eq(profile.redirect_uri.count, 2);
	cr_assert_str_eq(profile.redirect_uri.item[1], "https://example.com/cb");
	cr_assert_str_eq(profile.api_base, "http://127.0.0.1:8080/api");
	cr_assert_str_eq(profile.authorize_url, "http://[::1]:8080/a?b=c");
	cr_assert_str_eq(profile.ca_file, "/home/somebody/ca.pem");
	cr_assert_eq(profile.min_valid, 604800);
	profile_release(&profile);
}

Test(fields, unknown_keys_name_the_nearest)
{
	expect_complaint("clinet_secret = \"hunter2\";", 1,
			 "unknown key 'clinet_secret': did you mean 'client_secret'?");
	expect_complaint("redirect = \"http://localhost/\";", 1,
			 "unknown key 'redirect': did you mean 'redirect_uri'?");
	expect_complaint("qqqqqqqqqqqqqqqqqq = 1;", 1, "unknown key 'qqqqqqqqqqqqqqqqqq'");
	expect_complaint("Scope = \"bot\";", 1, "unknown key 'Scope': did you mean 'scope'?");
}

Test(fields, a_name_that_may_be_part_of_a_secret_is_not_quoted)
{
	expect_complaint("client_secret = \"hun\"ter2=\"x\";", 22, "unknown key");
}

Test(fields, wrong_types)
{
	expect_complaint("name = 5;", 8, "'name' must be a string, not a number");
	expect_complaint("name = true;", 8, "'name' must be a string, not a boolean");
	expect_complaint("name = ( \"a\" );", 8, "'name' must be a string, not a list");
	expect_complaint("bot_url = [ \"a\" ];", 11, "'bot_url' must be a URL in a string, not an array");
	expect_complaint("description = 1.5;", 15, "'description' must be a string, not a fraction");
	expect_complaint("public_client = 1;", 17, "'public_client' must be true or false, not a number");
	expect_complaint("public_client = \"true\";", 17, "'public_client' must be true or false, not a string");
	expect_complaint("min_valid = \"60\";", 13, "'min_valid' must be a number of seconds, not a string");
	expect_complaint("min_valid = 60.5;", 13, "'min_valid' must be a number of seconds, not a fraction");
	expect_complaint("scope = { };", 9, "'scope' must be a string or a list of strings, not a group");
	expect_complaint("channel_id = ( );", 14, "'channel_id' must be a string of digits, not a list");
	expect_complaint("permissions = true;", 15,
			 "'permissions' must be a decimal string, a number or a list of names, not a boolean");
	expect_complaint("redirect_uri = 5;", 16,
			 "'redirect_uri' must be a URL in a string or a list of them, not a number");
	expect_complaint("hosts = 5;", 9, "'hosts' must be a host in a string or a list of them, not a number");
	expect_complaint("git_password = \"yes\";", 16, "'git_password' must be true or false, not a string");
	expect_complaint("ca_file = 5;", 11, "'ca_file' must be a path in a string, not a number");
}

Test(fields, empty_strings)
{
	static const char *const keys[] = {"name",        "scope",   "permissions",   "channel_id",    "guild_id",
					   "bot_name",    "bot_url", "client_secret", "redirect_uri",  "api_base",
					   "bot_version", "ca_file", "bot_token",     "authorize_url", "hosts"};

	for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
		char *line = xasprintf("%s = \"\";", keys[i]);
		char *message = xasprintf("'%s' is empty", keys[i]);

		expect_complaint(line, (unsigned)strlen(keys[i]) + 4, message);
		free(message);
		free(line);
	}
	expect_complaint("scope = \"  \";", 9, "'scope' is empty");
	expect_complaint("scope = ( );", 9, "'scope' is empty");
	expect_complaint("permissions = [ ];", 15, "'permissions' is empty");
	expect_complaint("hosts = ( );", 9, "'hosts' is empty");
	expect_complaint("redirect_uri = ( );", 16, "'redirect_uri' is empty");
}
