#include "loopback_expect.h"

#define V4 "http://127.0.0.1:%u/callback"
#define RIGHT "/callback?code=abc&state=" STATE

static struct world world;
static struct buf text = BUF_INIT(65536);

static void setup(void)
{
	world_open(&world, V4);
}

static void teardown(void)
{
	world_close(&world);
	buf_release(&text);
}

TestSuite(loopback_serve, .init = setup, .fini = teardown);

Test(loopback_serve, start_sends_on_to_the_authorize_url_every_time)
{
	for (int i = 0; i < 3; i++) {
		cr_assert_eq(get(&world, start_path(&world), "", &text), 302);
		expect_in(&text, "\r\nLocation: " TARGET "\r\n");
		expect_in(&text, "\r\nContent-Length: 0\r\n");
		expect_guarded(&text);
	}
	expect_nothing_brought(&world);
	cr_assert(loopback_idle(world.loopback));
}

Test(loopback_serve, start_of_another_nonce)
{
	char path[128];

	snprintf(path, sizeof(path), "%s", start_path(&world));
	path[strlen(path) - 1] ^= 1;
	cr_assert_eq(get(&world, path, "", &text), 404);
	expect_guarded(&text);
	cr_assert_null(strstr(buf_text(&text), STATE));
}

Test(loopback_serve, a_right_redirect_is_held_until_it_is_answered)
{
	struct redirect redirect;
	int fd;

	fd = bring(&world, "/callback?guild_id=1&code=abc%2B1&state=" STATE, &redirect);
	cr_assert_str_eq(buf_text(&redirect.code), "abc+1");
	cr_assert_eq(redirect.error.len, 0);
	cr_assert_eq(get(&world, "/", "", &text), 404);
	cr_assert(is_waiting(fd));
	cr_assert_not(loopback_idle(world.loopback));
	expect_nothing_brought(&world);
	loopback_answer(world.loopback, LOOPBACK_SUCCESS, "You are logged in", "As <somebody>.");
	cr_assert_not(loopback_idle(world.loopback));
	cr_assert_eq(loopback_wait_ms(world.loopback, world.now), 0);
	buf_clear(&text);
	cr_assert_eq(status_of(hear(&world, fd, &text)), 200);
	expect_guarded(&text);
	expect_in(&text, "<main class=\"success\">");
	expect_in(&text, "<h1>You are logged in</h1>\n<p>As &lt;somebody&gt;.</p>");
	cr_assert(loopback_idle(world.loopback));
	redirect_release(&redirect);
}

Test(loopback_serve, the_same_page_again_after_the_answer)
{
	struct redirect redirect;
	int fd;

	fd = bring(&world, RIGHT, &redirect);
	loopback_answer(world.loopback, LOOPBACK_FAILED, "It failed", "No network.");
	cr_assert_eq(status_of(hear(&world, fd, &text)), 502);
	for (int i = 0; i < 2; i++) {
		cr_assert_eq(get(&world, RIGHT, "", &text), 502);
		expect_in(&text, "<main class=\"failed\">");
		expect_in(&text, "<h1>It failed</h1>\n<p>No network.</p>");
	}
	expect_nothing_brought(&world);
	cr_assert(loopback_idle(world.loopback));
	cr_assert_eq(get(&world, "/callback?code=abc&state=other", "", &text), 400);
	redirect_release(&redirect);
}

Test(loopback_serve, a_denial)
{
	struct redirect redirect;
	int fd;

	fd = bring(&world, "/callback?error=access_denied&error_description=Said+no&state=" STATE, &redirect);
	cr_assert_eq(redirect.code.len, 0);
	cr_assert_str_eq(buf_text(&redirect.error), "access_denied");
	cr_assert_str_eq(buf_text(&redirect.description), "Said no");
	loopback_answer(world.loopback, LOOPBACK_DENIED, "Not authorized", "Said no");
	cr_assert_eq(status_of(hear(&world, fd, &text)), 403);
	expect_in(&text, "<main class=\"denied\">");
	expect_in(&text, "<h1>Not authorized</h1>\n<p>Said no</p>");
	redirect_release(&redirect);
}

Test(loopback_serve, a_reload_while_the_exchange_runs_sees_the_outcome_too)
{
	struct redirect redirect;
	int first;
	int second;

	first = bring(&world, RIGHT, &redirect);
	second = client(&world);
	ask(&world, second, "/callback?code=other&state=" STATE, "");
	cr_assert_eq(get(&world, "/", "", &text), 404);
	cr_assert(is_waiting(first) && is_waiting(second));
	expect_nothing_brought(&world);
	loopback_answer(world.loopback, LOOPBACK_SUCCESS, "Done", "");
	buf_clear(&text);
	cr_assert_eq(status_of(hear(&world, first, &text)), 200);
	buf_clear(&text);
	cr_assert_eq(status_of(hear(&world, second, &text)), 200);
	cr_assert(loopback_idle(world.loopback));
	redirect_release(&redirect);
}

Test(loopback_serve, a_held_connection_that_went_away)
{
	struct redirect redirect;

	close(bring(&world, RIGHT, &redirect));
	cr_assert_eq(get(&world, "/", "", &text), 404);
	cr_assert_not(loopback_idle(world.loopback));
	loopback_answer(world.loopback, LOOPBACK_SUCCESS, "Done", "");
	drive(&world);
	cr_assert(loopback_idle(world.loopback));
	redirect_release(&redirect);
}

Test(loopback_serve, closed_while_one_is_held)
{
	struct redirect redirect;
	int fd;

	fd = bring(&world, RIGHT, &redirect);
	loopback_close(world.loopback);
	world.loopback = NULL;
	cr_assert(take(fd, &text));
	cr_assert_eq(text.len, 0);
	close(fd);
	redirect_release(&redirect);
}

Test(loopback_serve, closed_with_a_redirect_that_nobody_took)
{
	int fd = client(&world);

	ask(&world, fd, RIGHT, "");
	cr_assert_eq(get(&world, "/", "", &text), 404);
	cr_assert(is_waiting(fd));
	close(fd);
}

/* A pasted address has won. */
Test(loopback_serve, answered_before_any_redirect)
{
	loopback_answer(world.loopback, LOOPBACK_SUCCESS, "Done", "");
	cr_assert(loopback_idle(world.loopback));
	cr_assert_eq(get(&world, RIGHT, "", &text), 200);
	expect_in(&text, "<h1>Done</h1>");
}

Test(loopback_serve, a_request_in_pieces)
{
	struct redirect redirect;
	char request[256];
	int fd = client(&world);

	snprintf(request, sizeof(request), "GET " RIGHT " HTTP/1.1\r\nHost: 127.0.0.1:%u\r\n\r\n", world.port);
	for (size_t i = 0; request[i]; i++) {
		expect_nothing_brought(&world);
		say_bytes(fd, request + i, 1);
		drive(&world);
	}
	cr_assert_eq(get(&world, "/", "", &text), 404);
	redirect_init(&redirect);
	cr_assert(loopback_take(world.loopback, &redirect));
	redirect_release(&redirect);
	close(fd);
}
