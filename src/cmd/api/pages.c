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

static int print_item(struct api_call *call, struct json_slice item, uint64_t index, struct error *err)
{
	if (call->filter)
		return api_print_filtered(call->filter, item, err);
	if (call->options->lines)
		return api_print_line(item, err);
	return api_print_item(item, index, err);
}

/* The items as the list of a page, for the filter. */
static int filter_page(struct api_call *call, const struct json_slice *items, size_t count, struct error *err)
{
	struct buf page = BUF_INIT(2 * DISCORD_REPLY_MAX);
	int result;

	buf_char(&page, '[');
	for (size_t i = 0; i < count; i++) {
		buf_str(&page, i ? "," : "");
		buf_add(&page, items[i].at, items[i].len);
	}
	buf_char(&page, ']');
	result = api_print_filtered(call->filter, (struct json_slice){buf_text(&page), page.len}, err);
	buf_release(&page);
	return result;
}

/* A filter sees a page as the list that it is, or with --ndjson each item of it. */
static int print_page(struct api_call *call, struct paging *paging, const struct http_reply *reply, struct error *err)
{
	uint64_t index = paging->count;
	struct json_slice *items;
	size_t count;
	int result = paging_take(paging, &reply->body, &items, &count, err);

	if (!result && call->filter && !call->options->lines) {
		result = filter_page(call, items, count, err);
		count = 0;
	}
	for (size_t i = 0; i < count && !result; i++)
		result = print_item(call, items[i], index + i, err);
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
		result = print_page(call, paging, &reply, err);
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

/* Behind what the error says to do. */
static void tell_where(const struct paging *paging, struct error *err)
{
	char hint[sizeof(err->hint)];

	snprintf(hint, sizeof(hint), "%s", error_next_step(err));
	error_prefix(err, "after %" PRIu64 " items", paging->count);
	error_hint(err, "%s%sgo on with '--%s %" PRIu64 "'", hint, *hint ? "; " : "", paging->list->anchor,
		   paging->anchor);
}

int api_run_pages(struct api_call *call, struct error *err)
{
	const struct api_options *options = call->options;
	struct paging paging = PAGING_INIT;
	struct error unclosed = ERROR_INIT;
	int result = paging_open(&paging, buf_text(&call->path), &options->range, err);

	while (!result && !paging.done) {
		show_progress(&paging);
		result = run_page(call, &paging, err);
	}
	clear_progress();
	if (!options->lines && !call->filter && (!result || paging.count) &&
	    api_print_end(paging.count, result ? &unclosed : err) < 0)
		result = -1;
	if (result && paging.count)
		tell_where(&paging, err);
	paging_release(&paging);
	return result;
}
