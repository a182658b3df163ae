/* A JSON object of a test. */
#ifndef UNIT_EFFECTIVE_CASE_H
#define UNIT_EFFECTIVE_CASE_H

#include <criterion/criterion.h>

#include "core/output/json.h"

static inline json_t *parse(const char *text)
{
	struct buf bytes = BUF_INIT(BUF_REPLY_MAX);
	json_t *object;

	buf_str(&bytes, text);
	object = json_parse_object(&bytes);
	cr_assert_not_null(object, "%s", text);
	buf_release(&bytes);
	return object;
}

#endif
