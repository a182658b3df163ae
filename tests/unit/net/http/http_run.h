/* One request against a server that gives the listed answers, and what it came to. */
#ifndef UNIT_HTTP_RUN_H
#define UNIT_HTTP_RUN_H

#include <criterion/criterion.h>
#include <string.h>

#include "base/memory.h"
#include "expect.h"
#include "http_server.h"
#include "net/http/http.h"

#define OK "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"
#define UNAVAILABLE "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n"
#define LIMITED(headers, body) "HTTP/1.1 429 Too Many Requests\r\n" headers "Connection: close\r\n\r\n" body

struct run {
	struct server server;
	struct http_settings settings;
	struct environ env;
	struct http_request request;
	struct http_reply reply;
	struct error err;
	int result;
};

static inline void run_init(struct run *run, const char *method)
{
	*run = (struct run){
	    .settings = HTTP_SETTINGS_INIT,
	    .request = {.method = method},
	    .reply = HTTP_REPLY_INIT,
	    .err = ERROR_INIT,
	};
	environ_read(&run->env);
	run->settings.env = &run->env;
	run->settings.user_agent = "DiscordBot (https://example.com, 1.0)";
	run->settings.backoff_ms = 0;
}

static inline void run_against(struct run *run, const char *const *replies, size_t count)
{
	server_start(&run->server, replies, count);
	run->request.url = run->server.url;
	run->result = http_perform(&run->settings, &run->request, &run->reply, &run->err);
	server_stop(&run->server);
}

static inline void run_release(struct run *run)
{
	http_reply_release(&run->reply);
	server_release(&run->server);
}

#define RUN(run, method, ...)                                                                                          \
	do {                                                                                                           \
		const char *const replies[] = {__VA_ARGS__};                                                           \
                                                                                                                       \
		run_init(&(run), method);                                                                              \
		run_against(&(run), replies, ARRAY_LEN(replies));                                                      \
	} while (0)

/* An error's text with the port, which differs from run to run. */
#define expect_failure(run, want_code, format)                                                                         \
	do {                                                                                                           \
		char want[256];                                                                                        \
                                                                                                                       \
		snprintf(want, sizeof(want), format, (run).server.port);                                               \
		cr_assert_eq((run).result, -1);                                                                        \
		expect_error((run).err, want_code, want);                                                              \
	} while (0)

#endif
