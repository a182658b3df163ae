#include "cmd/api/paging.h"

#include <criterion/criterion.h>
#include <stdlib.h>

#include "expect.h"

static void open_list(struct paging *paging, const char *path, uint64_t limit)
{
	struct error err = ERROR_INIT;

	cr_assert_eq(paging_open(paging, path, &(struct paging_range){.limit = limit, .before = UINT64_MAX}, &err), 0,
		     "%s", err.text);
}

static void expect_next(const struct paging *paging, const char *want)
{
	struct buf path = BUF_INIT(256);

	paging_path(paging, &path);
	cr_assert_str_eq(buf_text(&path), want);
	buf_release(&path);
}

/* How many items were taken; -1: refused. */
static int take(struct paging *paging, const char *text, struct error *err)
{
	struct buf body = BUF_INIT(1 << 16);
	struct json_slice *items;
	size_t count;
	int result;

	buf_str(&body, text);
	result = paging_take(paging, &body, &items, &count, err);
	buf_release(&body);
	free(items);
	return result < 0 ? -1 : (int)count;
}

static void expect_taken(struct paging *paging, const char *text, int want, bool done)
{
	struct error err = ERROR_INIT;

	cr_assert_eq(take(paging, text, &err), want, "%s", err.text);
	cr_assert_eq(paging->done, done);
}

/* A list of objects with these ids, so many from `first` on by `step`. */
static void page_of(struct buf *text, int first, int step, int count)
{
	buf_clear(text);
	for (int i = 0; i < count; i++)
		buf_printf(text, "%s{\"id\":\"%d\"}", i ? "," : "[", first + i * step);
	buf_str(text, count ? "]" : "[]");
}

Test(paging, goes_down_through_messages)
{
	struct buf page = BUF_INIT(1 << 16);
	struct paging paging = PAGING_INIT;

	open_list(&paging, "/channels/1/messages", UINT64_MAX);
	expect_next(&paging, "/channels/1/messages?limit=100");
	page_of(&page, 1000, -1, 100);
	expect_taken(&paging, buf_text(&page), 100, false);
	expect_next(&paging, "/channels/1/messages?limit=100&before=901");
	page_of(&page, 900, -1, 30);
	expect_taken(&paging, buf_text(&page), 30, true);
	cr_assert_eq(paging.count, 130);
	paging_release(&paging);
	buf_release(&page);
}

Test(paging, goes_up_through_guilds)
{
	struct buf page = BUF_INIT(1 << 16);
	struct paging paging = PAGING_INIT;

	open_list(&paging, "/users/@me/guilds?with_counts=true&&after=5", UINT64_MAX);
	expect_next(&paging, "/users/@me/guilds?with_counts=true&limit=200&after=5");
	page_of(&page, 6, 1, 200);
	expect_taken(&paging, buf_text(&page), 200, false);
	expect_next(&paging, "/users/@me/guilds?with_counts=true&limit=200&after=205");
	expect_taken(&paging, "[]", 0, true);
	paging_release(&paging);
	buf_release(&page);
}

Test(paging, fetches_no_more_than_is_wanted)
{
	struct buf page = BUF_INIT(1 << 16);
	struct paging paging = PAGING_INIT;

	open_list(&paging, "/channels/1/messages?before=2000", 101);
	expect_next(&paging, "/channels/1/messages?limit=100&before=2000");
	page_of(&page, 1000, -1, 100);
	expect_taken(&paging, buf_text(&page), 100, false);
	expect_next(&paging, "/channels/1/messages?limit=1&before=901");
	page_of(&page, 900, -1, 3);
	expect_taken(&paging, buf_text(&page), 1, true);
	cr_assert_eq(paging.count, 101);
	paging_release(&paging);
	buf_release(&page);
}

Test(paging, order_within_a_page_does_not_matter)
{
	struct paging paging = PAGING_INIT;

	open_list(&paging, "/channels/1/messages", 3);
	expect_taken(&paging, "[{\"id\":\"9\"},{\"id\":\"7\"}]", 2, true);
	cr_assert_eq(paging.anchor, 7);
	paging_release(&paging);
}

Test(paging, does_not_go_in_circles)
{
	struct paging paging = PAGING_INIT;
	struct error err = ERROR_INIT;

	open_list(&paging, "/channels/1/messages?before=7", UINT64_MAX);
	cr_assert_eq(take(&paging, "[{\"id\":\"7\"}]", &err), -1);
	expect_error(err, ERROR_TEMP, "the answer has no ids that lead to the next page");
	cr_assert_eq(take(&paging, "[{\"id\":\"8\"}]", &err), -1);
	paging_release(&paging);
}

