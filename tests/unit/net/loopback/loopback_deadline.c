#include "loopback_client.h"

#define V4 "http://127.0.0.1:%u/callback"
#define RIGHT "/callback?code=abc&state=" STATE

static struct world world;
static struct buf text = BUF_INIT(1 << 20);

static void setup(void)
{
	world_open(&world, V4);
}

static void teardown(void)
{
	world_close(&world);
	buf_release(&text);
}

TestSuite(loopback_deadline, .init = setup, .fini = teardown);

/* Another client's request was answered: whatever came before it has been dealt with. */
static void settle(void)
{
	cr_assert_eq(get(&world, "/", "", &text), 404);
}

static void expect_ended(int fd)
{
	buf_clear(&text);
	cr_assert_str_eq(hear(&world, fd, &text), "");
}

Test(loopback_deadline, nothing_to_wait_for)
{
	cr_assert_eq(loopback_wait_ms(world.loopback, world.now), -1);
	settle();
	cr_assert_eq(loopback_wait_ms(world.loopback, world.now), -1);
}

Test(loopback_deadline, an_idle_connection_has_five_seconds)
{
	int fd = client(&world);

	settle();
	cr_assert_eq(loopback_wait_ms(world.loopback, world.now), 5000);
	world.now += 4999;
	settle();
	cr_assert(is_waiting(fd));
	cr_assert_eq(loopback_wait_ms(world.loopback, world.now), 1);
	world.now += 1;
	cr_assert_eq(loopback_wait_ms(world.loopback, world.now), 0);
	expect_ended(fd);
	cr_assert_eq(loopback_wait_ms(world.loopback, world.now), -1);
}

Test(loopback_deadline, late_is_late)
{
	int fd = client(&world);

	settle();
	world.now += 1000000;
	cr_assert_eq(loopback_wait_ms(world.loopback, world.now), 0);
	expect_ended(fd);
}

Test(loopback_deadline, the_soonest_counts)
{
	int first = client(&world);
	int second;

	settle();
	world.now += 3000;
	second = client(&world);
	settle();
	cr_assert_eq(loopback_wait_ms(world.loopback, world.now), 2000);
	world.now += 2000;
	expect_ended(first);
	settle();
	cr_assert(is_waiting(second));
	cr_assert_eq(loopback_wait_ms(world.loopback, world.now), 3000);
	world.now += 3000;
	expect_ended(second);
}

/* The time is that of the whole request: bytes do not buy more of it. */
Test(loopback_deadline, a_slow_sender)
{
	int fd = client(&world);

	say(fd, "GET ");
	settle();
	world.now += 4000;
	say(fd, "/");
	settle();
	cr_assert(is_waiting(fd));
	cr_assert_eq(loopback_wait_ms(world.loopback, world.now), 1000);
	world.now += 1000;
	expect_ended(fd);
}

Test(loopback_deadline, a_request_without_its_end)
{
	int fd = client(&world);
	char request[128];

	snprintf(request, sizeof(request), "GET / HTTP/1.1\r\nHost: 127.0.0.1:%u\r\n", world.port);
	say(fd, request);
	settle();
	world.now += 5000;
	expect_ended(fd);
}

Test(loopback_deadline, the_held_connection_is_exempt_until_the_answer)
{
	struct redirect redirect;
	int fd = client(&world);

	redirect_init(&redirect);
	ask(&world, fd, RIGHT, "");
	settle();
	cr_assert_eq(loopback_wait_ms(world.loopback, world.now), -1);
	world.now += 3600000;
	settle();
	cr_assert(is_waiting(fd));
	cr_assert(loopback_take(world.loopback, &redirect));
	world.now += 3600000;
	settle();
	cr_assert(is_waiting(fd));
	loopback_answer(world.loopback, LOOPBACK_SUCCESS, "Done", "");
	world.now += 3600000;
	buf_clear(&text);
	cr_assert_eq(status_of(hear(&world, fd, &text)), 200);
	redirect_release(&redirect);
}

