#include "cmd/sandbox/bearer.h"
#include "cmd/sandbox/channel.h"
#include "cmd/sandbox/page_query.h"

/* Which messages: numbers from `first` up to, not including, `end`; newest first. */
struct span {
	uint64_t first;
	uint64_t end;
};

/* How many messages have an id below that. */
static uint64_t count_below(const struct channel *channel, uint64_t count, uint64_t id)
{
	uint64_t number = 0;

	while (number < count && fixture_message_id(channel, number) < id)
		number++;
	return number;
}

static uint64_t at_least_zero(uint64_t from, uint64_t minus)
{
	return from > minus ? from - minus : 0;
}

static uint64_t at_most(uint64_t value, uint64_t high)
{
	return value < high ? value : high;
}

static struct span span_at(const struct channel *channel, uint64_t count, const struct page_query *page)
{
	uint64_t below = count_below(channel, count, page->id);
	uint64_t first;

	if (page->anchor == PAGE_BEFORE)
		return (struct span){at_least_zero(below, page->limit), below};
	if (page->anchor == PAGE_AFTER)
		first = below + (below < count && fixture_message_id(channel, below) == page->id);
	else
		first = at_least_zero(below, page->limit / 2);
	return (struct span){first, at_most(first + page->limit, count)};
}

int messages_serve(struct sandbox *sandbox, const struct request *request, struct answer *answer, struct error *err)
{
	static const struct page_rules rules = {.limit = 50, .limit_max = 100, .around = true, .start = PAGE_BEFORE};
	uint64_t permissions;
	const struct channel *channel = channel_open(sandbox, request, &permissions, answer);
	const struct app *bot = bot_app(request);
	struct page_query page;
	struct span span;
	json_t *list;

	(void)err;
	if (!channel || !bot)
		return 0;
	if (channel->type == CHANNEL_VOICE && !channel_allows(permissions, "CONNECT")) {
		answer_api_error(answer, 403, 50001, "Missing Access");
		return 0;
	}
	if (!page_query_read(request->query, &rules, &page, answer))
		return 0;
	span = span_at(channel, message_count(sandbox, channel), &page);
	list = json_array();
	/* Without the right to read history Discord answers an empty list, and no error. */
	if (channel_allows(permissions, "READ_MESSAGE_HISTORY"))
		for (uint64_t number = span.end; number > span.first; number--)
			json_array_append_new(list, message_json(sandbox, channel, number - 1, bot));
	answer_json(answer, 200, list);
	return 0;
}
