/*
 * Pages for a person: one frame, plain HTML, no script, nothing from elsewhere; readable in light and dark.
 *
 * Whatever is not a literal of ours goes through page_text().
 */
#ifndef SANDBOX_PAGE_H
#define SANDBOX_PAGE_H

#include "cmd/sandbox/answer.h"
#include "discred/error.h"

/* Sets type and headers and writes up to <main>. `leads_to` is where its form may lead besides here, NULL: nowhere. */
int page_begin(struct answer *answer, unsigned status, const char *title, const char *leads_to, struct error *err)
    __attribute__((nonnull(1, 3, 5), warn_unused_result));
void page_end(struct answer *answer) __attribute__((nonnull));

/* Markup of ours, and text of anybody's. */
void page_html(struct answer *answer, const char *html) __attribute__((nonnull));
void page_text(struct answer *answer, const char *text) __attribute__((nonnull));

/* A list of such texts, each as it is. */
void page_list(struct answer *answer, const struct strings *items) __attribute__((nonnull));

/* A whole page of a heading and a paragraph. */
int page_message(struct answer *answer, unsigned status, const char *title, const char *text, struct error *err)
    __attribute__((nonnull, warn_unused_result));

#endif
