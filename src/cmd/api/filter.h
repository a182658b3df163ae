/*
 * A jq filter over an answer (libjq): what `jq -r` would print. Numbers are doubles there: above 2^53 they lose digits.
 */
#ifndef DISCRED_API_FILTER_H
#define DISCRED_API_FILTER_H

#include <stdbool.h>

#include "core/output/json_layout.h"
#include "discred/buf.h"
#include "discred/error.h"

struct filter;

/* ERROR_USAGE with jq's own words if the text is no filter. The filter is the caller's, to filter_free. */
int filter_open(const char *text, struct filter **filter, struct error *err)
    __attribute__((nonnull, warn_unused_result));
void filter_free(struct filter *filter);

/*
 * Appends what it makes of a JSON text, each result ended by a newline: a string as it is, anything else as JSON on one
 * line. ERROR_USAGE when the filter fails or the text is no JSON; the results before that are appended.
 */
int filter_run(struct filter *filter, struct json_slice json, struct buf *out, struct error *err)
    __attribute__((nonnull, warn_unused_result));

#endif
