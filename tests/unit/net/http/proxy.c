#include "net/http/proxy.h"

#include <criterion/criterion.h>

#include "base/memory.h"

static struct proxy proxy = PROXY_INIT;

static void release(void)
{
	proxy_release(&proxy);
}

TestSuite(proxy, .fini = release);

/* With these variables, for that URL. */
static void find(const char *url, const char *first, const char *second)
{
	char *variables[] = {first ? xstrdup(first) : NULL, second ? xstrdup(second) : NULL, NULL};
	struct environ env = {.all = variables};
	struct url parsed = URL_INIT;
	struct error err = ERROR_INIT;

	cr_assert_eq(url_parse(&parsed, url, &err), 0);
	proxy_release(&proxy);
	proxy_find(&env, &parsed, &proxy);
	url_release(&parsed);
	free(variables[0]);
	free(variables[1]);
}

static void expect(const char *variable, const char *host, const char *port, const char *exception)
{
	char authority[64];

	cr_assert_str_eq(proxy.variable ? proxy.variable : "", variable);
	cr_assert_str_eq(proxy.host ? proxy.host : "", host);
	snprintf(authority, sizeof(authority), "%s%s", host, port);
	cr_assert_str_eq(proxy.authority ? proxy.authority : "", authority);
	cr_assert_str_eq(proxy.exception ? proxy.exception : "", exception);
}

#define API "https://discord.com/api/v10"

Test(proxy, the_variables_in_libcurls_order)
{
	find(API, "ALL_PROXY=http://a:1", NULL);
	expect("ALL_PROXY", "a", ":1", "");
	find(API, "ALL_PROXY=http://a:1", "all_proxy=http://b:2");
	expect("all_proxy", "b", ":2", "");
	find(API, "all_proxy=http://b:2", "HTTPS_PROXY=http://c:3");
	expect("HTTPS_PROXY", "c", ":3", "");
	find(API, "HTTPS_PROXY=http://c:3", "https_proxy=http://d:4");
	expect("https_proxy", "d", ":4", "");
	find(API, "HTTPS_PROXY=http://c:3", "https_proxy=");
	expect("HTTPS_PROXY", "c", ":3", "");
	find(API, "http_proxy=http://e:5", "HTTP_PROXY=http://f:6");
	expect("", "", "", "");
	find(API, NULL, NULL);
	expect("", "", "", "");
}

Test(proxy, only_host_and_port_of_the_address)
{
	find(API, "https_proxy=http://user:planted@proxy.example:3128/path?query", NULL);
	expect("https_proxy", "proxy.example", ":3128", "");
	find(API, "https_proxy=user:planted@proxy.example:3128", NULL);
	expect("https_proxy", "proxy.example", ":3128", "");
	find(API, "https_proxy=proxy.example", NULL);
	expect("https_proxy", "proxy.example", ":1080", "");
	find(API, "https_proxy=https://proxy.example", NULL);
	expect("https_proxy", "proxy.example", ":443", "");
	find(API, "https_proxy=socks5h://[::1]:9050", NULL);
	expect("https_proxy", "[::1]", ":9050", "");
	cr_assert(proxy.socks);
}

Test(proxy, nothing_of_an_address_that_makes_no_sense)
{
	static const char *const texts[] = {
	    "https_proxy=planted://host:1",       "https_proxy=http://user:planted",
	    "https_proxy=http://user:a@b@host:1", "https_proxy=http://user:pl/anted@host",
	    "https_proxy=http://a b:1",           "https_proxy=http://",
	};

	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		find(API, texts[i], NULL);
		expect("https_proxy", "", "", "");
	}
}

Test(proxy, exceptions)
{
	find(API, "https_proxy=http://a:1", "no_proxy=localhost, discord.com");
	expect("https_proxy", "a", ":1", "no_proxy");
	find(API, "https_proxy=http://a:1", "NO_PROXY=*");
	expect("https_proxy", "a", ":1", "NO_PROXY");
	find(API, "https_proxy=http://a:1", "no_proxy=example.com");
	expect("https_proxy", "a", ":1", "");
}

Test(proxy, loopback_is_reached_directly)
{
	find("http://127.0.0.1:8377/api/v10", "https_proxy=http://a:1", "all_proxy=http://a:1");
	expect("", "", "", "");
	find("https://localhost/api", "https_proxy=http://a:1", NULL);
	expect("", "", "", "");
}

Test(proxy_list, domains)
{
	cr_assert(proxy_list_names("discord.com", "discord.com"));
	cr_assert(proxy_list_names("DISCORD.com.", "discord.COM."));
	cr_assert(proxy_list_names(".discord.com", "discord.com"));
	cr_assert(proxy_list_names("a,com", "discord.com"));
	cr_assert(proxy_list_names("discord.com", "canary.discord.com"));
	cr_assert_not(proxy_list_names("discord.com", "mydiscord.com"));
	cr_assert_not(proxy_list_names("canary.discord.com", "discord.com"));
	cr_assert_not(proxy_list_names("", "discord.com"));
	cr_assert_not(proxy_list_names(" , .", "discord.com"));
	cr_assert_not(proxy_list_names("*.com", "discord.com"));
	cr_assert_not(proxy_list_names("a *", "discord.com"));
}

Test(proxy_list, addresses)
{
	cr_assert(proxy_list_names("10.1.2.3", "10.1.2.3"));
	cr_assert(proxy_list_names("10.0.0.0/8", "10.1.2.3"));
	cr_assert(proxy_list_names("10.1.2.0/30", "10.1.2.3"));
	cr_assert(proxy_list_names("0.0.0.0/0", "10.1.2.3"));
	cr_assert(proxy_list_names("fd00::/9", "fd7f::1"));
	cr_assert_not(proxy_list_names("fd00::/9", "fd80::1"));
	cr_assert_not(proxy_list_names("10.1.2.0/31", "10.1.2.3"));
	cr_assert_not(proxy_list_names("10.1.2.0/33", "10.1.2.0"));
	cr_assert_not(proxy_list_names("10.1.2.0/", "10.1.2.0"));
	cr_assert_not(proxy_list_names("2.3", "10.1.2.3"));
	cr_assert_not(proxy_list_names("10.0.0.0/8", "discord.com"));
}
