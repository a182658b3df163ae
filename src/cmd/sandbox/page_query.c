#include "cmd/sandbox/page_query.h"

#include <stdio.h>

#include "base/memory.h"
#include "cmd/sandbox/request.h"
#include "core/discord/permission.h"

static bool read_limit(const struct buf *text, const struct page_rules *rules, uint64_t *limit, struct answer *answer)
{
	struct error err = ERROR_INIT;
	char message[96];

	*limit = rules->limit;
	if (!text->len)
		return true;
	if (permission_parse_number(buf_text(text), limit, &err) < 0) {
		answer_field_error(answer, "limit", "NUMBER_TYPE_COERCE", "Value is not int.");
	} else if (*limit < 1) {
		answer_field_error(answer, "limit", "NUMBER_TYPE_MIN",
				   "int value should be greater than or equal to 1.");
	} else if (*limit > rules->limit_max) {
		snprintf(message, sizeof(message), "int value should be less than or equal to %llu.",
			 (unsigned long long)rules->limit_max);
		answer_field_error(answer, "limit", "NUMBER_TYPE_MAX", message);
	} else {
		return true;
	}
	return false;
}

/* The one anchor that was given: which, and its id. */
static bool read_anchor(const struct form_field fields[static PAGE_ANCHORS], const struct page_rules *rules,
			struct page_query *page, struct answer *answer)
{
	struct error err = ERROR_INIT;
	unsigned given = 0;

	page->anchor = rules->start;
	page->id = rules->start == PAGE_BEFORE ? UINT64_MAX : 0;
	for (unsigned i = 0; i < PAGE_ANCHORS; i++) {
		if (!fields[i].value->len || (i == PAGE_AROUND && !rules->around))
			continue;
		if (given++) {
			answer_field_error(answer, fields[i].name, "MUTUALLY_EXCLUSIVE",
					   "Only one of before, after and around may be given.");
			return false;
		}
		page->anchor = (enum page_anchor)i;
		if (permission_parse_number(buf_text(fields[i].value), &page->id, &err) < 0) {
			answer_field_error(answer, fields[i].name, "NUMBER_TYPE_COERCE", "Value is not snowflake.");
			return false;
		}
	}
	return true;
}

bool page_query_read(const char *query, const struct page_rules *rules, struct page_query *page, struct answer *answer)
{
	struct buf value[PAGE_ANCHORS + 1];
	const struct form_field fields[] = {{"before", &value[PAGE_BEFORE]},
					    {"after", &value[PAGE_AFTER]},
					    {"around", &value[PAGE_AROUND]},
					    {"limit", &value[PAGE_ANCHORS]}};
	const char *wrong;
	bool right = false;

	for (size_t i = 0; i < ARRAY_LEN(value); i++)
		buf_init(&value[i], 64);
	wrong = form_read(query, fields, ARRAY_LEN(fields));
	if (wrong)
		answer_field_error(answer, wrong, "NUMBER_TYPE_COERCE", "Value is malformed, or there twice.");
	else
		right = read_anchor(fields, rules, page, answer) &&
			read_limit(&value[PAGE_ANCHORS], rules, &page->limit, answer);
	for (size_t i = 0; i < ARRAY_LEN(value); i++)
		buf_release(&value[i]);
	return right;
}
