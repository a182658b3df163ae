/*
 * The listener's pages: a mark, a title, a text. They load nothing, run nothing, and follow the browser's light or dark
 * colours.
 */
#ifndef DISCRED_LOOPBACK_PAGE_H
#define DISCRED_LOOPBACK_PAGE_H

#include "discred/buf.h"

enum page_mark { PAGE_SUCCESS, PAGE_DENIED, PAGE_FAILED, PAGE_NOTE };

/* What a page can be at the most: its text is cut long before. */
#define PAGE_MAX ((size_t)32 * 1024)

/* The header that allows a page its own style sheet, named by digest, and nothing else. */
extern const char page_content_security_policy[];

/* Appends the page. title and text are escaped; a newline in text begins a paragraph. */
void page_render(struct buf *page, enum page_mark mark, const char *title, const char *text) __attribute__((nonnull));

#endif
