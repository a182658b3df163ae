#include "loaded.h"

TestSuite(fields_value, .init = loaded_make, .fini = scratch_remove);

Test(fields_value, labels_are_one_line)
{
	expect_complaint("name = \"a\\nb\";", 8, "'name' holds a control byte: it is one line of text");
	expect_complaint("description = \"a\\x1bb\";", 15,
			 "'description' holds a control byte: it is one line of text");
}

Test(fields_value, products)
{
	const char *rest = " is part of the User-Agent: printable ASCII without parentheses and commas";
	static const char *const values[] = {"a(b", "a)b", "a,b", "n\xc3\xa4me"};

	for (size_t i = 0; i < ARRAY_LEN(values); i++) {
		char *line = xasprintf("bot_name = \"%s\";", values[i]);
		char *message = xasprintf("'bot_name'%s", rest);

		expect_complaint(line, 12, message);
		free(message);
		free(line);
	}
	expect_complaint("bot_version = \"1\\r\\n\";", 15,
			 "'bot_version' holds a control byte: it is one line of text");
	expect_complaint("bot_url = \"https://example.com/(x)\";", 11,
			 "'bot_url' is part of the User-Agent: printable ASCII without parentheses and commas");
	expect_complaint("bot_url = \"example.com\";", 11,
			 "'bot_url': the URL does not begin with 'https://' or 'http://'");
}

Test(fields_value, snowflakes)
{
	const char *digits = "'channel_id' must be digits only, such as \"157730590492196864\"";

	expect_complaint("channel_id = \"general\";", 14, digits);
	expect_complaint("channel_id = \"-1\";", 14, digits);
	expect_complaint("channel_id = \" 1\";", 14, digits);
	expect_complaint("channel_id = \"1 \";", 14, digits);
	expect_complaint("channel_id = \"0x12\";", 14, digits);
	expect_complaint("channel_id = \"0\";", 14, "'channel_id' must not begin with a zero");
	expect_complaint("channel_id = \"0123\";", 14, "'channel_id' must not begin with a zero");
	expect_complaint("channel_id = \"18446744073709551616\";", 14,
			 "'channel_id' is larger than 18446744073709551615");
	expect_complaint("channel_id = \"99999999999999999999999999\";", 14,
			 "'channel_id' is larger than 18446744073709551615");
	expect_complaint("channel_id = 157730590492196864L;", 14,
			 "'channel_id' must be a string of digits: write \"157730590492196864\"");
	expect_complaint("channel_id = 12;", 14, "'channel_id' must be a string of digits: write \"12\"");
	expect_complaint("channel_id = -12;", 14, "'channel_id' must be a string of digits, not a number");
}

Test(fields_value, seconds)
{
	expect_complaint("min_valid = -1;", 13, "'min_valid' goes from 0 to 604800 seconds");
	expect_complaint("min_valid = 604801;", 13, "'min_valid' goes from 0 to 604800 seconds");
	expect_complaint("min_valid = 4294967356L;", 13, "'min_valid' goes from 0 to 604800 seconds");
}

Test(fields_value, scopes)
{
	struct profile profile;

	expect_loaded("scope = [ \"identify\", \"brand.new\" ];", &profile);
	cr_assert_eq(profile.scope.count, 2);
	cr_assert_str_eq(profile.scope.item[1], "brand.new");
	profile_release(&profile);
	expect_complaint("scope = \"identify guilds identify\";", 9, "scope 'identify' is there twice");
	expect_complaint("scope = ( \"identify\", \"guilds\", \"identify\" );", 33, "scope 'identify' is there twice");
	expect_complaint("scope = ( \"identify guilds\" );", 11, "'identify guilds' is not a scope");
	expect_complaint("scope = \"identify\\tguilds\";", 9, "'identify\tguilds' is not a scope");
	expect_complaint("scope = ( \"identify\", 5 );", 23, "an element of 'scope' must be a string, not a number");
}

