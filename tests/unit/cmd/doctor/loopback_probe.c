#include "cmd/doctor/loopback_probe.h"

#include <sys/prctl.h>

#include "expect.h"
#include "loopback_client.h"
#include "scratch.h"

enum { PATIENCE_MS = 10000 };

TestSuite(loopback_probe, .init = scratch_make, .fini = scratch_remove);

static int probe(const char *format, uint16_t port, uid_t uid, struct error *err)
{
	char uri[128];

	snprintf(uri, sizeof(uri), format, port);
	return loopback_probe(uri, uid, PATIENCE_MS, err);
}

Test(loopback_probe, as_a_login_would)
{
	static const char *const uris[] = {"http://127.0.0.1:%u/callback", "http://localhost:%u/callback",
					   "http://127.0.0.2:%u", "http://LOCALHOST:%u/a/b"};
	struct error err = ERROR_INIT;

	for (size_t i = 0; i < sizeof(uris) / sizeof(uris[0]); i++)
		cr_assert_eq(probe(uris[i], free_port(), geteuid(), &err), 0, "%s: %s", uris[i], err.text);
}

Test(loopback_probe, leaves_the_port_free)
{
	struct error err = ERROR_INIT;
	uint16_t port = free_port();

	for (int i = 0; i < 3; i++)
		cr_assert_eq(probe("http://127.0.0.1:%u/callback", port, geteuid(), &err), 0, "%s", err.text);
}

Test(loopback_probe, port_in_use)
{
	struct error err = ERROR_INIT;
	int fd = bound_socket(INADDR_LOOPBACK, 0);
	char text[96];
	char name[17];

	cr_assert_eq(listen(fd, 1), 0);
	cr_assert_eq(probe("http://127.0.0.1:%u/callback", port_of(fd), geteuid(), &err), -1);
	cr_assert_eq(prctl(PR_GET_NAME, name), 0);
	snprintf(text, sizeof(text), "port %u is in use by '%s' (process %d)", port_of(fd), name, getpid());
	expect_error(err, ERROR_TEMP, text);
	close(fd);
}

Test(loopback_probe, nothing_can_listen)
{
	struct error err = ERROR_INIT;

	cr_assert_eq(loopback_probe("https://127.0.0.1:1/callback", geteuid(), PATIENCE_MS, &err), -1);
	cr_assert_eq(err.code, ERROR_CONFIG);
	cr_assert_eq(loopback_probe("http://example.com/callback", geteuid(), PATIENCE_MS, &err), -1);
	cr_assert_eq(err.code, ERROR_CONFIG);
}

/* The listener of another user sees whose our connection is, and turns us away. */
Test(loopback_probe, turned_away)
{
	struct error err = ERROR_INIT;
	uint16_t port = free_port();
	char text[128];

	scratch_become(SCRATCH_USER);
	cr_assert_eq(probe("http://127.0.0.1:%u/callback", port, geteuid() + 1, &err), -1);
	snprintf(text, sizeof(text), "port %u: our own connection was turned away, as that of user %lu", port,
		 (unsigned long)geteuid());
	expect_error(err, ERROR_SYS, text);
}

Test(loopback_probe, no_time)
{
	struct error err = ERROR_INIT;
	uint16_t port = free_port();
	char uri[128];
	char text[128];

	snprintf(uri, sizeof(uri), "http://127.0.0.1:%u/callback", port);
	cr_assert_eq(loopback_probe(uri, geteuid(), 0, &err), -1);
	snprintf(text, sizeof(text), "port %u: the listener did not answer in time", port);
	expect_error(err, ERROR_SYS, text);
}
