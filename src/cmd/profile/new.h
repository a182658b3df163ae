/*
 * The parts of `discred profile new`: the questions, and what there is to say about an answer.
 */
#ifndef DISCRED_CMD_PROFILE_NEW_H
#define DISCRED_CMD_PROFILE_NEW_H

#include "cmd/profile/new_profile.h"
#include "cmd/profile/prompt.h"

struct question {
	const char *key;
	const char *label;    /* before the place to type */
	const char *about;    /* what is wanted, in a line or two */
	const char *more;     /* for '?' */
	const char *standard; /* what is shown as default where the field table has none; NULL: nothing */
};

/* In their order; the name of the profile comes before them, the secret after bot_url. */
extern const struct question questions[];
extern const size_t question_count;

/* Reads those that were asked for: a line of stdin each; where that is a terminal, they are asked for without echo. */
int new_read_secrets(struct new_profile *profile, bool client_secret, bool bot_token, struct error *err)
    __attribute__((nonnull, warn_unused_result));

/* Asks for all that is not known yet. On ^C and the like ERROR_TEMP. */
int new_ask(struct prompt *prompt, struct new_profile *profile, struct error *err)
    __attribute__((nonnull, warn_unused_result));

/* Asks how the application shows who it is, if its scopes lead to a token. */
int new_ask_secret(struct prompt *prompt, struct new_profile *profile, struct error *err)
    __attribute__((nonnull, warn_unused_result));

/* Says what an answer that was taken means. Sets again if the person would rather answer once more. */
int new_remark(struct prompt *prompt, const struct new_profile *profile, const char *key, bool *again,
	       struct error *err) __attribute__((nonnull, warn_unused_result));

/* Prints what '?' shows. */
void new_explain(const struct question *question) __attribute__((nonnull));

/* Shows the file and asks whether to save it; ERROR_TEMP if not. */
int new_confirm(struct prompt *prompt, const struct new_profile *profile, struct error *err)
    __attribute__((nonnull, warn_unused_result));

/* Asks whether to log in (or to open the invitation), and becomes the program that does. 0: not now. */
int new_log_in(struct prompt *prompt, const struct new_profile *profile, struct error *err)
    __attribute__((nonnull, warn_unused_result));

#endif
