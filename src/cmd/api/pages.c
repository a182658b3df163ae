#include "cmd/api/pages.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "cmd/api/output.h"
#include "cmd/api/paging.h"

/* For a person who sees nothing else of it: when the list itself goes to the terminal, it is its own progress. */
static void show_progress(const struct paging *paging)
{
	if (isatty(STDERR_FILENO) && !isatty(STDOUT_FILENO))
		fprintf(stderr, "\r\033[K%" PRIu64 " items", paging->count);
}

static void clear_progress(void)
{
	if (isatty(STDERR_FILENO) && !isatty(STDOUT_FILENO))
		fprintf(stderr, "\r\033[K");
}

static int print_page(struct paging *paging, const struct http_reply *reply, struct error *err)
{
	uint64_t index = paging->count;
	struct json_slice *items;
	size_t count;
	int result = paging_take(paging, &reply->body, &items, &count, err);

	for (size_t i = 0; i < count && !result; i++)
		result = api_print_item(items[i], index + i, err);
	free(items);
	return result;
}

static int run_page(struct api_call *call, struct paging *paging, struct error *err)
{
	struct buf path = BUF_INIT(BUF_TOKEN_MAX);
	struct http_reply reply = HTTP_REPLY_INIT;
	int result = -1;

	paging_path(paging, &path);
	if (!buf_ok(&path)) {
		error_set(err, ERROR_USAGE, "PATH is too long");
		goto out;
	}
	if (api_send(call, buf_text(&path), &reply, err) < 0)
		goto out;
	if (discord_api_succeeded(&reply)) {
		result = print_page(paging, &reply, err);
		goto out;
	}
	/* Behind items it would only spoil what is there. */
	if (!paging->count && api_print_reply(&reply, call->options->include, err) < 0)
		goto out;
	api_fail(call, &reply, err);
out:
	http_reply_release(&reply);
	buf_release(&path);
	return result;
}

/* A list that could not be read to its end is not closed, so that nobody takes it for the whole one. */
int api_run_pages(struct api_call *call, struct error *err)
{
	struct paging paging = PAGING_INIT;
	int result = paging_open(&paging, buf_text(&call->path), call->options->limit, err);

	while (!result && !paging.done) {
		show_progress(&paging);
		result = run_page(call, &paging, err);
	}
	clear_progress();
	if (!result)
		result = api_print_end(paging.count, err);
	else if (paging.count)
		error_prefix(err, "after %" PRIu64 " items", paging.count);
	paging_release(&paging);
	return result;
}
