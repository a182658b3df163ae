/*
 * A request as the handlers see it: bytes and text, nothing of the HTTP library.
 */
#ifndef SANDBOX_REQUEST_H
#define SANDBOX_REQUEST_H

#include <stdbool.h>
#include <stdint.h>

#include "cmd/sandbox/answer.h"
#include "discred/buf.h"

/* A longer body is refused. */
enum { REQUEST_BODY_MAX = 64 * 1024 };

struct request {
	const char *method;
	const char *path;  /* decoded */
	const char *query; /* as sent, "" when there is none */
	const char *host;  /* NULL unless there is exactly one */
	const char *authorization;
	const char *content_type;
	const char *user_agent;
	struct buf body;
	char segment[32]; /* what the route's first '*' stood for, and the second */
	char second[32];
	int64_t now; /* by the sandbox's clock, in seconds */
};

/* Wants at most one parameter of that name. */
struct form_field {
	const char *name;
	struct buf *value;
};

/*
 * Reads the fields of a query or form, "" for one that is missing. Returns NULL, or the name of the first that is there
 * twice or badly encoded.
 */
const char *form_read(const char *form, const struct form_field *fields, size_t count)
    __attribute__((nonnull, warn_unused_result));

/* The body is a form, says its Content-Type, and it has no NUL in it. */
bool request_has_form(const struct request *request) __attribute__((nonnull, warn_unused_result));

/* The body is JSON, says its Content-Type. */
bool request_has_json(const struct request *request) __attribute__((nonnull, warn_unused_result));

/* The credentials after the scheme ("Bot", "Bearer", "Basic", any letter case) in Authorization, NULL for another. */
const char *request_credentials(const struct request *request, const char *scheme)
    __attribute__((nonnull, warn_unused_result));

/* Whether that is an id: 0 or a decimal number without leading zeros, up to 2^64-1; false, and the answer says so. */
bool snowflake_check(const char *text, const char *field, struct answer *answer)
    __attribute__((nonnull, warn_unused_result));

/* The query of a list that is handed out in pages: where the page lies, and how long it is. */
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
