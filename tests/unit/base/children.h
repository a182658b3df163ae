/* Children that a test starts with proc_start and waits for. */
#ifndef UNIT_CHILDREN_H
#define UNIT_CHILDREN_H

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "base/proc.h"

static char *const variables[] = {"PATH=/usr/bin:/bin", "A=1", "APP_SECRET=s3cret", "APP_SECRET_2=kept", NULL};
static const struct environ env = {.path = "/usr/bin:/bin", .all = variables};

/* What a child said and how it ended. */
struct answer {
	struct proc proc;
	struct buf output;
	struct buf errors;
	struct error err;
};

#define ANSWER_INIT                                                                                                    \
	{                                                                                                              \
		.output = BUF_INIT(BUF_REPLY_MAX), .errors = BUF_INIT(BUF_REPLY_MAX), .err = ERROR_INIT                \
	}

static inline void answer_release(struct answer *answer)
{
	buf_release(&answer->output);
	buf_release(&answer->errors);
}

static inline void start(const struct proc_request *request, struct answer *answer)
{
	cr_assert_eq(proc_start(&env, request, &answer->proc, &answer->err), 0, "%s", answer->err.text);
}

static inline void finish(struct answer *answer)
{
	cr_assert_eq(proc_finish(&answer->proc, &answer->output, &answer->errors, -1, &answer->err), 0, "%s",
		     answer->err.text);
	cr_assert_eq(answer->proc.pid, -1);
	cr_assert_eq(answer->proc.input, -1);
	cr_assert_eq(answer->proc.output, -1);
	cr_assert_eq(answer->proc.errors, -1);
}

#endif
