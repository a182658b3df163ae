/*
 * Lists that the API hands out in pages: where the next page begins follows from the ids of the last one. Pure: paths
 * in, replies in, items out.
 *
 *	struct paging paging = PAGING_INIT;
 *
 *	paging_open(&paging, "/channels/1/messages?x=y", &range, err);
 *	while (!paging.done) {
 *		paging_path(&paging, &path);
 *		...
 *		paging_take(&paging, &reply.body, &items, &count, err);
 *	}
 *	paging_release(&paging);
 */
#ifndef DISCRED_PAGING_H
#define DISCRED_PAGING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/output/json_layout.h"
#include "discred/buf.h"
#include "discred/error.h"

struct paging_list {
	const char *path;   /* as api_path_matches() reads it */
	const char *anchor; /* the parameter that the next page begins at: `before` goes down, `after` up */
	bool down;
	unsigned page; /* the largest page there is */
};

struct paging {
	const struct paging_list *list;
	struct buf base; /* the path, and what of the query stays the same */
	uint64_t anchor; /* the last page's outermost id */
	bool anchored;
	uint64_t end;   /* the first id in the direction of the list that is not wanted any more */
	uint64_t limit; /* items wanted in all; UINT64_MAX: every one */
	uint64_t count; /* items so far */
	bool done;
};

/* Which items of a list are wanted. */
struct paging_range {
	uint64_t limit;  /* so many in all; UINT64_MAX: every one */
	uint64_t after;  /* with an id above this, 0: any */
	uint64_t before; /* and below this; UINT64_MAX: any */
};

#define PAGING_INIT                                                                                                    \
	{                                                                                                              \
		.list = NULL, .base = BUF_INIT(BUF_TOKEN_MAX)                                                          \
	}

/*
 * The path's query may say where to begin, by the list's own anchor; what else would say where a page lies (`limit`,
 * the other anchors) is refused, as is a path that has no pages: ERROR_USAGE.
 */
int paging_open(struct paging *paging, const char *path, const struct paging_range *range, struct error *err)
    __attribute__((nonnull, warn_unused_result));
void paging_release(struct paging *paging) __attribute__((nonnull));

/* Appends the path of the next page. */
void paging_path(const struct paging *paging, struct buf *path) __attribute__((nonnull));

/*
 * Reads a page. items are slices of body, as many as are still wanted; the list is the caller's to free. ERROR_TEMP
 * when it is no list of objects with ids, or would lead back to where we were.
 */
int paging_take(struct paging *paging, const struct buf *body, struct json_slice **items, size_t *count,
		struct error *err) __attribute__((nonnull, warn_unused_result));

#endif
