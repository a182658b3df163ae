#include "base/url.h"
#include "cmd/token/choose.h"
#include "loaded.h"

TestSuite(profile_serves, .init = loaded_make, .fini = scratch_remove);

static bool serves(const char *settings, const char *address)
{
	struct url url = URL_INIT;
	struct error err = ERROR_INIT;
	struct profile profile;
	bool result;

	expect_loaded(settings, &profile);
	cr_assert_eq(url_parse(&url, address, &err), 0, "%s", address);
	result = profile_serves(&profile, &url);
	url_release(&url);
	profile_release(&profile);
	return result;
}

Test(profile_serves, discord_by_default)
{
	cr_expect(serves("", "https://discord.com"));
	cr_expect(serves("", "https://Discord.COM:443"));
	cr_expect(!serves("", "https://discord.com:8443"));
	cr_expect(!serves("", "http://discord.com"));
	cr_expect(!serves("", "http://discord.com:443"));
	cr_expect(!serves("", "https://cdn.discord.com"));
	cr_expect(!serves("", "https://discord.com.example.com"));
	cr_expect(!serves("", "https://xdiscord.com"));
	cr_expect(!serves("", "https://discord.com."));
	cr_expect(!serves("", "https://discord"));
}

Test(profile_serves, those_of_the_list)
{
	static const char list[] = "hosts = ( \"Git.Example.com\", \"other.example.com:8443\", \"[2001:DB8::1]\" );";

	cr_expect(serves(list, "https://git.example.com"));
	cr_expect(serves(list, "https://other.example.com:8443"));
	cr_expect(serves(list, "https://[2001:db8:0::1]:443"));
	cr_expect(!serves(list, "https://other.example.com"));
	cr_expect(!serves(list, "https://git.example.com:8443"));
	cr_expect(!serves(list, "https://discord.com"));
	cr_expect(serves("hosts = \"a:443\";", "https://a"));
}

Test(profile_serves, plain_http_stays_on_this_machine)
{
	static const char local[] = "hosts = ( \"127.0.0.1:8377\", \"localhost\", \"example.com\" );\n"
				    "api_base = \"http://127.0.0.1:9/api\";";
	static const char remote[] = "hosts = ( \"127.0.0.1:8377\", \"localhost\" );";

	cr_expect(serves(local, "http://127.0.0.1:8377"));
	cr_expect(serves(local, "http://localhost:80"));
	cr_expect(serves(local, "https://127.0.0.1:8377"));
	cr_expect(!serves(local, "http://127.0.0.1:8378"));
	cr_expect(!serves(local, "http://127.0.0.2:8377"));
	cr_expect(!serves(local, "http://example.com"));
	cr_expect(!serves(remote, "http://127.0.0.1:8377"));
	cr_expect(!serves(remote, "http://localhost"));
	cr_expect(serves(remote, "https://127.0.0.1:8377"));
}

Test(profile_serves, what_is_no_host_is_refused_in_the_profile)
{
	expect_complaint("hosts = \"https://discord.com\";", 9,
			 "'https://discord.com' is not a host: write HOST or HOST:PORT, without a scheme");
	expect_complaint("hosts = \"discord.com/x\";", 9,
			 "'discord.com/x' is not a host: write HOST or HOST:PORT, without a scheme");
	expect_complaint("hosts = \"*.discord.com\";", 9,
			 "'*.discord.com' is not a host: write HOST or HOST:PORT, without a scheme");
	expect_complaint("hosts = \"a@b\";", 9, "'a@b' is not a host: write HOST or HOST:PORT, without a scheme");
	expect_complaint("hosts = \"a:0\";", 9, "'a:0' is not a host: write HOST or HOST:PORT, without a scheme");
	expect_complaint("hosts = \"a#b\";", 9, "'a#b' is not a host: write HOST or HOST:PORT, without a scheme");
	expect_complaint("hosts = [ \"a\", \"A\" ];", 16, "'a' is there twice");
	expect_complaint("hosts = ( 5 );", 11, "an element of 'hosts' must be a string, not a number");
}
