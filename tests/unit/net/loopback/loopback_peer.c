#include <signal.h>
#include <sys/wait.h>

#include "loopback_client.h"
#include "scratch.h"

#define RIGHT "/callback?code=abc&state=" STATE

enum { OWNER = 65533, STRANGER = SCRATCH_USER };

static void need_root(void)
{
	if (getuid() != 0)
		cr_skip_test("only root can be two users");
}

/* A process of that user; its descriptors and memory are copies of ours. */
static pid_t fork_as(uid_t uid)
{
	pid_t pid = fork();

	cr_assert_geq(pid, 0);
	if (pid == 0 && setresuid(uid, uid, uid) < 0)
		_exit(99);
	return pid;
}

static int status_of_child(pid_t pid)
{
	int status;

	cr_assert_eq(waitpid(pid, &status, 0), pid);
	cr_assert(WIFEXITED(status));
	return WEXITSTATUS(status);
}

/* Connects, asks, and takes the answer, all in a child of that user; the listener runs here. Returns the HTTP status
 * / 2. */
static int ask_as(struct world *world, const char *address, const char *host, uid_t uid)
{
	pid_t pid = fork_as(uid);

	if (pid == 0) {
		struct buf text = BUF_INIT(65536);
		struct pollfd ready = {.events = POLLIN};
		char request[256];

		ready.fd = connect_from(world->port, address);
		snprintf(request, sizeof(request), "GET /nothing HTTP/1.1\r\nHost: %s:%u\r\n\r\n", host, world->port);
		if (send(ready.fd, request, strlen(request), MSG_NOSIGNAL) < 0)
			_exit(0);
		while (!take(ready.fd, &text))
			poll(&ready, 1, 10000);
		_exit((int)status_of(buf_text(&text)) / 2);
	}
	for (;;) {
		struct pollfd ready = {.fd = loopback_fd(world->loopback), .events = POLLIN};
		siginfo_t info = {.si_pid = 0};

		cr_assert_eq(waitid(P_PID, (id_t)pid, &info, WEXITED | WNOHANG | WNOWAIT), 0);
		if (info.si_pid == pid)
			return status_of_child(pid);
		poll(&ready, 1, 10);
		drive(world);
	}
}

static void open_for(struct world *world, const char *uri, uid_t uid)
{
	char text[256];

	for (int i = 0; i < 20; i++) {
		world_init(world, free_port());
		snprintf(text, sizeof(text), uri, world->port);
		if (loopback_open(&world->loopback, text, &world->state, &world->target, uid, &world->err) == 0)
			return;
		world_close(world);
	}
	cr_assert_fail("%s", world->err.text);
}

Test(loopback_peer, the_user_is_served_and_nobody_else)
{
	struct world world;

	need_root();
	open_for(&world, "http://127.0.0.1:%u/callback", OWNER);
	cr_assert_eq(ask_as(&world, "127.0.0.1", "127.0.0.1", OWNER), 404 / 2);
	cr_assert_eq(ask_as(&world, "127.0.0.1", "127.0.0.1", 0), 0);
	cr_assert_eq(ask_as(&world, "127.0.0.1", "127.0.0.1", STRANGER), 0);
	world_close(&world);
}

Test(loopback_peer, through_an_ipv6_socket)
{
	struct world world;

	need_root();
	open_for(&world, "http://127.0.0.1:%u/callback", OWNER);
	cr_assert_eq(ask_as(&world, "::ffff:127.0.0.1", "127.0.0.1", OWNER), 404 / 2);
	cr_assert_eq(ask_as(&world, "::ffff:127.0.0.1", "127.0.0.1", STRANGER), 0);
	world_close(&world);
}

Test(loopback_peer, from_another_loopback_address)
{
	struct world world;

	need_root();
	open_for(&world, "http://127.0.0.7:%u/callback", OWNER);
	cr_assert_eq(ask_as(&world, "127.0.0.7", "127.0.0.7", OWNER), 404 / 2);
	cr_assert_eq(ask_as(&world, "127.0.0.7", "127.0.0.7", STRANGER), 0);
	world_close(&world);
}

Test(loopback_peer, both_addresses_of_localhost)
{
	struct sockaddr_in6 at = {.sin6_family = AF_INET6, .sin6_addr = in6addr_loopback};
	int fd = socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
	struct world world;

	need_root();
	if (fd < 0 || bind(fd, (void *)&at, sizeof(at)) < 0)
		cr_skip_test("no ::1 here");
	close(fd);
	open_for(&world, "http://localhost:%u/callback", OWNER);
	cr_assert_eq(ask_as(&world, "::1", "localhost", OWNER), 404 / 2);
	cr_assert_eq(ask_as(&world, "::1", "localhost", STRANGER), 0);
	cr_assert_eq(ask_as(&world, "127.0.0.1", "localhost", OWNER), 404 / 2);
	cr_assert_eq(ask_as(&world, "127.0.0.1", "localhost", STRANGER), 0);
	world_close(&world);
}

/* Its socket has no owner any more; many kernels list it as root's. */
Test(loopback_peer, a_stranger_who_sends_and_closes_is_not_taken_for_root)
{
	struct redirect redirect;
	struct world world;
	pid_t pid;

	need_root();
	open_for(&world, "http://127.0.0.1:%u/callback", OWNER);
	pid = fork_as(STRANGER);
	if (pid == 0) {
		int fd = client(&world);

		ask(&world, fd, RIGHT, "");
		close(fd);
		_exit(0);
	}
	cr_assert_eq(status_of_child(pid), 0);
	drive(&world);
	redirect_init(&redirect);
	cr_assert_not(loopback_take(world.loopback, &redirect));
	redirect_release(&redirect);
	world_close(&world);
}

/* They are turned away at once, and take nobody's place. */
Test(loopback_peer, many_strangers_do_not_keep_the_user_out)
{
	struct world world;
	int gate[2];
	pid_t pid;
	char byte;

	need_root();
	open_for(&world, "http://127.0.0.1:%u/callback", OWNER);
	cr_assert_eq(pipe2(gate, O_CLOEXEC), 0);
	pid = fork_as(STRANGER);
	if (pid == 0) {
		for (int i = 0; i < 100; i++)
			(void)client(&world);
		if (write(gate[1], "", 1) == 1)
			pause();
		_exit(1);
	}
	cr_assert_eq(read(gate[0], &byte, 1), 1);
	cr_assert_eq(ask_as(&world, "127.0.0.1", "127.0.0.1", OWNER), 404 / 2);
	cr_assert_eq(loopback_wait_ms(world.loopback, world.now), -1, "none of them is left");
	cr_assert_eq(kill(pid, SIGKILL), 0);
	cr_assert_eq(waitpid(pid, NULL, 0), pid);
	world_close(&world);
}
