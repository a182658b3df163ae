/* A text, scanned with a few keys, and what is said about it. */
#ifndef UNIT_SCANNED_H
#define UNIT_SCANNED_H

#include "base/memory.h"
#include "core/profile/scan.h"
#include "printed.h"

static const struct scan_key scanned_keys[] = {
    {.name = "client_id", .shown = true, .text = true},
    {.name = "client_secret", .instead = "write a reference"},
    {.name = "permissions", .shown = true, .text = true, .with_l = true},
    {.name = "min_valid", .shown = true, .instead = "write seconds"},
    {.name = "name", .shown = true},
    {.name = "scope", .shown = true},
    {.name = "stack", .shown = true},
};

struct scanned {
	struct buf text;
	struct scan scan;
	struct diagnostics list;
	int result;
};

static inline void scanned_bytes(struct scanned *scanned, const char *bytes, size_t len)
{
	*scanned =
	    (struct scanned){.text = BUF_INIT(BUF_FILE_MAX), .scan = SCAN_INIT, .list = {.path = xstrdup("x.cfg")}};
	buf_add(&scanned->text, bytes, len);
	scanned->result =
	    scan_text(&scanned->scan, &scanned->text, scanned_keys, ARRAY_LEN(scanned_keys), &scanned->list);
}

static inline void scanned_release(struct scanned *scanned)
{
	buf_release(&scanned->text);
	scan_release(&scanned->scan);
	diagnostics_release(&scanned->list);
}

static inline void expect_printed_bytes(const char *bytes, size_t len, const char *want)
{
	struct scanned scanned;
	char *text;

	scanned_bytes(&scanned, bytes, len);
	cr_assert_eq(scanned.result, *want ? -1 : 0);
	text = printed(&scanned.list, "/no/such/directory");
	cr_assert_str_eq(text, want);
	free(text);
	scanned_release(&scanned);
}

/* What is printed for the text; "" for a text without fault. */
static inline void expect_printed(const char *text, const char *want)
{
	expect_printed_bytes(text, strlen(text), want);
}

/* The one complaint about a text. */
static inline void expect_one(const char *text, unsigned line, unsigned column, const char *message)
{
	struct scanned scanned;

	scanned_bytes(&scanned, text, strlen(text));
	cr_assert_eq(scanned.list.count, 1, "%zu complaints about <%s>", scanned.list.count, text);
	cr_assert_str_eq(scanned.list.item[0].message, message);
	cr_assert_eq(scanned.list.item[0].at.line, line);
	cr_assert_eq(scanned.list.item[0].at.column, column, "column %u", scanned.list.item[0].at.column);
	scanned_release(&scanned);
}

static inline void expect_masked(const char *text, const char *masked)
{
	struct scanned scanned;

	scanned_bytes(&scanned, text, strlen(text));
	cr_assert_str_eq(scanned.list.masked, masked);
	scanned_release(&scanned);
}

#endif
