#include "loaded.h"

TestSuite(profile_text, .init = loaded_make, .fini = scratch_remove);

static void expect_text(const char *file, char *(*make)(const struct profile *profile), const char *want)
{
	struct profile profile;
	char *text;

	expect_loaded(file, &profile);
	text = make(&profile);
	cr_assert_str_eq(text, want);
	free(text);
	profile_release(&profile);
}

Test(profile_text, scope)
{
	expect_text("scope = ( \"bot\", \"identify\" );", profile_scope, "bot identify");
}

Test(profile_text, user_agent)
{
	expect_text("bot_url = \"https://example.com/b\";", profile_user_agent,
		    "DiscordBot (https://example.com/b, 1.0)");
	expect_text("bot_url = \"https://example.com/b\"; bot_version = \"2.3\"; bot_name = \"Reader\";",
		    profile_user_agent, "DiscordBot (https://example.com/b, 2.3) Reader/2.3");
	expect_text("", profile_user_agent,
		    "DiscordBot (https://discord.com/oauth2/authorize?client_id=1&scope=bot&permissions=1115136, 1.0)");
}

Test(profile_text, user_agent_of_an_authorize_url_with_what_would_end_it)
{
	expect_text("authorize_url = \"https://example.com/(a,b)\"; scope = \"identify\";", profile_user_agent,
		    "DiscordBot (https://example.com/%28a%2Cb%29?client_id=1&scope=identify, 1.0)");
}

Test(profile_text, invitation)
{
	expect_text("scope = \"bot applications.commands\"; permissions = \"0\"; guild_id = \"7\";", profile_invitation,
		    "https://discord.com/oauth2/authorize?client_id=1&scope=bot%20applications.commands&permissions=0"
		    "&guild_id=7");
	expect_text("scope = \"identify\"; guild_id = \"7\";", profile_invitation,
		    "https://discord.com/oauth2/authorize?client_id=1&scope=identify");
	expect_text("authorize_url = \"https://example.com/a?x=y\";", profile_invitation,
		    "https://example.com/a?x=y&client_id=1&scope=bot&permissions=1115136");
}

static void expect_invitation(const char *file, bool want)
{
	struct profile profile;

	expect_loaded(file, &profile);
	cr_assert_eq(profile_is_invitation(&profile), want, "%s", file);
	profile_release(&profile);
}

Test(profile_text, is_invitation)
{
	expect_invitation("", true);
	expect_invitation("scope = \"applications.commands bot\";", true);
	expect_invitation("scope = \"bot identify\";", false);
	expect_invitation("client_secret = { stored = true };", false);
	expect_invitation("public_client = true;", false);
	expect_invitation("bot_token = { stored = true };", true);
}

Test(profile_text, secret_variables)
{
	struct strings names = STRINGS_INIT;
	struct profile profile;
	char *all;

	expect_loaded("client_secret = { env = \"B\" }; bot_token = { env = \"A\" };", &profile);
	profile_secret_variables(&profile, &names);
	all = strings_join(&names, " ");
	cr_assert_str_eq(all, "B A");
	free(all);
	strings_release(&names);
	profile_release(&profile);
	expect_loaded("client_secret = { env = \"A\" }; bot_token = { env = \"A\" };", &profile);
	profile_secret_variables(&profile, &names);
	cr_assert_eq(names.count, 1);
	strings_release(&names);
	profile_release(&profile);
	expect_loaded("client_secret = { file = \"/A\" };", &profile);
	profile_secret_variables(&profile, &names);
	cr_assert_eq(names.count, 0);
	profile_release(&profile);
}
