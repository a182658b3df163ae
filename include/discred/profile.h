/*
 * A profile: one libconfig file that says who the application is, what to ask for, where its secrets are, and which
 * sources to ask for a token.
 *
 * Files are profiles/NAME.cfg in the directories of path_config_dirs(); the first directory that has it wins. A profile
 * is chosen by its file's name only; `name` inside it is a label. The file must be a regular one, owned by the user or
 * root, not writable by group or others; one with a plain-string secret must besides be the user's, with no group or
 * other bits.
 */
#ifndef DISCRED_PROFILE_H
#define DISCRED_PROFILE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/environ.h"
#include "base/strings.h"
#include "base/url.h"
#include "core/profile/diagnostics.h"
#include "discred/error.h"
#include "discred/secret.h"
#include "discred/source.h"
#include "discred/stack.h"

struct profile {
	char *id;   /* the file's name without .cfg: what people type */
	char *path; /* the file */

	char *name;
	char *description;
	char *client_id;
	struct secret_ref client_secret;
	bool public_client;
	struct strings scope;
	uint64_t permissions;
	char *channel_id; /* NULL when not given, like guild_id and ca_file */
	char *guild_id;
	char *bot_name;
	char *bot_version;
	char *bot_url; /* NULL when not given: the invitation stands for it */
	struct secret_ref bot_token;
	struct strings redirect_uri;
	char *api_base; /* no slash at the end */
	char *authorize_url;
	char *ca_file;
	int64_t min_valid;
	struct strings hosts; /* HOST or HOST:PORT, lower case */
	bool git_password;
	char *store; /* a row of the table of stores */
	struct stack stack;
	struct stack bot_stack; /* walked for a bot's token alone where no stack is written; else empty */

	struct position *at; /* where the value of each row of field_table stands; line 0: not in the file */
};

/* Whether that can be a profile's name (name_valid): if not, ERROR_USAGE; `origin` goes behind the name, or is "". */
int profile_name_check(const char *name, const char *origin, struct error *err)
    __attribute__((nonnull, warn_unused_result));

/*
 * Loads the profile of that name; it needs no release after a failure. If the file's text is wrong, err names the first
 * place (FILE:LINE:COLUMN: MESSAGE) and list, emptied before, holds everything found, for diagnostics_print; if it is
 * the file itself, list is empty. Absent: ERROR_NONE. A bad name: ERROR_USAGE. Refused by the system: ERROR_SYS.
 * Everything else about the file: ERROR_CONFIG. The sources are handed in: core does not know which there are.
 */
int profile_load(struct profile *profile, const char *name, const struct environ *env,
		 const struct source_table *sources, struct diagnostics *list, struct error *err)
    __attribute__((nonnull, warn_unused_result));
void profile_release(struct profile *profile) __attribute__((nonnull));

/* What is to become the file of a profile. */
struct profile_text {
	const char *name;
	const char *path; /* what messages call it */
	int fd;           /* an open file with the owner and mode that it will have; -1: there is none yet */
	const struct buf *bytes;
};

/*
 * Loads a profile from a text that is not its file yet, with profile_load's checks, errors and list. Without an fd a
 * secret as a plain string is refused, since nobody can say yet who may read it.
 */
int profile_load_text(struct profile *profile, const struct profile_text *text, const struct environ *env,
		      const struct source_table *sources, struct diagnostics *list, struct error *err)
    __attribute__((nonnull, warn_unused_result));

/*
 * The file of the profile of that name, whatever is in it; the path is the caller's to free. Absent, a bad name, or a
 * file that cannot be trusted: as for profile_load.
 */
int profile_locate(const char *name, const struct environ *env, char **path, struct error *err)
    __attribute__((nonnull, warn_unused_result));

/*
 * Whether a loaded profile's file is there still: ERROR_NONE if it was removed or renamed since. Asked under the
 * profile's exclusive lock by whoever is about to store something that has to do with no earlier thing stored, or it
 * would stay there for nobody.
 */
int profile_check_there(const struct profile *profile, struct error *err) __attribute__((nonnull, warn_unused_result));

/*
 * Makes a new file of the text in the user's own directory, mode 0600, its directory 0700 if it is missing; the name is
 * a valid one. A file that is there is left as it is: ERROR_CONFIG. The path is the caller's to free.
 */
