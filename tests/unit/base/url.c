#include "base/url.h"

#include <criterion/criterion.h>

#include "expect.h"

static const struct {
	const char *text;
	bool tls;
	const char *authority;
	const char *host;
	uint16_t port;
	const char *path;
	const char *query;
	bool loopback;
	const char *header;
} good[] = {
    {"https://discord.com/api/v10", true, "discord.com", "discord.com", 443, "/api/v10", NULL, false, "discord.com"},
    {"http://127.0.0.1:23472/callback", false, "127.0.0.1:23472", "127.0.0.1", 23472, "/callback", NULL, true,
     "127.0.0.1:23472"},
    {"http://127.0.0.1", false, "127.0.0.1", "127.0.0.1", 80, "", NULL, true, "127.0.0.1"},
    {"http://127.0.0.1:80/", false, "127.0.0.1:80", "127.0.0.1", 80, "/", NULL, true, "127.0.0.1"},
    {"https://127.0.0.1:80/", true, "127.0.0.1:80", "127.0.0.1", 80, "/", NULL, true, "127.0.0.1:80"},
    {"https://h:443", true, "h:443", "h", 443, "", NULL, false, "h"},
    {"http://h:443", false, "h:443", "h", 443, "", NULL, false, "h:443"},
    {"HTTPS://Discord.COM/A", true, "Discord.COM", "Discord.COM", 443, "/A", NULL, false, "discord.com"},
    {"http://h:1/", false, "h:1", "h", 1, "/", NULL, false, "h:1"},
    {"http://h:65535/", false, "h:65535", "h", 65535, "/", NULL, false, "h:65535"},
    {"http://h:00080/", false, "h:00080", "h", 80, "/", NULL, false, "h"},
    {"http://LocalHost:8080/x", false, "LocalHost:8080", "LocalHost", 8080, "/x", NULL, true, "localhost:8080"},
    {"http://localhost.evil.example/", false, "localhost.evil.example", "localhost.evil.example", 80, "/", NULL, false,
     "localhost.evil.example"},
    {"http://127.255.255.254/", false, "127.255.255.254", "127.255.255.254", 80, "/", NULL, true, "127.255.255.254"},
    {"http://128.0.0.1/", false, "128.0.0.1", "128.0.0.1", 80, "/", NULL, false, "128.0.0.1"},
    {"http://127.1/", false, "127.1", "127.1", 80, "/", NULL, false, "127.1"},
    {"http://127.0.0.1.example/", false, "127.0.0.1.example", "127.0.0.1.example", 80, "/", NULL, false,
     "127.0.0.1.example"},
    {"http://[::1]:9/cb", false, "[::1]:9", "::1", 9, "/cb", NULL, true, "[::1]:9"},
    {"http://[::1]", false, "[::1]", "::1", 80, "", NULL, true, "[::1]"},
    {"http://[0:0::0001]:80/", false, "[0:0::0001]:80", "0:0::0001", 80, "/", NULL, true, "[::1]"},
    {"http://[2001:DB8::A]/", false, "[2001:DB8::A]", "2001:DB8::A", 80, "/", NULL, false, "[2001:db8::a]"},
    {"http://[::ffff:127.0.0.1]/", false, "[::ffff:127.0.0.1]", "::ffff:127.0.0.1", 80, "/", NULL, false,
     "[::ffff:127.0.0.1]"},
    {"http://h?a=b", false, "h", "h", 80, "", "a=b", false, "h"},
    {"http://h/p?a=b?c=d/e@f:g", false, "h", "h", 80, "/p", "a=b?c=d/e@f:g", false, "h"},
    {"http://h/p?", false, "h", "h", 80, "/p", "", false, "h"},
    {"http://h/p?a#f?g", false, "h", "h", 80, "/p", "a", false, "h"},
    {"http://h/p#f?g", false, "h", "h", 80, "/p", NULL, false, "h"},
    {"http://h#@x", false, "h", "h", 80, "", NULL, false, "h"},
    {"http://h/@x", false, "h", "h", 80, "/@x", NULL, false, "h"},
    {"http://h/p?a=\\", false, "h", "h", 80, "/p", "a=\\", false, "h"},
    {"http://h/gr\xc3\xbc\xc3\x9f", false, "h", "h", 80, "/gr\xc3\xbc\xc3\x9f", NULL, false, "h"},
    {"http://a-b_c.9/", false, "a-b_c.9", "a-b_c.9", 80, "/", NULL, false, "a-b_c.9"},
};

