#include <inttypes.h>
#include <unistd.h>

#include "base/log.h"
#include "base/ui_options.h"
#include "net/http/http_retry.h"
#include "net/http/http_trace.h"

void http_log_request(const struct http_settings *settings, const struct http_request *request, const struct url *url)
{
	struct buf lines = BUF_INIT(4 * BUF_REPLY_MAX);

	if (!ui_options()->trace)
		return;
	http_trace_request(settings, request, url, &lines);
	log_trace(&lines);
	buf_release(&lines);
}

static void tell_trace(enum http_outcome outcome, const struct http_reply *reply, int64_t ms, const struct error *err)
{
	struct buf lines = BUF_INIT(4 * BUF_REPLY_MAX);

	if (outcome == HTTP_ANSWERED)
		http_trace_reply(reply, ms, &lines);
	else
		buf_printf(&lines, "< nothing in %" PRId64 " ms: %s\n", ms, err->text);
	http_mask(&reply->secrets, &lines);
	log_trace(&lines);
	buf_release(&lines);
}

void http_log_wait(int64_t ms)
{
	/* As the server said it: without what was added. */
	int64_t seconds = (ms + 999 - HTTP_RATE_JITTER_MS) / 1000;

	if (isatty(STDERR_FILENO))
		log_note("waiting %" PRId64 " s for the rate limit", seconds > 0 ? seconds : 1);
}

void http_log_outcome(const struct http_request *request, const struct url *url, enum http_outcome outcome,
		      const struct http_reply *reply, int64_t ms, const struct error *err)
{
	struct buf target = BUF_INIT(BUF_FILE_MAX);

	if (ui_options()->trace)
		tell_trace(outcome, reply, ms, err);
	if (!ui_options()->verbose)
		return;
	http_trace_target(url, &target);
	if (outcome == HTTP_ANSWERED)
		log_detail("%s %s -> %d in %" PRId64 " ms", request->method, buf_text(&target), reply->status, ms);
	else
		log_detail("%s %s -> nothing in %" PRId64 " ms", request->method, buf_text(&target), ms);
	buf_release(&target);
}