Test(paging, takes_lists_only)
{
	static const char *const bodies[] = {"", "{}", "[", "1", "[}]"};
	static const char *const items[] = {"[1]",
					    "[{}]",
					    "[{\"id\":1}]",
					    "[{\"id\":\"x\"}]",
					    "[{\"id\":\"-1\"}]",
					    "[{\"id\":\"18446744073709551616\"}]",
					    "[{\"id\":\"1\"},null]"};
	struct paging paging = PAGING_INIT;
	struct error err = ERROR_INIT;

	open_list(&paging, "/channels/1/messages", UINT64_MAX);
	for (size_t i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++) {
		cr_assert_eq(take(&paging, bodies[i], &err), -1);
		expect_error(err, ERROR_TEMP, "the answer is not a list");
	}
	for (size_t i = 0; i < sizeof(items) / sizeof(items[0]); i++) {
		cr_assert_eq(take(&paging, items[i], &err), -1);
		expect_error(err, ERROR_TEMP, "the answer has no ids that lead to the next page");
	}
	cr_assert_eq(paging.count, 0);
	paging_release(&paging);
}

static void refuse(const char *path, const char *text, const char *hint)
{
	struct paging paging = PAGING_INIT;
	struct error err = ERROR_INIT;

	cr_assert_eq(
	    paging_open(&paging, path, &(struct paging_range){.limit = UINT64_MAX, .before = UINT64_MAX}, &err), -1,
	    "%s", path);
	expect_hint(err, ERROR_USAGE, text, hint);
	paging_release(&paging);
}

Test(paging, knows_its_lists)
{
	static const char text[] = "this path has no pages that --paginate knows";
	static const char hint[] = "it knows /channels/ID/messages and /users/@me/guilds";

	refuse("/channels/1", text, hint);
	refuse("/channels/1/messages/2", text, hint);
	refuse("/channels//messages", text, hint);
	refuse("/users/@me", text, hint);
}

Test(paging, has_parameters_of_its_own)
{
	static const char hint[] = "use --after and --before";

	refuse("/channels/1/messages?limit=5", "'limit' in PATH does not go with --paginate",
	       "--limit says how many there are to be in all");
	refuse("/channels/1/messages?after=5", "'after' in PATH does not go with --paginate", hint);
	refuse("/channels/1/messages?x=y&around=5", "'around' in PATH does not go with --paginate", hint);
	refuse("/users/@me/guilds?before=5", "'before' in PATH does not go with --paginate", hint);
	refuse("/users/@me/guilds?after", "'after' in PATH does not go with --paginate", hint);
	refuse("/users/@me/guilds?after=x", "'after' in PATH is not one id", "");
	refuse("/users/@me/guilds?after=1&after=2", "'after' in PATH is not one id", "");
}

Test(paging, of_nothing_is_done)
{
	struct paging paging = PAGING_INIT;

	open_list(&paging, "/users/@me/guilds", 0);
	cr_assert(paging.done);
	paging_release(&paging);
}

static void open_range(struct paging *paging, const char *path, uint64_t after, uint64_t before)
{
	const struct paging_range range = {.limit = UINT64_MAX, .after = after, .before = before};
	struct error err = ERROR_INIT;

	cr_assert_eq(paging_open(paging, path, &range, &err), 0, "%s", err.text);
}

Test(paging, begins_and_ends_at_bounds)
{
	struct buf page = BUF_INIT(1 << 16);
	struct paging paging = PAGING_INIT;

	open_range(&paging, "/channels/1/messages", 850, 1000);
	expect_next(&paging, "/channels/1/messages?limit=100&before=1000");
	page_of(&page, 999, -1, 100);
	expect_taken(&paging, buf_text(&page), 100, false);
	expect_next(&paging, "/channels/1/messages?limit=100&before=900");
	page_of(&page, 899, -1, 100);
	expect_taken(&paging, buf_text(&page), 49, true);
	open_range(&paging, "/users/@me/guilds", 10, 13);
	expect_next(&paging, "/users/@me/guilds?limit=200&after=10");
	page_of(&page, 11, 1, 200);
	expect_taken(&paging, buf_text(&page), 2, true);
	paging_release(&paging);
	buf_release(&page);
}

Test(paging, a_bound_stands_in_one_place)
{
	const struct paging_range range = {.limit = UINT64_MAX, .before = 7};
	struct paging paging = PAGING_INIT;
	struct error err = ERROR_INIT;

	cr_assert_eq(paging_open(&paging, "/channels/1/messages?before=5", &range, &err), -1);
	expect_error(err, ERROR_USAGE, "'before' stands in PATH and is an option too");
	paging_release(&paging);
}
