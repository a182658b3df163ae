/*
 * The query of a list that is handed out in pages: where the page lies, and how long it is.
 */
#ifndef SANDBOX_PAGE_QUERY_H
#define SANDBOX_PAGE_QUERY_H

#include <stdbool.h>
#include <stdint.h>

#include "cmd/sandbox/answer.h"

enum page_anchor { PAGE_BEFORE, PAGE_AFTER, PAGE_AROUND, PAGE_ANCHORS };

struct page_rules {
	uint64_t limit; /* when none is given */
	uint64_t limit_max;
	bool around;            /* there is such a parameter */
	enum page_anchor start; /* without an anchor: from the end of time backwards, or from its beginning on */
};

struct page_query {
	enum page_anchor anchor;
	uint64_t id;
	uint64_t limit;
};

/* false when it makes no sense, and the answer says so. */
bool page_query_read(const char *query, const struct page_rules *rules, struct page_query *page, struct answer *answer)
    __attribute__((nonnull, warn_unused_result));

#endif
