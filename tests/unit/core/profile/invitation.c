#include "core/profile/invitation.h"
#include "loaded.h"

static struct profile profile = {.client_id = (char *)"7",
				 .authorize_url = (char *)"https://discord.com/oauth2/authorize"};

static void expect_url(struct invitation invitation, const char *want)
{
	char *url = invitation_url(&profile, &invitation);

	cr_assert_str_eq(url, want);
	free(url);
}

Test(invitation, of_a_bot)
{
	expect_url((struct invitation){.scope = "bot", .permissions = 68608},
		   "https://discord.com/oauth2/authorize?client_id=7&scope=bot&permissions=68608");
	expect_url(
	    (struct invitation){.scope = "bot applications.commands", .permissions = UINT64_MAX, .guild_id = "9"},
	    "https://discord.com/oauth2/authorize?client_id=7&scope=bot%20applications.commands"
	    "&permissions=18446744073709551615&guild_id=9");
	expect_url((struct invitation){.scope = "bot", .guild_id = "9", .fixed_guild = true, .type = INVITATION_GUILD},
		   "https://discord.com/oauth2/authorize?client_id=7&scope=bot&permissions=0&guild_id=9"
		   "&disable_guild_select=true&integration_type=0");
}

Test(invitation, without_a_bot)
{
	expect_url((struct invitation){.scope = "applications.commands",
				       .permissions = 8,
				       .guild_id = "9",
				       .fixed_guild = true,
				       .type = INVITATION_USER},
		   "https://discord.com/oauth2/authorize?client_id=7&scope=applications.commands&integration_type=1");
}

Test(invitation, at_another_address)
{
	profile.authorize_url = (char *)"http://127.0.0.1:8377/a(b),c?x=y";
	expect_url((struct invitation){.scope = "bot"},
		   "http://127.0.0.1:8377/a%28b%29%2Cc?x=y&client_id=7&scope=bot&permissions=0");
}
