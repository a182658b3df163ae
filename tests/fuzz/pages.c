/*
 * A list that the API hands out in pages: a line with its path, then the pages, each a line.
 *
 * Parses: src/cmd/api/paging.c src/core/output/json_layout.c
 */
#include "cmd/api/paging.h"
#include "fuzz.h"

/* What a page gives lies in the page. */
static void check_items(const struct buf *page, const struct json_slice *items, size_t count)
{
	for (size_t i = 0; i < count; i++)
		must(items[i].at >= page->ptr && items[i].len <= page->len &&
		     (size_t)(items[i].at - page->ptr) <= page->len - items[i].len);
}

/* The path of the next page is another one: nobody asks for the same page for ever. */
static bool take(struct paging *paging, struct fuzz_input *input)
{
	struct buf before = BUF_INIT(2 * BUF_TOKEN_MAX);
	struct buf after = BUF_INIT(2 * BUF_TOKEN_MAX);
	struct buf page = BUF_INIT(BUF_REPLY_MAX);
	struct json_slice *items = NULL;
	size_t count = 0;
	uint64_t had = paging->count;
	char *line = fuzz_line(input);
	struct error err = ERROR_INIT;
	bool taken;

	buf_str(&page, line);
	paging_path(paging, &before);
	taken = !paging_take(paging, &page, &items, &count, &err);
	if (taken) {
		check_items(&page, items, count);
		must(paging->count == had + count && paging->count <= paging->limit);
		paging_path(paging, &after);
		must(paging->done || !buf_equal(&before, &after));
	} else {
		fuzz_must_explain(&err, ERROR_TEMP);
	}
	free(items);
	free(line);
	buf_release(&page);
	buf_release(&after);
	buf_release(&before);
	return taken;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct paging_range range = {.limit = 250, .after = 0, .before = UINT64_MAX};
	struct fuzz_input input = fuzz_input(data, size);
	char *path = fuzz_line(&input);
	struct paging paging = PAGING_INIT;
	struct error err = ERROR_INIT;

	if (paging_open(&paging, path, &range, &err))
		fuzz_must_explain(&err, ERROR_USAGE);
	else
		while (!paging.done && input.len && take(&paging, &input))
			;
	paging_release(&paging);
	free(path);
	return 0;
}
