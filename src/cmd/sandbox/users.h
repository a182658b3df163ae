/*
 * Users as the API describes them.
 */
#ifndef SANDBOX_USERS_H
#define SANDBOX_USERS_H

#include <stdint.h>

#include "cmd/sandbox/fixtures.h"
#include "core/output/json.h"

/* The one person there is, and the bot of an application. The caller's. */
json_t *user_person(void) __attribute__((warn_unused_result));
json_t *user_bot(const struct app *app) __attribute__((nonnull, warn_unused_result));

/* Unix seconds as Discord writes them: microseconds and a numeric offset. */
json_t *time_json(int64_t when) __attribute__((warn_unused_result));

#endif
