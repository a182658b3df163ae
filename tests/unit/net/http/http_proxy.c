#include "http_run.h"

Test(http_proxy, loopback_passes_by_every_proxy)
{
	static const char *const names[] = {"http_proxy",  "HTTP_PROXY", "https_proxy",
					    "HTTPS_PROXY", "all_proxy",  "ALL_PROXY"};
	struct run run;

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		setenv(names[i], "http://127.0.0.1:1", 1);
	RUN(run, "GET", OK);
	cr_assert_eq(run.result, 0, "%s", run.err.text);
	cr_assert_eq(run.reply.status, 200);
	run_release(&run);
}

/* Runs a POST for https://api.example/path through a proxy that answers so. */
static void run_through_proxy(struct run *run, const char *const *replies, size_t count,
			      const struct buf *authorization)
{
	run_init(run, "POST");
	server_start(&run->server, replies, count);
	snprintf(run->server.url, sizeof(run->server.url), "http://user:planted@127.0.0.1:%u", run->server.port);
	setenv("https_proxy", run->server.url, 1);
	unsetenv("no_proxy");
	unsetenv("NO_PROXY");
	environ_read(&run->env);
	run->request.authorization = authorization;
	run->request.url = "https://api.example/path?query=planted";
	run->result = http_perform(&run->settings, &run->request, &run->reply, &run->err);
	server_stop(&run->server);
}

/* What was said of the proxy, with its port. */
#define expect_of_proxy(run, want_code, format, hint)                                                                  \
	do {                                                                                                           \
		char want[256];                                                                                        \
                                                                                                                       \
		snprintf(want, sizeof(want), format, (run).server.port);                                               \
		expect_hint((run).err, want_code, want, hint);                                                         \
		cr_assert_not((run).reply.reached);                                                                    \
		cr_assert_not((run).reply.sent);                                                                       \
	} while (0)

Test(http_proxy, goes_through_the_proxy_and_tells_it_nothing)
{
	const char *const replies[] = {"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n", OK};
	struct buf authorization = BUF_INIT(64);
	struct run run;

	buf_str(&authorization, "Bearer abcdef");
	run_through_proxy(&run, replies, 2, &authorization);
	cr_assert_eq(run.result, -1);
	expect_of_proxy(run, ERROR_TEMP,
			"the proxy '127.0.0.1:%u' does not connect us to 'api.example': it answered 407",
			"check the user name and the password in https_proxy");
	cr_assert_eq(server_count(&run.server, "CONNECT api.example:443 HTTP/1.1\r\n"), 1);
	cr_assert_eq(server_count(&run.server, "abcdef"), 0);
	cr_assert_eq(server_count(&run.server, "/path"), 0);
	buf_release(&authorization);
	run_release(&run);
}

Test(http_proxy, repeats_what_a_proxy_could_not_connect)
{
	const char *const replies[] = {
	    "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n",
	    "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n",
	    "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n",
	    OK,
	};
	struct run run;

	run_through_proxy(&run, replies, 4, NULL);
	cr_assert_eq(run.result, -1);
	expect_of_proxy(run, ERROR_TEMP,
			"the proxy '127.0.0.1:%u' does not connect us to 'api.example': it answered 502",
			"check https_proxy and no_proxy in the environment, or ask who runs the proxy");
	cr_assert_eq(server_count(&run.server, "CONNECT "), 3);
	run_release(&run);
}

Test(http_proxy, names_one_that_hangs_up)
{
	const char *const replies[] = {SERVER_HANG_UP, SERVER_HANG_UP, SERVER_HANG_UP};
	struct run run;

	run_through_proxy(&run, replies, 3, NULL);
	cr_assert_eq(run.result, -1);
	expect_of_proxy(run, ERROR_TEMP, "cannot reach the proxy '127.0.0.1:%u': the connection broke",
			"see whether the proxy that https_proxy names works");
	run_release(&run);
}

/* After the tunnel stands it is the server that fails. */
Test(http_proxy, does_not_blame_it_for_the_server)
{
	const char *const replies[] = {
	    "HTTP/1.1 200 OK\r\n\r\nnonsense",
	    "HTTP/1.1 200 OK\r\n\r\nnonsense",
	    "HTTP/1.1 200 OK\r\n\r\nnonsense",
	};
	struct run run;

	run_through_proxy(&run, replies, 3, NULL);
	cr_assert_eq(run.result, -1);
	expect_error(run.err, ERROR_TEMP, "cannot reach 'api.example' through the proxy: the TLS handshake failed");
	cr_assert(run.reply.reached);
	cr_assert_not(run.reply.sent);
	run_release(&run);
}

/* A GET for https://api.example/path with a proxy that nobody listens at. */
static void expect_unreachable(const char *address, enum error_code code, const char *text, const char *hint)
{
	struct run run;

	run_init(&run, "GET");
	unsetenv("no_proxy");
	unsetenv("NO_PROXY");
	setenv("https_proxy", address, 1);
	environ_read(&run.env);
	run.request.url = "https://api.example/path";
	run.settings.patience_ms = 0;
	cr_assert_eq(http_perform(&run.settings, &run.request, &run.reply, &run.err), -1);
	expect_hint(run.err, code, text, hint);
	http_reply_release(&run.reply);
}

Test(http_proxy, shows_no_proxy_password)
{
	expect_unreachable("http://user:planted@127.0.0.1:1", ERROR_TEMP,
			   "cannot reach the proxy '127.0.0.1:1': connection refused",
			   "see whether the proxy that https_proxy names works");
	expect_unreachable("socks5h://user:planted@127.0.0.1:1", ERROR_TEMP,
			   "cannot reach the proxy '127.0.0.1:1': connection refused",
			   "see whether the proxy that https_proxy names works");
	expect_unreachable("nonsense://user:planted@127.0.0.1:1", ERROR_CONFIG,
			   "https_proxy is set to something that is no address of a proxy",
			   "write http://HOST:PORT, or unset it");
}
