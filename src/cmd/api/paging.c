#include "cmd/api/paging.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/url.h"
#include "cmd/api/route.h"
#include "core/discord/permission.h"
#include "core/output/json.h"

static const struct paging_list lists[] = {
    {"/channels/*/messages", "before", true, 100},
    {"/users/@me/guilds", "after", false, 200},
};

static const struct paging_list *find(const char *path)
{
	for (size_t i = 0; i < ARRAY_LEN(lists); i++)
		if (api_path_matches(lists[i].path, path))
			return &lists[i];
	return NULL;
}

static bool is_named(const char *parameter, size_t len, const char *name)
{
	return strlen(name) == len && !strncmp(parameter, name, len);
}

/* Parameters that are ours to set. */
static int refuse(const char *parameter, size_t len, struct error *err)
{
	static const char *const names[] = {"limit", "before", "after", "around"};

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		if (!is_named(parameter, len, names[i]))
			continue;
		error_set(err, ERROR_USAGE, "'%s' in PATH does not go with --paginate", names[i]);
		return error_hint(err, i ? "use --after and --before" : "--limit says how many there are to be in all");
	}
	return 0;
}

static int read_anchor(struct paging *paging, const char *text, size_t len, struct error *err)
{
	char *value = xstrndup(text, len);
	int result = permission_parse_number(value, &paging->anchor, err);

	if (result < 0 || paging->anchored)
		result = error_set(err, ERROR_USAGE, "'%s' in PATH is not one id", paging->list->anchor);
	paging->anchored = true;
	free(value);
	return result;
}

static int read_query(struct paging *paging, const char *query, struct error *err)
{
	char before = '?';

	while (*query) {
		size_t len = strcspn(query, "&");
		size_t name = strcspn(query, "=&");

		if (is_named(query, name, paging->list->anchor) && query[name] == '=') {
			if (read_anchor(paging, query + name + 1, len - name - 1, err) < 0)
				return -1;
		} else if (len) {
			if (refuse(query, name, err) < 0)
				return -1;
			buf_char(&paging->base, before);
			buf_add(&paging->base, query, len);
			before = '&';
		}
		query += len + (query[len] == '&');
	}
	return 0;
}

/* The bound that the list begins at is its first anchor, the other one its end. */
static int set_range(struct paging *paging, const struct paging_range *range, struct error *err)
{
	bool down = paging->list->down;
	bool bound = down ? range->before != UINT64_MAX : range->after != 0;

	paging->end = down ? range->after : range->before;
	paging->done = paging->done || !range->before;
	if (!bound)
		return 0;
	if (paging->anchored)
		return error_set(err, ERROR_USAGE, "'%s' stands in PATH and is an option too", paging->list->anchor);
	paging->anchored = true;
	paging->anchor = down ? range->before : range->after;
	return 0;
}

int paging_open(struct paging *paging, const char *path, const struct paging_range *range, struct error *err)
{
	const char *query = strchr(path, '?');

	paging_release(paging);
	paging->list = find(path);
	paging->limit = range->limit;
	paging->done = !range->limit;
	if (!paging->list) {
		error_set(err, ERROR_USAGE, "this path has no pages that --paginate knows");
		return error_hint(err, "it knows /channels/ID/messages and /users/@me/guilds");
	}
	buf_add(&paging->base, path, query ? (size_t)(query - path) : strlen(path));
	if (query && read_query(paging, query + 1, err) < 0)
		return -1;
	if (set_range(paging, range, err) < 0)
		return -1;
	return buf_ok(&paging->base) ? 0 : error_set(err, ERROR_USAGE, "PATH is too long");
}

void paging_release(struct paging *paging)
{
	buf_release(&paging->base);
	*paging = (struct paging)PAGING_INIT;
}

static uint64_t page_size(const struct paging *paging)
{
	uint64_t left = paging->limit - paging->count;

	return left < paging->list->page ? left : paging->list->page;
}

void paging_path(const struct paging *paging, struct buf *path)
{
	buf_add(path, buf_text(&paging->base), paging->base.len);
	buf_printf(path, "%climit=%" PRIu64, strchr(buf_text(&paging->base), '?') ? '&' : '?', page_size(paging));
	if (paging->anchored)
		buf_printf(path, "&%s=%" PRIu64, paging->list->anchor, paging->anchor);
}

/* The id that the next page begins at; false when the page has none that leads on. */
static bool next_anchor(const struct paging *paging, const json_t *page, uint64_t *anchor)
{
	size_t index;
	json_t *item;

	*anchor = paging->anchor;
	json_array_foreach((json_t *)page, index, item)
	{
		struct error err = ERROR_INIT;
		const char *text = json_text(item, "id");
		uint64_t id;

		if (!text || permission_parse_number(text, &id, &err) < 0)
			return false;
		/* The first of the first page is compared with nothing. */
		if ((!index && !paging->anchored) || (paging->list->down ? id < *anchor : id > *anchor))
			*anchor = id;
	}
	return !paging->anchored || *anchor != paging->anchor;
}

/* How many items stand before the first one that is not wanted any more. */
static size_t wanted_items(const struct paging *paging, const json_t *page)
{
	size_t index;
	json_t *item;

	json_array_foreach((json_t *)page, index, item)
	{
		struct error err = ERROR_INIT;
		uint64_t id = 0;

		if (permission_parse_number(json_text(item, "id"), &id, &err) < 0)
			break;
		if (paging->list->down ? id <= paging->end : id >= paging->end)
			return index;
	}
	return json_array_size(page);
}

int paging_take(struct paging *paging, const struct buf *body, struct json_slice **items, size_t *count,
		struct error *err)
{
	uint64_t wanted = page_size(paging);
	json_t *page = json_parse_any(body);
	uint64_t anchor = 0;
	int result = -1;

	*items = NULL;
	*count = 0;
	if (!json_is_array(page) || !json_items(body, items, count) || *count != json_array_size(page)) {
		error_set(err, ERROR_TEMP, "the answer is not a list");
	} else if (*count && !next_anchor(paging, page, &anchor)) {
		error_set(err, ERROR_TEMP, "the answer has no ids that lead to the next page");
	} else {
		size_t within = wanted_items(paging, page);

		paging->done = *count < wanted || within < *count;
		*count = within < wanted ? within : (size_t)wanted;
		if (*count)
			paging->anchor = anchor;
		paging->anchored = paging->anchored || *count;
		paging->count += *count;
		paging->done = paging->done || paging->count >= paging->limit;
		result = 0;
	}
	json_decref(page);
	if (result < 0) {
		free(*items);
		*items = NULL;
		*count = 0;
	}
	return result;
}
