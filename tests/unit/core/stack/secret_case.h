/* One reference to a secret of profile 'reader', and what comes of it. */
#ifndef UNIT_SECRET_CASE_H
#define UNIT_SECRET_CASE_H

#include <criterion/criterion.h>
#include <string.h>

#include "discred/secret.h"
#include "expect.h"
#include "scratch.h"

static char *const variables[] = {
    "PATH=/usr/bin:/bin", "APP_SECRET=from the environment", "NOTHING=", "LINES=one\ntwo", "CR=secret\r", NULL};
static const struct environ env = {.path = "/usr/bin:/bin", .home = scratch, .all = variables};

/* What { stored = true } looks into. */
static const struct store *secret_store;

static inline int resolve(const struct secret_ref *ref, struct buf *value, struct error *err)
{
	struct secret_context context = {
	    .env = &env, .store = secret_store, .profile = "reader", .key = "client_secret"};

	return secret_resolve(&context, ref, value, err);
}

static inline void expect_value(const struct secret_ref *ref, const char *want)
{
	struct buf value = BUF_INIT(BUF_TOKEN_MAX);
	struct error err = ERROR_INIT;

	buf_str(&value, "what was there before");
	cr_assert_eq(resolve(ref, &value, &err), 0, "%s", err.text);
	cr_assert_str_eq(buf_text(&value), want);
	cr_assert_eq(value.len, strlen(want));
	buf_release(&value);
}

static inline void expect_refused(const struct secret_ref *ref, enum error_code code, const char *text,
				  const char *hint)
{
	struct buf value = BUF_INIT(BUF_TOKEN_MAX);
	struct error err = ERROR_INIT;
	char whole[512];

	buf_str(&value, "what was there before");
	cr_assert_eq(resolve(ref, &value, &err), -1);
	snprintf(whole, sizeof(whole), "client_secret: %s", text);
	expect_hint(err, code, whole, hint);
	cr_assert_null(value.ptr);
	cr_assert_eq(value.len, 0);
}

#endif
