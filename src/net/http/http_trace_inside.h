/* What the parts of the trace share. */
#ifndef DISCRED_NET_HTTP_TRACE_INSIDE_H
#define DISCRED_NET_HTTP_TRACE_INSIDE_H

#include <stdbool.h>

#include "discred/buf.h"
#include "net/http/http_trace.h"

/* What a value must look like to be shown. */
enum trace_kind {
	TRACE_HIDDEN,
	TRACE_OWN,    /* any text: it is from the profile or from discred itself */
	TRACE_NUMBER, /* digits, 20 at the most: an id, a size, a bit field */
	TRACE_SWITCH, /* true or false, or a number */
	TRACE_WORDS,  /* free words of a server: what could be a token is hidden */
};

/* What is known of the value of that name. */
enum trace_kind trace_kind_of_header(const char *name, bool of_request) __attribute__((nonnull, warn_unused_result));
enum trace_kind trace_kind_of_field(const char *name) __attribute__((nonnull, warn_unused_result));
enum trace_kind trace_kind_of_parameter(const char *name) __attribute__((nonnull, warn_unused_result));
enum trace_kind trace_kind_of_member(const char *name, bool of_request) __attribute__((nonnull, warn_unused_result));

/* Appends the value, or "[N bytes]" for it; it stays in the line whatever it is. */
void trace_value(enum trace_kind kind, const char *value, size_t len, struct buf *line) __attribute__((nonnull));

/* Appends the name of a header, field or member, or "[N bytes]" for what is more likely something else. */
void trace_name(const char *name, size_t len, struct buf *line) __attribute__((nonnull));

/* Appends the body, each line of it after `mark`. type: the Content-Type, "" if there is none. */
void trace_body(const char *mark, const struct buf *body, const char *type, bool of_request, struct buf *lines)
    __attribute__((nonnull));

#endif
