#include "cmd/sandbox/request.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/memory.h"
#include "base/query.h"
#include "base/url.h"
#include "core/discord/permission.h"
#include "discred/error.h"

const char *form_read(const char *form, const struct form_field *fields, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct error err = ERROR_INIT;
		int found = query_value(form, fields[i].name, fields[i].value, &err);

		if (found < 0 || found > 1 || !buf_ok(fields[i].value))
			return fields[i].name;
	}
	return NULL;
}

bool request_has_form(const struct request *request)
{
	static const char form[] = "application/x-www-form-urlencoded";
	const char *type = request->content_type;
	char after;

	if (!type || strncasecmp(type, form, sizeof(form) - 1) != 0)
		return false;
	after = type[sizeof(form) - 1];
	return (after == '\0' || after == ';' || after == ' ') &&
	       !memchr(buf_text(&request->body), '\0', request->body.len);
}

bool request_has_json(const struct request *request)
{
	static const char json[] = "application/json";

	return request->content_type && !strncasecmp(request->content_type, json, sizeof(json) - 1);
}

const char *request_credentials(const struct request *request, const char *scheme)
{
	size_t len = strlen(scheme);
	const char *value = request->authorization;

	if (!value || strncasecmp(value, scheme, len) != 0 || value[len] != ' ')
		return NULL;
	return value + len + strspn(value + len, " ");
}

bool snowflake_check(const char *text, const char *field, struct answer *answer)
{
	struct error err = ERROR_INIT;
	char message[96];
	uint64_t value;

	if (permission_parse_number(text, &value, &err) == 0)
		return true;
	snprintf(message, sizeof(message), "Value \"%s\" is not snowflake.", text);
	answer_field_error(answer, field, "NUMBER_TYPE_COERCE", message);
	return false;
}

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