int profile_create(const char *name, const struct buf *text, const struct environ *env, char **path, struct error *err)
    __attribute__((nonnull, warn_unused_result));

/*
 * Which profile is meant: the argument (may be NULL), then $DISCRED_PROFILE, then default_profile, then the only one
 * there is. The name is the caller's to free. None: ERROR_NONE, several: ERROR_USAGE with their names.
 */
int profile_choose(const char *argument, const struct environ *env, char **name, struct diagnostics *list,
		   struct error *err) __attribute__((nonnull(2, 3, 4, 5), warn_unused_result));

/*
 * Of a chosen profile that turned out not to exist (ERROR_NONE; other errors stay as they are): says where the name
 * came from, if not from the argument.
 */
void profile_choice_explain(const char *argument, const struct environ *env, struct error *err)
    __attribute__((nonnull(2, 3)));

/*
 * profile_choose and profile_load for a command: what is wrong with a file is printed to complaints (stderr), place by
 * place, and err says that in one line.
 */
int profile_open(struct profile *profile, const char *argument, const struct environ *env,
		 const struct source_table *sources, FILE *complaints, struct error *err)
    __attribute__((nonnull(1, 3, 4, 5, 6), warn_unused_result));

/* profile_choose for a command, likewise. */
int profile_pick(const char *argument, const struct environ *env, FILE *complaints, char **name, struct error *err)
    __attribute__((nonnull(2, 3, 4, 5), warn_unused_result));

/* The same for a file whose diagnostics are at hand: prints them, and makes err the one line. Returns -1. */
int profile_complain(FILE *complaints, const struct diagnostics *list, struct error *err) __attribute__((nonnull));

/* The names of all profiles on the search path, sorted, each once. */
int profile_list(const struct environ *env, struct strings *names, struct error *err)
    __attribute__((nonnull, warn_unused_result));

/* Adds a line for each .cfg file there that is no profile: which, and why. Hidden files are not told. */
void profile_list_skipped(const struct environ *env, struct strings *reasons) __attribute__((nonnull));

/* The scopes with spaces between them, owned by the caller. */
char *profile_scope(const struct profile *profile) __attribute__((nonnull, returns_nonnull, warn_unused_result));

/* The environment variables that its { env } references and its stack's sources name: kept from foreign programs. */
void profile_secret_variables(const struct profile *profile, struct strings *names) __attribute__((nonnull));

/*
 * Those of every profile on the search path, with mistakes in it or not: for a program that may be about any of them. A
 * file that is no list of settings at all says none.
 */
void profile_all_secret_variables(const struct environ *env, const struct source_table *sources, struct strings *names)
    __attribute__((nonnull));

/*
 * "DiscordBot (URL, VERSION)", as discord.com/developers/docs/reference#user-agent demands, and " NAME/VERSION" after
 * it when bot_name is another. Owned by the caller.
 */
char *profile_user_agent(const struct profile *profile) __attribute__((nonnull, returns_nonnull, warn_unused_result));

/*
 * The bot's invitation: authorize_url with client_id, scope, permissions and guild_id. Needs neither code nor token.
 * Owned by the caller.
 */
char *profile_invitation(const struct profile *profile) __attribute__((nonnull, returns_nonnull, warn_unused_result));

/* What the profile's default of this key is made from; NULL: it is not made. */
const char *profile_derived_from(const struct profile *profile, const char *key)
    __attribute__((nonnull, warn_unused_result));

/*
 * Whether the profile is for the bot's token by default: bot_token is set, there is no client_secret, not even one that
 * can't be followed, public_client is false, and no stack is written. Its stack then asks source `bot` alone, and the
 * credential helpers, which others ask in the user's name, do not serve it.
 */
bool profile_is_bot(const struct profile *profile) __attribute__((nonnull, warn_unused_result));

/* Whether no user token can come of it: scopes `bot` or `applications.commands` only, no secret, not a public client.
 */
bool profile_is_invitation(const struct profile *profile) __attribute__((nonnull, warn_unused_result));

/* Of an error that says that there is no token (ERROR_NONE): says it of a profile that no login gives one to. */
void profile_explain_invitation(const struct profile *profile, struct error *err) __attribute__((nonnull));

#endif
