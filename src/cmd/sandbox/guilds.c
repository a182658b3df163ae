#include "cmd/sandbox/guilds.h"

#include <stdio.h>
#include <stdlib.h>

#include "cmd/sandbox/bearer.h"
#include "cmd/sandbox/page_query.h"
#include "core/discord/permission.h"

static uint64_t number_of(const char *id)
{
	return strtoull(id, NULL, 10);
}

static json_t *item(uint64_t id, const char *name, bool owner, uint64_t permissions)
{
	char id_text[24];
	char value[24];

	snprintf(id_text, sizeof(id_text), "%llu", (unsigned long long)id);
	snprintf(value, sizeof(value), "%llu", (unsigned long long)permissions);
	return json_pack("{s:s, s:s, s:n, s:n, s:b, s:s, s:[]}", "id", id_text, "name", name, "icon", "banner", "owner",
			 owner, "permissions", value, "features");
}

/* The whole list, by ascending id: the fixtures, then the others. */
static json_t *list_of_user(const struct sandbox *sandbox)
{
	json_t *list = json_array();

	for (uint64_t i = 0; i < sandbox->settings->guilds; i++) {
		char name[32];

		if (i < GUILDS) {
			json_array_append_new(list, item(number_of(fixture_guilds[i].id), fixture_guilds[i].name, true,
							 permission_mask(NULL)));
			continue;
		}
		snprintf(name, sizeof(name), "Server %llu", (unsigned long long)i + 1);
		json_array_append_new(list, item(fixture_other_guild_id(i), name, false, PERMISSION_VIEW_CHANNEL));
	}
	return list;
}

static json_t *list_of_bot(struct sandbox *sandbox, const struct app *bot)
{
	json_t *list = json_array();

	for (size_t i = 0; i < GUILDS; i++) {
		const struct membership *membership = sandbox_membership(sandbox, bot, &fixture_guilds[i]);

		if (membership->joined)
			json_array_append_new(list, item(number_of(fixture_guilds[i].id), fixture_guilds[i].name, false,
							 membership->permissions));
	}
	return list;
}

static json_t *list_for(struct sandbox *sandbox, const struct request *request, struct answer *answer)
{
	const struct app *bot = bot_app(request);
	const struct issued_token *issued;

	if (bot)
		return list_of_bot(sandbox, bot);
	issued = bearer_token(sandbox, request, answer);
	if (!issued)
		return NULL;
	if (issued_token_has_scope(issued, "guilds"))
		return list_of_user(sandbox);
	answer_api_error(answer, 403, 50026, "Missing required OAuth2 scope");
	return NULL;
}

static uint64_t id_at(const json_t *list, size_t index)
{
	return number_of(json_string_value(json_object_get(json_array_get(list, index), "id")));
}

/* A page of the list; before an id are the nearest below it. */
static json_t *cut(const json_t *list, const struct page_query *page)
{
	json_t *part = json_array();
	size_t count = json_array_size(list);
	size_t below = 0;
	size_t first;

	while (below < count && id_at(list, below) < page->id)
		below++;
	if (page->anchor == PAGE_BEFORE)
		first = below > page->limit ? below - page->limit : 0;
	else
		first = below + (below < count && id_at(list, below) == page->id);
	for (size_t i = first; i < count && json_array_size(part) < page->limit; i++) {
		if (page->anchor == PAGE_BEFORE && i >= below)
			break;
		json_array_append(part, json_array_get(list, i));
	}
	return part;
}

int guilds_serve(struct sandbox *sandbox, const struct request *request, struct answer *answer, struct error *err)
{
	static const struct page_rules rules = {.limit = 200, .limit_max = 200, .start = PAGE_AFTER};
	json_t *list = list_for(sandbox, request, answer);
	struct page_query page;

	(void)err;
	if (list && page_query_read(request->query, &rules, &page, answer))
		answer_json(answer, 200, cut(list, &page));
	json_decref(list);
	return 0;
}