Test(fields_value, permissions)
{
	struct profile profile;

	expect_loaded("permissions = 8589934592L;", &profile);
	cr_assert_eq(profile.permissions, 8589934592);
	profile_release(&profile);
	expect_loaded("permissions = 68608;", &profile);
	cr_assert_eq(profile.permissions, 68608);
	profile_release(&profile);
	expect_loaded("permissions = 0x10c00;", &profile);
	cr_assert_eq(profile.permissions, 68608);
	profile_release(&profile);
	expect_loaded("permissions = ( \"VIEW_CHANNEL\", \"send messages\", \"READ_MESSAGE_HISTORY\" );", &profile);
	cr_assert_eq(profile.permissions, 68608);
	profile_release(&profile);
	expect_complaint("permissions = -1;", 15, "'permissions' must not be negative");
	expect_complaint("permissions = \"010\";", 15, "permission number '010' has a leading zero");
	expect_complaint("permissions = \"18446744073709551616\";", 15,
			 "permission number '18446744073709551616' is larger than 18446744073709551615");
	expect_complaint("permissions = ( \"VIEW_CHANEL\" );", 17,
			 "unknown permission 'VIEW_CHANEL': did you mean 'VIEW_CHANNEL'?");
	expect_complaint("permissions = ( \"qqqqqqqqqqqqqqqqqqqq\" );", 17,
			 "unknown permission 'qqqqqqqqqqqqqqqqqqqq'");
	expect_complaint("permissions = ( \"CONNECT\", 5 );", 28,
			 "an element of 'permissions' must be a string, not a number");
}

Test(fields_value, urls)
{
	expect_complaint("api_base = \"http://discord.com/api\";", 12,
			 "'api_base' must begin with 'https://': plain http is for a loopback host only");
	expect_complaint("authorize_url = \"http://127.evil.example/\";", 17,
			 "'authorize_url' must begin with 'https://': plain http is for a loopback host only");
	expect_complaint("api_base = \"https://discord.com/api?x=1\";", 12,
			 "'api_base' has a query, but paths are put after it");
	expect_complaint("api_base = \"https://u:p@discord.com/api\";", 12,
			 "'api_base': the URL holds user information (the part before '@')");
	expect_complaint("authorize_url = \"https://discord.com/#x\";", 17,
			 "'authorize_url': the URL has a fragment (the part from '#' on)");
	expect_complaint("authorize_url = \"https://discord.com/\xc3\xa4\";", 17,
			 "'authorize_url': the URL is not ASCII: write other letters as %XX");
	expect_complaint("authorize_url = \"discord.com\";", 17,
			 "'authorize_url': the URL does not begin with 'https://' or 'http://'");
}

Test(fields_value, redirects)
{
	struct profile profile;

	expect_loaded("redirect_uri = \"http://example.com/cb\";", &profile);
	cr_assert_str_eq(profile.redirect_uri.item[0], "http://example.com/cb");
	profile_release(&profile);
	expect_complaint("redirect_uri = \"http://localhost/#x\";", 16,
			 "'redirect_uri': the URL has a fragment (the part from '#' on)");
	expect_complaint("redirect_uri = \"myapp://callback\";", 16,
			 "an answer at 'myapp:' cannot be received: write an http or https URL");
	expect_complaint("redirect_uri = \"localhost\";", 16,
			 "'redirect_uri': the URL does not begin with 'https://' or 'http://'");
	expect_complaint("redirect_uri = [ \"http://localhost:1/\", \"http://localhost:1/\" ];", 41,
			 "'http://localhost:1/' is there twice");
	expect_complaint("redirect_uri = ( \"http://localhost:1/\", { } );", 41,
			 "an element of 'redirect_uri' must be a string, not a group");
}

Test(fields_value, paths)
{
	struct profile profile;

	expect_loaded("ca_file = \"/etc/ca.pem\";", &profile);
	cr_assert_str_eq(profile.ca_file, "/etc/ca.pem");
	profile_release(&profile);
	expect_complaint("ca_file = \"ca.pem\";", 11, "'ca_file' must be an absolute path, or begin with '~/'");
	expect_complaint("ca_file = \"~root/ca.pem\";", 11, "'ca_file' must be an absolute path, or begin with '~/'");
}

Test(fields_value, a_path_in_a_home_that_is_not_there)
{
	struct diagnostics list = DIAGNOSTICS_INIT;
	struct environ env = loaded_environ();
	struct error err = ERROR_INIT;
	struct profile profile;

	env.home = NULL;
	scratch_text("discred/profiles/x.cfg", "client_id = \"1\"; ca_file = \"~/ca.pem\";", 0600);
	cr_assert_eq(profile_load(&profile, "x", &env, &loaded_sources, &list, &err), -1);
	cr_assert_str_eq(list.item[0].message, "'ca_file' begins with '~/', but there is no home directory");
	diagnostics_release(&list);
}
