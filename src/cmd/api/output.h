/*
 * What `discred api` prints: laid out on a terminal, as it came otherwise. Nothing goes through stdio, whose buffer
 * would keep what may be a secret.
 */
#ifndef DISCRED_API_OUTPUT_H
#define DISCRED_API_OUTPUT_H

#include <stdbool.h>
#include <stdint.h>

#include "cmd/api/filter.h"
#include "core/output/json_layout.h"
#include "discred/error.h"
#include "net/http/discord_api.h"

/* The reply's body, and before it, if asked for, its head. */
int api_print_reply(const struct http_reply *reply, bool head, struct error *err)
    __attribute__((nonnull, warn_unused_result));

/* What the filter makes of a JSON text. */
int api_print_filtered(struct filter *filter, struct json_slice json, struct error *err)
    __attribute__((nonnull, warn_unused_result));

/* A JSON text on one line. */
int api_print_line(struct json_slice json, struct error *err) __attribute__((nonnull, warn_unused_result));

/* One item of a list that is printed bit by bit; the index counts from 0. */
int api_print_item(struct json_slice item, uint64_t index, struct error *err)
    __attribute__((nonnull, warn_unused_result));
/* The end of it. */
int api_print_end(uint64_t count, struct error *err) __attribute__((nonnull, warn_unused_result));

#endif
