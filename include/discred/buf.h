/*
 * The one growable string. Bounded, and it wipes whatever it leaves behind, so it can hold a secret without anybody
 * having to know that it does.
 *
 * Invariants: ptr is NULL or holds len bytes and a NUL after them; len <= max; cap is what is allocated.
 * An append that would pass max does not happen: the contents are wiped, len becomes 0, and `over` stays set until
 * buf_clear(). So a run of appends needs one check at its end (buf_ok), like stdio's ferror.
 *
 *	struct buf url = BUF_INIT(4096);
 *
 *	buf_str(&url, "https://");
 *	buf_str(&url, host);
 *	if (!buf_ok(&url))
 *		...
 *	buf_release(&url);
 */
#ifndef DISCRED_BUF_H
#define DISCRED_BUF_H

#include <stdbool.h>
#include <stddef.h>

struct buf {
	char *ptr;
	size_t len;
	size_t cap;
	size_t max;
	bool over;
};

#define BUF_INIT(limit)                                                                                                \
	{                                                                                                              \
		.ptr = NULL, .len = 0, .cap = 0, .max = (limit), .over = false                                         \
	}

/* Sizes that recur: a token (Discord names no limit), a small file of ours, a reply from the network. */
#define BUF_TOKEN_MAX ((size_t)64 * 1024)
#define BUF_FILE_MAX ((size_t)256 * 1024)
#define BUF_REPLY_MAX ((size_t)1024 * 1024)

void buf_init(struct buf *buf, size_t max) __attribute__((nonnull));

/* Wipes and frees; the buffer is empty and usable again, with the same limit. */
void buf_release(struct buf *buf) __attribute__((nonnull));

/* Wipes the contents and clears `over`; keeps the block. */
void buf_clear(struct buf *buf) __attribute__((nonnull));

void buf_add(struct buf *buf, const void *bytes, size_t len) __attribute__((nonnull(1)));
void buf_str(struct buf *buf, const char *text) __attribute__((nonnull));
void buf_char(struct buf *buf, char c) __attribute__((nonnull));
void buf_printf(struct buf *buf, const char *format, ...) __attribute__((nonnull(1, 2), format(printf, 2, 3)));

/* Appends the bytes with everything but RFC 3986's unreserved characters as %XX. */
void buf_percent(struct buf *buf, const char *text, size_t len) __attribute__((nonnull));

/* Shortens to len bytes, wiping the rest. len must not be above the present one. */
void buf_cut(struct buf *buf, size_t len) __attribute__((nonnull));

/* Room for len more bytes; returns where they go (the caller sets them, then calls buf_grown), NULL when over. */
char *buf_room(struct buf *buf, size_t len) __attribute__((nonnull, warn_unused_result));
void buf_grown(struct buf *buf, size_t len) __attribute__((nonnull));

/* Hands the contents over without a copy; `to` is released first, `from` is empty afterwards. */
void buf_move(struct buf *to, struct buf *from) __attribute__((nonnull));

/* The contents as a C string, "" when empty; valid until the next change. */
const char *buf_text(const struct buf *buf) __attribute__((nonnull, warn_unused_result));

bool buf_ok(const struct buf *buf) __attribute__((nonnull, warn_unused_result));

/*
 * The length of the first line, without its end: a newline, or that of the contents. A carriage return before either
 * belongs to the end: Windows writes it there.
 */
size_t buf_first_line(const struct buf *buf) __attribute__((nonnull, warn_unused_result));

/* Same bytes; the time taken tells only the lengths. */
bool buf_equal(const struct buf *a, const struct buf *b) __attribute__((nonnull, warn_unused_result));

#endif