Test(url, parts)
{
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		struct url url = URL_INIT;
		struct buf header = BUF_INIT(256);
		struct error err = ERROR_INIT;

		cr_assert_eq(url_parse(&url, good[i].text, &err), 0, "%s: %s", good[i].text, err.text);
		cr_assert_eq(url.tls, good[i].tls, "%s", good[i].text);
		cr_assert_str_eq(url.authority, good[i].authority);
		cr_assert_str_eq(url.host, good[i].host);
		cr_assert_eq(url.port, good[i].port, "%s", good[i].text);
		cr_assert_str_eq(url.path, good[i].path);
		if (good[i].query)
			cr_assert_str_eq(url.query, good[i].query);
		else
			cr_assert_null(url.query, "%s", good[i].text);
		cr_assert_eq(url_is_loopback(&url), good[i].loopback, "%s", good[i].text);
		url_host_header(&url, &header);
		cr_assert_str_eq(buf_text(&header), good[i].header);
		buf_release(&header);
		url_release(&url);
	}
}

#define SCHEME "the URL does not begin with 'https://' or 'http://'"
#define BLANK "the URL holds a space or a control byte"
#define BACKSLASH "the URL holds a backslash"
#define USER "the URL holds user information (the part before '@')"
#define HOST "the URL's host is not a host name or address"
#define NO_HOST "the URL has no host"
#define PORT "the URL's port is not a number from 1 to 65535"

static const struct {
	const char *text;
	const char *message;
} bad[] = {
    {"", SCHEME},
    {"h", SCHEME},
    {"//h/", SCHEME},
    {"ftp://h/", SCHEME},
    {"http:/h/", SCHEME},
    {"http:h", SCHEME},
    {" http://h/", SCHEME},
    {"javascript:alert(1)//http://h/", SCHEME},
    {"http://h/a b", BLANK},
    {"http://h/a\n", BLANK},
    {"http://h/\x7f", BLANK},
    {"http://h/?\x01", BLANK},
    {"http://h /", BLANK},
    {"http://h/#\t", BLANK},
    {"http://evil.example\\@127.0.0.1/", BACKSLASH},
    {"http://127.0.0.1\\.evil.example/", BACKSLASH},
    {"http://h/a\\b", BACKSLASH},
    {"http:\\\\h/", SCHEME},
    {"http://user@h/", USER},
    {"http://user:secret@h/", USER},
    {"http://127.0.0.1@evil.example/", USER},
    {"http://@h/", USER},
    {"http://", NO_HOST},
    {"http:///path", NO_HOST},
    {"http://:80/", NO_HOST},
    {"http://?q", NO_HOST},
    {"http://#f", NO_HOST},
    {"http://[]/", NO_HOST},
    {"http://[::1/", "the URL's host has no closing ']'"},
    {"http://[::1%25lo]/", HOST},
    {"http://[v1.x]/", HOST},
    {"http://[127.0.0.1]/", HOST},
    {"http://[::1]x/", PORT},
    {"http://[::1]80/", PORT},
    {"http://::1/", NO_HOST},
    {"http://fe80::1/", PORT},
    {"http://gr\xc3\xbc\xc3\x9f.example/", HOST},
    {"http://h%41/", HOST},
    {"http://h]/", HOST},
    {"http://h\"/", HOST},
    {"http://h:/", PORT},
    {"http://h:0/", PORT},
    {"http://h:65536/", PORT},
    {"http://h:99999999999999999999/", PORT},
    {"http://h:-1/", PORT},
    {"http://h:+1/", PORT},
    {"http://h:8a/", PORT},
    {"http://h:80:80/", PORT},
};

Test(url, refused)
{
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct url url = URL_INIT;
		struct error err = ERROR_INIT;

		cr_assert_eq(url_parse(&url, bad[i].text, &err), -1, "%s", bad[i].text);
		cr_assert_str_eq(err.text, bad[i].message, "%s: %s", bad[i].text, err.text);
		cr_assert_eq(err.code, ERROR_USAGE);
		cr_assert_null(url.authority);
		cr_assert_null(url.host);
		cr_assert_null(url.path);
		cr_assert_null(url.query);
	}
}

Test(url, parse_again_releases_the_first)
{
	struct url url = URL_INIT;
	struct error err = ERROR_INIT;

	cr_assert_eq(url_parse(&url, "http://one:1/a?b", &err), 0);
	cr_assert_eq(url_parse(&url, "https://two", &err), 0);
	cr_assert_str_eq(url.authority, "two");
	cr_assert_str_eq(url.path, "");
	cr_assert_null(url.query);
	cr_assert_eq(url.port, 443);
	cr_assert_eq(url_parse(&url, "nothing", &err), -1);
	cr_assert_null(url.authority);
}
