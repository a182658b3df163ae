/*
 * A profile being made: what was answered for each key, before there is a file.
 *
 * An answer is text as a person types it ("bot identify", "68608", several URLs with blanks between them). Which keys
 * there are, and what stands for one that is not answered, says the field table; what an answer must be is said by the
 * code that loads a profile, run over a text of this one setting. Secrets are no answers: the draft knows where one is,
 * never what it is.
 */
#ifndef DISCRED_CMD_PROFILE_DRAFT_H
#define DISCRED_CMD_PROFILE_DRAFT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/environ.h"
#include "core/profile/fields.h"
#include "discred/buf.h"
#include "discred/error.h"
#include "discred/secret.h"
#include "discred/source.h"

struct profile_draft {
	const struct environ *env;
	const struct source_table *sources;
	char **setting; /* field_table_count; the value as it stands in a file, NULL: not answered */
	char **answer;  /* likewise, as it was given */
	char **comment; /* likewise, what the file says of it besides its row's help */
};

void draft_init(struct profile_draft *draft, const struct environ *env, const struct source_table *sources)
    __attribute__((nonnull));
void draft_release(struct profile_draft *draft) __attribute__((nonnull));

/*
 * Takes the answer if a profile with it would be loaded, in UTF-8 (encoding.h). Else ERROR_USAGE with what is wrong,
 * and the draft is as it was. A key that is none, or a secret: ERROR_BUG.
 */
int draft_answer(struct profile_draft *draft, const char *key, const char *text, struct error *err)
    __attribute__((nonnull, warn_unused_result));

/*
 * The same for where a secret is: text is the file's path, the variable's name, or the command, with blanks between its
 * words. It does not matter for SECRET_STORED; SECRET_PLAIN and SECRET_ABSENT are ERROR_BUG.
 */
int draft_refer(struct profile_draft *draft, const char *key, enum secret_kind kind, const char *text,
		struct error *err) __attribute__((nonnull, warn_unused_result));

/* What the file is to say of the key's answer; a new answer takes it away. */
void draft_comment(struct profile_draft *draft, const char *key, const char *text) __attribute__((nonnull));

/* As if the key had never been answered. */
void draft_forget(struct profile_draft *draft, const char *key) __attribute__((nonnull));

/* The answer, NULL when there was none; never that of a secret. */
const char *draft_given(const struct profile_draft *draft, const char *key)
    __attribute__((nonnull, warn_unused_result));

/* The answer or the default, NULL where there is none; never that of a secret. */
const char *draft_value(const struct profile_draft *draft, const char *key)
    __attribute__((nonnull, warn_unused_result));

/* Whether the key was answered; where a secret is counts. */
bool draft_has(const struct profile_draft *draft, const char *key) __attribute__((nonnull, warn_unused_result));

/* Whether the scopes lead to a token, and nothing says yet how the application shows who it is. */
bool draft_lacks_secret(const struct profile_draft *draft) __attribute__((nonnull, warn_unused_result));

/* For a file: it fits a terminal of 80 columns, indented. */
enum { DRAFT_FILE_WIDTH = 76 };

/*
 * Appends the file: what was answered, then every other key as a comment with its default or an example, each with its
 * row's help. It is loaded without a complaint if there is a client_id. Comments are broken to fit `width` columns.
 */
void draft_write(const struct profile_draft *draft, const char *name, size_t width, struct buf *text)
    __attribute__((nonnull));

/* The first part of that alone: what was answered. */
void draft_write_given(const struct profile_draft *draft, size_t width, struct buf *text) __attribute__((nonnull));

/*
 * Appends what a number of permissions means: "68608: VIEW_CHANNEL, SEND_MESSAGES, READ_MESSAGE_HISTORY". The default
 * is often taken for more than it is, so of that it says what it does not contain.
 */
void draft_explain_permissions(uint64_t value, struct buf *text) __attribute__((nonnull));

#endif
