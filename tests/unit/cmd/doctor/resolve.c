#include "cmd/doctor/resolve.h"

#include <errno.h>
#include <netdb.h>
#include <string.h>

#include "expect.h"

static const char advice[] = "see whether this machine is on the network, and its name servers in /etc/resolv.conf";

Test(resolve, counts_the_addresses)
{
	struct resolved resolved;
	struct error err = ERROR_INIT;

	cr_assert_eq(resolve_host("127.0.0.1", 10000, &resolved, &err), 0, "%s", err.text);
	cr_assert_eq(resolved.ipv4, 1);
	cr_assert_eq(resolved.ipv6, 0);
	cr_assert_eq(resolve_host("::1", 10000, &resolved, &err), 0, "%s", err.text);
	cr_assert_eq(resolved.ipv4, 0);
	cr_assert_eq(resolved.ipv6, 1);
	cr_assert_eq(resolve_host("localhost", 10000, &resolved, &err), 0, "%s", err.text);
	cr_assert_geq(resolved.ipv4 + resolved.ipv6, 1);
}

Test(resolve, a_name_that_is_none)
{
	struct resolved resolved;
	struct error err = ERROR_INIT;

	cr_assert_eq(resolve_host("a..b", 10000, &resolved, &err), -1);
	cr_assert(err.code == ERROR_CONFIG || err.code == ERROR_TEMP, "%s", err.text);
}

Test(resolve, no_time_to_wait)
{
	struct resolved resolved;
	struct error err = ERROR_INIT;

	cr_assert_eq(resolve_host("discred-test.invalid", -1, &resolved, &err), -1);
	expect_hint(err, ERROR_TEMP, "no name server answered about 'discred-test.invalid' within 0 s", advice);
}

Test(resolve, what_the_codes_mean)
{
	struct error err = ERROR_INIT;
	char want[256];

	cr_assert_eq(resolve_error("a.invalid", EAI_NONAME, 0, &err), -1);
	expect_hint(err, ERROR_CONFIG, "there is no host 'a.invalid'", "");
	resolve_error("a.invalid", EAI_NODATA, 0, &err);
	expect_error(err, ERROR_CONFIG, "there is no host 'a.invalid'");
	resolve_error("a.invalid", EAI_AGAIN, 0, &err);
	expect_hint(err, ERROR_TEMP, "no name server answered about 'a.invalid'", advice);
	resolve_error("a.invalid", EAI_SYSTEM, EMFILE, &err);
	snprintf(want, sizeof(want), "cannot look up 'a.invalid': %s", strerror(EMFILE));
	expect_hint(err, ERROR_SYS, want, "");
	resolve_error("a.invalid", EAI_FAIL, 0, &err);
	snprintf(want, sizeof(want), "cannot look up 'a.invalid': %s", gai_strerror(EAI_FAIL));
	expect_error(err, ERROR_SYS, want);
}
