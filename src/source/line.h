/* A token that is a line of text which somebody else keeps. */
#ifndef DISCRED_SOURCE_LINE_H
#define DISCRED_SOURCE_LINE_H

#include "discred/buf.h"
#include "discred/source.h"

/*
 * Makes a token of the first line of text: of the entry's `type`, the profile's client, and without an end. SKIP when
 * there is no line, FAIL when it cannot stand in a header. `where` is for messages: "file '/run/x'".
 */
enum source_result line_token(const struct source_context *context, const struct buf *text, const char *where,
			      struct token *token, struct error *err) __attribute__((nonnull, warn_unused_result));

/* What is not in the text. */
void line_describe(const struct source_context *context, const char *type, struct token *token)
    __attribute__((nonnull));

#endif
