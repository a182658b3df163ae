#include <criterion/criterion.h>
#include <string.h>

#include "expect.h"
#include "net/oauth/oauth.h"

static void make_profile(struct profile *profile, const char *scopes)
{
	*profile = (struct profile){
	    .id = "reader",
	    .client_id = "157730590492196864",
	    .permissions = 1115136,
	    .authorize_url = "https://discord.com/oauth2/authorize",
	};
	strings_split(&profile->scope, scopes, " ");
}

static void expect_url(struct profile *profile, const char *challenge_text, const char *want)
{
	struct error err = ERROR_INIT;
	struct buf state = BUF_INIT(64);
	struct buf challenge = BUF_INIT(64);
	struct buf url = BUF_INIT(2048);

	buf_str(&state, "15773059ghq9183habn");
	buf_str(&challenge, challenge_text ? challenge_text : "");
	cr_assert_eq(oauth_authorize_url(profile, "http://127.0.0.1:23472/callback", &state,
					 challenge_text ? &challenge : NULL, &url, &err),
		     0);
	cr_assert_str_eq(buf_text(&url), want);
	buf_release(&state);
	buf_release(&challenge);
	buf_release(&url);
	strings_release(&profile->scope);
}

#define COMMON "client_id=157730590492196864&response_type=code&redirect_uri=http%3A%2F%2F127.0.0.1%3A23472%2Fcallback"

Test(oauth_url, asks_for_scopes_with_proof)
{
	struct profile profile;

	make_profile(&profile, "identify guilds.members.read");
	expect_url(&profile, "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
		   "https://discord.com/oauth2/authorize?" COMMON
		   "&scope=identify%20guilds.members.read&state=15773059ghq9183habn"
		   "&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256");
}

Test(oauth_url, goes_without_proof)
{
	struct profile profile;

	make_profile(&profile, "role_connections.write");
	expect_url(&profile, NULL,
		   "https://discord.com/oauth2/authorize?" COMMON
		   "&scope=role_connections.write&state=15773059ghq9183habn");
}

Test(oauth_url, carries_permissions_and_guild_with_bot)
{
	struct profile profile;

	make_profile(&profile, "bot identify");
	profile.permissions = UINT64_MAX;
	expect_url(&profile, "c",
		   "https://discord.com/oauth2/authorize?" COMMON
		   "&scope=bot%20identify&state=15773059ghq9183habn&code_challenge=c&code_challenge_method=S256"
		   "&permissions=18446744073709551615");
	make_profile(&profile, "bot");
	profile.guild_id = "290926798626357250";
	expect_url(&profile, "c",
		   "https://discord.com/oauth2/authorize?" COMMON
		   "&scope=bot&state=15773059ghq9183habn&code_challenge=c&code_challenge_method=S256"
		   "&permissions=1115136&guild_id=290926798626357250");
}

Test(oauth_url, carries_neither_without_bot)
{
	struct profile profile;

	make_profile(&profile, "applications.commands");
	profile.guild_id = "290926798626357250";
	expect_url(&profile, NULL,
		   "https://discord.com/oauth2/authorize?" COMMON
		   "&scope=applications.commands&state=15773059ghq9183habn");
}

Test(oauth_url, adds_to_a_query_and_cuts_a_fragment)
{
	static const struct {
		char *base;
		const char *start;
	} bases[] = {
	    {"http://localhost:8080/a?prompt=none", "http://localhost:8080/a?prompt=none&"},
	    {"http://localhost:8080/a?", "http://localhost:8080/a?"},
	    {"http://localhost:8080/a#top?x", "http://localhost:8080/a?"},
	    {"http://localhost:8080/a?prompt=none#top", "http://localhost:8080/a?prompt=none&"},
	};

	for (size_t i = 0; i < sizeof(bases) / sizeof(bases[0]); i++) {
		struct profile profile;
		char want[512];

		make_profile(&profile, "identify");
		profile.authorize_url = bases[i].base;
		snprintf(want, sizeof(want), "%s%s", bases[i].start,
			 COMMON "&scope=identify&state=15773059ghq9183habn");
		expect_url(&profile, NULL, want);
	}
}

Test(oauth_url, that_does_not_fit_is_an_error)
{
	struct error err = ERROR_INIT;
	struct profile profile;
	struct buf state = BUF_INIT(64);
	struct buf url = BUF_INIT(100);

	make_profile(&profile, "identify");
	cr_assert_eq(oauth_authorize_url(&profile, "http://127.0.0.1:23472/callback", &state, NULL, &url, &err), -1);
	expect_error(err, ERROR_BUG, "the authorize URL does not fit into 100 bytes");
	strings_release(&profile.scope);
	buf_release(&url);
}

Test(oauth_pkce, is_left_out_for_role_connections_only)
{
	static const struct {
		const char *scopes;
		bool uses;
	} cases[] = {
	    {"identify", true},
	    {"bot applications.commands", true},
	    {"role_connections.write", false},
	    {"identify role_connections.write", false},
	    {"role_connections.writer", true},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct profile profile;

		make_profile(&profile, cases[i].scopes);
		cr_assert_eq(oauth_uses_pkce(&profile), cases[i].uses, "%s", cases[i].scopes);
		strings_release(&profile.scope);
	}
}
