/*
 * The wizard of `discred profile new`: questions at a terminal, one after the other. '<' goes back to the one before,
 * and what was answered can be changed at the end.
 */
#ifndef DISCRED_CMD_PROFILE_NEW_H
#define DISCRED_CMD_PROFILE_NEW_H

#include "cmd/profile/new_profile.h"
#include "cmd/profile/places.h"
#include "cmd/profile/prompt.h"

struct wizard {
	struct prompt *prompt;
	struct new_profile *profile;
	struct places guilds; /* that the bot is in; empty until asked for */
	struct places channels;
	const char *guild; /* by name, as an option has it, until the bot token is known; NULL: not given */
	const char *channel;
};

/*
 * How a question ended; -1 is an error, ERROR_TEMP on ^C and the like. ASK_NOTHING: it can't be answered (again), and
 * nobody goes back to it.
 */
enum { ASK_DONE = 0, ASK_BACK = 1, ASK_NOTHING = 2 };

/* Asks for all that is not known yet, shows the file and asks whether to save it; ERROR_TEMP if not. */
int new_ask(struct wizard *wizard, struct error *err) __attribute__((nonnull, warn_unused_result));

/* The same without the last question. */
int new_ask_missing(struct wizard *wizard, struct error *err) __attribute__((nonnull, warn_unused_result));

void wizard_release(struct wizard *wizard) __attribute__((nonnull));

/* Asks a line behind the label; ASK_BACK for '<'. The line is the caller's, if it was ASK_DONE. */
int new_ask_line(struct wizard *wizard, const char *label, char **line, struct error *err)
    __attribute__((nonnull, warn_unused_result));

/* Prints what is wrong, and what to do about it; clears the error. */
void new_complain(struct error *err) __attribute__((nonnull));

/* Prints a text and frees it. */
void new_print(char *text) __attribute__((nonnull));

/*
 * Asks for a secret without echo, until it can be one; empty: Enter was pressed, or '?'. Blanks around it are taken
 * away; about quotes and the like a person is asked.
 */
int new_ask_hidden(struct wizard *wizard, const char *label, const char *key, struct buf *value, struct error *err)
    __attribute__((nonnull, warn_unused_result));

/* Asks how the application shows who it is. */
int new_ask_secret(struct wizard *wizard, struct error *err) __attribute__((nonnull, warn_unused_result));

/* Takes back what was answered, a typed secret too. */
void new_forget_secret(struct new_profile *profile) __attribute__((nonnull));

/* Asks for the bot token, and Discord whose it is; fills in what Discord says. */
int new_ask_bot_token(struct wizard *wizard, struct error *err) __attribute__((nonnull, warn_unused_result));

/* Asks Discord whose the bot token is, says so, and fills it in. */
void new_show_application(struct wizard *wizard) __attribute__((nonnull));

/* Asks which permissions the bot needs, by what it does. */
int new_ask_permissions(struct wizard *wizard, struct error *err) __attribute__((nonnull, warn_unused_result));

/* Says what a number of permissions means. */
void new_explain_permissions(const struct new_profile *profile) __attribute__((nonnull));

/* Lets a person pick a server of the bot's, and a channel in it. */
int new_ask_guild(struct wizard *wizard, struct error *err) __attribute__((nonnull, warn_unused_result));
int new_ask_channel(struct wizard *wizard, struct error *err) __attribute__((nonnull, warn_unused_result));

/*
 * Shows which redirect URIs are registered, lets a person choose, and waits until the chosen one is registered. Where
 * Discord has not said it, any is taken.
 */
int new_ask_redirect(struct wizard *wizard, struct error *err) __attribute__((nonnull, warn_unused_result));

/* Says which privileged intents are on, and offers to switch on that of message contents. */
int new_ask_intents(struct wizard *wizard, struct error *err) __attribute__((nonnull, warn_unused_result));

/* For options of the wizard: an id is taken at once, a name is the first answer to its question. */
void new_take_places(struct wizard *wizard, const char *guild, const char *channel) __attribute__((nonnull(1)));

/* For options alone: the ids of what a server and a channel are called; either may be NULL. */
int new_resolve_places(struct new_profile *profile, const char *guild, const char *channel, struct error *err)
    __attribute__((nonnull(1, 4), warn_unused_result));

#endif