/* The listening socket of this process, so that its connections get a buffer that a page does not fit. */
static void make_buffers_small(void)
{
	int size = 1;

	for (int fd = 3; fd < 256; fd++) {
		int listening = 0;
		socklen_t len = sizeof(listening);

		if (getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listening, &len) == 0 && listening)
			setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &size, sizeof(size));
	}
}

static int slow_taker(void)
{
	struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(world.port)};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int size = 1;

	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	cr_assert_eq(setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size)), 0);
	cr_assert_eq(connect(fd, (void *)&to, sizeof(to)), 0);
	return fd;
}

Test(loopback_deadline, the_answer_is_taken_within_five_seconds)
{
	char quotes[1001];
	struct redirect redirect;
	int fd;

	memset(quotes, '"', sizeof(quotes) - 1);
	quotes[sizeof(quotes) - 1] = '\0';
	make_buffers_small();
	fd = slow_taker();
	redirect_init(&redirect);
	ask(&world, fd, RIGHT, "");
	settle();
	cr_assert(loopback_take(world.loopback, &redirect));
	loopback_answer(world.loopback, LOOPBACK_SUCCESS, quotes, quotes);
	drive(&world);
	cr_assert_not(loopback_idle(world.loopback), "the page went into the buffers at once");
	cr_assert_eq(loopback_wait_ms(world.loopback, world.now), 5000);
	world.now += 4999;
	drive(&world);
	cr_assert_not(loopback_idle(world.loopback));
	cr_assert_eq(loopback_wait_ms(world.loopback, world.now), 1);
	world.now += 1;
	drive(&world);
	cr_assert(loopback_idle(world.loopback));
	close(fd);
	redirect_release(&redirect);
}

Test(loopback_deadline, a_slow_taker_in_time_gets_the_whole_page)
{
	char quotes[1001];
	struct redirect redirect;
	int fd;

	memset(quotes, '"', sizeof(quotes) - 1);
	quotes[sizeof(quotes) - 1] = '\0';
	make_buffers_small();
	fd = slow_taker();
	redirect_init(&redirect);
	ask(&world, fd, RIGHT, "");
	settle();
	cr_assert(loopback_take(world.loopback, &redirect));
	loopback_answer(world.loopback, LOOPBACK_SUCCESS, quotes, quotes);
	drive(&world);
	world.now += 4999;
	buf_clear(&text);
	hear(&world, fd, &text);
	cr_assert_not_null(strstr(buf_text(&text), "&quot;</p>\n</main>\n</body>\n</html>\n"));
	cr_assert(loopback_idle(world.loopback));
	redirect_release(&redirect);
}

/* No time passes: what comes is served at once, and the youngest are left alone. */
Test(loopback_deadline, the_oldest_of_too_many_makes_room)
{
	int idle[300];

	for (int i = 0; i < 300; i++) {
		idle[i] = client(&world);
		if (i % 20 == 19)
			drive(&world);
	}
	settle();
	/* 256 with the one of settle(). */
	for (int i = 0; i < 45; i++)
		expect_ended(idle[i]);
	for (int i = 45; i < 300; i++) {
		cr_assert(is_waiting(idle[i]));
		close(idle[i]);
	}
}

/* Those that send nothing can fill the listener for five seconds, and no longer. */
Test(loopback_deadline, more_connections_than_are_served_at_once)
{
	int idle[40];
	int fd;

	for (int i = 0; i < 40; i++)
		idle[i] = client(&world);
	drive(&world);
	fd = client(&world);
	ask(&world, fd, RIGHT, "");
	drive(&world);
	cr_assert(is_waiting(fd));
	cr_assert_eq(loopback_wait_ms(world.loopback, world.now), 5000);
	world.now += 5000;
	for (int i = 0; i < 32; i++)
		expect_ended(idle[i]);
	drive(&world);
	loopback_answer(world.loopback, LOOPBACK_SUCCESS, "Done", "");
	buf_clear(&text);
	cr_assert_eq(status_of(hear(&world, fd, &text)), 200);
	for (int i = 32; i < 40; i++)
		close(idle[i]);
}
