#include "loopback_port.h"

#include <sys/prctl.h>

#include "expect.h"
#include "scratch.h"

#define V4 "http://127.0.0.1:%u/callback"
#define IN_USE_HINT                                                                                                    \
	"stop that program, or register a redirect_uri with another port in the portal and put it into the profile"

static void expect_in_use(struct world *world, const char *uri)
{
	char text[96];
	char name[17];

	cr_assert_eq(world_try(world, uri), -1);
	cr_assert_eq(prctl(PR_GET_NAME, name), 0);
	snprintf(text, sizeof(text), "port %u is in use by '%s' (process %d)", world->port, name, getpid());
	expect_hint(world->err, ERROR_TEMP, text, IN_USE_HINT);
	cr_assert_null(world->loopback);
}

Test(loopback_port, port_in_use)
{
	struct world world;
	int fd = bound_socket(INADDR_LOOPBACK, 0);

	cr_assert_eq(listen(fd, 1), 0);
	world_init(&world, port_of(fd));
	expect_in_use(&world, V4);
	expect_in_use(&world, "http://localhost:%u/callback");
	close(fd);
	world_close(&world);
}

Test(loopback_port, port_in_use_on_all_addresses)
{
	struct world world;
	int fd = bound_socket(INADDR_ANY, 0);
	int on = 1;

	cr_assert_eq(setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)), 0);
	cr_assert_eq(listen(fd, 1), 0);
	world_init(&world, port_of(fd));
	expect_in_use(&world, V4);
	close(fd);
	world_close(&world);
}

Test(loopback_port, port_in_use_by_another_login)
{
	struct world first;
	struct world second;

	world_open(&first, V4);
	world_init(&second, first.port);
	expect_in_use(&second, V4);
	expect_in_use(&second, "http://localhost:%u/callback");
	world_close(&first);
	cr_assert_eq(world_try(&second, V4), 0, "%s", second.err.text);
	world_close(&second);
}

Test(loopback_port, nobody_else_can_listen_beside)
{
	struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_ANY)};
	struct world world;
	int on = 1;
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	world_open(&world, V4);
	cr_assert_eq(setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)), 0);
	cr_assert_eq(setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &on, sizeof(on)), 0);
	at.sin_port = htons(world.port);
	cr_assert_eq(bind(fd, (void *)&at, sizeof(at)), -1);
	cr_assert_eq(errno, EADDRINUSE);
	close(fd);
	world_close(&world);
}

Test(loopback_port, the_second_address_of_localhost_in_use)
{
	struct world world;
	int fd;

	world_init(&world, free_port());
	fd = listen_v6(world.port);
	expect_in_use(&world, "http://localhost:%u/callback");
	cr_assert_not(is_bound(INADDR_LOOPBACK, world.port), "the first address is given back");
	cr_assert_eq(world_try(&world, V4), 0);
	close(fd);
	world_close(&world);
}

/* The side that closes first keeps the port for a minute. */
Test(loopback_port, a_second_login_follows_at_once)
{
	struct buf text = BUF_INIT(65536);
	struct world world;
	struct world again;

	world_open(&world, V4);
	cr_assert_eq(get(&world, "/", "", &text), 404);
	world_close(&world);
	world_init(&again, world.port);
	cr_assert_eq(world_try(&again, V4), 0, "%s", again.err.text);
	cr_assert_eq(get(&again, "/", "", &text), 404);
	world_close(&again);
	buf_release(&text);
}

Test(loopback_port, low_ports_need_permission)
{
	FILE *file = fopen("/proc/sys/net/ipv4/ip_unprivileged_port_start", "re");
	struct world world;
	int first = 1024;

	if (file) {
		cr_assert_eq(fscanf(file, "%d", &first), 1);
		fclose(file);
	}
	if (first < 1024)
		cr_skip_test("low ports are for everybody here");
	scratch_become(SCRATCH_USER);
	world_init(&world, 1023);
	cr_assert_eq(world_try(&world, V4), -1);
	expect_hint(world.err, ERROR_SYS, "cannot listen on port 1023: Permission denied",
		    "register a redirect_uri with a higher port in the portal and put it into the profile");
	cr_assert_null(world.loopback);
	world_close(&world);
}
