#include <sys/resource.h>

#include "expect.h"
#include "loopback_port.h"

#define V4 "http://127.0.0.1:%u/callback"

Test(loopback_open, only_the_literal_address_is_bound)
{
	struct world world;

	world_open(&world, V4);
	cr_assert(is_bound(INADDR_LOOPBACK, world.port));
	cr_assert_not(is_bound(INADDR_LOOPBACK + 1, world.port));
	world_close(&world);
	cr_assert_not(is_bound(INADDR_LOOPBACK, world.port));
	world_open(&world, "http://127.0.0.9:%u/callback");
	cr_assert(is_bound(INADDR_LOOPBACK + 8, world.port));
	cr_assert_not(is_bound(INADDR_LOOPBACK, world.port));
	world_close(&world);
}

Test(loopback_open, start_url)
{
	struct world world;
	char expected[64];
	const char *url;

	world_open(&world, "http://LOCALHOST:%u/callback");
	url = loopback_start_url(world.loopback);
	snprintf(expected, sizeof(expected), "http://localhost:%u/start/", world.port);
	cr_assert_eq(strncmp(url, expected, strlen(expected)), 0, "%s", url);
	cr_assert_eq(strlen(url), strlen(expected) + 43, "32 random bytes");
	world_close(&world);
}

Test(loopback_open, start_urls_differ)
{
	struct world one;
	struct world other;

	world_open(&one, V4);
	world_open(&other, V4);
	cr_assert_str_neq(strstr(loopback_start_url(one.loopback), "/start/"),
			  strstr(loopback_start_url(other.loopback), "/start/"));
	world_close(&one);
	world_close(&other);
}

Test(loopback_open, descriptors_are_not_inherited)
{
	struct world world;
	int fd;

	world_open(&world, "http://localhost:%u/callback");
	fd = client(&world);
	drive(&world);
	for (int i = 3; i < 64; i++) {
		int flags = fcntl(i, F_GETFD);
		struct sockaddr_in at;
		socklen_t size = sizeof(at);

		if (flags >= 0 && getsockname(i, (void *)&at, &size) == 0)
			cr_assert(at.sin_family == AF_UNIX || (flags & FD_CLOEXEC), "%d", i);
	}
	cr_assert(fcntl(loopback_fd(world.loopback), F_GETFD) & FD_CLOEXEC);
	close(fd);
	world_close(&world);
}

static void expect_no_listener(const char *uri, const char *message)
{
	struct world world;

	world_init(&world, 1);
	cr_assert_eq(loopback_open(&world.loopback, uri, &world.state, &world.target, 0, &world.err), -1);
	expect_hint(world.err, ERROR_CONFIG, message, "paste the address that the browser ends on");
	cr_assert_null(world.loopback);
	world_close(&world);
}

Test(loopback_open, what_nothing_can_listen_for)
{
	expect_no_listener("https://127.0.0.1:23472/callback", "nothing can listen for "
							       "'https://127.0.0.1:23472/callback': only http to a "
							       "loopback address");
	expect_no_listener("https://example.com/callback",
			   "nothing can listen for 'https://example.com/callback': only http to a loopback address");
	expect_no_listener("http://192.0.2.1/", "nothing can listen for 'http://192.0.2.1/': only http to a loopback "
						"address");
}

Test(loopback_open, no_url)
{
	struct world world;

	world_init(&world, 1);
	cr_assert_eq(world_try(&world, "callback"), -1);
	expect_error(world.err, ERROR_USAGE, "redirect_uri: the URL does not begin with 'https://' or 'http://'");
	cr_assert_null(world.loopback);
	world_close(&world);
}

Test(loopback_open, localhost_is_both_addresses)
{
	struct buf text = BUF_INIT(65536);
	struct world world;
	char request[128];
	int fd;

	close(listen_v6(free_port()));
	world_open(&world, "http://localhost:%u/callback");
	snprintf(request, sizeof(request), "GET / HTTP/1.1\r\nHost: localhost:%u\r\n\r\n", world.port);
	fd = connect_from(world.port, "127.0.0.1");
	say(fd, request);
	cr_assert_eq(status_of(hear(&world, fd, &text)), 404);
	buf_clear(&text);
	fd = connect_from(world.port, "::1");
	say(fd, request);
	cr_assert_eq(status_of(hear(&world, fd, &text)), 404);
	world_close(&world);
	buf_release(&text);
}

Test(loopback_open, ipv6_literal)
{
	struct buf text = BUF_INIT(65536);
	struct world world;
	char request[128];
	int fd;

	close(listen_v6(free_port()));
	world_open(&world, "http://[::1]:%u/callback");
	cr_assert_not(is_bound(INADDR_LOOPBACK, world.port));
	snprintf(request, sizeof(request), "GET / HTTP/1.1\r\nHost: [::1]:%u\r\n\r\n", world.port);
	fd = connect_from(world.port, "::1");
	say(fd, request);
	cr_assert_eq(status_of(hear(&world, fd, &text)), 404);
	world_close(&world);
	buf_release(&text);
}

static int open_descriptors(void)
{
	int count = 0;

	for (int fd = 0; fd < 256; fd++)
		count += fcntl(fd, F_GETFD) >= 0;
	return count;
}

/* Opens with so few descriptors left; whatever was opened before the trouble is closed again. */
static void expect_too_few(rlim_t left, const char *message)
{
	int before = open_descriptors();
	struct world world;
	struct rlimit limit;
	struct rlimit old;
	char expected[128];
	int fd;

	world_init(&world, free_port());
	fd = dup(0);
	cr_assert_geq(fd, 0);
	close(fd);
	cr_assert_eq(getrlimit(RLIMIT_NOFILE, &old), 0);
	limit = old;
	limit.rlim_cur = (rlim_t)fd + left;
	cr_assert_eq(setrlimit(RLIMIT_NOFILE, &limit), 0);
	cr_assert_eq(world_try(&world, V4), -1);
	cr_assert_eq(setrlimit(RLIMIT_NOFILE, &old), 0);
	snprintf(expected, sizeof(expected), message, world.port);
	expect_error(world.err, ERROR_SYS, expected);
	cr_assert_eq(open_descriptors(), before);
	world_close(&world);
}

Test(loopback_open, too_few_descriptors)
{
	expect_too_few(0, "cannot listen on port %u: Too many open files");
	expect_too_few(1, "cannot watch the listener: Too many open files");
	expect_too_few(2, "cannot start the listener for the browser");
}
